"""What is heard, in writing, beside the sound file: `.srt`, a cue per sentence; `.vtt`, with the time of each word."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from types import TracebackType
from typing import IO

from ..errors import AudioFileError
from .piece_store import TimedSentence

_WIDTH = 60
"""Characters in a line of a cue, where it can be chosen."""
ENDINGS = (".srt", ".vtt")


class Subtitles:
    """Two files that are there under their names when the context ends without an error; none for the file None."""

    def __init__(self, sound: Path | None) -> None:
        self._paths = [sound.with_suffix(ending) for ending in ENDINGS] if sound is not None else []
        self._files: list[IO[str]] = []
        self._cues = 0

    def __enter__(self) -> Subtitles:
        try:
            for path in self._paths:
                self._files.append(_unfinished(path).open("w", encoding="utf-8", newline="\n"))
        except OSError as error:
            self._close()
            raise AudioFileError(f"the subtitles cannot be written: {error.strerror or error}") from error
        if self._files:
            self._files[1].write("WEBVTT\n\n")
        return self

    def write(self, sentences: Sequence[TimedSentence], at_s: float) -> None:
        """`sentences` of a piece that begins at `at_s`."""
        for sentence in sentences if self._files else ():
            self._cues += 1
            srt, vtt = self._files
            srt.write(f"{self._cues}\n{srt_cue(sentence, at_s)}\n")
            vtt.write(f"{vtt_cue(sentence, at_s)}\n")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()
        for path in self._paths:
            if kind is None:
                _unfinished(path).replace(path)
            else:
                _unfinished(path).unlink(missing_ok=True)

    def _close(self) -> None:
        for file in self._files:
            file.close()


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.unfinished")


def srt_cue(sentence: TimedSentence, at_s: float = 0.0) -> str:
    """Without its number."""
    times = f"{clock(at_s + sentence.start_s, ',')} --> {clock(at_s + sentence.end_s, ',')}"
    return f"{times}\n{_lines(sentence.text)}\n"


def vtt_cue(sentence: TimedSentence, at_s: float = 0.0) -> str:
    """Each word behind the time at which it begins, where that is known."""
    begins_s, ends_s = at_s + sentence.start_s, at_s + sentence.end_s
    text, at, last = "", 0, clock(begins_s)
    for word in sentence.words:
        text += _escaped(sentence.text[at : word.start])
        begins = clock(at_s + word.start_s)
        if last < begins < clock(ends_s):  # in order, and within the cue: others are none
            text += f"<{begins}>"
            last = begins
        text += _escaped(sentence.text[word.start : word.end])
        at = word.end
    text += _escaped(sentence.text[at:])
    return f"{clock(begins_s)} --> {clock(ends_s)}\n{text}\n"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _lines(text: str) -> str:
    return "\n".join(wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False))


def clock(at_s: float, point: str = ".") -> str:
    """01:02:03.045"""
    seconds, milliseconds = divmod(round(at_s * 1000), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{milliseconds:03}"
