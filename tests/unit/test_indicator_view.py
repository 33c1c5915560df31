"""What the overlay, the tray and a notification say after what happened."""

from __future__ import annotations

from typing import Any

import pytest

from voice_assistant.control import event_as_json
from voice_assistant.events import (
    BookmarkSet,
    DeviceLost,
    DeviceRecovered,
    Event,
    HotkeysMuted,
    LevelMeasured,
    Overrun,
    PartlyTranscribed,
    PersonaChanged,
    Problem,
    ReadingChanged,
    SentenceBegan,
    SentenceReady,
    State,
    StateChanged,
    TextDelivered,
    Transcribed,
)
from voice_assistant.indicator.notifications import note_of
from voice_assistant.indicator.view import Look, View
from voice_assistant.tool_events import ConsentAsked
from voice_assistant.vision_events import CameraOff, CameraOn, PicturesSeen, RegionAsked, SeenPicture

LISTENING, IDLE = StateChanged(State.LISTENING, "ask"), StateChanged(State.IDLE, "")
ASKED = StateChanged(State.THINKING, "ask")
LOOKED = PicturesSeen(1.0, (*[SeenPicture("region", 380, 80, 3)] * 2, SeenPicture("file", 640, 480, None)))


def after(*events: Event) -> View:
    view = View()
    for event in events:
        view.happened(event_as_json(event))
    return view


@pytest.mark.parametrize(
    ("events", "look", "line"),
    [
        ((), Look.IDLE, ""),
        ((LISTENING,), Look.RECORDING, ""),
        ((LISTENING, PartlyTranscribed(1.0, "the  quick\nfox")), Look.RECORDING, "the quick fox"),
        ((LISTENING, Transcribed(1.0, "", "")), Look.RECORDING, "(nothing was said)"),
        ((StateChanged(State.THINKING, "ask"),), Look.THINKING, ""),
        ((StateChanged(State.SPEAKING, "ask"), SentenceReady(1.0, "Paris.", True)), Look.SPEAKING, "Paris."),
        ((LISTENING, TextDelivered("type", 5, "inserted", "pasted"), IDLE), Look.IDLE, "inserted: pasted"),
        ((LISTENING, TextDelivered("type", 5, "held", "moved"), IDLE), Look.PROBLEM, "held: moved"),
        ((TextDelivered("clipboard", 5),), Look.IDLE, "5 characters copied to the clipboard"),
        ((Problem("disk full"),), Look.PROBLEM, "disk full"),
        ((Problem("disk full"), LISTENING), Look.RECORDING, ""),
        ((Problem("disk full"), LISTENING, IDLE), Look.IDLE, ""),
        ((DeviceLost("mic", "mic gone"),), Look.PROBLEM, "mic gone"),
        ((DeviceLost("mic", "mic gone"), DeviceRecovered("mic", "mic back")), Look.IDLE, "mic back"),
        ((CameraOn("Webcam"),), Look.WATCHING, "Webcam is on"),
        ((CameraOn("Webcam"), HotkeysMuted(True)), Look.WATCHING, "hotkeys are off"),
        ((ASKED, RegionAsked()), Look.THINKING, "draw the region with the mouse"),
        ((ASKED, RegionAsked(), LOOKED), Look.THINKING, "looked at: region, file"),
        ((CameraOn("Webcam"), CameraOff("Webcam", "")), Look.IDLE, "Webcam is off"),
        ((CameraOn("Webcam"), CameraOff("Webcam", "the video is over")), Look.IDLE, "Webcam is off: the video is over"),
        ((HotkeysMuted(True),), Look.MUTED, "hotkeys are off"),
        ((HotkeysMuted(True), HotkeysMuted(False)), Look.IDLE, "hotkeys are on"),
        ((PersonaChanged("yoda"),), Look.IDLE, "persona: yoda"),
        ((StateChanged(State.SPEAKING, "read"), SentenceBegan(1.0, 0, "Call me.")), Look.SPEAKING, "Call me."),
        ((ReadingChanged("reading"), ReadingChanged("paused"), IDLE), Look.IDLE, "paused"),
        ((BookmarkSet(2),), Look.IDLE, "bookmark 2"),
    ],
)
def test_what_is_shown(events: tuple[Event, ...], look: Look, line: str) -> None:
    view = after(*events)
    assert (view.look, view.line) == (look, line)


def test_what_is_read_is_known_to_the_menu() -> None:
    assert [after(ReadingChanged(state)).reading for state in ("reading", "paused", "")] == ["reading", "paused", ""]


def test_the_outcome_stays_while_the_answer_is_prepared() -> None:
    assert after(LISTENING, Transcribed(1.0, "hello", "en"), StateChanged(State.THINKING, "ask")).line == "hello"


@pytest.mark.parametrize(("rms_db", "level"), [(0.0, 1.0), (6.0, 1.0), (-30.0, 0.5), (-60.0, 0.0), (-120.0, 0.0)])
def test_the_level_is_between_nothing_and_full(rms_db: float, level: float) -> None:
    assert after(LISTENING, LevelMeasured(rms_db, 0.0)).level == level


def test_of_a_long_text_the_end_is_shown() -> None:
    line = after(LISTENING, PartlyTranscribed(1.0, "begin " + "word " * 100 + "end")).line
    assert line.startswith("…")
    assert line.endswith("end")
    assert len(line) < 200


def test_what_cannot_be_seen_draws_nothing() -> None:
    view = View()
    assert not view.happened(event_as_json(Overrun("mic", 1)))
    assert not view.happened(event_as_json(LevelMeasured(-20.0, -10.0))), "nobody listens"
    assert not view.happened({"event": "FromTheFuture"})
    view.happened(event_as_json(LISTENING))
    assert view.happened(event_as_json(LevelMeasured(-20.0, -10.0)))


@pytest.mark.parametrize(
    ("event", "everything", "note"),
    [
        (Problem("disk full"), False, ("Voice Assistant", "disk full", ())),
        (DeviceRecovered("mic", "mic back"), False, ("Voice Assistant", "mic back", ())),
        (TextDelivered("type", 5, "inserted", "pasted"), False, None),
        (TextDelivered("type", 5, "inserted", "pasted"), True, ("Dictation", "inserted: pasted", ("undo",))),
        (TextDelivered("type", 5, "copied", "no window"), False, ("Dictation", "copied: no window", ())),
        (ConsentAsked(1.0, "open", "Shall I?", 30.0), False, ("Voice Assistant asks", "Shall I?", ("yes", "no"))),
        (Transcribed(1.0, "my secret", "en"), True, None),
        (SentenceReady(1.0, "my secret", True), True, None),
    ],
)
def test_what_is_worth_a_notification(event: Event, everything: bool, note: Any) -> None:
    assert note_of(event_as_json(event), everything=everything, can_undo=True) == note


def test_a_microphone_that_waits_for_the_wake_word_is_seen() -> None:
    view = View()

    def after(event: str, **facts: Any) -> Look:
        view.happened({"event": event, **facts})
        return view.look

    assert after("WakeWordWaited", on=True) is Look.WAITING
    assert after("StateChanged", state="listening", binding="ask") is Look.RECORDING
    after("StateChanged", state="idle", binding="")
    assert after("HotkeysMuted", muted=True) is Look.WAITING
    assert after("WakeWordWaited", on=False) is Look.MUTED
