"""Texts landing in real programs: in the right place and no other, with the clipboard as it was afterwards."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rig.browser import browser
from tests.rig.editor import assert_saved
from tests.rig.waiting import until, wait_until
from tests.rig.x11 import VirtualDisplay
from voice_assistant.desktop.insertion.base import Outcome
from voice_assistant.desktop.insertion.blind import Blind
from voice_assistant.desktop.insertion.landing import Lander
from voice_assistant.desktop.insertion.x11 import X11Hands
from voice_assistant.desktop.x11 import borrowing
from voice_assistant.desktop.x11.connection import connect, disconnect
from voice_assistant.desktop.x11.content import Content
from voice_assistant.desktop.x11.owning import SelectionOwner

pytestmark = pytest.mark.desktop

LAYOUTS = ["us", "de", "fr", "us(dvorak)", "ru"]
TEXT = 'äß你好🙂 The quick (brown) "fox" – it\'s 100 %.'

IMAGE = os.urandom(700_000)  # goes in parts
FILES = b"file:///home/a%20b.txt\r\nfile:///home/c.png\r\n"
CLIPBOARDS: dict[str, dict[str, bytes | Content]] = {
    "text": {"UTF8_STRING": "früher 你".encode(), "STRING": b"fr\xfcher ?", "TEXT": Content("UTF8_STRING", 8, b"x")},
    "web page": {"text/html": b"<b>bold</b>", "text/plain;charset=utf-8": b"bold", "UTF8_STRING": b"bold"},
    "image": {"image/png": IMAGE, "image/bmp": b"BM" + IMAGE[:5000], "SAVE": Content("INTEGER", 32, bytes(range(12)))},
    "files": {"text/uri-list": FILES, "x-special/gnome-copied-files": b"copy\n" + FILES, "UTF8_STRING": b"a b.txt"},
    "empty text": {"UTF8_STRING": b""},
}


@pytest.fixture
async def lander(display: VirtualDisplay) -> AsyncIterator[Lander]:
    lander = Lander(X11Hands(display=display.name), Blind())
    yield lander
    await asyncio.to_thread(lander.close)


@contextmanager
def copied(display: VirtualDisplay, offers: dict[str, bytes | Content], selection: str = "CLIPBOARD") -> Iterator[None]:
    """Another program from which something has been copied."""
    owner = SelectionOwner(selection, display=display.name)
    owner.start()
    owner.own(offers).result(20)
    yield
    owner.end()
    owner.join()


def contents(display: VirtualDisplay, selection: str = "clipboard") -> dict[str, bytes]:
    """All that the clipboard holds, by form, as a program that is not ours sees it."""

    def read(target: str) -> bytes:
        command = ["xclip", "-o", "-selection", selection, "-t", target]
        result = subprocess.run(command, env=display.environment, capture_output=True, timeout=20)
        return result.stdout

    forms = read("TARGETS").decode().split()
    return {form: read(form) for form in forms if form not in ("TARGETS", "TIMESTAMP", "MULTIPLE")}


def clipboard_manager(display: VirtualDisplay) -> Path:
    """Start one; returns the file that has a line for everything it has read."""
    file = display.folder / "manager.txt"
    root = Path(__file__).parents[2]
    display.launch([sys.executable, "-m", "tests.rig.clipboard_manager", str(file)], {"PYTHONPATH": str(root)})
    wait_until(file.exists, "the clipboard manager to start")
    return file


async def settled(display: VirtualDisplay, before: dict[str, bytes], selection: str) -> None:
    def as_before() -> bool:
        return contents(display, selection) == before

    await asyncio.to_thread(wait_until, as_before, f"the {selection} as it was before")


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_terminal(display: VirtualDisplay, lander: Lander, layout: str) -> None:
    display.set_layout(layout)
    terminal = display.open_xterm(keys_raw=True)
    landed = await lander.insert(TEXT, await lander.pin())
    assert landed.outcome is Outcome.INSERTED
    await until(lambda: terminal.text() == TEXT, "the text in the terminal")


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_editor(display: VirtualDisplay, lander: Lander, layout: str) -> None:
    display.set_layout(layout)
    editor = display.open_mousepad()
    text = f"{TEXT}\nzweite Zeile\n"
    landed = await lander.insert(text, await lander.pin())
    assert landed.outcome is Outcome.INSERTED
    await asyncio.to_thread(assert_saved, editor, text)


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_browser(display: VirtualDisplay, lander: Lander, layout: str) -> None:
    display.set_layout(layout)
    with browser(display) as page:
        landed = await lander.insert(TEXT, await lander.pin())
        assert landed.outcome is Outcome.INSERTED
        await until(lambda: page.text() == TEXT, "the text in the page")


@pytest.mark.parametrize("kind", CLIPBOARDS)
@pytest.mark.parametrize("program", ["terminal", "editor"])
async def test_the_clipboard_is_as_it_was_in_every_form(
    display: VirtualDisplay, lander: Lander, kind: str, program: str
) -> None:
    read = clipboard_manager(display)
    with copied(display, CLIPBOARDS[kind]), copied(display, {"UTF8_STRING": b"selected"}, "PRIMARY"):
        before = await asyncio.to_thread(contents, display)
        assert len(before) == len(CLIPBOARDS[kind])
        target = display.open_xterm(keys_raw=True) if program == "terminal" else display.open_mousepad()
        reads = len(read.read_text().splitlines())
        assert (await lander.insert("dictated", await lander.pin())).outcome is Outcome.INSERTED
        await settled(display, before, "clipboard")
        await settled(display, {"UTF8_STRING": b"selected"}, "primary")
        await until(lambda: len(read.read_text().splitlines()) > reads, "the manager to read what is new")
    if program == "terminal":
        assert target.text() == "dictated"


async def test_an_empty_clipboard_is_empty_again(display: VirtualDisplay, lander: Lander) -> None:
    display.open_xterm(keys_raw=True)
    assert (await lander.insert("dictated", await lander.pin())).outcome is Outcome.INSERTED
    await settled(display, {}, "clipboard")
    await settled(display, {}, "primary")


async def test_a_program_that_pastes_two_seconds_late(display: VirtualDisplay, lander: Lander) -> None:
    clipboard_manager(display)
    with copied(display, CLIPBOARDS["files"]):
        before = await asyncio.to_thread(contents, display)
        with browser(display, busy_ms=2000) as page:
            landed = await lander.insert(TEXT, await lander.pin())
            assert landed.outcome is Outcome.INSERTED
            await until(page.text, "the text in the page")
            assert page.text() == TEXT
        await settled(display, before, "clipboard")


async def test_what_the_person_copies_meanwhile_stays(display: VirtualDisplay, lander: Lander) -> None:
    with copied(display, CLIPBOARDS["text"]):
        terminal = display.open_xterm(keys_raw=True)
        assert (await lander.insert("dictated", await lander.pin())).outcome is Outcome.INSERTED
        with copied(display, {"UTF8_STRING": b"newer"}):
            await asyncio.to_thread(lander.close)  # waits until it has given back what it may
            assert contents(display) == {"UTF8_STRING": b"newer"}
    assert terminal.text() == "dictated"


async def test_the_focus_has_moved(display: VirtualDisplay, lander: Lander) -> None:
    first = display.open_xterm(keys_raw=True)
    target = await lander.pin()
    second = display.open_xterm(keys_raw=True)
    landed = await lander.insert("dictated", target)
    assert landed.outcome is Outcome.HELD
    assert "XTerm has the keyboard no longer" in landed.detail
    assert contents(display) == {}
    delivered = await lander.deliver_held()
    assert delivered is not None and delivered.outcome is Outcome.INSERTED
    await until(lambda: second.text() == "dictated", "the text where it is wanted")
    assert first.text() == ""
    assert await lander.deliver_held() is None


async def test_the_focus_moves_while_it_is_typed(display: VirtualDisplay) -> None:
    lander = Lander(X11Hands(display=display.name), Blind(), method="type")
    first = display.open_xterm(keys_raw=True)
    target = await lander.pin()
    second = display.open_xterm(keys_raw=True)
    first.focus()
    text = "".join(f"word {number} 你好 " for number in range(400))
    inserting = asyncio.create_task(lander.insert(text, target))
    await until(lambda: "word 20" in first.text(), "the first of the text")
    await asyncio.to_thread(second.focus)
    landed = await inserting
    assert landed.outcome is Outcome.HELD
    assert second.text() == ""
    await asyncio.to_thread(first.focus)
    delivered = await lander.deliver_held()
    assert delivered is not None and delivered.outcome is Outcome.INSERTED
    await until(lambda: len(first.text()) >= len(text), "the rest of the text")
    assert first.text() == text
    await asyncio.to_thread(lander.close)


async def test_no_window_has_the_keyboard(display: VirtualDisplay, lander: Lander) -> None:
    display.focus_nothing()
    landed = await lander.insert("dictated", await lander.pin())
    assert landed.outcome is Outcome.HELD
    assert lander.held == "dictated"


async def test_a_keyboard_that_another_program_has_for_itself(display: VirtualDisplay, lander: Lander) -> None:
    """Lock screens and xterm's "secure keyboard" do so: no window loses the focus by it."""
    terminal = display.open_xterm(keys_raw=True)
    target = await lander.pin()
    with display.keyboard.taken():
        landed = await lander.insert("dictated", target)
        assert landed.outcome is Outcome.HELD
    delivered = await lander.deliver_held()
    assert delivered is not None and delivered.outcome is Outcome.INSERTED
    await until(lambda: terminal.text() == "dictated", "the text in the terminal")


