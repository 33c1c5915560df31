"""Following along: the sentence that is read, what comes next, and the keys; or only lines, without a terminal."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

from ..events import DeviceLost, DeviceRecovered, Event, Problem, SentenceBegan, WordBegan

if TYPE_CHECKING:
    from rich.console import Group

    from ..bus import Bus
    from ..documents.service import About
    from ..reading.reader import Reader
    from ..reading.reading import Reading
    from ..reading.script import Script
    from ..reading.sentence import Sentence

_NEXT = 2
"""Sentences shown of what comes."""
_KEYS = "space pause · ←→ sentence · ↑↓ paragraph · [] heading · +- speed · r again · b bookmark · q quit"


@asynccontextmanager
async def reading_shown(
    reading: Reading, bus: Bus, bookmark: Callable[[], int | None], stop: Callable[[], object]
) -> AsyncIterator[None]:
    """Shows what is read, and takes keys, while the context is open. `bookmark` sets one, if it can."""
    if not sys.stdout.isatty():
        bus.subscribe(_printed)
        yield
        return
    from rich.console import Console
    from rich.live import Live

    from ..view.keyboard import pressed_keys

    loop = asyncio.get_running_loop()
    changed = asyncio.Event()
    word: tuple[int, int] | None = None

    def steered(key: str) -> None:
        nonlocal word
        word = None
        if key == "b" and (number := bookmark()) is not None:
            live.console.print(f"bookmark {number}: --from bookmark goes on here", style="dim", markup=False)
        reading.answered.set()
        if reading.reader is not None:
            steer(reading.reader, key)
        if key in ("q", "escape"):
            stop()
        changed.set()

    def pressed(key: str) -> None:  # on the keyboard's thread
        loop.call_soon_threadsafe(steered, key)

    async def show() -> None:
        while True:
            await changed.wait()
            changed.clear()
            reader, about = reading.reader, reading.about
            if reader is not None and about is not None and (at := reader.at) is not None:
                script = reading.following
                upcoming = [] if script is None else await _upcoming(script, at)
                live.update(_shown(reader, at, word, upcoming, about), refresh=True)

    def happened(event: Event) -> None:
        nonlocal word
        changed.set()
        if isinstance(event, SentenceBegan | WordBegan):
            word = (event.begins, event.ends) if isinstance(event, WordBegan) else None
        if isinstance(event, Problem | DeviceLost | DeviceRecovered):
            live.console.print(event.message, style="red", markup=False)

    bus.subscribe(happened)
    live = Live(console=Console(), auto_refresh=False, transient=True)
    with pressed_keys(pressed), live:
        showing = asyncio.create_task(show())
        try:
            yield
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)


def steer(reader: Reader, key: str) -> None:
    match key:
        case "space":
            if reader.paused:
                reader.resume()
            else:
                reader.pause()
        case "right":
            reader.next_sentence()
        case "left":
            reader.previous_sentence()
        case "down":
            reader.next_paragraph()
        case "up":
            reader.previous_paragraph()
        case "+" | "=":
            reader.faster()
        case "-":
            reader.slower()
        case "r":
            reader.repeat()
        case "]":
            reader.next_heading()
        case "[":
            reader.previous_heading()
        case "q" | "escape":
            reader.stop()


def _printed(event: Event) -> None:
    match event:
        case SentenceBegan(text=text):
            print(text, flush=True)
        case Problem(message) | DeviceLost(message=message) | DeviceRecovered(message=message):
            print(f"voice-assistant: {message}", file=sys.stderr)


async def _upcoming(script: Script, sentence: Sentence) -> list[Sentence]:
    from ..errors import VoiceAssistantError

    upcoming: list[Sentence] = []
    with suppress(VoiceAssistantError):  # the reader comes upon it soon enough
        following = await script.after(sentence)
        while following is not None and len(upcoming) < _NEXT:
            upcoming.append(following)
            following = await script.after(following)
    return upcoming


def _shown(reader: Reader, at: Sentence, word: tuple[int, int] | None, upcoming: list[Sentence], about: About) -> Group:
    from rich.console import Group
    from rich.text import Text

    share = f"page {at.page} of {about.pages}" if at.page and about.pages else f"{percent(at.place, about.end)} %"
    state = "paused" if reader.paused else "reading"
    speed = f" · speed {reader.speed:g}" if reader.speed != 1 else ""
    head = " · ".join(filter(None, (about.title, share, state))) + speed
    sentence_shown = Text(at.text, style="bold yellow" if reader.paused else "bold green")
    if word is not None:
        sentence_shown.stylize("underline", *word)
    rows = [Text(head, style="dim"), Text(), sentence_shown]
    for sentence in upcoming:
        if sentence.place != at.place:
            rows.append(Text())
        rows.append(Text(sentence.text, style="dim"))
    return Group(*rows, Text(), Text(_KEYS, style="dim"))


def percent(place: int, end: int) -> int:
    return min(100, 100 * place // max(1, end))


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Ctrl+C and a polite kill end the reading in order: the place is kept."""
    loop = asyncio.get_running_loop()
    numbers = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]
    with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows: Ctrl+C breaks the reading off
        for number in numbers:
            loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        with suppress(NotImplementedError, RuntimeError, ValueError):
            for number in numbers:
                loop.remove_signal_handler(number)
