"""Leaving the clipboard's content behind: on Wayland it lives in the program it was copied in, and goes with it.

Run as a program it holds the content that it reads, prints a line when that can be pasted, and ends when something
else is copied.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Mapping

from ...errors import DeviceError
from ..keeper import start_keeper
from .board import Board, Offers


def leave_a_keeper(offers: Offers, environ: Mapping[str, str] = os.environ) -> None:
    """Have a small process hold the clipboard with `offers` from now on. Blocks until it does.

    Raises `DeviceError`.
    """
    packed = json.dumps({form: base64.b64encode(data).decode() for form, data in offers.items()}).encode()
    start_keeper("voice_assistant.desktop.wayland.keeping", packed, environ)


def main() -> int:
    offers = {form: base64.b64decode(data) for form, data in json.load(sys.stdin).items()}
    try:
        board = Board()
        board.start()
        serial = board.own("CLIPBOARD", offers)
    except DeviceError as error:
        sys.stdout.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write("copied\n")
    sys.stdout.flush()
    sys.stdout.close()  # whoever reads our output has all of it
    board.wait_while_ours("CLIPBOARD", serial)
    board.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
