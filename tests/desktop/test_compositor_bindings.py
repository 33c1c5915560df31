"""The generated key bindings in a real sway: press and release both call the program, in this order."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.rig.sway import headless_sway
from tests.rig.waiting import wait_until
from voice_assistant.desktop.compositors import COMPOSITORS, shortcuts, trigger
from voice_assistant.desktop.hotkeys.base import CANCEL
from voice_assistant.desktop.keys import parse

pytestmark = pytest.mark.desktop


def test_sway_tells_press_and_release() -> None:
    with tempfile.TemporaryDirectory(prefix="calls-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        told = folder / "told.txt"
        program = folder / "program"
        program.write_text(f'#!/bin/sh\necho "$@" >> {told}\n')
        program.chmod(0o755)
        keys = {"ask": [parse("F8")], "clip": [parse("Ctrl+K")], CANCEL: [parse("Escape")]}
        with headless_sway(COMPOSITORS["sway"].render(shortcuts(keys), trigger(str(program)))) as sway:

            def lines() -> list[str]:
                return told.read_text().splitlines() if told.exists() else []

            sway.press("F8", held_ms=1000)
            wait_until(lambda: len(lines()) >= 2, "press and release")
            assert lines() == ["trigger ask --press", "trigger ask --release"], "and no repeats"
            sway.chord("ctrl", "k")
            wait_until(lambda: len(lines()) >= 4, "the chord")
            assert lines()[2:] == ["trigger clip --press", "trigger clip --release"]
            sway.press("Escape", held_ms=50)
            sway.press("F8", held_ms=50)
            wait_until(lambda: len(lines()) >= 6, "the last key")
            assert lines()[4:] == ["trigger ask --press", "trigger ask --release"], "Escape stays everybody's"
