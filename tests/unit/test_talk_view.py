"""What a talk's view says, from what happened."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

import pytest

from voice_assistant import events
from voice_assistant.control import event_as_json
from voice_assistant.events import (
    CutOffTold,
    DeviceRecovered,
    EchoChanged,
    Event,
    LevelMeasured,
    MicrophoneMuted,
    OwnLevelMeasured,
    PartlyTranscribed,
    PersonaChanged,
    Problem,
    ReplyDelta,
    SentenceReady,
    SpeakingDucked,
    SpeakingPaused,
    SpeakingResumed,
    SpeakingStarted,
    State,
    StateChanged,
    Transcribed,
    TurnEnded,
    TurnReopened,
    UtteranceEnded,
    WakeWordHeard,
    WakeWordWaited,
    WordsHeard,
)
from voice_assistant.view.attached import event_from_json
from voice_assistant.view.talk import KEPT_LEVELS, KEPT_TURNS, NOTICE_S, Line, TalkView
from voice_assistant.vision_events import CameraOff, CameraOn, SeenPicture

ASKED = (
    StateChanged(State.LISTENING, "ask"),
    PartlyTranscribed(0.5, "Who was"),
    UtteranceEnded(1.0, 2.0, 1.0),
    StateChanged(State.THINKING, "ask"),
    Transcribed(1.2, "Who was Ada?", "en"),
)
ANSWERED = (
    ReplyDelta(1.3, "A mathematician."),
    SentenceReady(1.4, "A mathematician.", True),
    SentenceReady(1.5, "She wrote programs.", False),
    SpeakingStarted(1.6),
    StateChanged(State.SPEAKING, "ask"),
    WordsHeard(1.7, "A mathematician. She"),
)
LOUD = [LevelMeasured(-20.0, -10.0)] * 3
ENDED = TurnEnded(3.0, "Who was Ada?", "A mathematician. She wrote programs.", False)


def seen(*happened: Event) -> TalkView:
    view = TalkView(persona="yoda", warm=True)
    for event in happened:
        view.happened(event, 0.0)
    return view


def test_what_is_said_stands_there_while_it_is_said() -> None:
    view = seen(*ASKED[:2])
    assert (view.partial, view.speaker, list(view.turns)) == ("Who was", "you", [])
    view = seen(*ASKED)
    assert (view.partial, view.turns[-1].asked, view.state) == ("", "Who was Ada?", State.THINKING)


def test_the_words_heard_and_those_to_come() -> None:
    view = seen(*ASKED, *ANSWERED)
    line = view.turns[-1]
    assert (line.heard, line.coming, view.speaker) == ("A mathematician. She", " wrote programs.", "yoda")


def test_words_that_were_put_together_in_another_way_are_counted() -> None:
    assert Line(written="One,  two three.", heard="One, two").coming == " three."


def test_a_turn_that_is_over_has_its_words_and_where_its_time_went() -> None:
    view = seen(*ASKED, *ANSWERED, ENDED)
    line = view.turns[-1]
    assert (line.over, line.interrupted, line.coming) == (True, False, "")
    assert line.waterfall is not None
    assert line.waterfall.first_sound_s == pytest.approx(0.6)
    assert view.median_s == pytest.approx(0.6)
    assert (view.count, view.waterfall) == (1, line.waterfall)


def test_the_next_turn_is_another_line() -> None:
    view = seen(*ASKED, *ANSWERED, ENDED, *ASKED)
    assert [line.over for line in view.turns] == [True, False]


def test_an_interrupted_answer_keeps_what_was_to_come() -> None:
    view = seen(*ASKED, *ANSWERED, TurnEnded(2.0, "Who was Ada?", "A mathematician.", True))
    assert (view.turns[-1].coming, view.interruptions) == (" She wrote programs.", 1)


def test_a_person_who_goes_on_has_not_asked_yet() -> None:
    view = seen(*ASKED, TurnReopened(1.3))
    assert (view.partial, list(view.turns), view.state) == ("Who was Ada?", [], State.LISTENING)


def test_doubts_are_counted_by_what_they_cost() -> None:
    speaking = StateChanged(State.SPEAKING, "ask")
    view = seen(speaking, SpeakingDucked(1.0))
    assert (view.ducked, view.speaker) == (True, "you")
    view.happened(SpeakingResumed(1.2, paused=False), 0.0)
    assert (view.ducked, view.speaker, view.ducks, view.false_stops) == (False, "yoda", 1, 0)
    view = seen(speaking, SpeakingDucked(1.0), SpeakingPaused(1.3), SpeakingResumed(2.0, paused=True))
    assert (view.paused, view.ducks, view.false_stops) == (False, 0, 1)


def test_loudness_makes_a_speaker_only_while_somebody_listens() -> None:
    listening = StateChanged(State.LISTENING, "ask")
    assert seen(*LOUD).speaker == ""
    assert seen(listening, *LOUD).speaker == "you"
    assert seen(listening, *[LevelMeasured(-55.0, -50.0)] * 3).speaker == ""


def test_of_two_voices_the_one_that_speaks_is_shown() -> None:
    view = seen(StateChanged(State.SPEAKING, "ask"), OwnLevelMeasured(-30.0), *LOUD)
    assert list(view.levels) == [(0.5, True)], "the microphone hears us too"
    view.happened(SpeakingDucked(1.0), 0.0)
    for event in LOUD:
        view.happened(event, 0.0)
    assert [own for _, own in view.levels] == [True, False]


def test_a_notice_goes_by_itself() -> None:
    view = TalkView()
    view.happened(Problem("no answer"), 10.0)
    assert (view.notice, view.trouble, view.passed(10.0 + NOTICE_S)) == ("no answer", True, False)
    assert view.passed(10.1 + NOTICE_S)
    assert (view.notice, view.trouble) == ("", False)
    view.happened(DeviceRecovered("m", "it is back"), 30.0)
    assert (view.notice, view.trouble) == ("it is back", False)


def test_how_to_interrupt_is_said_as_it_is() -> None:
    assert seen(EchoChanged("off", "key", "no echo canceller")).interrupt_hint == "interrupt: space"
    assert "speak" in seen(EchoChanged("webrtc", "voice", "")).interrupt_hint
    assert "stop" in seen(EchoChanged("webrtc", "word", "")).interrupt_hint


def test_the_status_of_any_version_will_do() -> None:
    view = TalkView()
    view.status({})
    view.status(
        {
            "persona": "pirate",
            "state": "speaking",
            "warm": True,
            "microphone_muted": True,
            "echo": {"mode": "webrtc", "can_interrupt": "voice"},
            "wake_words": ["hey_jarvis"],
        }
    )
    assert (view.persona, view.state, view.warm, view.muted) == ("pirate", State.SPEAKING, True, True)
    assert (view.echo, view.can_interrupt, view.wake_words) == ("webrtc", "voice", ("hey jarvis",))
    view.status({"echo": None})
    assert view.echo == "webrtc"


def test_what_is_switched() -> None:
    assert seen(MicrophoneMuted(True)).muted
    assert seen(CameraOn("Webcam")).camera == "Webcam"
    assert seen(CameraOn("Webcam"), CameraOff("Webcam", "")).camera == ""
    assert seen(PersonaChanged("pirate")).persona == "pirate"
    assert seen(WakeWordWaited(True)).wake_words
    view = seen(WakeWordWaited(True), WakeWordHeard(1.0, "hey_jarvis"), WakeWordWaited(False))
    assert (view.wake_words, view.notice) == ((), "hey jarvis: yes?")


def test_what_was_said_before_is_shown_as_over() -> None:
    view = TalkView(persona="yoda")
    view.earlier([{"asked": "Hi", "heard": "Hello.", "persona": ""}], summarised=True)
    assert (view.turns[0].over, view.turns[0].persona, view.turns[0].coming, view.count) == (True, "yoda", "", 0)


def test_it_stays_small() -> None:
    view = TalkView()
    for _ in range(KEPT_TURNS + 50):
        for event in (*ASKED, *ANSWERED, ENDED):
            view.happened(event, 0.0)
        view.happened(StateChanged(State.LISTENING, "ask"), 0.0)
        for _ in range(20):
            view.happened(LevelMeasured(-20.0, -10.0), 0.0)
    assert (len(view.turns), len(view.levels), view.count) == (KEPT_TURNS, KEPT_LEVELS, KEPT_TURNS + 50)


@pytest.mark.parametrize("kind", get_args(events.Event), ids=lambda kind: kind.__name__)
def test_every_event_survives_the_control_socket(kind: type[Any]) -> None:
    samples: dict[str, Any] = {"float": 1.5, "str": "words", "bool": True, "int": 3, "State": State.SPEAKING}
    samples["tuple[SeenPicture, ...]"] = (
        SeenPicture("screen", 1920, 1080, 12),
        SeenPicture("camera", 640, 480, None, 0.2),
    )
    event = kind(*(samples[str(field.type).partition(" | ")[0]] for field in dataclasses.fields(kind)))
    assert event_from_json(event_as_json(event)) == event


def test_an_event_of_another_version_is_left_out() -> None:
    assert event_from_json({"event": "Unheard", "of": 1}) is None
    assert event_from_json({"event": "Problem", "text": "an older name"}) is None


def test_being_cut_off_is_counted_and_regretted() -> None:
    view = seen(CutOffTold(1.0))
    assert (view.cut_offs, view.notice) == (1, "sorry: I will wait longer")
