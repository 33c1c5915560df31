"""Inserting on Wayland: pasting from a borrowed clipboard, or typing, by whatever keyboard the desktop lets us have."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol, TypeVar

from ...concurrency import Worker, closing
from ...errors import DeviceError
from ..ibus.engine import PasswordField
from ..typing.base import typeable
from ..typing.ibus import IBusTypist
from ..wayland.borrowing import RECEIPT_WITHIN_S, Borrower
from ..wayland.wl_clipboard import WlClipboard
from .base import Attempt, Kind, Target, Way
from .wayland_focus import focus
from .ways import knows_places

log = logging.getLogger(__name__)

T = TypeVar("T")

Still = Callable[[], bool]
"""Whether the place that was meant still has the keyboard."""


class Keyboard(Protocol):
    """Belongs to one thread. Everything raises `DeviceError`."""

    types: bool
    """Whether `type` knows every character; otherwise it always raises."""

    @property
    def alive(self) -> bool:
        """False once it has failed for good."""
        ...

    def press(self, chord: str, still: Still, times: int = 1) -> bool:
        """Press a key or chord; False, and nothing is pressed, when the keyboard is not `still` there."""
        ...

    def type(self, text: str, still: Still) -> Iterator[int]:
        """Type `text`; yields the number of characters typed so far, and ends early when it is not `still` there."""
        ...

    def close(self) -> None: ...


class Words(Protocol):
    """The input method. Belongs to one thread. Everything raises `DeviceError`."""

    def there(self) -> bool: ...

    def type(self, text: str, still: Still) -> Iterator[int]:
        """As of `Keyboard`."""
        ...

    def press(self, key: str, still: Still, times: int = 1) -> bool:
        """As of `Keyboard`, for some keys."""
        ...


class Lender(Protocol):
    """A clipboard that can be borrowed. Belongs to one thread. Everything raises `DeviceError`."""

    def prepare(self) -> None:
        """Put aside what it holds."""
        ...

    def paste(self, text: str, pid: int | None, chord: str, press: Callable[[], bool]) -> bool | None:
        """Let `press`, which presses `chord`, make the program `pid` paste `text`; any program when it is None.

        True when it has fetched it, False when nothing was pressed, None when it did not fetch it in time: then
        the text stays on the clipboard. When it raises, what was copied is back.
        """
        ...

    def copy(self, text: str) -> None: ...

    def close(self) -> None:
        """What was copied stays."""
        ...


class NoKeyboard(DeviceError):
    """The desktop gives us none, or not yet."""


class WaylandHands:
    """`make_keyboard` raises `DeviceError` where there is none."""

    def __init__(
        self,
        make_keyboard: Callable[[], Keyboard],
        clipboard: Lender | None = None,
        environ: Mapping[str, str] = os.environ,
        words: Words | None = None,
    ) -> None:
        """`words` is for where the keyboard does not type every character, or there is none."""
        self._worker = Worker("insertion")
        self._words = words or IBusTypist(environ)
        self._focus = focus(environ)
        self._make_keyboard = make_keyboard
        self._keyboard: Keyboard | None = None
        self._clipboard = clipboard or Borrower(environ)

    async def focused(self) -> Target | None:
        return await self._worker.call(self._focus.now)

    async def prepare(self, target: Target) -> None:
        try:
            await self._worker.call(self._prepare)
        except DeviceError as error:
            log.info("the clipboard cannot be borrowed: %s", error)

    async def insert(self, text: str, target: Target, way: Way) -> Attempt:
        text = typeable(text)
        try:
            if way.kind is Kind.TYPE:
                return await self._type(text, target)
            return await self._worker.call(self._paste, text, target, way.chord)
        except DeviceError as error:
            return Attempt(problem=str(error))

    async def copy(self, text: str) -> None:
        try:
            await self._worker.call(self._clipboard.copy, text)
        except DeviceError:
            await WlClipboard().write(text)

    async def tap(self, chord: str, target: Target, times: int = 1) -> bool:
        return await self._worker.call(self._tap, chord, target, times)

    def close(self) -> None:
        self._clipboard.close()
        self._worker.close()
        if self._keyboard is not None:
            self._keyboard.close()
        self._focus.close()

    def _prepare(self) -> None:
        with self._keys():
            self._clipboard.prepare()

    async def _type(self, text: str, target: Target) -> Attempt:
        if knows_places(target) and max(text) > "\uffff":
            return Attempt(problem=f"{target.name} does not understand typed characters such as 🙂")
        typed = 0
        try:
            async with closing(self._worker.iterate(self._type_steps, text, target)) as steps:
                async for number in steps:
                    typed = number
        except PasswordField:
            return Attempt(password=True)
        except DeviceError as error:
            return Attempt(typed, problem=str(error))
        return Attempt(typed, moved=typed < len(text))

    def _type_steps(self, text: str, target: Target) -> Iterator[int]:
        still = self._still(target)
        try:
            with self._keys() as keyboard:
                if keyboard.types or not self._words.there():
                    yield from keyboard.type(text, still)
                    return
        except NoKeyboard:
            if not self._words.there():
                raise
        yield from self._words.type(text, still)

    def _paste(self, text: str, target: Target, chord: str) -> Attempt:
        with self._keys() as keyboard:
            still = self._still(target)
            match self._clipboard.paste(text, target.pid, chord, lambda: keyboard.press(chord, still)):
                case True:
                    return Attempt(len(text))
                case False:
                    return Attempt(moved=True)
                case None:
                    problem = f"{target.name} did not take the paste within {RECEIPT_WITHIN_S:g} s"
                    return Attempt(problem=problem, copied=True)

    def _tap(self, chord: str, target: Target, times: int) -> bool:
        still = self._still(target)
        try:
            with self._keys() as keyboard:
                return keyboard.press(chord, still, times)
        except NoKeyboard:
            if not self._words.there():
                raise
        return self._words.press(chord, still, times)

    def _still(self, target: Target) -> Still:
        def still() -> bool:
            now = self._focus.now()
            return now is not None and now.window == target.window

        return still

    @contextmanager
    def _keys(self) -> Iterator[Keyboard]:
        """The keyboard, made anew after it has failed."""
        if self._keyboard is None:
            try:
                self._keyboard = self._make_keyboard()
            except DeviceError as error:
                raise NoKeyboard(str(error)) from error
        try:
            yield self._keyboard
        finally:
            if not self._keyboard.alive:
                self._keyboard.close()
                self._keyboard = None
