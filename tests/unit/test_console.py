from __future__ import annotations

import io

import pytest
from rich.console import Console

from voice_assistant.console import ConsoleView, meter
from voice_assistant.events import (
    DeviceLost,
    Event,
    LevelMeasured,
    PartlyTranscribed,
    PersonaChanged,
    Problem,
    SentenceReady,
    State,
    StateChanged,
    Transcribed,
    TurnEnded,
)
from voice_assistant.vision_events import CameraOff, CameraOn

TURN: tuple[Event, ...] = (
    StateChanged(State.LISTENING, "ask"),
    PartlyTranscribed(0.5, "Wat [is] that"),
    LevelMeasured(-20.0, -10.0),
    Transcribed(1.0, "What is [bold]this[/bold]?", "en"),
    SentenceReady(2.0, "A test.", True),
    PersonaChanged("pirate"),
    TurnEnded(3.0, "What is this?", "A", True),
    Problem("no microphone found: plug one in"),
    DeviceLost("usb", "the microphone went away"),
    CameraOn("Webcam"),
    CameraOff("Webcam", "nobody needed it for a while"),
    StateChanged(State.IDLE, ""),
)


def shown(*, terminal: bool) -> str:
    output = io.StringIO()
    view = ConsoleView(Console(file=output, force_terminal=terminal, width=100, highlight=False), "assistant")
    for event in TURN:
        view(event)
    return output.getvalue()


def test_a_terminal_shows_what_was_said_as_it_was_said() -> None:
    text = shown(terminal=True)
    assert "What is [bold]this[/bold]?" in text
    assert "Wat [is] that" in text
    assert "A test." in text
    assert "silenced" in text


def test_an_output_that_is_no_terminal_gets_no_word_of_it_but_every_problem() -> None:
    text = shown(terminal=False)
    assert "What is" not in text
    assert "Wat" not in text
    assert "A test" not in text
    assert "no microphone found: plug one in" in text
    assert "the microphone went away" in text
    assert "pirate" in text
    assert "the camera is on: Webcam" in text
    assert "the camera is off: nobody needed it" in text


@pytest.mark.parametrize(("rms_db", "full"), [(0.0, 20), (-30.0, 10), (-60.0, 0), (-120.0, 0), (6.0, 20)])
def test_the_meter_is_full_at_full_scale_and_empty_at_60_db_below(rms_db: float, full: int) -> None:
    assert meter(rms_db).count("█") == full
    assert len(meter(rms_db)) == 20
