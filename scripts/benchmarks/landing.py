"""Bars of landing a text, on a virtual display: clipboard kept, wrong windows, time until it can be seen."""

from __future__ import annotations

import asyncio
import os
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
AT_ONCE = 4  # displays, each with its share: the clipboard is given back 0.4 s after each paste
MOVES = 200
PASSWORDS = 100

_FORMS = [
    ["UTF8_STRING", "STRING"],
    ["text/html", "UTF8_STRING"],
    ["image/png"],
    ["text/uri-list", "x-special/gnome-copied-files"],
]
"""Text, part of a web page, an image, files."""


def landing() -> list[Row]:
    """Takes three minutes."""
    try:
        from tests.rig import x11
    except ImportError as error:
        return [not_measured("landing a text", "", None, f"no test rig: {error}")]
    with ExitStack() as stack:
        rows = asyncio.run(_kept([stack.enter_context(x11.virtual_display()) for _ in range(AT_ONCE)]))
    with x11.virtual_display() as display:
        rows += asyncio.run(_wrong(display))
    with x11.virtual_display() as display:
        rows += asyncio.run(_passwords(display))
    with x11.virtual_display() as display:
        rows += asyncio.run(_seen(display))
    return rows


async def _kept(displays: list[VirtualDisplay]) -> list[Row]:
    """The clipboard after each paste against before, as xclip reads it, with a clipboard manager watching."""
    shares = await asyncio.gather(*(_kept_on(display, PASTES // len(displays)) for display in displays))
    kept, inserted, right = (sum(values) for values in zip(*shares, strict=True))
    how = (
        f"of {PASTES} pastes into {len(displays)} xterms, {inserted} inserted, "
        f"text {'right' if right == len(displays) else 'WRONG'}; a clipboard manager reads along"
    )
    return [_at_least("clipboard byte-identical, all formats", kept, PASTES, how)]


async def _kept_on(display: VirtualDisplay, pastes: int) -> tuple[int, int, bool]:
    """How often the clipboard was kept, and the text inserted, and whether all of the text was right."""
    from voice_assistant.desktop.insertion.base import Outcome
    from voice_assistant.desktop.x11.owning import SelectionOwner

    rng = random.Random(display.name)
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
        for number in range(pastes):
            offers = {form: rng.randbytes(rng.choice([10, 1000, 300_000])) for form in _FORMS[number % len(_FORMS)]}
            owner.own(offers).result(10)
            text = f"text {number} "
            landed = await lander.insert(text, await lander.pin())
            inserted += landed.outcome is Outcome.INSERTED
            kept += await asyncio.to_thread(_until, partial(_holds, display, offers))
    right = terminal.text() == "".join(f"text {number} " for number in range(pastes))
    await asyncio.to_thread(lander.close)
    return kept, inserted, right


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


async def _passwords(display: VirtualDisplay) -> list[Row]:
    """A password field that has the keyboard when speech begins, or gets it while the text is inserted."""
    from voice_assistant.desktop.insertion.atspi import Accessibility
    from voice_assistant.desktop.insertion.landing import Lander
    from voice_assistant.desktop.insertion.x11 import X11Hands

    rng = random.Random(3)
    socket = display.folder / "bus"
    session = {
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={socket}",
        "XDG_RUNTIME_DIR": str(display.folder),
        "NO_AT_BRIDGE": "0",
    }
    display.launch(["dbus-daemon", "--session", "--nofork", f"--address=unix:path={socket}"], session)
    await asyncio.to_thread(_until, socket.exists)
    before = dict(os.environ)
    os.environ.update(session)
    terminal = display.open_xterm(keys_raw=True)
    command = ["zenity", "--title=a password", "--entry", "--hide-text"]
    environment = display.environment | session
    dialog = await asyncio.to_thread(subprocess.Popen, command, env=environment, stdout=subprocess.PIPE)
    lander = Lander(X11Hands(display=display.name), Accessibility())
    held = 0
    try:
        field = await asyncio.to_thread(display.find, "a password")
        await asyncio.to_thread(display.focus, field)
        while (target := await lander.pin()) is None or target.is_password is None:
            pass  # until the dialog has drawn itself
        for number in range(PASSWORDS):
            moves = number % 2
            await asyncio.to_thread(display.focus, terminal.window if moves else field)
            target = await lander.pin()
            moving = _move(partial(display.focus, field), after_s=rng.uniform(0, 0.03) if moves else 0.0)
            landed, _ = await asyncio.gather(lander.insert(f"<{number}>", target), moving)
            held += landed.outcome == "held"
            await asyncio.sleep(0.03)
        await asyncio.to_thread(display.focus, field)
        display.keyboard.tap("Return")
        written, _ = await asyncio.to_thread(dialog.communicate, timeout=20)
    finally:
        os.environ.clear()
        os.environ.update(before)
        dialog.kill()
        dialog.wait()
        await asyncio.to_thread(lander.close)
    how = f"of {PASSWORDS} texts, half with the focus moving to it 0-30 ms after the request; {held} were held"
    return [at_most("characters in a password field", len(written.strip()), "characters", 0, how)]


def _lander(display: VirtualDisplay) -> Lander:
    from voice_assistant.desktop.insertion.blind import Blind
    from voice_assistant.desktop.insertion.landing import Lander
    from voice_assistant.desktop.insertion.x11 import X11Hands

    return Lander(X11Hands(display=display.name), Blind())


def _holds(display: VirtualDisplay, offers: dict[str, bytes]) -> bool:
    return all(_read(display, form) == content for form, content in offers.items())


def _read(display: VirtualDisplay, form: str) -> bytes:
    command = ["xclip", "-o", "-selection", "clipboard", "-t", form]
    return subprocess.run(command, env=display.environment, capture_output=True, timeout=20, check=False).stdout


def _at_least(name: str, value: int, bar: int, how: str) -> Row:
    return Row(name, value, "times", bar, value >= bar, how)


def _shows(terminal: Target, text: str) -> bool:
    return terminal.text() == text


def _until(seen: Callable[[], bool]) -> bool:
    deadline_s = time.monotonic() + 5
    while not (done := seen()) and time.monotonic() < deadline_s:
        time.sleep(0.001)
    return done


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
