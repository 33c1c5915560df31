"""Which window has the keyboard, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from Xlib import X, Xatom
from Xlib.error import XError
from Xlib.ext import res

from .connection import Connection


@dataclass(frozen=True, slots=True)
class Front:
    """The window with the keyboard. `window` is its program's top-level window."""

    window: int
    app: str  # WM_CLASS, "" when it says none
    title: str
    pid: int | None


def focus_window(connection: Connection) -> int:
    """The top-level window that key presses go to now, 0 for none."""
    focus: Any = connection.get_input_focus().focus
    if focus == X.PointerRoot:
        focus = connection.screen().root.query_pointer().child
    root = connection.screen().root.id
    try:
        top = 0
        while not isinstance(focus, int) and focus.id not in (X.NONE, root):
            top = int(focus.id)
            if focus.get_full_property(Xatom.WM_CLASS, X.AnyPropertyType) is not None:
                return top
            focus = focus.query_tree().parent
        return top
    except XError:  # it closed while we looked
        return 0


def describe(connection: Connection, window: int) -> Front:
    """Raises `XError` when the window has gone."""
    top = connection.create_resource_object("window", window)
    names = top.get_wm_class() or ("", "")
    title = _text(top, connection.intern_atom("_NET_WM_NAME")) or _text(top, Xatom.WM_NAME)
    return Front(window, names[1] or names[0], title, process_of(connection, window))


def process_of(connection: Connection, window: int) -> int | None:
    """Id of the process behind a window: as the server knows it, which is more than the window says of itself."""
    if connection.has_extension(res.extname):
        try:
            ids = connection.res_query_client_ids([{"client": window, "mask": res.LocalClientPIDMask}]).ids
        except XError:
            return None
        if ids and ids[0].value:
            return int(ids[0].value[0])
    answer = connection.create_resource_object("window", window).get_full_property(
        connection.intern_atom("_NET_WM_PID"), Xatom.CARDINAL
    )
    return int(answer.value[0]) if answer is not None and answer.value else None


def same_program(connection: Connection, window: int, other: int) -> bool:
    """Whether two windows, of any kind, belong to one program."""
    mask = ~connection.display.info.resource_id_mask
    if window & mask == other & mask:  # one connection
        return True
    pid = process_of(connection, window)
    return pid is not None and pid == process_of(connection, other)


def keyboard_is_taken(connection: Connection) -> bool:
    """Whether some program has the whole keyboard for itself: a lock screen, an open menu, a "secure keyboard"."""
    root = connection.screen().root
    status = root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
    if status == X.GrabSuccess:
        connection.ungrab_keyboard(X.CurrentTime)
    return bool(status == X.AlreadyGrabbed)


def _text(window: Any, atom: int) -> str:
    answer = window.get_full_property(atom, X.AnyPropertyType)
    if answer is None or answer.format != 8:
        return ""
    value = answer.value
    return value if isinstance(value, str) else bytes(value).decode("utf-8", errors="replace")
