from __future__ import annotations

import pytest

from tests.rig.x11 import VirtualDisplay
from voice_assistant.desktop.parts import parts
from voice_assistant.desktop.session import Desktop

pytestmark = pytest.mark.desktop


def test_on_an_x_display_every_part_works(display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display.name)
    assert all(part.works for part in parts(Desktop.X11, "auto"))
    assert [part.name for part in parts(Desktop.X11, "none") if not part.works] == ["hotkeys"]
