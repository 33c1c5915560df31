"""What there is to see, from what happened. Pure: events come in as the control socket tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LINGER_S = 2.5
TROUBLE_LINGER_S = 6.0
"""How long an outcome stays on the screen, and one that asks for something to be done."""
_LONGEST = 160
_FLOOR_DB = -60.0


class Look(StrEnum):
    """What the icon tells; each has its own shape and colour."""

    IDLE = "idle"
    RECORDING = "recording"
    THINKING = "thinking"
    SPEAKING = "speaking"
    PROBLEM = "problem"
    MUTED = "muted"
    WAITING = "waiting for the wake word"
    WATCHING = "the camera is on"


_LOOKS = {"listening": Look.RECORDING, "thinking": Look.THINKING, "speaking": Look.SPEAKING}
_OUTCOMES = {"type": "typed", "clipboard": "copied to the clipboard", "stdout": "printed", "file": "written"}
TROUBLE = ("copied", "held", "kept")
"""Outcomes of a text that ask for something to be done."""


@dataclass(slots=True)
class View:
    """`line` is what the person should read; `level` is 0.0 ... 1.0; `busy` while something is going on."""

    busy: bool = False
    muted: bool = False
    waiting: bool = False
    camera: bool = False
    reading: str = ""  # "reading" or "paused"
    persona: str = ""
    line: str = ""
    level: float = 0.0
    trouble: bool = False
    _state: str = field(default="idle")

    @property
    def look(self) -> Look:
        if self.busy:
            return _LOOKS.get(self._state, Look.THINKING)
        if self.trouble:
            return Look.PROBLEM
        if self.camera:  # neither it nor an open microphone is ever hidden behind anything less
            return Look.WATCHING
        if self.waiting:
            return Look.WAITING
        return Look.MUTED if self.muted else Look.IDLE

    def happened(self, event: Mapping[str, Any]) -> bool:
        """Take `event` in; whether anything that can be seen has changed."""
        match event.get("event"):
            case "StateChanged":
                self._changed(str(event["state"]))
            case "LevelMeasured":
                self.level = min(1.0, max(0.0, 1.0 - event["rms_db"] / _FLOOR_DB))
                return self._state == "listening"
            case "PartlyTranscribed":
                self.line = _end(event["text"])
            case "Transcribed":
                self.line = _end(event["text"]) or "(nothing was said)"
            case "SentenceReady":
                self.line = _end(event["text"])
            case "SentenceBegan":
                self.line = _beginning(event["text"])
            case "ReadingChanged":
                self.reading = str(event["state"])
                if self.reading == "paused":
                    self.line, self.trouble = "paused", False
            case "BookmarkSet":
                self.line = f"bookmark {event['number']}"
            case "TextDelivered":
                self.line = delivered(event)
                self.trouble = event.get("outcome") in TROUBLE
            case "Problem" | "DeviceLost":
                self.line, self.trouble = str(event["message"]), True
            case "DeviceRecovered" | "RecordingRecovered":
                self.line, self.trouble = str(event["message"]), False
            case "HotkeysMuted":
                self.muted = bool(event["muted"])
                self.line = "hotkeys are off" if self.muted else "hotkeys are on"
            case "WakeWordWaited":
                self.waiting = bool(event["on"])
            case "CameraOn":
                self.camera, self.line = True, f"{event['camera']} is on"
            case "CameraOff":
                self.camera = False
                self.line = f"{event['camera']} is off" + (f": {event['message']}" if event["message"] else "")
            case "RegionAsked":
                self.line = "draw the region with the mouse"
            case "PicturesSeen":
                origins = dict.fromkeys(str(picture["origin"]) for picture in event["pictures"])
                self.line = f"looked at: {', '.join(origins)}"
            case "PersonaChanged":
                self.persona = str(event["name"])
                self.line = f"persona: {self.persona}"
            case _:
                return False
        return True

    def _changed(self, state: str) -> None:
        if state == "listening" or (state != "idle" and not self.busy):
            self.line, self.trouble, self.level = "", False, 0.0
        self._state = state
        self.busy = state != "idle"


def delivered(event: Mapping[str, Any]) -> str:
    """The line for a text that has left for a sink."""
    if detail := event.get("detail"):
        return f"{event['outcome']}: {detail}" if event.get("outcome") else str(detail)
    outcome = event.get("outcome") or _OUTCOMES.get(event["sink"], f"-> {event['sink']}")
    return f"{event['characters']} characters {outcome}"


def _beginning(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _end(text: str) -> str:
    """The end of a long text: what was said last."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else "…" + text[-_LONGEST:]
