"""What there is to see of a talk, from what happened. Pure: events go in, a state comes out, nothing is drawn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from ..events import (
    CutOffTold,
    DeviceLost,
    DeviceRecovered,
    EchoChanged,
    Event,
    LevelMeasured,
    MicrophoneMuted,
    OwnLevelMeasured,
    PartlyTranscribed,
    PersonaChanged,
    Problem,
    RecordingRecovered,
    SentenceReady,
    SpeakingDucked,
    SpeakingPaused,
    SpeakingResumed,
    State,
    StateChanged,
    TextDelivered,
    Transcribed,
    TurnEnded,
    TurnReopened,
    WakeWordHeard,
    WakeWordWaited,
    WordsHeard,
)
from ..latency import LatencyLedger, Waterfall
from ..tool_events import AlarmRang, ConsentAsked, ConsentDecided, ToolStarted
from ..vision_events import CameraOff, CameraOn, RegionAsked

KEPT_TURNS = 40
KEPT_LEVELS = 240
NOTICE_S = 8.0
_FLOOR_DB = -60.0
_BLOCKS = 3
"""Blocks of the microphone in one bar: about as long as one of our own voice, a tenth of a second."""
_LOUD = 0.4
"""Level, 0 ... 1, from which on somebody seems to speak."""


@dataclass(slots=True)
class Line:
    """One turn as it is shown. `heard` is the beginning of `written`: what has been said of it by now."""

    asked: str = ""
    written: str = ""
    heard: str = ""
    persona: str = ""
    waterfall: Waterfall | None = None
    interrupted: bool = False
    over: bool = False
    earlier: bool = False  # from before this view: nothing but the words is known

    @property
    def coming(self) -> str:
        """What is written and not heard yet."""
        if self.written.startswith(self.heard):
            return self.written[len(self.heard) :]
        words = len(self.heard.split())  # put together in another way than it was written
        return " ".join(["", *self.written.split()[words:]])


@dataclass(slots=True)
class TalkView:
    """`levels` are 0.0 ... 1.0 and whether it was our own voice, the newest last; ten a second.

    `notice` is a line worth reading for a while.
    """

    persona: str = ""
    state: State = State.IDLE
    partial: str = ""
    turns: deque[Line] = field(default_factory=lambda: deque(maxlen=KEPT_TURNS))
    levels: deque[tuple[float, bool]] = field(default_factory=lambda: deque(maxlen=KEPT_LEVELS))
    firsts_s: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT_LEVELS))  # to the first sound, by turn
    count: int = 0
    cut_offs: int = 0
    interruptions: int = 0
    ducks: int = 0  # our voice went low for nothing
    false_stops: int = 0  # our voice fell silent for nothing
    ducked: bool = False
    paused: bool = False
    warm: bool = False
    muted: bool = False
    camera: str = ""  # what is looked through, "" while it is off
    summarised: bool = False
    can_interrupt: str = ""
    echo: str = ""
    wake_words: tuple[str, ...] = ()  # what begins a talk, while somebody listens for it
    notice: str = ""
    trouble: bool = False
    _notice_until_s: float = 0.0
    _blocks: list[float] = field(default_factory=list)
    _ledger: LatencyLedger = field(init=False)

    def __post_init__(self) -> None:
        self._ledger = LatencyLedger(self._measured)

    # what it says

    @property
    def speaker(self) -> str:
        """Who is speaking, as far as can be told: "you", the persona's name, or "" for nobody."""
        if self.state is State.SPEAKING:
            return "you" if self.ducked or self.paused else self.persona
        lately = [level for level, own in list(self.levels)[-3:] if not own]
        return "you" if self.state is State.LISTENING and (self.partial or max(lately, default=0.0) > _LOUD) else ""

    @property
    def median_s(self) -> float | None:
        """From the end of speech to the first sound, over the turns seen."""
        return median(self.firsts_s) if self.firsts_s else None

    @property
    def waterfall(self) -> Waterfall | None:
        """Of the last turn that has one."""
        return next((line.waterfall for line in reversed(self.turns) if line.waterfall is not None), None)

    @property
    def interrupt_hint(self) -> str:
        """How to interrupt, for who wants to."""
        return _HOW_TO_INTERRUPT.get(self.can_interrupt, "interrupt: space")

    # what happened

    def status(self, status: Mapping[str, Any]) -> None:
        """What the running assistant says of itself; what it does not say stays as it was."""
        self.persona = str(status.get("persona", self.persona))
        self.warm = bool(status.get("warm", self.warm))
        self.state = State(status.get("state", self.state))
        self.muted = bool(status.get("microphone_muted", self.muted))
        self.camera = str(status.get("camera", self.camera))
        echo = status.get("echo")
        if isinstance(echo, Mapping):
            self._echo(str(echo.get("mode", "")), str(echo.get("can_interrupt", "")))
        self.wake_words = tuple(str(word).replace("_", " ") for word in status.get("wake_words", self.wake_words))

    def earlier(self, turns: Iterable[Mapping[str, Any]], *, summarised: bool) -> None:
        """What was said before we came."""
        self.summarised = summarised
        self.turns.clear()
        for turn in turns:
            heard = str(turn["heard"])
            line = Line(str(turn["asked"]), heard, heard, str(turn.get("persona") or self.persona))
            line.over = line.earlier = True
            self.turns.append(line)

    def happened(self, event: Event, now_s: float) -> bool:
        """Take `event` in; whether anything that can be seen has changed. `now_s` on any one clock."""
        self._ledger(event)
        match event:
            case LevelMeasured(rms_db):
                return self._loud(rms_db)
            case OwnLevelMeasured(rms_db):
                self.levels.append((_level(rms_db), True))
            case StateChanged(state):
                self._changed(state)
            case PartlyTranscribed(text=text):
                self.partial = text
            case Transcribed(text=text):
                self._understood(text, now_s)
            case TurnReopened():
                self._reopened()
            case SentenceReady(text=text):
                line = self._line()
                line.written = f"{line.written} {text}".strip()
            case WordsHeard(text=text):
                self._line().heard = text
            case TurnEnded(_, asked, heard, interrupted):
                self._ended(asked, heard, interrupted)
            case CutOffTold():
                self.cut_offs += 1
                self.say("sorry: I will wait longer", now_s)
            case SpeakingDucked():
                self.ducked = True
            case SpeakingPaused():
                self.paused = True
            case SpeakingResumed(_, paused):
                self.false_stops += paused
                self.ducks += not paused
                self.ducked = self.paused = False
            case PersonaChanged(name):
                self.persona = name
            case CameraOn(camera):
                self.camera = camera
            case CameraOff(_, message):
                self.camera = ""
                self.say("the camera is off" + (f": {message}" if message else ""), now_s)
            case RegionAsked():
                self.say("draw the region with the mouse (Escape: none)", now_s)
            case MicrophoneMuted(muted):
                self.muted = muted
            case WakeWordWaited(on):
                self.wake_words = (self.wake_words or ("the wake word",)) if on else ()
            case WakeWordHeard(_, word):
                self.say(f"{word.replace('_', ' ')}: yes?", now_s)
            case EchoChanged(mode, can_interrupt, message):
                self._echo(mode, can_interrupt)
                self.say(message, now_s)
            case Problem(message) | DeviceLost(message=message):
                self.say(message, now_s, trouble=True)
            case DeviceRecovered(message=message) | RecordingRecovered(message=message):
                self.say(message, now_s)
            case ConsentAsked(question=question, within_s=within_s):
                self.say(f"{question}  y / n", now_s)
                self._notice_until_s = now_s + within_s
            case ConsentDecided(_, allowed):
                self.say("allowed" if allowed else "not done", now_s)
            case ToolStarted(tool=tool):
                self.say(f"uses {tool}", now_s)
            case AlarmRang(text=text):
                self.say(text, now_s)
            case TextDelivered(sink="clipboard"):
                self.say("copied to the clipboard", now_s)
            case _:
                return False
        return True

    def say(self, notice: str, now_s: float, *, trouble: bool = False) -> None:
        self.notice, self.trouble, self._notice_until_s = notice, trouble, now_s + NOTICE_S

    def passed(self, now_s: float) -> bool:
        """Time passed; whether that has changed anything."""
        if self.notice and now_s > self._notice_until_s:
            self.notice, self.trouble = "", False
            return True
        return False

    # inside

    def _loud(self, rms_db: float) -> bool:
        """While we speak undisturbed, the microphone hears us, and our own level is the better one."""
        if self.state is State.SPEAKING and not (self.ducked or self.paused):
            return False
        self._blocks.append(_level(rms_db))
        if len(self._blocks) < _BLOCKS:
            return False
        self.levels.append((max(self._blocks), False))
        self._blocks.clear()
        return True

    def _line(self) -> Line:
        """The turn that is going on; a new one if none is."""
        if not self.turns or self.turns[-1].over:
            self.turns.append(Line(persona=self.persona))
        return self.turns[-1]

    def _changed(self, state: State) -> None:
        if state is not State.SPEAKING:
            self.ducked = self.paused = False
        if state is not self.state and state in (State.IDLE, State.LISTENING):
            self.partial = ""
        if state is State.IDLE:
            self.levels.clear()
        self.state = state

    def _understood(self, text: str, now_s: float) -> None:
        self.partial = ""
        if text:
            self._line().asked = text
        else:
            self.say("nothing was understood", now_s)

    def _reopened(self) -> None:
        """What was asked goes on: it stands there as what was said so far."""
        if self.turns and not self.turns[-1].over:
            self.partial = self.turns.pop().asked
        self.state = State.LISTENING

    def _ended(self, asked: str, heard: str, interrupted: bool) -> None:
        line = self._line()
        line.asked, line.heard, line.interrupted, line.over = asked, heard, interrupted, True
        line.persona = self.persona
        self.count += 1
        self.interruptions += interrupted

    def _measured(self, waterfall: Waterfall) -> None:
        self._line().waterfall = waterfall
        self.firsts_s.append(waterfall.first_sound_s)

    def _echo(self, mode: str, can_interrupt: str) -> None:
        self.echo, self.can_interrupt = mode, can_interrupt


def _level(rms_db: float) -> float:
    return min(1.0, max(0.0, 1.0 - rms_db / _FLOOR_DB))


_HOW_TO_INTERRUPT = {
    "voice": "interrupt: just speak",
    "word": 'interrupt: say "stop", or space',
    "key": "interrupt: space",
}
