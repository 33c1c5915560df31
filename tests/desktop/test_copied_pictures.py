"""A picture that a real program has copied."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.rig.sway import headless_sway
from tests.rig.waiting import until
from tests.rig.x11 import VirtualDisplay
from voice_assistant.desktop.wayland.clipboard import WaylandClipboard
from voice_assistant.desktop.x11.clipboard import X11Clipboard
from voice_assistant.desktop.x11.owning import SelectionOwner

pytestmark = pytest.mark.desktop


def drawing(form: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.effect_noise((900, 700), 80).convert("RGB").save(file, form)  # so that it goes in parts
    assert file.tell() > 1 << 17
    return file.getvalue()


def hand_to(command: list[str], environment: dict[str, str], content: bytes) -> None:
    subprocess.run(  # it stays in the background with its outputs open
        command,
        input=content,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=20,
        check=True,
    )


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP"])
async def test_what_another_program_copied_is_seen(display: VirtualDisplay, form: str) -> None:
    content, clipboard = drawing(form), X11Clipboard(display=display.name)
    assert await clipboard.picture() is None  # nothing was copied yet
    target = f"image/{form.lower()}"
    hand_to(["xclip", "-i", "-selection", "clipboard", "-t", target], display.environment, content)
    await until(lambda: clipboard_has(display, target), "the picture on the clipboard")
    assert await clipboard.picture() == content
    clipboard.close()


def clipboard_has(display: VirtualDisplay, target: str) -> bool:
    command = ["xclip", "-o", "-selection", "clipboard", "-t", "TARGETS"]
    asked = subprocess.run(command, env=display.environment, capture_output=True, text=True, timeout=20)
    return target in asked.stdout.split()


async def test_a_copied_text_is_no_picture_and_a_copied_file_is_the_picture_in_it(
    display: VirtualDisplay, tmp_path: Path
) -> None:
    clipboard = X11Clipboard(display=display.name)
    await clipboard.write("a text of our own")
    assert await clipboard.picture() is None
    file = tmp_path / "a label, twice.png"
    file.write_bytes(drawing())
    owner = SelectionOwner(display=display.name)  # as a file manager does it
    owner.start()
    owner.own({"text/uri-list": f"{(tmp_path / 'notes.txt').as_uri()}\r\n{file.as_uri()}\r\n".encode()}).result(20)
    assert await clipboard.picture() == file.read_bytes()
    owner.hand_over()
    clipboard.close()


@pytest.mark.parametrize("direct", [True, False], ids=["data control", "wl-paste"])
async def test_the_same_on_wayland(direct: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with headless_sway("") as sway:
        content = drawing()
        for name in ("WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"):
            monkeypatch.setenv(name, sway.environment[name])
        clipboard = WaylandClipboard(sway.environment if direct else {"WAYLAND_DISPLAY": "/nowhere"})
        assert await clipboard.picture() is None
        hand_to(["wl-copy", "--type", "image/png"], sway.environment, content)
        assert await clipboard.picture() == content
        clipboard.close()
