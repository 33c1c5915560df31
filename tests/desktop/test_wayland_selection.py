"""What is selected in another program on Wayland, as our own client reads it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator

import pytest

from tests.rig.sway import Sway, headless_sway
from tests.rig.waiting import wait_until
from voice_assistant.desktop.wayland.clipboard import WaylandClipboard

pytestmark = pytest.mark.desktop

LONG = "A long sentence of a book. " * 40_000


@pytest.fixture
def sway() -> Iterator[Sway]:
    with headless_sway("") as sway:
        yield sway


@pytest.mark.parametrize("text", ["Selected äß你好🙂 text.", LONG], ids=["short", "book"])
def test_the_primary_selection_is_read_whole(sway: Sway, text: str) -> None:
    selection = WaylandClipboard(sway.environment, selection="PRIMARY")

    def read() -> str:
        return asyncio.run(selection.read())

    assert read() == ""
    subprocess.run(["wl-copy", "--primary"], input=text.encode(), env=sway.environment, check=True, timeout=20)
    subprocess.run(["wl-copy"], input=b"copied", env=sway.environment, check=True, timeout=20)
    assert wait_until(read, "the selection to arrive") == text
    selection.close()
