"""Pasting with the clipboard borrowed: ours while the text is fetched, then given back as it was.

That a program fetches the text is the receipt that it pasted. It may fetch it twice, and late when it is busy, so
the clipboard goes back when nothing has been asked for `QUIET_S`. Clipboard managers fetch what is new, too: only
the program that was meant counts.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from Xlib.error import XError

from ...errors import DeviceError
from .connection import Connection, connect, disconnect
from .owning import Offers, SelectionOwner, text_offers
from .reading import read_text
from .snapshot import Snapshot, is_current, take
from .windows import same_program

QUIET_S = 0.4
RECEIPT_WITHIN_S = 8.0
AFTERTHOUGHT_S = 0.02  # a program that asks for the forms again after the text does so by then
_FETCHING_MAX_S = 30.0

# What clipboard managers look for before they keep a text for later.
_SENSITIVE = {"x-kde-passwordManagerHint": b"secret"}


@dataclass(frozen=True, slots=True)
class _Request:
    at_s: float
    window: int
    text: bool  # the text itself, not which forms there are


def fetched(asked: list[tuple[float, bool]], now_s: float) -> bool:
    """Whether a program that has `asked` so, in order, each time for the text or its forms, has pasted.

    Chromium and what is built on it first look at the text when the key is pressed: forms, text, forms. The page
    gets the key later, when it is not busy, and only then the text is fetched to be pasted, if at all.
    """
    texts = [at for at, (_, text) in enumerate(asked) if text]
    if len(texts) != 1:
        return bool(texts)
    before, after = texts[0], len(asked) - texts[0] - 1
    if before >= 5:  # the page itself, which asks for many forms: on layouts without a V there is no look before
        return True
    return not before or (not after and now_s >= asked[-1][0] + AFTERTHOUGHT_S)


class Loan:
    """One selection that is ours for the time of a paste. Belongs to one thread, but for the owner's callback."""

    def __init__(self, selection: str, display: str | None, news: threading.Condition) -> None:
        self._selection = selection
        self._display = display
        self._owner: SelectionOwner | None = None
        self._snapshot: Snapshot | None = None
        self._text = ""
        self._news = news  # of requests
        self._requests: list[_Request] = []

    def prepare(self, connection: Connection) -> None:
        """Put aside what the selection holds. Raises `DeviceError` when that cannot be done."""
        if self._snapshot is None or not is_current(connection, self._selection, self._snapshot):
            self._snapshot = None
            self._snapshot = take(connection, self._selection)

    def take(self, connection: Connection, text: str) -> None:
        """Let the selection hold `text`. Raises `DeviceError`; then it holds what it held."""
        self.prepare(connection)
        if self._owner is None or not self._owner.is_alive():
            self._owner = SelectionOwner(self._selection, display=self._display, on_request=self._asked)
            self._owner.start()
        self._text = text
        with self._news:
            self._requests.clear()
        self._owner.own(text_offers(text) | _SENSITIVE).result(RECEIPT_WITHIN_S)

    def give_back(self) -> None:
        """Let the selection hold what it held, unless something has been copied since."""
        snapshot, self._snapshot = self._snapshot, None
        if snapshot is None or self._owner is None:
            return
        contents: Offers = snapshot.contents
        if not self._owner.change(contents).result(RECEIPT_WITHIN_S) and contents and self._manager_has_it():
            self._owner.own(contents).result(RECEIPT_WITHIN_S)

    def keep(self) -> None:
        """What it held is not wanted any more: the text stays."""
        self._snapshot = None

    def asked(self, since_s: float, from_target: Callable[[int], bool]) -> list[tuple[float, bool]]:
        """When the program that was meant has asked since then, and whether for the text itself."""
        with self._news:
            requests = list(self._requests)
        return [(r.at_s, r.text) for r in requests if r.at_s >= since_s and from_target(r.window)]

    @property
    def requests(self) -> int:
        """How many there were, whoever has asked, and for what."""
        return len(self._requests)

    def close(self) -> None:
        if self._owner is not None and self._selection == "CLIPBOARD":
            self._owner.hand_over()  # what the person had copied does not end with us
        elif self._owner is not None:
            self._owner.end()

    def _asked(self, window: int, target: str) -> None:
        if target not in ("TIMESTAMP", "MULTIPLE", *_SENSITIVE):
            with self._news:
                self._requests.append(_Request(time.monotonic(), window, target != "TARGETS"))
                self._news.notify_all()

    def _manager_has_it(self) -> bool:
        """Whether a clipboard manager has taken the text over: then nobody has copied anything."""
        with suppress(DeviceError):
            return read_text(self._selection, self._display, timeout_s=0.5) == self._text
        return False


