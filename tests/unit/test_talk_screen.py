"""The screen of a talk: it fills the terminal and never overflows it, whatever there is to show."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.unit.test_talk_view import ANSWERED, ASKED, ENDED, seen
from voice_assistant.events import (
    LevelMeasured,
    Problem,
    SpeakingPaused,
    State,
    StateChanged,
    Transcribed,
    TurnEnded,
)
from voice_assistant.view.keyboard import names
from voice_assistant.view.run import next_persona
from voice_assistant.view.screen import Screen, bars
from voice_assistant.view.talk import TalkView
from voice_assistant.vision_events import CameraOn

LONG = "a rather long sentence with 漢字 and Grüße in it that goes on, " * 12


def drawn(view: TalkView, width: int = 100, height: int = 30) -> list[str]:
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True, color_system=None)
    console.print(Screen(view), height=height, end="")
    output = console.file
    assert isinstance(output, io.StringIO)
    return output.getvalue().split("\n")


def shown(view: TalkView) -> str:
    return "\n".join(" ".join(line.split()) for line in drawn(view))


@pytest.mark.parametrize(("width", "height"), [(200, 60), (100, 30), (80, 24), (60, 15), (40, 10), (24, 8)])
@pytest.mark.parametrize(
    "view",
    [
        TalkView(),
        seen(*ASKED[:2], *[LevelMeasured(-20.0, -10.0)] * 300),
        seen(*[event for _ in range(9) for event in (*ASKED, *ANSWERED, ENDED)], *ASKED, *ANSWERED),
        seen(*ASKED, Transcribed(1.2, LONG, "en"), Problem(LONG)),
        seen(*ASKED, CameraOn(LONG)),
    ],
    ids=["empty", "loud", "many turns", "long", "camera"],
)
def test_it_fills_the_terminal_and_no_more(view: TalkView, width: int, height: int) -> None:
    lines = drawn(view, width, height)
    assert len(lines) == height
    assert max(cell_len(line) for line in lines) <= width


def test_the_newest_words_are_always_seen() -> None:
    view = seen(*[event for _ in range(30) for event in (*ASKED, *ANSWERED, ENDED)], *ASKED)
    view.turns[-1].asked = "the newest question"
    for height in (10, 24, 50):
        assert any("the newest question" in line for line in drawn(view, 80, height))


def test_it_says_who_does_what() -> None:
    assert "loading the models" in shown(TalkView())
    assert "press space" in shown(TalkView(warm=True))
    assert "Webcam" in shown(seen(CameraOn("Webcam")))
    assert "◉" in drawn(seen(*ASKED, CameraOn(LONG)), 24, 8)[0]
    assert "listening" in shown(seen(StateChanged(State.LISTENING, "ask")))
    assert "you are speaking" in shown(seen(*ASKED[:2]))
    assert "thinking" in shown(seen(*ASKED))
    assert "yoda is speaking" in shown(seen(*ASKED, *ANSWERED))
    assert "is that you?" in shown(seen(*ASKED, *ANSWERED, SpeakingPaused(2.0)))


def test_it_says_where_the_time_went_and_what_went_wrong() -> None:
    text = shown(seen(*ASKED, *ANSWERED, ENDED))
    assert "0.60 s ▪ words 200 ▪ thought 100 ▪ sentence 100 ▪ voice 200" in text
    assert "0.60 s until you heard it" in text
    assert "1 turn · 0 cut off · 0 false stops · 0 interruptions" in text
    assert "! no network" in shown(seen(Problem("no network")))


def test_what_was_never_said_is_marked() -> None:
    console = Console(file=io.StringIO(), width=80, height=24, force_terminal=True, color_system="standard")
    console.print(Screen(seen(*ASKED, *ANSWERED, TurnEnded(2.0, "Who was Ada?", "A mathematician.", True))), height=24)
    output = console.file
    assert isinstance(output, io.StringIO)
    struck = output.getvalue().partition("A mathematician.")[2]
    assert struck.startswith("\x1b[9;90m She wrote programs.")


def test_bars() -> None:
    assert bars([0.0, 0.5, 1.0, 2.0], 1.0) == " ▄██"
    assert bars([], 0.0) == ""


def test_keys_have_names() -> None:
    assert names(" ") == names("\n") == ["space"]
    assert names("Qc") == ["q", "c"]
    assert names("\x1b") == ["escape"]
    assert names("\x1b[A") == ["up"]
    assert names("\x1b[C\x1bOC") == ["right", "right"]
    assert names("\x1b[5~") == []


def test_the_next_persona_is_one_that_talks() -> None:
    personas = ["assistant", "dictation-clean-up", "pirate"]
    assert next_persona(personas, "assistant") == "pirate"
    assert next_persona(personas, "pirate") == "assistant"
    assert next_persona(personas, "dictation-clean-up") == "pirate"
