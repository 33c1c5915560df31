"""Where a text may go, told on a desktop of our own making; and the back-ends of macOS and Windows on it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from voice_assistant.desktop.insertion.base import Attempt, Kind, Outcome, Target, Way
from voice_assistant.desktop.insertion.blind import Blind
from voice_assistant.desktop.insertion.landing import Lander
from voice_assistant.desktop.insertion.pynput import PynputHands
from voice_assistant.desktop.x11.borrowing import AFTERTHOUGHT_S, fetched
from voice_assistant.errors import DeviceError

EDITOR, OTHER = Target(1, "editor"), Target(2, "other")
PASTE = Way(Kind.PASTE, "Ctrl+V")


@dataclass
class Machine:
    """A desktop with a clipboard, a typist and one window in front, which pastes what is copied."""

    window: Target | None = EDITOR
    copied: str = "precious"
    changed: int = 0
    image: bool = False
    text: str = ""
    broken: str = ""

    def front(self) -> Target | None:
        return self.window

    def changes(self) -> int:
        return self.changed

    def only_text(self) -> bool:
        return not self.image

    def tap(self, chord: str, times: int) -> None:
        self.text = self.text[:-times] if chord == "Backspace" else self.text + self.copied

    async def read(self) -> str:
        return self.copied

    async def picture(self) -> bytes | None:
        return None

    async def write(self, text: str) -> None:
        if self.broken:
            raise DeviceError(self.broken)
        self.copied, self.changed = text, self.changed + 1

    async def type(self, text: str) -> None:
        self.text += text

    def close(self) -> None:
        pass


@dataclass
class Hands:
    """Gives the attempts in order."""

    attempts: list[Attempt] = field(default_factory=list)
    window: Target | None = EDITOR
    ways: list[str] = field(default_factory=list)
    copied: str = ""

    async def focused(self) -> Target | None:
        return self.window

    async def prepare(self, target: Target) -> None:
        pass

    async def insert(self, text: str, target: Target, way: Way) -> Attempt:
        self.ways.append(str(way.kind))
        return self.attempts.pop(0) if self.attempts else Attempt(len(text))

    async def copy(self, text: str) -> None:
        self.copied = text

    async def tap(self, chord: str, target: Target, times: int = 1) -> bool:
        return self.window == target

    def close(self) -> None:
        pass


async def test_held_texts_wait_together() -> None:
    hands = Hands(window=OTHER)
    lander = Lander(hands, Blind())
    for text in ("one", "two\n", "three"):
        assert (await lander.insert(text, EDITOR)).outcome is Outcome.HELD
    assert lander.held == "one two\nthree"
    delivered = await lander.deliver_held()
    assert delivered is not None and delivered.outcome is Outcome.INSERTED
    assert lander.held == ""


async def test_a_password_field_at_either_end() -> None:
    hands = Hands()
    lander = Lander(hands, Blind())
    assert (await lander.insert("x", Target(1, is_password=True))).outcome is Outcome.HELD
    hands.window = Target(1, "pinentry-gnome3")
    assert (await lander.insert("x", EDITOR)).outcome is Outcome.HELD
    assert hands.ways == []


async def test_what_cannot_be_pasted_is_typed_and_what_cannot_be_typed_is_copied() -> None:
    hands = Hands([Attempt(problem="no clipboard"), Attempt(3, problem="a key is held down")])
    landed = await Lander(hands, Blind()).insert("some text", EDITOR)
    assert (landed.outcome, hands.ways, hands.copied) == (Outcome.COPIED, ["paste", "type"], "e text")


async def test_a_program_that_took_no_paste_gets_the_next_text_typed() -> None:
    hands = Hands([Attempt(problem="not taken", copied=True)])
    lander = Lander(hands, Blind())
    assert (await lander.insert("one", EDITOR)).outcome is Outcome.COPIED
    assert (await lander.insert("two", EDITOR)).outcome is Outcome.INSERTED
    assert hands.ways == ["paste", "type"]


async def test_nothing_is_taken_back_too_late_or_elsewhere() -> None:
    now_s = 0.0
    hands = Hands()
    lander = Lander(hands, Blind(), clock=lambda: now_s)
    assert (await lander.undo()).outcome is Outcome.HELD
    await lander.insert("one", EDITOR)
    hands.window = OTHER
    assert (await lander.undo()).outcome is Outcome.HELD
    hands.window, now_s = EDITOR, 1000.0
    assert (await lander.undo()).outcome is Outcome.HELD
    now_s = 1.0
    assert (await lander.undo()).outcome is Outcome.INSERTED


def paster(machine: Machine) -> PynputHands:
    return PynputHands(lambda: machine, machine, machine, pasted_within_s=0.0)


async def given_back(hands: PynputHands) -> None:
    assert hands._giving_back is not None
    await asyncio.wait([hands._giving_back])


async def test_pasting_gives_the_clipboard_back() -> None:
    machine = Machine()
    hands = paster(machine)
    assert await hands.insert("text", EDITOR, PASTE) == Attempt(4)
    await given_back(hands)
    assert (machine.text, machine.copied) == ("text", "precious")


async def test_what_the_person_copied_meanwhile_stays_on_macos_and_windows() -> None:
    machine = Machine()
    hands = PynputHands(lambda: machine, machine, machine, pasted_within_s=0.05)
    await hands.insert("text", EDITOR, PASTE)
    await machine.write("newer")
    await given_back(hands)
    assert machine.copied == "newer"


async def test_another_window_gets_nothing() -> None:
    machine = Machine(window=OTHER)
    hands = paster(machine)
    assert (await hands.insert("text", EDITOR, PASTE)).moved
    await given_back(hands)
    assert (await hands.insert("text", EDITOR, Way(Kind.TYPE))).moved
    assert (machine.text, machine.copied) == ("", "precious")


async def test_an_image_on_the_clipboard_is_left_there() -> None:
    machine = Machine(image=True)
    landed = await Lander(paster(machine), Blind()).insert("text", EDITOR)
    assert (landed.outcome, machine.text, machine.changed) == (Outcome.INSERTED, "text", 0)


FORMS, TEXT = False, True


@pytest.mark.parametrize(
    ("asked", "later_s", "receipt"),
    [
        ([], 9.0, False),
        ([FORMS], 9.0, False),
        ([TEXT], 0.0, True),  # xterm
        ([FORMS, TEXT], 0.0, False),
        ([FORMS, TEXT], AFTERTHOUGHT_S, True),  # GTK
        ([FORMS, TEXT, FORMS], 9.0, False),  # Chromium, looking
        ([FORMS, TEXT, FORMS, FORMS, TEXT], 0.0, True),
        ([FORMS] * 8 + [TEXT, FORMS], 0.0, True),
    ],
)
def test_receipt(asked: list[bool], later_s: float, receipt: bool) -> None:
    assert fetched([(1.0, text) for text in asked], 1.0 + later_s) is receipt
