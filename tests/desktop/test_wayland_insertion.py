"""Texts landing in real programs on Wayland: in the right place and no other, the clipboard as it was afterwards."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rig.browser import browser
from tests.rig.editor import assert_saved
from tests.rig.sway import Sway, headless_sway
from tests.rig.waiting import until, wait_until
from voice_assistant.desktop.insertion.base import Outcome
from voice_assistant.desktop.insertion.blind import Blind
from voice_assistant.desktop.insertion.landing import Lander
from voice_assistant.desktop.insertion.wayland import Still, WaylandHands
from voice_assistant.desktop.insertion.ways import TERMINAL
from voice_assistant.desktop.wayland import borrowing
from voice_assistant.desktop.wayland.board import Board
from voice_assistant.desktop.wayland.virtual_keyboard import VirtualKeyboard

pytestmark = pytest.mark.desktop

TEXT = 'äß你好🙂 The quick (brown) "fox" – it\'s 100 %.'
LAYOUTS = ["us", "de", "ru"]

FILES = b"file:///home/a%20b.txt\r\nfile:///home/c.png\r\n"
CLIPBOARDS: dict[str, dict[str, bytes]] = {
    "text": {"text/plain;charset=utf-8": "früher 你".encode(), "UTF8_STRING": "früher 你".encode()},
    "web page": {"text/html": b"<b>bold</b>", "text/plain;charset=utf-8": b"bold", "STRING": b"b"},
    "image": {"image/png": os.urandom(700_000), "image/bmp": b"BM" + os.urandom(5000)},
    "files": {"text/uri-list": FILES, "x-special/gnome-copied-files": b"copy\n" + FILES, "text/plain": b"a b.txt"},
    "empty text": {"text/plain": b""},
}


@pytest.fixture
def layout() -> str:
    return "us"


@pytest.fixture
def sway(layout: str) -> Iterator[Sway]:
    with headless_sway(f"input * xkb_layout {layout}\n") as sway:
        yield sway


@pytest.fixture
def method() -> str:
    return "auto"


@pytest.fixture
async def lander(sway: Sway, method: str) -> AsyncIterator[Lander]:
    hands = WaylandHands(lambda: VirtualKeyboard(sway.environment), environ=sway.environment)
    lander = Lander(hands, Blind(), method=method)
    yield lander
    await asyncio.to_thread(lander.close)


@contextmanager
def copied(sway: Sway, offers: Mapping[str, bytes], selection: str = "CLIPBOARD") -> Iterator[None]:
    """Another program from which something has been copied."""
    board = Board(sway.environment)
    board.start()
    board.own(selection, offers)
    yield
    board.end()
    board.join()


def contents(sway: Sway, *options: str) -> dict[str, bytes]:
    """All that the clipboard holds, by form, as a program that is not ours sees it."""

    def paste(*more: str) -> bytes:
        command = ["wl-paste", *options, *more]
        return subprocess.run(command, env=sway.environment, capture_output=True, timeout=20).stdout

    forms = paste("--list-types").decode().splitlines()
    return {form: paste("--no-newline", "--type", form) for form in forms}


async def settled(sway: Sway, before: dict[str, bytes], *options: str) -> None:
    def as_before() -> bool:
        return contents(sway, *options) == before

    await asyncio.to_thread(wait_until, as_before, "the clipboard as it was before")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("method", ["auto", "type"])
async def test_terminal(sway: Sway, lander: Lander, method: str) -> None:
    terminal = sway.open_foot()
    landed = await lander.insert(TEXT, await lander.pin())
    assert (landed.outcome, landed.detail.partition(" ")[0]) == (
        Outcome.INSERTED,
        "paste" if method == "auto" else "type",
    )
    await until(lambda: terminal.text() == TEXT, "the text in the terminal")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("method", ["auto", "type"])
async def test_editor(sway: Sway, lander: Lander) -> None:
    editor = sway.open_mousepad()
    text = f"{TEXT}\nzweite Zeile\n"
    landed = await lander.insert(text, await lander.pin())
    assert landed.outcome is Outcome.INSERTED
    await asyncio.to_thread(assert_saved, editor, text)


async def test_browser(sway: Sway, lander: Lander) -> None:
    with browser(sway) as page:
        landed = await lander.insert(TEXT, await lander.pin())
        assert landed.outcome is Outcome.INSERTED
        await until(lambda: page.text() == TEXT, "the text in the page")


@pytest.mark.parametrize("method", ["type"])
async def test_typing_into_a_browser_which_has_16_bits_for_a_key(sway: Sway, lander: Lander) -> None:
    with browser(sway) as page:
        target = await lander.pin()
        assert (await lander.insert("äß你好, (ok)", target)).outcome is Outcome.INSERTED
        landed = await lander.insert("🙂", target)
        assert landed.outcome is Outcome.COPIED
        assert "such as 🙂" in landed.detail
        await until(lambda: page.text() == "äß你好, (ok)", "the text in the page")


async def test_a_browser_that_only_looks_at_the_clipboard(
    sway: Sway, lander: Lander, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chromium fetches the text when Ctrl+V goes down, whatever the page does with it."""
    monkeypatch.setattr(borrowing, "RECEIPT_WITHIN_S", 2.0)
    with browser(sway, attributes="readonly") as page:
        landed = await lander.insert("dictated", await lander.pin())
        assert landed.outcome is Outcome.COPIED
        assert page.text() == ""
    assert contents(sway)["text/plain"] == b"dictated"


