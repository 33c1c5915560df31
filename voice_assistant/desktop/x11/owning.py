"""Owning the clipboard: on X11 a copied text stays with the program it was copied in, which hands it out on request."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from Xlib import X, Xatom
from Xlib.protocol import event as xevent
from Xlib.protocol import request as xrequest

from ...errors import DeviceError
from .connection import LOST, Connection, connect, disconnect
from .content import Content
from .loop import EventLoop

log = logging.getLogger(__name__)

PART_BYTES = 1 << 16  # larger contents go in parts of this size (ICCCM's INCR)

Offers = Mapping[str, bytes | Content]
"""What can be had, by target name; plain bytes are of the type of their target."""

OnRequest = Callable[[int, str], None]
"""Called on the owner's thread with the window that asked and the target, or with "" when it took a further part."""


def text_offers(text: str) -> dict[str, bytes]:
    """The forms in which programs ask for a text, by target name."""
    encoded = text.encode("utf-8", errors="replace")
    return {
        "UTF8_STRING": encoded,
        "text/plain;charset=utf-8": encoded,
        "text/plain": encoded,
        "TEXT": encoded,
        "STRING": text.encode("latin-1", errors="replace"),
    }


class SelectionOwner(threading.Thread):
    """Owns one selection from the first `own` until another program takes it; serves it on its own connection."""

    def __init__(
        self, selection: str = "CLIPBOARD", *, display: str | None = None, on_request: OnRequest | None = None
    ) -> None:
        super().__init__(name=f"owner-of-{selection}", daemon=True)
        self._connection: Connection = connect(display)
        self._connection.set_error_handler(_ignore)  # a program that asked has gone meanwhile
        self._loop = EventLoop()
        self._selection = self._atom(selection)
        self._window = self._connection.screen().root.create_window(
            0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask
        )
        self._on_request = on_request
        self._offers: Offers = {}  # none once another program has taken the selection
        self._since = 0  # server time at which we became the owner
        self._waiting: deque[tuple[Offers, Future[None]]] = deque()
        self._parts: dict[tuple[int, int], tuple[Any, int, Content]] = {}  # (window, property): type, what is left

    def own(self, offers: Offers) -> Future[None]:
        """Take the selection with this content, by target name. Any thread. The result may be a `DeviceError`."""
        owned: Future[None] = Future()

        def ask_for_the_time() -> None:
            self._window.change_property(self._atom("VOICE_ASSISTANT_TIME"), Xatom.STRING, 8, b"", X.PropModeAppend)
            self._connection.flush()

        self._waiting.append((offers, owned))
        if not self._loop.post(ask_for_the_time):
            self._fail()
        return owned

    def change(self, offers: Offers) -> Future[bool]:
        """Other content, none at all when empty, if the selection is still ours; the result says whether it was.

        Whoever watches the selection sees a change. What another program takes meanwhile, even at a time before
        now, stays with it: for the server we remain the owner of the time at which we became it. Any thread.
        """
        changed: Future[bool] = Future()

        def change() -> None:
            if not self._offers or self._owner() != self._window.id:
                changed.set_result(False)
                return
            self._offers = offers
            window = self._window.id if offers else X.NONE
            xrequest.SetSelectionOwner(
                self._connection.display, None, window=window, selection=self._selection, time=self._since
            )
            changed.set_result(self._owner() == window)

        if not self._loop.post(change):
            changed.set_result(False)
        return changed

    def end(self) -> None:
        """Give the selection up. Any thread; does not wait."""
        self._loop.end()

    def hand_over(self) -> None:
        """`end`, but what is on the clipboard stays there, served by a process of its own. Blocks."""
        if self.is_alive() and self._offers:
            from .keeping import leave_a_keeper  # which needs our types

            try:
                leave_a_keeper(self._offers, display=self._connection.get_display_name())
            except (DeviceError, OSError) as error:
                log.warning("the clipboard's content goes with us: %s", error)
        self.end()

    def run(self) -> None:
        try:
            self._loop.run(self._connection, self._handle)
        except LOST:
            log.info("the display has gone, and the clipboard with it")
        finally:
            self._loop.close()
            disconnect(self._connection)
            self._fail()

    def _fail(self) -> None:
        while self._waiting:
            with suppress(IndexError):  # both threads may be here
                _, owned = self._waiting.popleft()
                owned.set_exception(DeviceError("the X display has gone"))

    def _handle(self, event: Any) -> None:
        if event.type == X.SelectionRequest:
            self._answer(event)
        elif event.type == X.SelectionClear:
            self._offers = {}
        elif event.type == X.PropertyNotify:
            if event.window.id == self._window.id and self._waiting:
                self._take(event.time)
            elif event.state == X.PropertyDelete:
                self._send_part(event.window.id, event.atom)

    def _take(self, time: int) -> None:
        """Become the owner at `time`: the server's own, so that of two programs the later one wins."""
        self._offers, owned = self._waiting.popleft()
        self._since = time
        self._window.set_selection_owner(self._selection, time)
        if self._owner() != self._window.id:
            owned.set_exception(DeviceError("another program keeps the clipboard for itself: try again"))
        else:
            owned.set_result(None)

    def _owner(self) -> int:
        """The window that owns the selection, as the server says; 0 for none."""
        return int(getattr(self._connection.get_selection_owner(self._selection), "id", X.NONE))

    def _answer(self, request: Any) -> None:
        property_ = request.property or request.target  # old programs leave the property out
        given = self._give(request.requestor, request.target, property_)
        answer = xevent.SelectionNotify(
            time=request.time,
            requestor=request.requestor,
            selection=request.selection,
            target=request.target,
            property=property_ if given else X.NONE,
        )
        request.requestor.send_event(answer)
        self._connection.flush()
        if given and self._on_request is not None:
            self._on_request(request.requestor.id, self._connection.get_atom_name(request.target))

    def _give(self, window: Any, target: int, property_: int) -> bool:
        """Put the content, as `target`, into a property of the window that asked; False when there is no such form."""
        name = self._connection.get_atom_name(target)
        if not self._offers:
            return False
        if name == "TARGETS":
            names = ["TARGETS", "TIMESTAMP", "MULTIPLE", *self._offers]
            window.change_property(property_, Xatom.ATOM, 32, [self._atom(offer) for offer in names])
        elif name == "TIMESTAMP":
            window.change_property(property_, Xatom.INTEGER, 32, [self._since])
        elif name == "MULTIPLE":
            return self._give_many(window, property_)
        elif (offer := self._offers.get(name)) is None:
            return False
        else:
            if isinstance(offer, bytes):
                offer = Content("UTF8_STRING" if name == "TEXT" else name, 8, offer)
            type_ = self._atom(offer.type)
            if len(offer.data) > PART_BYTES:
                window.change_attributes(event_mask=X.PropertyChangeMask)
                self._parts[window.id, property_] = (window, type_, offer)
                window.change_property(property_, self._atom("INCR"), 32, [len(offer.data)])
            else:
                window.change_property(property_, type_, offer.format, offer.data)
        return True

    def _give_many(self, window: Any, property_: int) -> bool:
        """Several forms at once: the property lists pairs of target and property; refused ones are struck out."""
        wish = window.get_full_property(property_, X.AnyPropertyType)
        if wish is None or wish.format != 32:
            return False
        pairs = list(wish.value)
        for at in range(0, len(pairs) - 1, 2):
            if not self._give(window, pairs[at], pairs[at + 1]):
                pairs[at + 1] = X.NONE
        window.change_property(property_, self._atom("ATOM_PAIR"), 32, pairs)
        return True

    def _send_part(self, window_id: int, property_: int) -> None:
        """The other program has taken the part before: the next one, and an empty one at the end."""
        if (left := self._parts.pop((window_id, property_), None)) is None:
            return
        window, type_, content = left
        window.change_property(property_, type_, content.format, content.data[:PART_BYTES])
        self._connection.flush()
        if content.data:
            rest = Content(content.type, content.format, content.data[PART_BYTES:])
            self._parts[window_id, property_] = (window, type_, rest)
        if self._on_request is not None:
            self._on_request(window_id, "")

    def _atom(self, name: str) -> int:
        return int(self._connection.intern_atom(name))


def _ignore(error: Any, request: Any) -> None:
    log.debug("X error: %s", type(error).__name__)
