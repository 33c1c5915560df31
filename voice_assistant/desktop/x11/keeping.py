"""Leaving the clipboard's content behind: on X11 it lives in the program it was copied in, and goes with it."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys

from ...errors import DeviceError
from .content import Content
from .owning import Offers


def leave_a_keeper(offers: Offers, *, display: str | None = None) -> None:
    """Have a small process (keep_copied.py) hold the clipboard with `offers` from now on. Blocks until it does.

    Raises `DeviceError`.
    """
    keeper = subprocess.Popen(
        [sys.executable, "-m", "voice_assistant.desktop.x11.keep_copied"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | ({"DISPLAY": display} if display else {}),
        start_new_session=True,  # Ctrl+C in our terminal is not meant for it
    )
    assert keeper.stdin is not None and keeper.stdout is not None
    with keeper.stdin as pipe:
        pipe.write(_packed(offers))
    with keeper.stdout as pipe:
        answer = pipe.readline().decode().strip()
    if answer != "copied":
        raise DeviceError(answer or "the clipboard could not be kept")
    keeper.returncode = 0  # it outlives us on purpose


def _packed(offers: Offers) -> bytes:
    contents = {
        target: content if isinstance(content, Content) else Content(target, 8, content)
        for target, content in offers.items()
    }
    return json.dumps(
        {target: [c.type, c.format, base64.b64encode(c.data).decode()] for target, c in contents.items()}
    ).encode()


def unpacked(packed: bytes) -> dict[str, Content]:
    return {
        target: Content(type_, format_, base64.b64decode(data))
        for target, (type_, format_, data) in json.loads(packed).items()
    }
