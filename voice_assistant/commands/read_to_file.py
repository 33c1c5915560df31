"""`read --out`: a document into a sound file, on all cores, with a bar; what was stopped goes on the next time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..config.schema import Config
    from ..documents.service import About
    from ..engines.base import TextToSpeech
    from ..reading.opened import OpenedDocument
    from ..reading.rendering import Progress
    from ..reading.script import Script


async def read_to_file(
    config: Config,
    document: OpenedDocument,
    about: About,
    script: Script,
    said: Mapping[str, str],
    out: Path,
    place: int,
    *,
    subtitles: bool,
) -> None:
    """`said` is how the words of this document are said."""
    from ..audio.book_file import Tags
    from ..engines.known_voices import known_voices
    from ..paths import state_dir
    from ..reading.piece_store import piece_store
    from ..reading.rendering import Book, render
    from ..reading.wording import Wording

    engines = _engines(config)
    try:
        wording = Wording(config, lambda: known_voices(config.text_to_speech))
        wording.pronounce(said)
        tags = Tags(about.title or out.stem, about.author, about.language, cover=await document.cover())
        book = Book(script, wording, config.text_to_speech, place, tags, await document.outline())
        began_s = time.monotonic()
        with piece_store(state_dir() / "rendering", about.identity) as store, _shown(out.name, place, about.end) as bar:
            rendered = await render(book, engines, store, out, subtitles=subtitles, progress=bar)
    finally:
        for engine in engines:
            await engine.close()
    chapters = f" in {rendered.chapters} chapters" if rendered.chapters > 1 else ""
    again = f", {rendered.resumed} of {rendered.pieces} pieces from before" if rendered.resumed else ""
    took = _length(time.monotonic() - began_s)
    print(f"{out}: {_length(rendered.duration_s)} of sound{chapters}, made in {took}{again}", file=sys.stderr)


def _engines(config: Config) -> list[TextToSpeech]:
    from ..engines.registry import create_text_to_speech
    from ..engines.second_voice import with_voice
    from ..engines.side_by_side import how_many

    count = how_many(config.text_to_speech.engine)
    settings = config.text_to_speech
    if count > 1 and not settings.threads:
        settings = settings.model_copy(update={"threads": 1})
    return [
        with_voice(create_text_to_speech(settings), settings, config.reading.quote_voice) for _ in range(count)
    ]  # fmt: skip


def _length(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def _shown(name: str, start: int, end: int) -> Iterator[Progress]:
    """A bar with the time left on a terminal, nothing elsewhere."""
    from ..reading.rendering import Unseen

    if not sys.stderr.isatty():
        yield Unseen()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=120) as bars:
        making = bars.add_task(f"speaking {name}", total=max(1, end - start))
        writing = bars.add_task(f"writing {name}", total=1.0, visible=False)

        class Bars:
            def made(self, place: int) -> None:
                bars.update(making, completed=place - start)

            def written(self, part: float) -> None:
                bars.update(making, visible=False)
                bars.update(writing, completed=part, visible=True)

        yield Bars()