@pytest.mark.parametrize("method", ["type"])
async def test_a_text_with_more_characters_than_a_keyboard_has_keys(sway: Sway, lander: Lander) -> None:
    terminal = sway.open_foot()
    text = "".join(chr(0x4E00 + number) for number in range(300)) + "一" * 50
    assert (await lander.insert(text, await lander.pin())).outcome is Outcome.INSERTED
    await until(lambda: terminal.text() == text, "the text in the terminal")


@pytest.mark.parametrize("kind", CLIPBOARDS)
async def test_the_clipboard_is_as_it_was_in_every_form(sway: Sway, lander: Lander, kind: str) -> None:
    with copied(sway, CLIPBOARDS[kind]), copied(sway, {"text/plain": b"selected"}, "PRIMARY"):
        terminal = sway.open_foot()
        assert (await lander.insert("dictated", await lander.pin())).outcome is Outcome.INSERTED
        await settled(sway, CLIPBOARDS[kind])
        await settled(sway, {"text/plain": b"selected"}, "--primary")
    await until(lambda: terminal.text() == "dictated", "the text in the terminal")


async def test_an_empty_clipboard_is_empty_again(sway: Sway, lander: Lander) -> None:
    sway.open_foot()
    assert (await lander.insert("dictated", await lander.pin())).outcome is Outcome.INSERTED
    await settled(sway, {})


