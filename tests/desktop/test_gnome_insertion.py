"""Texts landing in a real terminal of a real mutter: keys through the portal, the clipboard through its X11 server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from Xlib.protocol.display import Display as XlibDisplay
from Xlib.protocol.event import event_class

from tests.rig.portal import portal_desktop
from tests.rig.remote_desktop import Mutter, RemoteDesktop, headless_mutter
from tests.rig.waiting import until, wait_until
from tests.rig.x11 import stop
from voice_assistant.desktop.insertion.base import Outcome
from voice_assistant.desktop.insertion.landing import Lander
from voice_assistant.desktop.insertion.select import lander as make_lander
from voice_assistant.desktop.insertion.ways import TERMINAL
from voice_assistant.desktop.session import Desktop
from voice_assistant.desktop.x11.owning import SelectionOwner

pytestmark = pytest.mark.desktop

TEXT = 'äß你好🙂 The quick (brown) "fox" – it\'s 100 %.'


@pytest.fixture
def gnome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mutter]:
    with (
        portal_desktop(tmp_path, RemoteDesktop, RemoteDesktop.interface) as desktop,
        headless_mutter(desktop.address, tmp_path) as mutter,
    ):
        desktop.mutter = mutter
        # python-xlib has one table of events for all servers, and each server has its own numbers for them.
        monkeypatch.setattr(XlibDisplay, "event_classes", event_class.copy())
        for name, value in mutter.environment.items():
            monkeypatch.setenv(name, value)
        for name in ("SWAYSOCK", "HYPRLAND_INSTANCE_SIGNATURE"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("VOICE_ASSISTANT_STATE", str(tmp_path / "state"))
        yield mutter


@pytest.fixture
def terminal(gnome: Mutter) -> Iterator[Path]:
    file = gnome.folder / "typed.txt"
    script = 'stty raw -echo; : > "$0"; exec cat >> "$0"'
    process = subprocess.Popen(
        ["foot", "sh", "-c", script, str(file)], env=gnome.environment, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(file.exists, "foot to run its command")

        def press(letter: str) -> bool:
            for down in (True, False):
                gnome.notify("NotifyKeyboardKeysym", ord(letter), down)
            return bool(file.stat().st_size)

        wait_until(lambda: press("x"), "foot to have the keyboard")
        press("y")
        wait_until(lambda: file.read_text().endswith("y"), "the last key")
        file.write_text("")
        yield file
    finally:
        stop(process)


@pytest.fixture
async def lander(gnome: Mutter, terminal: Path) -> AsyncIterator[Lander]:
    lander = make_lander(Desktop.WAYLAND, apps={"": TERMINAL.chord})  # nobody tells that it is a terminal
    yield lander
    await asyncio.to_thread(lander.close)


def copied(gnome: Mutter) -> dict[str, bytes]:
    def read(target: str) -> bytes:
        command = ["xclip", "-o", "-selection", "clipboard", "-t", target]
        return subprocess.run(command, env=gnome.environment, capture_output=True, timeout=20).stdout

    forms = read("TARGETS").decode().split()
    return {form: read(form) for form in forms if "/" in form}


async def test_a_text_lands_and_the_clipboard_is_as_it_was(gnome: Mutter, terminal: Path, lander: Lander) -> None:
    before = {"text/html": b"<b>bold</b>", "image/png": bytes(300_000)}
    owner = SelectionOwner()
    owner.start()
    await asyncio.to_thread(lambda: owner.own(before).result(20))
    target = await lander.pin()
    for part in (TEXT, "and more"):
        landed = await lander.insert(part, target)
        assert landed.outcome is Outcome.INSERTED, landed.detail
    await until(lambda: terminal.read_text() == TEXT + "and more", "the text in the terminal")
    await until(lambda: copied(gnome) == before, "the clipboard as it was")
    owner.end()
    owner.join()


async def test_a_key_after_the_text(terminal: Path, lander: Lander) -> None:
    target = await lander.pin()
    assert (await lander.insert("a line", target)).outcome is Outcome.INSERTED
    assert await lander.press("Enter", target)
    await until(lambda: terminal.read_bytes() == b"a line\r", "the line in the terminal")


async def test_what_cannot_be_typed_is_copied(gnome: Mutter, lander: Lander) -> None:
    typing = make_lander(Desktop.WAYLAND, method="type")
    landed = await typing.insert(TEXT, await typing.pin())
    assert landed.outcome is Outcome.COPIED
    assert "only the characters of the keyboard layout" in landed.detail
    await asyncio.to_thread(typing.close)
    assert copied(gnome)["text/plain;charset=utf-8"] == TEXT.encode()


async def test_a_window_that_the_accessibility_service_knows(gnome: Mutter, terminal: Path, tmp_path: Path) -> None:
    """foot takes no part in it, so it is somewhere; an editor of GNOME's does."""
    lander = make_lander(Desktop.WAYLAND)
    file = tmp_path / "edited.txt"
    file.touch()
    somewhere = await lander.pin()
    assert somewhere is not None and somewhere.window == "somewhere"
    environment = gnome.environment | {"GDK_BACKEND": "wayland", "NO_AT_BRIDGE": "0"}
    command = ["mousepad", "--disable-server", str(file)]
    editor = await asyncio.to_thread(subprocess.Popen, command, env=environment, stderr=subprocess.DEVNULL)
    try:
        async with asyncio.timeout(20):
            while (target := await lander.pin()) is None or target.app != "mousepad":
                pass
        assert (target.title.rpartition("/")[2], target.pid) == ("edited.txt - Mousepad", editor.pid)
        assert (await lander.insert("dictated", somewhere)).outcome is Outcome.HELD
        assert (await lander.insert("Grüße 🙂", target)).outcome is Outcome.INSERTED
        async with asyncio.timeout(20):
            while await lander.before_cursor() != "Grüße 🙂":
                pass
        assert await lander.press("Ctrl+S", target)
        await until(file.read_text, "the editor to save")
        assert file.read_text() == "Grüße 🙂"
    finally:
        await asyncio.to_thread(stop, editor)
        await asyncio.to_thread(lander.close)
    assert terminal.stat().st_size == 0  # noqa: ASYNC240


async def test_the_proof_of_the_doctor(gnome: Mutter, terminal: Path) -> None:
    told = gnome.folder / "told.txt"
    program = (
        "import asyncio; from voice_assistant.desktop.insertion.proof import prove;"
        "from voice_assistant.desktop.session import detect; proofs = asyncio.run(prove(detect()));"
        f"open({str(told)!r}, 'w').write(repr([(p.way, p.problem) for p in proofs]) + '.')"
    )
    environment = gnome.environment | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = ["foot", sys.executable, "-c", program]
    process = await asyncio.to_thread(subprocess.Popen, command, env=environment, stderr=subprocess.DEVNULL)
    try:
        await until(lambda: told.exists() and told.read_text().endswith("."), "the proof")
        assert told.read_text() == "[('paste with Ctrl+Shift+V', '')]."
    finally:
        await asyncio.to_thread(stop, process)
