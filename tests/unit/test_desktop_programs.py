"""What is done through other programs, with small programs of our own in their place; and copying to read."""

from __future__ import annotations

import asyncio
import io
import os
from pathlib import Path

import pytest

from voice_assistant.desktop.desk import ThisDesk
from voice_assistant.desktop.programs import run
from voice_assistant.desktop.selection import CopyingSelection
from voice_assistant.desktop.session import Desktop
from voice_assistant.desktop.wayland.wl_clipboard import WlClipboard, WlSelection
from voice_assistant.errors import DeviceError


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is searched for programs before all others."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


async def test_output_and_input_pass(programs: Path) -> None:
    program(programs, "shout", "tr a-z A-Z")
    assert await run("shout", stdin=b"hello", package="p") == b"HELLO"


async def test_a_missing_program_says_what_to_install() -> None:
    with pytest.raises(DeviceError, match="no-such-program is not installed: install the package some-package"):
        await run("no-such-program", package="some-package")


async def test_a_failure_tells_the_last_line(programs: Path) -> None:
    program(programs, "fail", "echo first >&2; echo 'no seat' >&2; exit 3")
    with pytest.raises(DeviceError, match="fail failed: no seat"):
        await run("fail", package="p")


async def test_a_program_that_hangs_is_ended(programs: Path, tmp_path: Path) -> None:
    program(programs, "hang", f"echo $$ > {tmp_path}/pid; exec sleep 600")
    with pytest.raises(DeviceError, match="hang did not answer within"):
        await run("hang", package="p", timeout_s=0.5)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


async def test_a_program_that_stays_in_the_background_is_not_waited_for(programs: Path, tmp_path: Path) -> None:
    program(programs, "wl-copy", f'echo "$@" > {tmp_path}/args; cat > {tmp_path}/copied; sleep 5 &')
    await asyncio.wait_for(WlClipboard().write("äß你好🙂"), 4)
    assert (tmp_path / "copied").read_text() == "äß你好🙂"
    assert (tmp_path / "args").read_text().strip() == "--type text/plain;charset=utf-8"


async def test_wayland_reads_clipboard_and_selection(programs: Path) -> None:
    program(programs, "wl-paste", 'echo "$@"')
    assert await WlClipboard().read() == "--no-newline --type text\n"
    assert await WlSelection().read() == "--primary --no-newline --type text\n"
    program(programs, "wl-paste", "echo 'Nothing is copied' >&2; exit 1")
    assert await WlClipboard().read() == ""
    program(programs, "wl-paste", "echo 'Failed to connect to a Wayland server' >&2; exit 1")
    with pytest.raises(DeviceError, match="Failed to connect to a Wayland server"):
        await WlClipboard().read()


class Board:
    """A clipboard, and a program in which `selected` is selected and that copies it."""

    def __init__(self, selected: str, text: str = "") -> None:
        self.selected = selected
        self.text = text

    async def read(self) -> str:
        return self.text

    async def picture(self) -> bytes | None:
        return None

    async def write(self, text: str) -> None:
        self.text = text

    def close(self) -> None:
        pass

    def copy(self) -> None:
        self.text = self.selected or self.text


@pytest.mark.parametrize("selected", ["what is selected", "copied before"])
async def test_reading_by_copying_leaves_the_clipboard_as_it_was(selected: str) -> None:
    board = Board(selected, "copied before")
    assert await CopyingSelection(board, board.copy).read() == selected
    assert board.text == "copied before"


@pytest.mark.looptime
async def test_nothing_selected_is_no_text() -> None:
    board = Board("", "copied before")
    assert await CopyingSelection(board, board.copy).read() == ""
    assert board.text == "copied before"


async def test_a_failing_copy_leaves_the_clipboard_as_it_was() -> None:
    board = Board("x", "copied before")

    def fail() -> None:
        raise DeviceError("no keyboard")

    with pytest.raises(DeviceError):
        await CopyingSelection(board, fail).read()
    assert board.text == "copied before"


async def test_without_a_display_everything_says_so_but_printing() -> None:
    output = io.StringIO()
    desk = ThisDesk(Desktop.NONE, output)
    for action in (desk.selection(), desk.clipboard(), desk.copy("x"), desk.insert("x", None)):
        with pytest.raises(DeviceError, match="there is no display"):
            await action
    await desk.print("äß你好🙂")
    assert output.getvalue() == "äß你好🙂\n"
    desk.close()