async def test_what_was_copied_outlives_us(sway: Sway, lander: Lander, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_RUNTIME_DIR", "WAYLAND_DISPLAY"):
        monkeypatch.setenv(name, sway.environment[name])
    sway.open_foot()
    with copied(sway, CLIPBOARDS["files"]):
        assert (await lander.insert("dictated", await lander.pin())).outcome is Outcome.INSERTED
        await asyncio.to_thread(lander.close)
    await settled(sway, CLIPBOARDS["files"])


async def test_what_the_person_copies_meanwhile_stays(sway: Sway, lander: Lander) -> None:
    with copied(sway, CLIPBOARDS["text"]):
        terminal = sway.open_foot()
        assert (await lander.insert("dictated", await lander.pin())).outcome is Outcome.INSERTED
        with copied(sway, {"text/plain": b"newer"}):
            await asyncio.to_thread(lander.close)  # waits until it has given back what it may
            assert contents(sway) == {"text/plain": b"newer"}
    assert terminal.text() == "dictated"


async def test_the_focus_has_moved(sway: Sway, lander: Lander) -> None:
    first = sway.open_foot()
    target = await lander.pin()
    second = sway.open_foot()
    landed = await lander.insert("dictated", target)
    assert landed.outcome is Outcome.HELD
    assert "foot has the keyboard no longer" in landed.detail
    delivered = await lander.deliver_held()
    assert delivered is not None and delivered.outcome is Outcome.INSERTED
    await until(lambda: second.text() == "dictated", "the text where it is wanted")
    assert first.text() == ""


async def test_another_window_that_gets_the_key_gets_no_text(sway: Sway, lander: Lander) -> None:
    """The focus moves when the compositor has already said who has it."""
    first, second = sway.open_foot(), sway.open_foot()
    first.focus()
    target = await lander.pin()

    class Late(VirtualKeyboard):
        def press(self, chord: str, still: Still, times: int = 1) -> bool:
            assert still()
            second.focus()
            return super().press(chord, lambda: True, times)

    hands = WaylandHands(lambda: Late(sway.environment), environ=sway.environment)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(borrowing, "RECEIPT_WITHIN_S", 1.0)
        attempt = await hands.insert("dictated", target, TERMINAL) if target else None
    assert attempt is not None and attempt.copied and not attempt.inserted
    assert (first.text(), second.text()) == ("", "")
    await asyncio.to_thread(hands.close)


async def test_no_window_has_the_keyboard(sway: Sway, lander: Lander) -> None:
    landed = await lander.insert("dictated", await lander.pin())
    assert landed.outcome is Outcome.HELD


@pytest.mark.parametrize("method", ["type"])
async def test_the_focus_moves_while_it_is_typed(sway: Sway, lander: Lander) -> None:
    first, second = sway.open_foot(), sway.open_foot()
    first.focus()
    text = "".join(f"word {number} 你好 " for number in range(200))
    inserting = asyncio.create_task(lander.insert(text, await lander.pin()))
    await until(lambda: "word 20" in first.text(), "the first of the text")
    await asyncio.to_thread(second.focus)
    assert (await inserting).outcome is Outcome.HELD
    await asyncio.to_thread(first.focus)
    delivered = await lander.deliver_held()
    assert delivered is not None and delivered.outcome is Outcome.INSERTED
    await until(lambda: len(first.text()) + len(second.text()) >= len(text), "the rest of the text")
    # Keys go to whoever has the focus when the compositor gets to them: what is in flight may be one piece.
    assert len(second.text()) <= 40
    assert first.text().replace(second.text(), "") == text.replace(second.text(), "")


async def test_a_program_that_pastes_two_seconds_late(sway: Sway, lander: Lander) -> None:
    with copied(sway, CLIPBOARDS["files"]):
        with browser(sway, busy_ms=2000) as page:
            landed = await lander.insert(TEXT, await lander.pin())
            assert landed.outcome is Outcome.INSERTED
            await until(page.text, "the text in the page")
            assert page.text() == TEXT
        await settled(sway, CLIPBOARDS["files"])


async def test_taken_back(sway: Sway, lander: Lander) -> None:
    editor = sway.open_mousepad()
    target = await lander.pin()
    await lander.insert("kept äß你好🙂. ", target)
    await lander.insert("wrong äß你好🙂\nlines 👨\u200d👩\u200d👧 🇰🇷 👍🏽 ❤\ufe0f 1\ufe0f\u20e3", target)
    assert (await lander.undo()).outcome is Outcome.INSERTED
    await asyncio.to_thread(assert_saved, editor, "kept äß你好🙂. ")


async def test_the_proof_of_the_doctor(sway: Sway) -> None:
    """In the terminal in which it runs."""
    told = sway.folder / "told.txt"
    program = (
        "import asyncio; from voice_assistant.desktop.insertion.proof import prove;"
        "from voice_assistant.desktop.session import detect; proofs = asyncio.run(prove(detect()));"
        f"open({str(told)!r}, 'w').write(repr([(p.way, p.problem) for p in proofs]) + '.')"
    )
    sway.launch(["foot", sys.executable, "-c", program], {"PYTHONPATH": str(Path(__file__).parents[2])})
    await until(lambda: told.exists() and told.read_text().endswith("."), "the proof")
    assert told.read_text() == "[('paste with Ctrl+Shift+V', ''), ('type', '')]."
