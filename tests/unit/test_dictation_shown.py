"""The line `dictate` shows while it listens."""

from __future__ import annotations

import io

from voice_assistant.commands.dictation_shown import Progress
from voice_assistant.events import PartlyTranscribed, Problem, State, StateChanged, Transcribed


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    @property
    def line(self) -> str:
        """What stands in the last line."""
        return self.getvalue().rpartition("\n")[2].rpartition("\r\x1b[K")[2]


def test_the_line_is_free_when_the_text_comes() -> None:
    terminal = Terminal()
    progress = Progress(terminal)
    progress(StateChanged(State.LISTENING, "dictate"))
    assert "listening" in terminal.line
    progress(PartlyTranscribed(1.0, "so it"))
    assert terminal.line == "● so it"
    progress(StateChanged(State.THINKING, "dictate"))
    progress(Transcribed(2.0, "so it is", "en"))
    progress(StateChanged(State.THINKING, "dictate"))
    assert terminal.line == ""
    assert progress.text == "so it is"


def test_of_a_long_text_the_end_is_shown() -> None:
    terminal = Terminal()
    Progress(terminal)(PartlyTranscribed(1.0, "word " * 100 + "last"))
    assert terminal.line.startswith("…")
    assert terminal.line.endswith("word last")


def test_anything_but_a_terminal_gets_problems_only() -> None:
    output = io.StringIO()
    progress = Progress(output)
    progress(StateChanged(State.LISTENING, "dictate"))
    progress(PartlyTranscribed(1.0, "secret"))
    progress(Problem("the disk is full"))
    progress.end()
    assert output.getvalue() == "the disk is full\n"