_DEAF = """
import tkinter
root = tkinter.Tk(className="deaf"); root.title("deaf window"); root.mainloop()
"""


async def test_a_program_that_takes_no_paste(
    display: VirtualDisplay, lander: Lander, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a clipboard manager reads is no receipt."""
    monkeypatch.setattr(borrowing, "RECEIPT_WITHIN_S", 1.0)
    read = clipboard_manager(display)
    display.focus(display.launch_and_find([sys.executable, "-c", _DEAF], "deaf window"))
    landed = await lander.insert("dictated", await lander.pin())
    assert landed.outcome is Outcome.COPIED
    assert "on the clipboard" in landed.detail
    assert "copied" in read.read_text()
    assert contents(display)["UTF8_STRING"] == b"dictated"


async def test_clipboard_managers_are_told_not_to_keep_it(display: VirtualDisplay) -> None:
    loan = borrowing.Borrower(display.name)
    terminal = display.open_xterm(keys_raw=True)
    seen: dict[str, bytes] = {}

    def press() -> bool:
        seen.update(contents(display))
        return False

    connection = connect(display.name)
    assert await asyncio.to_thread(loan.paste, connection, "x", terminal.window, ("CLIPBOARD",), press) is False
    assert seen["x-kde-passwordManagerHint"] == b"secret"
    assert contents(display) == {}
    loan.close()
    disconnect(connection)


async def test_a_frozen_clipboard_is_left_alone(display: VirtualDisplay, lander: Lander) -> None:
    """Its content cannot be put aside, so the text is typed."""
    source = display.folder / "precious.txt"
    source.write_text("precious")
    program = display.launch(["xclip", "-i", "-quiet", "-selection", "clipboard", str(source)])
    await until(lambda: b"precious" in contents(display).values(), "the program to own the clipboard")
    terminal = display.open_xterm(keys_raw=True)
    program.send_signal(signal.SIGSTOP)
    try:
        landed = await lander.insert("dictated", await lander.pin())
    finally:
        program.send_signal(signal.SIGCONT)
    assert landed.outcome is Outcome.INSERTED
    await until(lambda: terminal.text() == "dictated", "the text in the terminal")
    assert b"precious" in contents(display).values()


async def test_taken_back(display: VirtualDisplay, lander: Lander) -> None:
    editor = display.open_mousepad()
    target = await lander.pin()
    await lander.insert("kept äß你好🙂. ", target)
    await lander.insert("wrong äß你好🙂\nlines", target)
    assert (await lander.undo()).outcome is Outcome.INSERTED
    assert (await lander.undo()).outcome is Outcome.HELD  # only the last
    await asyncio.to_thread(assert_saved, editor, "kept äß你好🙂. ")


async def test_a_key_after_the_text(display: VirtualDisplay, lander: Lander) -> None:
    terminal = display.open_xterm()
    target = await lander.pin()
    await lander.insert("a line", target)
    assert await lander.press("Enter", target)
    await until(lambda: terminal.text() == "a line\n", "the line in the terminal")
    display.open_xterm()
    assert not await lander.press("Enter", target)


async def test_one_after_the_other_keeps_the_clipboard(display: VirtualDisplay, lander: Lander) -> None:
    with copied(display, CLIPBOARDS["web page"]):
        before = await asyncio.to_thread(contents, display)
        terminal = display.open_xterm(keys_raw=True)
        target = await lander.pin()
        for number in range(5):
            assert (await lander.insert(f"part {number}. ", target)).outcome is Outcome.INSERTED
        await until(lambda: "part 4. " in terminal.text(), "the last part")
        assert terminal.text() == "".join(f"part {number}. " for number in range(5))
        await settled(display, before, "clipboard")
