"""Reading what another program has selected or copied. Blocking, with a limit: the other program may hang."""

from __future__ import annotations

import select
import struct
import time
from typing import Any

from Xlib import X

from ...errors import DeviceError
from ..copied_pictures import FORMS, picture_in
from .connection import LOST, Connection, connect, disconnect
from .content import Content

TIMEOUT_S = 2.0  # without any answer
PICTURE_TIMEOUT_S = 10.0  # a program may encode it only now

_TEXT = (("UTF8_STRING", "utf-8"), ("STRING", "latin-1"))  # wishes in order


def read_text(selection: str, display: str | None = None, timeout_s: float = TIMEOUT_S) -> str:
    """The text of the `selection` called PRIMARY or CLIPBOARD; "" when there is none.

    Raises `DeviceError`: no display, or its owner gives no answer for `timeout_s`.
    """
    connection = connect(display)
    try:
        reader = SelectionReader(connection, selection, timeout_s)
        for target, encoding in _TEXT:
            if (content := reader.read(target)) is not None:
                return content.data.decode(encoding, errors="replace").rstrip("\0") if content.format == 8 else ""
        return ""
    except LOST as error:
        raise DeviceError("the X display has gone") from error
    finally:
        disconnect(connection)


def read_picture(display: str | None = None, timeout_s: float = PICTURE_TIMEOUT_S) -> bytes | None:
    """The picture on the clipboard, as the content of a file; None when there is none. Raises `DeviceError`."""
    connection = connect(display)
    try:
        reader = SelectionReader(connection, "CLIPBOARD", timeout_s)
        if (offered := reader.read("TARGETS")) is None:
            return None
        atoms = struct.unpack(f"={len(offered.data) // 4}I", offered.data)
        names = {connection.get_atom_name(atom) for atom in atoms}
        for form in FORMS:
            if form in names and (content := reader.read(form)) is not None:
                return picture_in(form, content.data)
        return None
    except LOST as error:
        raise DeviceError("the X display has gone") from error
    finally:
        disconnect(connection)


class SelectionReader:
    """Reads one selection, in whatever forms, over a `connection` that nobody else waits on meanwhile."""

    def __init__(self, connection: Connection, selection: str, timeout_s: float) -> None:
        self._connection = connection
        self._name = selection
        self._selection = connection.intern_atom(selection)
        self._timeout_s = timeout_s
        self._property = connection.intern_atom("VOICE_ASSISTANT_TEXT")
        self._unanswered = False
        root = connection.screen().root
        self._window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)

    def owner(self) -> int:
        """The window that owns the selection, 0 for none."""
        return int(getattr(self._connection.get_selection_owner(self._selection), "id", X.NONE))

    def close(self) -> None:
        if self._unanswered:  # the owner may wake up and answer, and simple programs die when the window has gone
            return
        self._window.destroy()
        self._connection.flush()

    def read(self, target: str) -> Content | None:
        """The selection as `target`; None when it has no owner, or not in this form. Raises `DeviceError`."""
        if self.owner() == X.NONE:
            return None
        self._window.convert_selection(self._selection, self._connection.intern_atom(target), self._property, 0)
        answer = self._wait(lambda event: event.type == X.SelectionNotify and event.requestor.id == self._window.id)
        if answer.property == X.NONE:
            return None
        content = self._take()
        if content.type != "INCR":
            return content
        parts: list[bytes] = []
        while True:
            self._wait(
                lambda event: (
                    event.type == X.PropertyNotify
                    and event.atom == self._property
                    and event.state == X.PropertyNewValue
                )
            )
            part = self._take()
            if not part.data:
                # The last part, which is empty, tells the type as well.
                return Content(part.type, part.format or 8, b"".join(parts))
            parts.append(part.data)

    def _take(self) -> Content:
        """Content of our property, which is deleted: the sign for the owner to go on."""
        answer = self._window.get_full_property(self._property, X.AnyPropertyType, sizehint=1 << 20)
        self._forget_old_news()
        self._window.delete_property(self._property)
        self._connection.flush()
        if answer is None:
            return Content("STRING", 8, b"")
        value = answer.value
        data = value.encode() if isinstance(value, str) else bytes(value)
        return Content(self._connection.get_atom_name(answer.property_type), answer.format, data)

    def _forget_old_news(self) -> None:
        """What happened to the property before it was read says nothing about the next part."""
        while self._connection.pending_events():
            self._connection.next_event()

    def _wait(self, wanted: Any) -> Any:
        deadline = time.monotonic() + self._timeout_s
        while True:
            while self._connection.pending_events():
                event = self._connection.next_event()
                if wanted(event):
                    return event
            left_s = deadline - time.monotonic()
            if left_s <= 0 or not select.select([self._connection.fileno()], [], [], left_s)[0]:
                self._unanswered = True
                what = "selected text" if self._name == "PRIMARY" else "clipboard"
                raise DeviceError(f"the program that holds the {what} does not answer: is it frozen?")
