"""Where each character is on the keyboard in force, and spare keys that can be given those it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from Xlib import XK

from .connection import Connection
from .keyboard import keysym_of

_KEYS = {"\n": XK.string_to_keysym("Return"), "\t": XK.string_to_keysym("Tab")}


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key to strike, with Shift or without."""

    keycode: int
    shift: bool = False


class CharacterMap:
    """The keyboard mapping, read once. `lend` gives characters to spare keys; `restore` takes them back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        info = connection.display.info
        first, count = info.min_keycode, info.max_keycode - info.min_keycode + 1
        rows = connection.get_keyboard_mapping(first, count)
        self._width = max(2, len(rows[0]))
        group = int(connection.screen().root.query_pointer().mask) >> 13 & 3
        self._keysyms: dict[int, Stroke] = {}
        self.spare: list[int] = []
        modifiers = {code for codes in connection.get_modifier_mapping() for code in codes}
        for keycode, row in enumerate((tuple(row) for row in rows), first):
            if not any(row):
                if keycode not in modifiers:
                    self.spare.append(keycode)
                continue
            for shift, keysym in enumerate(_levels(row, group)):
                self._keysyms.setdefault(keysym, Stroke(keycode, bool(shift)))
        self._keysyms.pop(0, None)
        self._lent: dict[int, str] = {}

    def stroke(self, char: str) -> Stroke | None:
        """How to strike `char` without lending; None when the layout lacks it."""
        return self._keysyms.get(_keysym(char))

    def lend(self, keys: dict[int, str]) -> None:
        """Let each spare keycode produce its character, with Shift and without, from the next key press on."""
        self._lent |= keys
        self._change({keycode: _keysym(char) for keycode, char in keys.items()})

    def restore(self) -> None:
        """Empty the keys that were lent."""
        self._change(dict.fromkeys(self._lent, 0))
        self._lent.clear()

    def _change(self, keysyms: dict[int, int]) -> None:
        """As few requests as can be: each makes every program on the display read the keyboard anew."""
        for run in _runs(keysyms):
            rows = [[keysyms[code]] * 2 + [0] * (self._width - 2) for code in run]
            self._connection.change_keyboard_mapping(run[0], rows)
        self._connection.sync()


def _levels(row: tuple[int, ...], group: int) -> tuple[int, ...]:
    """The plain and the shifted keysym of a key in layout group 0, 1, ...

    The core mapping shows two groups. In a third or fourth one nothing is known: every key is lent.
    """
    if group > 1:
        return ()
    levels = row[2 * group : 2 * group + 2]
    return levels if any(levels) else row[0:2]


def _runs(keycodes: Iterable[int]) -> list[list[int]]:
    """Neighbouring keycodes together."""
    numbered = enumerate(sorted(keycodes))
    return [[code for _, code in run] for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0])]


def _keysym(char: str) -> int:
    return int(_KEYS.get(char) or keysym_of(char))
