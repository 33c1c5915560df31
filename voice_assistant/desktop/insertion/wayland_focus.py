"""Which window has the keyboard on Wayland: each compositor that tells has a socket of its own for it.

Elsewhere (GNOME, KDE) the accessibility service knows of most programs; the others cannot be told from each other.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .atspi_focus import ActiveWindow
from .base import Target

log = logging.getLogger(__name__)

SOMEWHERE = Target("somewhere")
"""The place that has the keyboard, where nobody tells which it is."""


class Focus(Protocol):
    """Belongs to one thread."""

    def now(self) -> Target | None:
        """The window with the keyboard, None for none. Milliseconds."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Asking:
    """Asks anew each time."""

    ask: Callable[[], Target | None]

    def now(self) -> Target | None:
        try:
            return self.ask()
        except (OSError, ValueError, KeyError) as error:
            log.info("the compositor does not tell which window has the keyboard: %s", type(error).__name__)
            return SOMEWHERE

    def close(self) -> None:
        pass


_WITHIN_S = 1.0
_SWAY_MAGIC, _GET_TREE = b"i3-ipc", 4


def focus(environ: Mapping[str, str] = os.environ) -> Focus:
    """Who tells it in this session."""
    if sway := environ.get("SWAYSOCK"):
        return Asking(lambda: sway_focus(ask_sway(sway)))
    if signature := environ.get("HYPRLAND_INSTANCE_SIGNATURE"):
        return Asking(lambda: hyprland_focus(ask_hyprland(environ.get("XDG_RUNTIME_DIR", ""), signature)))
    return ActiveWindow(SOMEWHERE)


def sway_focus(tree: dict[str, Any]) -> Target | None:
    """The focused window in sway's tree; None when a workspace itself has the focus."""
    for node in nodes_of(tree):
        if node.get("focused"):
            if node.get("pid") is None:
                return None
            app = node.get("app_id") or (node.get("window_properties") or {}).get("class") or ""
            return Target(node["id"], app, node.get("name") or "", node["pid"])
    return None


def hyprland_focus(window: dict[str, Any]) -> Target | None:
    """The focused window as Hyprland's `activewindow` says."""
    if not window.get("address"):
        return None
    return Target(window["address"], window.get("class", ""), window.get("title", ""), window.get("pid"))


def nodes_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All of sway's tree from `node` on."""
    yield node
    for child in [*node.get("nodes", ()), *node.get("floating_nodes", ())]:
        yield from nodes_of(child)


def ask_sway(path: str) -> Any:
    """Its tree. Raises `OSError` or `ValueError`."""
    with _connected(path) as connection:
        connection.sendall(_SWAY_MAGIC + struct.pack("=II", 0, _GET_TREE))
        size, _ = struct.unpack("=II", _receive(connection, len(_SWAY_MAGIC) + 8)[len(_SWAY_MAGIC) :])
        return json.loads(_receive(connection, size))


def ask_hyprland(runtime: str, signature: str, what: str = "activewindow") -> Any:
    """Raises `OSError` or `ValueError`."""
    places = [Path(runtime, "hypr", signature), Path("/tmp/hypr", signature)]
    place = next((place for place in places if place.exists()), places[0])
    with _connected(str(place / ".socket.sock")) as connection:
        connection.sendall(f"j/{what}".encode())
        answer = bytearray()
        while part := connection.recv(1 << 16):
            answer += part
        return json.loads(answer)


def _connected(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_WITHIN_S)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def _receive(connection: socket.socket, size: int) -> bytes:
    content = bytearray()
    while len(content) < size:
        if not (part := connection.recv(size - len(content))):
            raise ConnectionResetError("the compositor ended the answer early")
        content += part
    return bytes(content)
