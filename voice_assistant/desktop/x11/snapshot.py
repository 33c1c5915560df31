"""All that a selection holds, in every form, so that it can be given back byte for byte."""

from __future__ import annotations

import time
from array import array
from dataclasses import dataclass, field

from ...errors import DeviceError
from .connection import Connection
from .content import Content
from .reading import SelectionReader

MAX_BYTES = 256 << 20
MAX_S = 4.0

# Asking for these does something, or says something about the owner and not the content, or gives the number of
# something that ends with its owner.
_NO_CONTENT = frozenset(
    "TARGETS TIMESTAMP MULTIPLE SAVE_TARGETS DELETE INSERT_SELECTION INSERT_PROPERTY PIXMAP BITMAP DRAWABLE COLORMAP "
    "FOREGROUND BACKGROUND WINDOW CLIENT_WINDOW TASK PROCESS USER HOST_NAME NAME CLASS LENGTH LIST_LENGTH".split()
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`owner` and `since` tell whether it is still what the selection holds."""

    owner: int = 0  # window; 0 when nothing was selected or copied
    since: bytes | None = None  # the owner's TIMESTAMP, where it has one
    contents: dict[str, Content] = field(default_factory=dict)  # by target, in the owner's order


def take(connection: Connection, selection: str) -> Snapshot:
    """Raises `DeviceError` when the content cannot be had: the owner hangs, or it is too much."""
    reader = SelectionReader(connection, selection, timeout_s=2.0)
    try:
        for _ in range(3):  # the person may copy something in the middle
            snapshot = _take_once(reader, connection)
            if _is_current(reader, snapshot):
                return snapshot
        raise DeviceError("the content of the clipboard keeps changing")
    finally:
        reader.close()


def is_current(connection: Connection, selection: str, snapshot: Snapshot) -> bool:
    """Whether nothing has been copied since. False when that cannot be told."""
    reader = SelectionReader(connection, selection, timeout_s=2.0)
    try:
        return (snapshot.owner == 0 or snapshot.since is not None) and _is_current(reader, snapshot)
    finally:
        reader.close()


def _is_current(reader: SelectionReader, snapshot: Snapshot) -> bool:
    return reader.owner() == snapshot.owner and _since(reader) == snapshot.since


def _since(reader: SelectionReader) -> bytes | None:
    content = reader.read("TIMESTAMP")
    return content.data if content else None


def _take_once(reader: SelectionReader, connection: Connection) -> Snapshot:
    owner = reader.owner()
    targets = reader.read("TARGETS") if owner else None
    if targets is None:
        return Snapshot(owner, _since(reader), _text_only(reader) if owner else {})
    since = _since(reader)
    contents: dict[str, Content] = {}
    began_s, size = time.monotonic(), 0
    for atom in dict.fromkeys(array("I", targets.data) if targets.format == 32 else ()):
        name = connection.get_atom_name(atom) if atom else "TARGETS"
        if name in _NO_CONTENT or (content := reader.read(name)) is None:
            continue
        contents[name] = content
        size += len(content.data)
        if size > MAX_BYTES or time.monotonic() - began_s > MAX_S:
            raise DeviceError("the clipboard holds too much to be put aside")
    return Snapshot(owner, since, contents)


def _text_only(reader: SelectionReader) -> dict[str, Content]:
    """Of a program so simple that it does not say what it has."""
    found = {name: reader.read(name) for name in ("UTF8_STRING", "STRING")}
    return {name: content for name, content in found.items() if content is not None}
