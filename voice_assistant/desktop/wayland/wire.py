"""Wayland's wire: numbered objects, requests to them and events from them, over a local socket.

A client without a window needs a dozen messages of it, which is less than any binding of libwayland would bring.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from ...errors import DeviceError

LOST = (OSError, EOFError)

_DISPLAY, _FIRST_OF_SERVER = 1, 0xFF000000
_MOST_FDS = 28  # in one message, as libwayland has it


class Event:
    """What an object tells. Take its values one after another, in the order of the protocol."""

    def __init__(self, opcode: int, payload: bytes, fds: list[int]) -> None:
        self.opcode = opcode
        self._payload = payload
        self._fds = fds
        self._at = 0

    def uint(self) -> int:
        (value,) = struct.unpack_from("=I", self._payload, self._at)
        self._at += 4
        return int(value)

    def array(self) -> bytes:
        size = self.uint()
        value = self._payload[self._at : self._at + size]
        self._at += size + -size % 4
        return value

    def string(self) -> str:
        return self.array().rstrip(b"\0").decode(errors="replace")

    def fd(self) -> int:
        """It is the caller's to close."""
        return self._fds.pop(0)


OnEvent = Callable[[Event], None]


class Connection:
    """Belongs to one thread. Everything raises one of `LOST` when the compositor has gone, or does not like us."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        """Raises `DeviceError` when there is no compositor."""
        self._socket = _connect(environ)
        self._fds: list[int] = []
        self._received = b""
        self._requests = bytearray()
        self._handlers: dict[int, OnEvent] = {_DISPLAY: self._on_display}
        self._free: list[int] = []
        self._next = _DISPLAY + 1
        self.globals: dict[str, tuple[int, int]] = {}  # by interface: name, version
        self._registry = self.new(self._on_global)
        self.request(_DISPLAY, 1, self._registry)
        try:
            self.roundtrip()
        except LOST as error:
            self.close()
            raise DeviceError(f"the Wayland compositor does not answer: {error}") from error

    def fileno(self) -> int:
        return self._socket.fileno()

    def peer_pid(self) -> int:
        """The compositor's process."""
        return int(struct.unpack("=iII", self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0])

    def new(self, handle: OnEvent) -> int:
        """Number of a new object, whose events go to `handle`; it comes to life by the request that names it."""
        number = self._free.pop() if self._free else self._next
        self._next += number == self._next
        self._handlers[number] = handle
        return number

    def adopt(self, number: int, handle: OnEvent) -> None:
        """`new` for an object that the compositor has made."""
        self._handlers[number] = handle

    def bind(self, interface: str, version: int, handle: OnEvent) -> int:
        """Number of the global object with that interface. Raises `DeviceError` when the compositor has none."""
        if interface not in self.globals:
            raise DeviceError(f"the compositor has no {interface}")
        name, newest = self.globals[interface]
        number = self.new(handle)
        self.request(self._registry, 0, name, interface, min(version, newest), number)
        return number

    def request(self, number: int, opcode: int, *arguments: int | str, fds: tuple[int, ...] = ()) -> None:
        """It is sent by the next `flush`. Of the arguments in the protocol the file descriptors go apart, as `fds`."""
        payload = b"".join(_packed(argument) for argument in arguments)
        message = struct.pack("=II", number, (len(payload) + 8) << 16 | opcode) + payload
        if fds:
            self.flush()
            message = message[socket.send_fds(self._socket, [message], fds) :]
        self._requests += message

    def flush(self) -> None:
        requests, self._requests = self._requests, bytearray()
        self._socket.sendall(requests)

    def forget(self) -> None:
        """Do not send what was requested since the last `flush`."""
        self._requests.clear()

    def roundtrip(self) -> None:
        """Wait until the compositor has done all that was requested, and handle what it has told until then."""
        done: list[bool] = []
        self.request(_DISPLAY, 0, self.new(lambda event: done.append(True)))
        while not done:
            self.dispatch()

    def dispatch(self) -> None:
        """Send what was requested, wait for events, and handle them."""
        self.flush()
        data, fds, _, _ = socket.recv_fds(self._socket, 1 << 16, _MOST_FDS)
        if not data:
            raise EOFError("the compositor has closed the connection")
        self._fds += fds
        self._received += data
        while len(self._received) >= 8:
            number, word = struct.unpack_from("=II", self._received)
            if len(self._received) < (size := word >> 16):
                return
            event = Event(word & 0xFFFF, self._received[8:size], self._fds)
            self._received = self._received[size:]
            if (handle := self._handlers.get(number)) is not None:
                handle(event)

    def close(self) -> None:
        self._socket.close()
        for fd in self._fds:
            with suppress(OSError):
                os.close(fd)
        self._fds = []

    def _on_display(self, event: Event) -> None:
        number = event.uint()
        if event.opcode == 0:
            event.uint()
            raise ConnectionAbortedError(f"the compositor says: {event.string()}")
        if number < _FIRST_OF_SERVER:
            self._handlers.pop(number, None)
            self._free.append(number)

    def _on_global(self, event: Event) -> None:
        name = event.uint()
        if event.opcode == 0:
            interface = event.string()
            self.globals[interface] = (name, event.uint())


def interfaces(environ: Mapping[str, str] = os.environ) -> set[str]:
    """What the compositor has for programs; nothing where there is none."""
    try:
        connection = Connection(environ)
    except DeviceError:
        return set()
    connection.close()
    return set(connection.globals)


def ignore(event: Event) -> None:
    """For objects that have nothing to tell us."""


def _packed(argument: int | str) -> bytes:
    if isinstance(argument, int):
        return struct.pack("=I", argument)
    data = argument.encode() + b"\0"
    return struct.pack("=I", len(data)) + data + bytes(-len(data) % 4)


def _connect(environ: Mapping[str, str]) -> socket.socket:
    if sys.platform == "win32":
        raise DeviceError("there is no Wayland on Windows")
    display = environ.get("WAYLAND_DISPLAY") or "wayland-0"
    path = Path(environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}", display)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    try:
        connection.connect(str(path))
    except OSError as error:
        connection.close()
        raise DeviceError(f"no Wayland compositor answers at {path}") from error
    return connection


def memory_file(name: str, content: bytes) -> int:
    """A file descriptor with `content`, to be handed to the compositor; the caller closes it."""
    fd = os.memfd_create(name, os.MFD_CLOEXEC)
    view = memoryview(content)
    while view:
        view = view[os.write(fd, view) :]
    os.lseek(fd, 0, os.SEEK_SET)
    return fd
