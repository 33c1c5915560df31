"""Password fields, and the text before the cursor, as the accessibility service tells; the proof of `doctor`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.rig.waiting import until
from tests.rig.x11 import VirtualDisplay
from voice_assistant.desktop.insertion.base import Outcome, Target
from voice_assistant.desktop.insertion.landing import Lander
from voice_assistant.desktop.insertion.proof import prove
from voice_assistant.desktop.insertion.select import lander as make_lander
from voice_assistant.desktop.session import Desktop

pytestmark = pytest.mark.desktop


@pytest.fixture
async def lander(display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Lander]:
    """Of a desktop with an accessibility service."""
    socket = display.folder / "bus"
    display.launch(["dbus-daemon", "--session", "--nofork", f"--address=unix:path={socket}"], _bus(socket))
    await until(socket.exists, "the session bus")
    for name, value in (_bus(socket) | {"DISPLAY": display.name}).items():
        monkeypatch.setenv(name, value)
    lander = make_lander(Desktop.X11)
    yield lander
    await asyncio.to_thread(lander.close)


def _bus(socket: Path) -> dict[str, str]:
    return {
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={socket}",
        "XDG_RUNTIME_DIR": str(socket.parent),
        "NO_AT_BRIDGE": "0",
    }


def dialog(display: VirtualDisplay, *options: str) -> None:
    display.launch(["zenity", "--title=a dialog", *options], _bus(display.folder / "bus"))
    display.focus(display.find("a dialog"))


async def known(lander: Lander) -> Target:
    """What has the keyboard, once it tells what it is: a program does when it has drawn itself."""
    async with asyncio.timeout(20):
        while (target := await lander.pin()) is None or target.is_password is None:
            pass
    return target


async def before_cursor(lander: Lander, expected: str) -> None:
    async with asyncio.timeout(20):
        while await lander.before_cursor() != expected:
            pass


async def test_a_password_field_gets_nothing(display: VirtualDisplay, lander: Lander) -> None:
    await asyncio.to_thread(dialog, display, "--entry", "--hide-text")
    target = await known(lander)
    assert target.is_password
    landed = await lander.insert("dictated", target)
    assert landed.outcome is Outcome.HELD
    assert "password" in landed.detail
    delivered = await lander.deliver_held()
    assert delivered is not None and delivered.outcome is Outcome.HELD
    assert lander.held == "dictated"
    assert await lander.before_cursor() is None


async def test_a_password_field_that_has_just_come_to_the_front(display: VirtualDisplay, lander: Lander) -> None:
    """Its program learns later than the X server that it has the keyboard."""
    await asyncio.to_thread(dialog, display, "--entry", "--hide-text")
    await known(lander)
    other = await asyncio.to_thread(display.open_xterm, keys_raw=True)
    for number in range(10):
        display.focus(display.find("a dialog"))
        landed = await lander.insert(f"<{number}>", await lander.pin())
        assert (landed.outcome, landed.detail.partition(":")[0]) == (Outcome.HELD, "Zenity asks for a password")
        await asyncio.to_thread(other.focus)


async def test_the_text_before_the_cursor(display: VirtualDisplay, lander: Lander) -> None:
    await asyncio.to_thread(dialog, display, "--entry", "--entry-text=")
    target = await known(lander)
    assert (await lander.insert("Grüße 你好🙂, ", target)).outcome is Outcome.INSERTED
    await before_cursor(lander, "Grüße 你好🙂, ")
    display.keyboard.tap("Home")  # the person's own hand
    await before_cursor(lander, "")
    undone = await lander.undo()
    assert undone.outcome is Outcome.HELD
    assert "not before the cursor" in undone.detail


async def test_the_proof_of_the_doctor(display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display.name)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    pasted, typed = await prove(Desktop.X11)
    assert (pasted.way, pasted.problem) == ("paste with Ctrl+V", "")
    assert (typed.way, typed.problem) == ("type", "")
