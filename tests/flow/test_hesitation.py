"""Bare modifiers as hotkeys: when a press acts, and when it was only part of a chord. On a virtual clock."""

from __future__ import annotations

import asyncio

import pytest

from voice_assistant.desktop.hotkeys.base import HotkeyEvent
from voice_assistant.desktop.hotkeys.hesitation import CHORD_WAIT_S, Hesitation

pytestmark = pytest.mark.looptime

PRESS = HotkeyEvent("ask", True, 0.0, bare=True)
RELEASE = HotkeyEvent("ask", False, 0.1)
CHORD = HotkeyEvent("ask", False, 0.1, chord=True)


class Acting:
    def __init__(self, *, busy: bool) -> None:
        self.acted: list[HotkeyEvent] = []
        self.busy = busy
        self.key = Hesitation(self.acted.append, lambda: self.busy, asyncio.get_running_loop().call_later)


async def test_while_nothing_goes_on_a_press_acts_at_once_and_a_chord_takes_it_back() -> None:
    acting = Acting(busy=False)
    acting.key(PRESS)
    assert acting.acted == [PRESS]
    acting.busy = True  # it listens now
    acting.key(CHORD)
    assert acting.acted == [PRESS, CHORD]


async def test_a_chord_disturbs_nothing_that_goes_on() -> None:
    acting = Acting(busy=True)
    acting.key(PRESS)
    await asyncio.sleep(CHORD_WAIT_S / 2)
    acting.key(CHORD)
    await asyncio.sleep(2 * CHORD_WAIT_S)
    assert acting.acted == []


async def test_a_tap_acts_when_it_comes_up() -> None:
    acting = Acting(busy=True)
    acting.key(PRESS)
    assert acting.acted == []
    acting.key(RELEASE)
    assert acting.acted == [PRESS, RELEASE]
    await asyncio.sleep(2 * CHORD_WAIT_S)
    assert acting.acted == [PRESS, RELEASE]


async def test_a_hold_acts_while_it_is_held() -> None:
    acting = Acting(busy=True)
    acting.key(PRESS)
    await asyncio.sleep(2 * CHORD_WAIT_S)
    assert acting.acted == [PRESS]
    acting.key(CHORD)
    assert acting.acted == [PRESS, CHORD]


async def test_other_keys_never_wait() -> None:
    acting = Acting(busy=True)
    plain = HotkeyEvent("read", True, 0.0)
    acting.key(PRESS)
    acting.key(plain)
    assert acting.acted == [plain]
