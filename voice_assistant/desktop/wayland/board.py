"""The clipboard and the selected text, whole: every form of what others have copied, and contents of our own.

Through the data-control protocol (wlroots' own, or the later one of all), which needs no window and no focus.
"""

from __future__ import annotations

import logging
import os
import selectors
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from ...errors import DeviceError
from .calls import Calls
from .pipes import Writers, read_all
from .wire import LOST, Connection, Event, ignore

log = logging.getLogger(__name__)

T = TypeVar("T")

Offers = Mapping[str, bytes]
"""Contents by form (MIME type), in the order of the program's liking."""

OnRequest = Callable[[str, str, int], bool]
"""Called on the board's thread with the selection, the form, and the pipe that the asker reads; whether to give it."""

SELECTIONS = ("CLIPBOARD", "PRIMARY")
MANAGERS = ("ext_data_control_manager_v1", "zwlr_data_control_manager_v1")
ANSWER_S = 5.0
MAX_BYTES = 256 << 20
MAX_S = 4.0

_SET = {"CLIPBOARD": 0, "PRIMARY": 2}
_GONE = "the compositor has gone, and the clipboard with it"


def text_offers(text: str) -> dict[str, bytes]:
    """The forms in which programs ask for a text."""
    encoded = text.encode("utf-8", errors="replace")
    return dict.fromkeys(["text/plain;charset=utf-8", "text/plain", "UTF8_STRING", "TEXT", "STRING"], encoded)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a selection held; `serial` tells whether it still does."""

    serial: int
    contents: dict[str, bytes]


@dataclass(slots=True)
class _Selection:
    serial: int = 0  # of changes
    offer: int = 0  # the object that stands for what has been copied
    source: int = 0  # our own, while it is what has been copied
    contents: Offers = field(default_factory=dict)  # of our own


class Board(threading.Thread):
    """Serves what is ours until another program copies something. All methods are for any thread."""

    def __init__(self, environ: Mapping[str, str] = os.environ, *, on_request: OnRequest | None = None) -> None:
        """Raises `DeviceError` where the compositor gives the clipboard to programs with a window only."""
        super().__init__(name="clipboard", daemon=True)
        self._connection = Connection(environ)
        self._on_request = on_request
        self._selections = {name: _Selection() for name in SELECTIONS}
        self._forms: dict[int, list[str]] = {}  # of each offer
        self._news = threading.Condition()  # of changes
        self._over = False
        self._calls = Calls()
        self._writers = Writers()
        try:
            self._device = self._bind()
            self._connection.roundtrip()
        except LOST as error:
            self._connection.close()
            raise DeviceError(f"the compositor gives no clipboard: {error}") from error
        except DeviceError:
            self._connection.close()
            raise
        self.compositor = self._connection.peer_pid()

    def own(self, selection: str, offers: Offers) -> int:
        """Let the selection hold `offers`, nothing at all when empty; the serial of that. Raises `DeviceError`."""
        return self._call(lambda: self._own(selection, offers))

    def is_ours(self, selection: str, serial: int) -> bool:
        """Whether nothing has been copied since `own` gave that serial."""
        return self.is_alive() and self._selections[selection].serial == serial

    def wait_while_ours(self, selection: str, serial: int) -> None:
        """Wait until something else is copied, or the compositor goes."""
        with self._news:
            self._news.wait_for(lambda: self._selections[selection].serial != serial or self._over)

    def serial(self, selection: str) -> int:
        """Another one after each change."""
        return self._selections[selection].serial

    def contents(self, selection: str) -> Offers:
        """What is ours of it, empty when another program's content is there."""
        return self._selections[selection].contents

    def snapshot(self, selection: str, forms: Sequence[str] | None = None) -> Snapshot:
        """All that the selection holds, or the first of `forms` that it has.

        Raises `DeviceError` when that cannot be had: the program hangs, or it is too much.
        """
        deadline_s, left = time.monotonic() + MAX_S, MAX_BYTES
        serial, pipes = self._call(lambda: self._receive(selection, forms))
        contents: dict[str, bytes] = {}
        try:
            while pipes:
                form, pipe = pipes.pop(0)
                if isinstance(pipe, bytes):
                    contents[form] = pipe
                    continue
                contents[form] = read_all(pipe, left, deadline_s)
                left -= len(contents[form])
        finally:
            for _, pipe in pipes:
                if isinstance(pipe, int):
                    os.close(pipe)
        return Snapshot(serial, contents)

    def end(self) -> None:
        """Does not wait."""
        self._calls.end()

    def run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._connection, selectors.EVENT_READ)
            selector.register(self._calls, selectors.EVENT_READ)
            try:
                while True:
                    self._connection.flush()
                    ready = {key.fileobj for key, _ in selector.select()}
                    if self._connection in ready:
                        self._connection.dispatch()
                    self._writers.write(ready, selector)
                    if self._calls in ready and not self._calls.make():
                        return
                    self._writers.register(selector)
            except LOST as error:
                log.info("%s: %s", _GONE, error)
            finally:
                self._writers.close()
                self._calls.close(DeviceError(_GONE))
                self._connection.close()
                with self._news:
                    self._over = True
                    self._news.notify_all()

    def _bind(self) -> int:
        manager = next((name for name in MANAGERS if name in self._connection.globals), None)
        if manager is None:
            raise DeviceError("the compositor gives the clipboard to programs with a window only")
        self._manager = self._connection.bind(manager, 2, ignore)
        seat = self._connection.bind("wl_seat", 1, ignore)
        device = self._connection.new(self._on_device)
        self._connection.request(self._manager, 1, device, seat)
        return device

    def _call(self, function: Callable[[], T]) -> T:
        future: Future[T] = Future()

        def call() -> None:
            try:
                future.set_result(function())
            except LOST as error:
                future.set_exception(DeviceError(_GONE))
                raise error

        if not self._calls.post(call, future):
            raise DeviceError(_GONE)
        try:
            return future.result(ANSWER_S)
        except FutureTimeoutError as error:
            raise DeviceError("the compositor does not answer") from error

    def _own(self, selection: str, offers: Offers) -> int:
        state = self._selections[selection]
        if not offers:
            self._connection.request(self._device, _SET[selection], 0)
        else:
            source = self._connection.new(ignore)
            self._connection.adopt(source, lambda event: self._on_source(selection, source, offers, event))
            self._connection.request(self._manager, 0, source)
            for form in offers:
                self._connection.request(source, 0, form)
            self._connection.request(self._device, _SET[selection], source)
            state.source = source
        # What the compositor has told until it got ours, and ours.
        self._connection.roundtrip()
        if offers and state.source != source:
            raise DeviceError("another program keeps the clipboard for itself: try again")
        state.contents = offers
        return state.serial

    def _receive(self, selection: str, wanted: Sequence[str] | None) -> tuple[int, list[tuple[str, int | bytes]]]:
        state = self._selections[selection]
        if state.source:
            return state.serial, list(state.contents.items())
        pipes: list[tuple[str, int | bytes]] = []
        forms = list(dict.fromkeys(self._forms.get(state.offer, ())))
        if wanted is not None:
            forms = [form for form in wanted if form in forms][:1]
        for form in forms:
            read, write = os.pipe()
            self._connection.request(state.offer, 0, form, fds=(write,))
            os.close(write)
            pipes.append((form, read))
        return state.serial, pipes

    def _on_device(self, event: Event) -> None:
        number = event.uint() if event.opcode != 2 else 0
        if event.opcode == 0:
            self._forms[number] = []
            self._connection.adopt(number, lambda event: self._forms[number].append(event.string()))
        elif event.opcode == 2:
            raise ConnectionAbortedError("the seat is gone")
        else:
            self._on_change(self._selections["CLIPBOARD" if event.opcode == 1 else "PRIMARY"], number)

    def _on_change(self, state: _Selection, offer: int) -> None:
        with self._news:
            state.serial += 1
            self._news.notify_all()
        old, state.offer = state.offer, offer
        if old:
            self._connection.request(old, 1)
            self._forms.pop(old, None)

    def _on_source(self, selection: str, source: int, offers: Offers, event: Event) -> None:
        if event.opcode == 0:
            form, fd = event.string(), event.fd()
            given = self._on_request is None or self._on_request(selection, form, fd)
            self._writers.add(fd, offers.get(form, b"") if given else b"")
            return
        state = self._selections[selection]
        if state.source == source:
            state.source, state.contents = 0, {}
        with suppress(*LOST):
            self._connection.request(source, 1)
