"""Serves the clipboard after the program that held it has ended (see keeping.py, which starts it).

Prints a line when the content can be pasted, and ends when something else is copied or the display goes.
"""

from __future__ import annotations

import sys
import time

from ...errors import DeviceError
from .connection import LOST, connect, disconnect
from .keeping import unpacked
from .owning import SelectionOwner

_CHECK_S = 1.0


def main() -> int:
    offers = unpacked(sys.stdin.buffer.read())
    try:
        owner = SelectionOwner()
        owner.start()
        owner.own(offers).result()
        watching = connect(None)
    except DeviceError as error:
        sys.stdout.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write("copied\n")
    sys.stdout.flush()
    sys.stdout.close()  # whoever reads our output has all of it
    clipboard = watching.intern_atom("CLIPBOARD")
    try:
        ours = _owner(watching.get_selection_owner(clipboard))
        while _owner(watching.get_selection_owner(clipboard)) == ours:
            time.sleep(_CHECK_S)
    except LOST:
        pass
    finally:
        owner.end()
        disconnect(watching)
    return 0


def _owner(window: object) -> int:
    return int(getattr(window, "id", 0))


if __name__ == "__main__":
    sys.exit(main())
