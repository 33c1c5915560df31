"""A private D-Bus session bus, and small services on it that stand in for a desktop's own."""

from __future__ import annotations

import os
import select
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jeepney import HeaderFields, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.bus_messages import DBusNameFlags
from jeepney.io.blocking import Proxy, open_dbus_connection

from .x11 import stop

Answer = tuple[str, tuple[Any, ...]]
"""D-Bus signature and values of a reply."""


@contextmanager
def session_bus(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """A bus of one's own; yields its address. The services that it starts get `environment`, too."""
    address = f"unix:path={folder}/bus"
    read, write = os.pipe()
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", f"--address={address}", f"--print-address={write}"],
        env={**os.environ, **(environment or {})},
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    try:
        os.close(write)
        with os.fdopen(read) as pipe:
            assert pipe.readline(), "dbus-daemon did not start"
        yield address
    finally:
        stop(daemon)


def has_owner(address: str, name: str) -> bool:
    """Whether a program serves `name` on the bus."""
    with open_dbus_connection(address) as bus:
        return bool(Proxy(message_bus, bus).NameHasOwner(name)[0])


class Service(threading.Thread):
    """Owns `name` on the bus and answers method calls.

    `answer(member, body)` gives signature and values, the name of an error, or None for a method it does not know.
    """

    def __init__(self, address: str, name: str, answer: Callable[[str, tuple[Any, ...]], Answer | str | None]) -> None:
        super().__init__(daemon=True)
        self._bus = open_dbus_connection(address)
        Proxy(message_bus, self._bus).RequestName(name, DBusNameFlags.do_not_queue)
        self._answer = answer
        self._lock = threading.Lock()
        self._wake = os.pipe()
        self.start()

    def run(self) -> None:
        while True:
            try:
                message = self._bus.receive(timeout=0)
            except TimeoutError:
                ready, _, _ = select.select([self._bus.sock, self._wake[0]], [], [])
                if self._wake[0] in ready:
                    return
                continue
            except OSError:
                return
            if message.header.message_type is MessageType.method_call:
                member = message.header.fields[HeaderFields.member]
                answer = self._answer(member, message.body)
                with self._lock:
                    if answer is None:
                        self._bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
                    elif isinstance(answer, str):
                        self._bus.send(new_error(message, answer))
                    else:
                        self._bus.send(new_method_return(message, *answer))

    def signal(self, emitter: Any, member: str, signature: str, body: Sequence[Any]) -> None:
        """Send a signal from `emitter` (a `DBusAddress`); any thread."""
        with self._lock:
            self._bus.send(new_signal(emitter, member, signature, tuple(body)))

    def close(self) -> None:
        os.write(self._wake[1], b"!")
        self.join()
        self._bus.close()
        for end in self._wake:
            os.close(end)
