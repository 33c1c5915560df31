"""Leaving the clipboard's content behind: on X11 it lives in the program it was copied in, and goes with it."""

from __future__ import annotations

import base64
import json

from ..keeper import start_keeper
from .content import Content
from .owning import Offers


def leave_a_keeper(offers: Offers, *, display: str | None = None) -> None:
    """Have a small process (keep_copied.py) hold the clipboard with `offers` from now on. Blocks until it does.

    Raises `DeviceError`.
    """
    where = {"DISPLAY": display} if display else {}
    start_keeper("voice_assistant.desktop.x11.keep_copied", _packed(offers), where)


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
