"""When a text goes in through IBus, and what becomes of it when IBus does not take it. And where IBus is found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voice_assistant.desktop.ibus.address import ibus_address
from voice_assistant.desktop.ibus.engine import NoField, PasswordField
from voice_assistant.desktop.insertion.base import Outcome
from voice_assistant.desktop.insertion.blind import Blind
from voice_assistant.desktop.insertion.landing import Lander
from voice_assistant.desktop.insertion.wayland import Keyboard, Still, WaylandHands
from voice_assistant.errors import DeviceError

NOWHERE = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}


class Board:
    """A clipboard. A program takes a paste if `taken`."""

    def __init__(self) -> None:
        self.text = ""
        self.taken = True
        self.lent = 0

    def prepare(self) -> None: ...

    def paste(self, text: str, pid: int | None, chord: str, press: Callable[[], bool]) -> bool | None:
        self.lent += 1
        press()
        if self.taken:
            return True
        self.text = text
        return None

    def copy(self, text: str) -> None:
        self.text = text

    def close(self) -> None: ...


class Keys:
    """A keyboard."""

    alive = True

    def __init__(self, *, types: bool) -> None:
        self.types = types
        self.typed = ""

    def press(self, chord: str, still: Still, times: int = 1) -> bool:
        self.typed += f"[{chord}]" * times
        return True

    def type(self, text: str, still: Still) -> Iterator[int]:
        if not self.types:
            raise DeviceError("only pastes")
        self.typed += text
        yield len(text)

    def close(self) -> None: ...


class Words:
    """IBus, with a program behind it that shows `text`, or a problem."""

    def __init__(self) -> None:
        self.text = ""
        self.runs = True
        self.moved = False
        self.problem: DeviceError | None = None

    def there(self) -> bool:
        return self.runs

    def type(self, text: str, still: Still) -> Iterator[int]:
        if self.problem:
            raise self.problem
        if not self.moved:
            self.text += text
            yield len(text)

    def press(self, key: str, still: Still, times: int = 1) -> bool:
        self.text += f"[{key}]" * times
        return True


class Rig:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.board, self.words = Board(), Words()
        self.keys: Keys | None = None
        for name, value in NOWHERE.items():
            monkeypatch.setenv(name, value)
        self.lander = self._lander("auto")

    def always_type(self) -> None:
        self.lander.close()
        self.lander = self._lander("type")

    def _lander(self, method: str) -> Lander:
        return Lander(WaylandHands(self._keyboard, self.board, {}, self.words), Blind(), method=method)

    def _keyboard(self) -> Keyboard:
        if self.keys is None:
            raise DeviceError("no keyboard here")
        return self.keys

    async def insert(self, text: str) -> tuple[Outcome, str]:
        landed = await self.lander.insert(text, await self.lander.pin())
        return landed.outcome, landed.detail


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    rig = Rig(monkeypatch)
    yield rig
    rig.lander.close()


async def test_without_a_keyboard_texts_and_keys_go_through_it(rig: Rig) -> None:
    assert await rig.insert("Grüße 🙂") == (Outcome.INSERTED, "type into the window")
    target = await rig.lander.pin()
    assert await rig.lander.press("Enter", target)
    assert (rig.words.text, rig.board.text, rig.board.lent) == ("Grüße 🙂[Enter]", "", 0)


async def test_with_keys_a_text_is_pasted(rig: Rig) -> None:
    rig.keys = Keys(types=False)
    assert await rig.insert("text") == (Outcome.INSERTED, "paste with Ctrl+V into the window")
    assert (rig.keys.typed, rig.words.text) == ("[Ctrl+V]", "")


async def test_what_is_to_be_typed_goes_through_it_when_the_keyboard_cannot(rig: Rig) -> None:
    rig.always_type()
    rig.keys = Keys(types=False)
    assert (await rig.insert("one"))[0] is Outcome.INSERTED
    assert (rig.keys.typed, rig.words.text) == ("", "one")


async def test_a_keyboard_that_types_everything_comes_first(rig: Rig) -> None:
    rig.always_type()
    rig.keys = Keys(types=True)
    assert (await rig.insert("one"))[0] is Outcome.INSERTED
    assert (rig.keys.typed, rig.words.text) == ("one", "")


async def test_a_text_that_may_have_been_pasted_is_not_inserted_again(rig: Rig) -> None:
    rig.keys, rig.board.taken = Keys(types=False), False
    assert (await rig.insert("once"))[0] is Outcome.COPIED
    assert (rig.words.text, rig.board.text) == ("", "once")


async def test_where_nobody_takes_it_the_text_is_copied(rig: Rig) -> None:
    rig.words.problem = NoField("no program listens")
    assert await rig.insert("text") == (Outcome.COPIED, "no program listens: the text is on the clipboard")
    assert rig.board.text == "text"


async def test_without_ibus_too(rig: Rig) -> None:
    rig.words.runs = False
    assert await rig.insert("text") == (Outcome.COPIED, "no keyboard here: the text is on the clipboard")


@pytest.mark.parametrize(
    ("problem", "why"), [(PasswordField("secret"), "asks for a password"), (None, "has the keyboard no longer")]
)
async def test_in_a_wrong_place_the_text_is_held(rig: Rig, problem: DeviceError | None, why: str) -> None:
    rig.words.problem, rig.words.moved = problem, True
    outcome, detail = await rig.insert("text")
    assert outcome is Outcome.HELD
    assert why in detail
    assert (rig.lander.held, rig.board.text) == ("text", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ibus" / "bus"
    folder.mkdir(parents=True)
    return folder


def write(folder: Path, name: str, address: str, pid: int, *, at: int) -> None:
    file = folder / name
    file.write_text(f"# This file is created by ibus-daemon\nIBUS_ADDRESS={address}\nIBUS_DAEMON_PID={pid}\n")
    os.utime(file, (at, at))


def test_the_daemon_of_this_display_is_found(folder: Path, tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "WAYLAND_DISPLAY": "wayland-1", "DISPLAY": ":0"}
    assert ibus_address(environment) == ""
    write(folder, "aa-unix-0", "unix:path=/x11,guid=1", os.getpid(), at=9)
    write(folder, "aa-unix-wayland-0", "unix:path=/other", os.getpid(), at=9)
    assert ibus_address(environment) == "unix:path=/x11,guid=1"
    write(folder, "aa-unix-wayland-1", "unix:path=/old", os.getpid(), at=1)
    write(folder, "bb-unix-wayland-1", "unix:path=/here", os.getpid(), at=2)
    assert ibus_address(environment) == "unix:path=/here"
    assert ibus_address({**environment, "IBUS_ADDRESS": "unix:path=/told"}) == "unix:path=/told"


def test_a_daemon_that_has_ended_is_not(folder: Path, tmp_path: Path) -> None:
    write(folder, "aa-unix-1", "unix:path=/dead", 2**22 + 1, at=1)
    (folder / "bb-unix-1").write_text("nonsense")
    assert ibus_address({"XDG_CONFIG_HOME": str(tmp_path), "DISPLAY": ":1.0"}) == ""
