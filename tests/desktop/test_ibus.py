"""Texts through IBus: the real one into a GTK editor, and one that misbehaves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.editor import assert_saved
from tests.rig.ibus import NOBODY, FakeIBus, RealIBus, fake_ibus, real_ibus
from tests.rig.waiting import until
from tests.rig.x11 import VirtualDisplay
from voice_assistant.desktop.ibus.engine import NoField, PasswordField
from voice_assistant.desktop.typing.ibus import MOST_BYTES, IBusTypist
from voice_assistant.errors import DeviceError

pytestmark = pytest.mark.desktop

TEXT = 'äß 你好🙂 The quick (brown) "fox"\n– it\'s 100 %.'


def yes() -> bool:
    return True


@pytest.fixture
def ibus(display: VirtualDisplay) -> Iterator[RealIBus]:
    with real_ibus(display) as ibus:
        yield ibus


async def test_a_text_lands_and_the_input_method_is_as_it_was(display: VirtualDisplay, ibus: RealIBus) -> None:
    await asyncio.to_thread(ibus.choose, "xkb:fr::fra")
    words = IBusTypist(display.environment | ibus.environment)
    with pytest.raises(NoField):
        list(words.type("to nobody", yes))
    editor = await asyncio.to_thread(display.open_mousepad, ibus.environment)

    def commit(text: str) -> bool:
        try:
            return list(words.type(text, yes)) == [len(text)]
        except NoField:  # the editor has not told IBus of its field yet
            return False

    await until(lambda: commit(TEXT), "the editor to listen to IBus")
    await asyncio.to_thread(assert_saved, editor, TEXT)
    assert words.press("Enter", yes)
    assert commit("and moer")
    assert words.press("Backspace", yes, 2)
    assert commit("re")
    assert not words.press("Enter", lambda: False)
    assert list(words.type("never", lambda: False)) == []
    await asyncio.to_thread(assert_saved, editor, TEXT + "\nand more")
    assert ibus.method == "xkb:fr::fra"


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeIBus]:
    with fake_ibus(tmp_path) as ibus:
        yield ibus


@pytest.fixture
def words(fake: FakeIBus) -> IBusTypist:
    return IBusTypist({"IBUS_ADDRESS": fake.address})


def test_the_persons_input_method_is_chosen_again_when_ours_has_gone(fake: FakeIBus, words: IBusTypist) -> None:
    assert list(words.type("hello", yes)) == [5]
    assert (fake.texts, fake.method) == (["hello"], "pinyin")


def test_without_one_before_there_is_none_afterwards(fake: FakeIBus, words: IBusTypist) -> None:
    fake.method = ""
    assert list(words.type("hello", yes)) == [5]
    assert (fake.texts, fake.method) == (["hello"], "")


def test_a_password_field_gets_nothing(fake: FakeIBus, words: IBusTypist) -> None:
    fake.purpose = 8
    with pytest.raises(PasswordField):
        list(words.type("secret", yes))
    assert (fake.texts, fake.method) == ([], "pinyin")


def test_a_field_that_has_lost_the_focus_gets_nothing(fake: FakeIBus, words: IBusTypist) -> None:
    fake.moves = True
    assert list(words.type("hello", yes)) == []
    assert (fake.texts, fake.method) == ([], "pinyin")


def test_where_no_program_listens_nothing_is_changed(fake: FakeIBus, words: IBusTypist) -> None:
    fake.field = NOBODY
    with pytest.raises(NoField):
        list(words.type("hello", yes))
    assert (fake.texts, fake.method) == ([], "pinyin")


def test_a_daemon_that_does_not_answer(fake: FakeIBus, words: IBusTypist) -> None:
    fake.answers = False
    with pytest.raises(DeviceError, match="did not answer"):
        list(words.type("hello", yes))
    assert fake.texts == []


def test_what_wayland_would_drop_is_not_tried(fake: FakeIBus, words: IBusTypist) -> None:
    with pytest.raises(DeviceError, match="too long"):
        list(words.type("你" * (MOST_BYTES // 3 + 1), yes))
    assert (fake.texts, fake.method) == ([], "pinyin")
