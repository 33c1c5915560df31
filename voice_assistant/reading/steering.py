"""What a command does to the reader."""

from __future__ import annotations

from collections.abc import Callable

from ..text.reading_commands import ReadingCommand
from .reader import Reader


def _toggle(reader: Reader) -> None:
    (reader.resume if reader.paused else reader.pause)()


STEERING: dict[ReadingCommand, Callable[[Reader], None]] = {
    ReadingCommand.PAUSE: Reader.pause,
    ReadingCommand.RESUME: Reader.resume,
    ReadingCommand.TOGGLE: _toggle,
    ReadingCommand.NEXT: Reader.next_sentence,
    ReadingCommand.PREVIOUS: Reader.previous_sentence,
    ReadingCommand.NEXT_PARAGRAPH: Reader.next_paragraph,
    ReadingCommand.PREVIOUS_PARAGRAPH: Reader.previous_paragraph,
    ReadingCommand.NEXT_HEADING: Reader.next_heading,
    ReadingCommand.PREVIOUS_HEADING: Reader.previous_heading,
    ReadingCommand.REPEAT: Reader.repeat,
    ReadingCommand.FASTER: Reader.faster,
    ReadingCommand.SLOWER: Reader.slower,
}
