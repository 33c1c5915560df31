"""A clipboard manager as people have them: it reads all text of every new clipboard, at once.

Run as a program of its own: DISPLAY in the environment, and the file in which it writes a line for each copy.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.ext import xfixes


def main(file: Path) -> None:
    display = Display()
    display.xfixes_query_version()
    window: Any = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    clipboard, seen = display.intern_atom("CLIPBOARD"), display.intern_atom("SEEN")
    text = display.intern_atom("UTF8_STRING")
    display.xfixes_select_selection_input(window, clipboard, xfixes.XFixesSetSelectionOwnerNotifyMask)
    file.write_text("")
    while True:
        event = display.next_event()
        if event.type == X.SelectionNotify and event.property != X.NONE:
            answer = window.get_full_property(seen, X.AnyPropertyType)
            with file.open("a") as lines:
                lines.write(f"{'copied' if answer and answer.property_type != Xatom.ATOM else 'nothing'}\n")
        elif event.type not in (X.SelectionNotify, X.SelectionClear, X.PropertyNotify):
            window.convert_selection(clipboard, text, seen, X.CurrentTime)
            display.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
