"""Bars of landing a text, on a virtual display: clipboard kept, wrong windows, time until it can be seen."""

from __future__ import annotations

import asyncio
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .report import Row, at_most, not_measured

if TYPE_CHECKING:
    from tests.rig.x11 import Target, VirtualDisplay
    from voice_assistant.desktop.insertion.landing import Lander

PASTES = 500
MOVES = 200

_FORMS = [
    ["UTF8_STRING", "STRING"],
    ["text/html", "UTF8_STRING"],
    ["image/png"],
    ["text/uri-list", "x-special/gnome-copied-files"],
]
"""Text, part of a web page, an image, files."""


def landing() -> list[Row]:
    """Takes five minutes: the clipboard is given back 0.4 s after each paste."""
    try:
        from tests.rig import x11
    except ImportError as error:
        return [not_measured("landing a text", "", None, f"no test rig: {error}")]
    with x11.virtual_display() as display:
        rows = asyncio.run(_kept(display))
    with x11.virtual_display() as display:
        rows += asyncio.run(_wrong(display))
    with x11.virtual_display() as display:
        rows += asyncio.run(_seen(display))
    return rows


async def _kept(display: VirtualDisplay) -> list[Row]:
    """The clipboard after each paste against before, as xclip reads it, with a clipboard manager watching."""
    from voice_assistant.desktop.insertion.base import Outcome
    from voice_assistant.desktop.x11.owning import SelectionOwner

    rng = random.Random(1)
    lander = _lander(display)
    terminal = display.open_xterm(keys_raw=True)
    manager = display.folder / "manager.txt"
    display.launch(
        [sys.executable, "-m", "tests.rig.clipboard_manager", str(manager)],
        {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    kept = inserted = 0
    with ExitStack() as cleanup:
        owner = SelectionOwner(display=display.name)
        owner.start()
        cleanup.callback(owner.end)
        for number in range(PASTES):
            offers = {form: rng.randbytes(rng.choice([10, 1000, 300_000])) for form in _FORMS[number % len(_FORMS)]}
            owner.own(offers).result(10)
            text = f"text {number} "
            landed = await lander.insert(text, await lander.pin())
            inserted += landed.outcome is Outcome.INSERTED
            await asyncio.sleep(0.55)  # it is back 0.4 s after the last that was asked
            kept += all([await asyncio.to_thread(_read, display, form) == content for form, content in offers.items()])
    right = terminal.text() == "".join(f"text {number} " for number in range(PASTES))
    await asyncio.to_thread(lander.close)
    how = (
        f"of {PASTES} pastes into xterm, {inserted} inserted, text {'right' if right else 'WRONG'}; a clipboard manager"
    )
    return [_at_least("clipboard byte-identical, all formats", kept, PASTES, f"{how} reads along")]


async def _wrong(display: VirtualDisplay) -> list[Row]:
    """The focus moves at a random moment around each insertion; nothing may arrive where it was not meant."""
    rng = random.Random(2)
    lander = _lander(display)
    windows = [display.open_xterm(keys_raw=True) for _ in range(2)]
    wrong = held = 0
    for number in range(MOVES):
        meant, other = windows[number % 2], windows[1 - number % 2]
        await asyncio.to_thread(meant.focus)
        target = await lander.pin()
        before = other.text()

        landed, _ = await asyncio.gather(
            lander.insert(f"<{number}>", target), _move(other.focus, after_s=rng.uniform(0, 0.03))
        )
        held += landed.outcome == "held"
        await asyncio.sleep(0.03)
        wrong += other.text() != before
    await asyncio.to_thread(lander.close)
    how = f"of {MOVES}, focus moved 0-30 ms after the request; {held} were held, the others were in before"
    return [at_most("insertions into the wrong window", wrong, "times", 0, how)]


def _lander(display: VirtualDisplay) -> Lander:
    from voice_assistant.desktop.insertion.blind import Blind
    from voice_assistant.desktop.insertion.landing import Lander
    from voice_assistant.desktop.insertion.x11 import X11Hands

    return Lander(X11Hands(display=display.name), Blind())


def _read(display: VirtualDisplay, form: str) -> bytes:
    command = ["xclip", "-o", "-selection", "clipboard", "-t", form]
    return subprocess.run(command, env=display.environment, capture_output=True, timeout=20, check=False).stdout


def _at_least(name: str, value: int, bar: int, how: str) -> Row:
    return Row(name, value, "times", bar, value >= bar, how)


def _shows(terminal: Target, text: str) -> bool:
    return terminal.text() == text


def _until(seen: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 5
    while not seen() and time.monotonic() < deadline_s:
        time.sleep(0.001)


async def _move(focus: Callable[[], None], *, after_s: float) -> None:
    await asyncio.sleep(after_s)
    await asyncio.to_thread(focus)


async def _seen(display: VirtualDisplay) -> list[Row]:
    """From the request to the text in the terminal's file."""
    lander = _lander(display)
    terminal = display.open_xterm(keys_raw=True)
    times: list[float] = []
    for number in range(40):
        target = await lander.pin()
        await asyncio.sleep(0.5)  # speaking; what was borrowed is back by then
        expected = terminal.text() + f"Some words that were spoken, number {number}. "
        began_s = time.monotonic()
        inserting = asyncio.create_task(lander.insert(f"Some words that were spoken, number {number}. ", target))
        await asyncio.to_thread(_until, partial(_shows, terminal, expected))
        times.append(time.monotonic() - began_s)
        await inserting
    await asyncio.to_thread(lander.close)
    times.sort()
    how = "40 texts of 40 characters pasted into xterm, until its program has read them"
    return [
        at_most("insert() -> text in the program, p50", statistics.median(times), "s", None, how),
        at_most("insert() -> text in the program, p95", times[int(len(times) * 0.95)], "s", None, how),
    ]
