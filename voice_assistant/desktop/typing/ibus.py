"""Texts through IBus, where no keyboard types them: any character, in whatever program takes part in input methods.

As with typed keys there is no receipt: IBus has handed the text to the program that has the keyboard.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from ...errors import DeviceError
from ..ibus.address import ibus_address
from ..ibus.engine import Engine
from ..keys import parse
from ..wayland.keymap import code_of

Still = Callable[[], bool]

MOST_BYTES = 4000
"""A message of Wayland's has 4096 bytes at most; GNOME drops a longer text without a word."""

_APART_S = 0.3
"""Of two texts that reach GNOME at once only the last one lands, and a key between them comes after it."""

_KEYSYMS = {"Enter": 0xFF0D, "Tab": 0xFF09, "Backspace": 0xFF08, "Escape": 0xFF1B, "Space": 0x20}


class IBusTypist:
    """Belongs to one thread. It is the input method only while it types."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._ready_s = 0.0

    def there(self) -> bool:
        return bool(ibus_address(self._environ))

    def type(self, text: str, still: Still) -> Iterator[int]:
        """As `Keyboard.type`, all at once. What raises has committed nothing, as far as IBus knows."""
        if len(text.encode()) > MOST_BYTES:
            raise DeviceError("the text is too long for IBus")
        with self._engine() as engine:
            if still() and engine.commit(text):
                yield len(text)

    def press(self, key: str, still: Still, times: int = 1) -> bool:
        """Press a key that ends or takes back a text; no chords."""
        hotkey = parse(key)
        keysym, code = _KEYSYMS.get(hotkey.key), code_of(hotkey)
        if hotkey.modifiers or keysym is None or code is None:
            raise DeviceError(f"IBus does not press {hotkey}")
        with self._engine() as engine:
            return still() and engine.press(keysym, code, times)

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        if not (address := ibus_address(self._environ)):
            raise DeviceError("IBus does not run")
        time.sleep(max(0.0, self._ready_s - time.monotonic()))
        with Engine(address) as engine:
            yield engine
            self._ready_s = time.monotonic() + _APART_S
