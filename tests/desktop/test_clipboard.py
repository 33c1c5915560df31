"""Clipboard and selected text between real programs."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.rig.editor import assert_saved
from tests.rig.waiting import until
from tests.rig.x11 import VirtualDisplay
from voice_assistant.desktop.desk import ThisDesk
from voice_assistant.desktop.insertion.base import Outcome
from voice_assistant.desktop.session import Desktop
from voice_assistant.desktop.x11.clipboard import X11Clipboard, X11Selection
from voice_assistant.desktop.x11.owning import SelectionOwner
from voice_assistant.errors import DeviceError

pytestmark = pytest.mark.desktop

TEXTS = ["hello", "äß你好🙂\nzweite Zeile\n", "", "x" * 65_536, "ü" * 500_000 + "end", "abc" * 700_000]


@pytest.fixture
def clipboard(display: VirtualDisplay) -> Iterator[X11Clipboard]:
    clipboard = X11Clipboard(display=display.name)
    yield clipboard
    clipboard.close()


@pytest.fixture
def selection(display: VirtualDisplay) -> Iterator[X11Selection]:
    selection = X11Selection(display=display.name)
    yield selection
    selection.close()


def paste(display: VirtualDisplay, *options: str) -> bytes:
    command = ["xclip", "-o", "-selection", "clipboard", *options]
    return subprocess.run(command, env=display.environment, capture_output=True, timeout=20, check=True).stdout


def copy(display: VirtualDisplay, text: str, selection: str = "clipboard") -> None:
    subprocess.run(  # it stays in the background with its outputs open
        ["xclip", "-i", "-selection", selection],
        input=text.encode(),
        env=display.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=20,
        check=True,
    )


async def test_nothing_copied_and_nothing_selected_are_no_text(
    clipboard: X11Clipboard, selection: X11Selection
) -> None:
    assert await clipboard.read() == ""
    assert await selection.read() == ""


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{len(text)} characters")
async def test_what_we_copy_others_paste(clipboard: X11Clipboard, display: VirtualDisplay, text: str) -> None:
    await clipboard.write(text)
    assert (await asyncio.to_thread(paste, display)).decode() == text
    assert await clipboard.read() == text


@pytest.mark.parametrize("text", TEXTS[:2] + TEXTS[3:], ids=lambda text: f"{len(text)} characters")
async def test_what_others_copy_we_paste(clipboard: X11Clipboard, display: VirtualDisplay, text: str) -> None:
    await clipboard.write("ours")
    copy(display, text)
    async with asyncio.timeout(20):
        while (read := await clipboard.read()) == "ours":  # xclip returns before the text is its own
            pass
    assert read == text
    await clipboard.write("ours again")
    assert await clipboard.read() == "ours again"


async def test_the_forms_in_which_a_text_can_be_had(clipboard: X11Clipboard, display: VirtualDisplay) -> None:
    await clipboard.write("ä你")
    targets = paste(display, "-t", "TARGETS").decode().split()
    assert {"TARGETS", "TIMESTAMP", "MULTIPLE", "UTF8_STRING", "STRING", "text/plain;charset=utf-8"} <= set(targets)
    assert paste(display, "-t", "STRING") == "ä?".encode("latin-1")
    assert paste(display, "-t", "text/plain;charset=utf-8").decode() == "ä你"
    assert int(paste(display, "-t", "TIMESTAMP")) > 0
    with pytest.raises(subprocess.CalledProcessError):
        paste(display, "-t", "image/png")


async def test_copies_in_a_hurry_end_with_the_last(clipboard: X11Clipboard, display: VirtualDisplay) -> None:
    await asyncio.gather(*(clipboard.write(f"text {number}") for number in range(50)))
    assert paste(display) == b"text 49"


async def test_a_program_that_asks_and_dies_does_no_harm(clipboard: X11Clipboard, display: VirtualDisplay) -> None:
    await clipboard.write("long " * 1_000_000)
    for _ in range(5):
        asking = display.launch(["xclip", "-o", "-selection", "clipboard"])
        asking.kill()
        asking.wait()
    assert len(await asyncio.to_thread(paste, display)) == 5_000_000


async def test_pasting_into_an_editor(clipboard: X11Clipboard, display: VirtualDisplay) -> None:
    editor = display.open_mousepad()
    await clipboard.write("äß你好🙂 pasted")
    display.keyboard.tap("Control_L", "v")
    await asyncio.to_thread(assert_saved, editor, "äß你好🙂 pasted")


@pytest.mark.parametrize("text", ["Selected äß你好🙂 text.", "long line " * 60_000], ids=["short", "long"])
async def test_selected_in_an_editor(selection: X11Selection, display: VirtualDisplay, text: str) -> None:
    display.select_text(text)
    assert await selection.read() == text


async def test_selected_in_a_terminal(selection: X11Selection, display: VirtualDisplay) -> None:
    display.open_xterm()
    display.keyboard.tap("a", "b")
    text = ""
    async with asyncio.timeout(20):
        while not text.strip():  # until the terminal has drawn it; a later click of many selects the line
            display.double_click(at=(12, 12))
            text = await selection.read()
    assert text.strip() == "ab"


_OLD_PROGRAM = """
import tkinter
root = tkinter.Tk(); root.title("own window")
field = tkinter.Entry(root); field.insert(0, "in an äß你 entry"); field.pack()
field.select_range(0, "end")
root.mainloop()
"""


async def test_selected_in_a_tk_window(selection: X11Selection, display: VirtualDisplay) -> None:
    display.launch_and_find([sys.executable, "-c", _OLD_PROGRAM], "own window")
    assert await selection.read() == "in an äß你 entry"


async def test_a_program_with_latin_text_only(selection: X11Selection, display: VirtualDisplay) -> None:
    owner = SelectionOwner("PRIMARY", display=display.name)
    owner.start()
    await asyncio.wrap_future(owner.own({"STRING": b"caf\xe9"}))
    assert await selection.read() == "café"
    await asyncio.wrap_future(owner.own({"image/png": b"\x89PNG"}))
    assert await selection.read() == ""
    owner.end()
    owner.join()
    assert await selection.read() == ""


async def test_a_frozen_program_is_an_error_and_not_a_wait(selection: X11Selection, display: VirtualDisplay) -> None:
    editor = display.select_text("never to be had")
    pid = display.process_of(editor.window)
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(DeviceError, match="holds the selected text does not answer"):
            await selection.read()
    finally:
        os.kill(pid, signal.SIGCONT)
    assert await selection.read() == "never to be had"


def test_the_end_of_the_display_is_explained(display: VirtualDisplay) -> None:
    owner = SelectionOwner(display=display.name)
    owner.start()
    owner.own({"STRING": b"text"}).result(20)
    display.server.kill()
    owner.join(20)
    with pytest.raises(DeviceError, match="the X display has gone"):
        owner.own({"STRING": b"more"}).result(20)


async def test_the_desk_does_it_all(display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display.name)
    desk = ThisDesk(Desktop.X11)
    display.select_text("from the editor")
    assert await desk.selection() == "from the editor"
    await desk.copy("to the clipboard")
    assert await desk.clipboard() == "to the clipboard"
    terminal = display.open_xterm(keys_raw=True)
    terminal.focus()
    assert (await desk.insert("typed", await desk.pin())).outcome is Outcome.INSERTED
    await until(lambda: terminal.text() == "typed", "the text in the terminal")
    desk.close()


async def test_what_is_on_the_clipboard_outlives_us(display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display.name)
    desk = ThisDesk(Desktop.X11)
    await desk.copy("äß你好🙂")
    desk.close()
    other = ThisDesk(Desktop.X11)
    assert await other.clipboard() == "äß你好🙂"
    terminal = display.open_xterm(keys_raw=True)
    terminal.focus()
    assert (await other.insert("typed", await other.pin())).outcome is Outcome.INSERTED
    other.close()
    third = ThisDesk(Desktop.X11)
    assert await third.clipboard() == "äß你好🙂", "a paste of ours took the clipboard along"
    third.close()