class Borrower:
    """Pastes; blocking. `paste`, `prepare` and `close` belong to one thread."""

    def __init__(self, display: str | None = None) -> None:
        self._display = display
        self._news = threading.Condition()
        self._loans = {name: Loan(name, display, self._news) for name in ("CLIPBOARD", "PRIMARY")}
        self._giving_back: threading.Thread | None = None
        self._inquiries: Connection | None = None  # of the thread that waits for receipts

    def prepare(self, connection: Connection, selections: tuple[str, ...]) -> None:
        """Raises `DeviceError` when what the person has copied cannot be put aside."""
        self.settle()
        for name in selections:
            self._loans[name].prepare(connection)

    def paste(
        self, connection: Connection, text: str, window: int, selections: tuple[str, ...], press: Callable[[], bool]
    ) -> bool | None:
        """Let `press` make `window` paste `text`.

        True when it has fetched it, False when nothing was pressed, None when it did not fetch it in time: then
        the text stays on the clipboard. Raises `DeviceError`; what was copied is back by then.
        """
        self.settle()
        loans = [self._loans[name] for name in selections]
        pressed = False
        try:
            for loan in loans:
                loan.take(connection, text)
            since_s = time.monotonic()
            pressed = press()
        finally:
            if not pressed:
                for loan in loans:
                    loan.give_back()
        if not pressed:
            return False
        if self._inquiries is None:
            self._inquiries = connect(self._display)
        receipts = _Receipts(self._inquiries, self._news, window, loans, since_s)
        if not receipts.wait():
            for name in selections:
                self._loans[name].keep() if name == "CLIPBOARD" else self._loans[name].give_back()
            return None
        self._giving_back = threading.Thread(target=_give_back, args=(receipts, loans), name="give-back", daemon=True)
        self._giving_back.start()
        return True

    def keep(self, connection: Connection, text: str) -> None:
        """Leave `text` on the clipboard. Raises `DeviceError`."""
        self.settle()
        loan = self._loans["CLIPBOARD"]
        loan.take(connection, text)
        loan.keep()

    def announced(self, within_s: float, quiet_s: float) -> bool:
        """Wait until somebody has asked what the clipboard holds now, as whoever tells others does, and is done."""
        loan = self._loans["CLIPBOARD"]
        with self._news:
            if not self._news.wait_for(lambda: loan.requests > 0, within_s):
                return False
            while self._news.wait(quiet_s):  # a further one
                pass
            return True

    def settle(self) -> None:
        """Wait until what was borrowed is back."""
        if self._giving_back is not None:
            self._giving_back.join()
            self._giving_back = None

    def close(self) -> None:
        self.settle()
        for loan in self._loans.values():
            loan.close()
        if self._inquiries is not None:
            disconnect(self._inquiries)


class _Receipts:
    """Who has fetched the text since the key was pressed."""

    def __init__(
        self, connection: Connection, news: threading.Condition, window: int, loans: list[Loan], since_s: float
    ) -> None:
        self._connection = connection
        self._news = news
        self._window = window
        self._loans = loans
        self._since_s = since_s
        self._known: dict[int, bool] = {}

    def wait(self) -> bool:
        with self._news:
            while not fetched(asked := self._asked(), time.monotonic()):
                left_s = self._since_s + RECEIPT_WITHIN_S - time.monotonic()
                if left_s <= 0:
                    return False
                self._news.wait(min(left_s, AFTERTHOUGHT_S) if asked else left_s)
        return True

    def last(self) -> float | None:
        """When the text was last asked for."""
        return max((at_s for at_s, text in self._asked() if text), default=None)

    def _asked(self) -> list[tuple[float, bool]]:
        return sorted(request for loan in self._loans for request in loan.asked(self._since_s, self._from_target))

    def _from_target(self, window: int) -> bool:
        if window not in self._known:
            try:
                self._known[window] = same_program(self._connection, window, self._window)
            except XError:
                self._known[window] = False
        return self._known[window]


def _give_back(receipts: _Receipts, loans: list[Loan]) -> None:
    began_s = time.monotonic()
    while (last_s := receipts.last()) is not None and time.monotonic() < began_s + _FETCHING_MAX_S:
        if (left_s := last_s + QUIET_S - time.monotonic()) <= 0:
            break
        time.sleep(left_s)
    with suppress(DeviceError, TimeoutError):  # the display has gone
        for loan in loans:
            loan.give_back()
