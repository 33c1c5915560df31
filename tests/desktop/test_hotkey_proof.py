"""`doctor`'s proof of hold and release on a real X server."""

from __future__ import annotations

import pytest

from tests.rig.waiting import wait_until
from tests.rig.x11 import VirtualDisplay
from voice_assistant.checkup import Verdict, check_everything
from voice_assistant.config.schema import Config
from voice_assistant.desktop.hotkeys import proof
from voice_assistant.desktop.hotkeys.proof import prove_hold_and_release
from voice_assistant.desktop.hotkeys.x11 import X11HotkeyListener
from voice_assistant.desktop.keys import Hotkey
from voice_assistant.errors import DeviceError

pytestmark = pytest.mark.desktop


def test_a_spare_key_is_held_and_released_and_nobody_else_sees_it(display: VirtualDisplay) -> None:
    terminal = display.open_xterm(keys_raw=True)
    found = prove_hold_and_release(display.name)
    assert found.works
    assert found.held_s >= proof.HOLD_S
    assert str(found).startswith(f"a synthetic {found.key} was heard")
    display.keyboard.tap("x")
    wait_until(lambda: terminal.text() == "x", "the x, and nothing else, to reach the terminal")


def test_a_key_that_is_taken_is_passed_over(display: VirtualDisplay) -> None:
    first = prove_hold_and_release(display.name).key
    other = X11HotkeyListener({"other": [Hotkey(first)]}, display=display.name)
    other.start(lambda event: None, lambda problem: None)
    try:
        assert prove_hold_and_release(display.name).key != first
    finally:
        other.close()


def test_a_keyboard_that_another_program_holds_is_told(
    display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "WAIT_S", 0.2)
    with display.keyboard.taken():
        found = prove_hold_and_release(display.name)
    assert not found.works
    assert "did not arrive: another program may hold the keyboard" in str(found)


def test_no_spare_key_is_told(display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "_SPARE", [])
    with pytest.raises(DeviceError, match="no spare key"):
        prove_hold_and_release(display.name)


async def test_doctor_says_so(display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", display.name)
    findings = {finding.what: finding for finding in await check_everything(Config(), load_engines=False)}
    assert findings["hold and release"].verdict is Verdict.OK
    assert "press after" in findings["hold and release"].detail
    assert {"overlay", "tray icon", "hotkeys"} <= findings.keys()
