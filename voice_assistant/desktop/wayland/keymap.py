"""Keyboard layouts of our own, in xkb's language. Pure.

A chord is pressed on a US keyboard: Ctrl+V has its letter and its place, whatever layout the person has. A text is
typed on a keyboard whose letters are the text's own characters. Both use the keys of a common keyboard, by their
numbers in the kernel, because browsers and X11 programs look at those, too.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..keys import Hotkey, Modifier

_ROWS = {"AE": range(2, 14), "AD": range(16, 28), "AC": range(30, 41), "AB": range(44, 54)}
_KEY_NAMES = {41: "TLDE", 43: "BKSL", 86: "LSGT"} | {
    code: f"{row}{number:02}" for row, codes in _ROWS.items() for number, code in enumerate(codes, 1)
}
LETTER_KEYS = tuple(sorted(_KEY_NAMES))
"""Numbers of the keys that bear characters."""

FIXED = {" ": 57, "\n": 28, "\t": 15}
"""Characters that have a key on every keyboard."""

MODIFIER_KEYS = {Modifier.CTRL: 29, Modifier.SHIFT: 42, Modifier.ALT: 56, Modifier.SUPER: 125}
MODIFIER_BITS = {Modifier.SHIFT: 1, Modifier.CTRL: 4, Modifier.ALT: 8, Modifier.SUPER: 64}

_US_ROWS = {2: "1234567890-=", 16: "QWERTYUIOP[]", 30: "ASDFGHJKL;'`", 43: "\\ZXCVBNM,./"}
_CODES = {char: start + at for start, chars in _US_ROWS.items() for at, char in enumerate(chars)} | {
    "Escape": 1, "Backspace": 14, "Tab": 15, "Enter": 28, "Space": 57, "Home": 102, "Up": 103, "PageUp": 104,
    "Left": 105, "Right": 106, "End": 107, "Down": 108, "PageDown": 109, "Insert": 110, "Delete": 111, "Menu": 127,
    **{f"F{number}": 58 + number for number in range(1, 11)}, "F11": 87, "F12": 88,
}  # fmt: skip


def code_of(hotkey: Hotkey) -> int | None:
    """Number of its key on a US keyboard; None when it has none there."""
    return _CODES.get(hotkey.key)


def keymap(letters: Mapping[int, str] | None = None) -> bytes:
    """A US keyboard, with the characters of `letters` on the keys of those numbers."""
    own = "".join(
        f"replace key <{_KEY_NAMES[code]}> {{ [ U{ord(char):04X} ] }};" for code, char in (letters or {}).items()
    )
    return (
        'xkb_keymap { xkb_keycodes { include "evdev" }; xkb_types { include "complete" };'
        ' xkb_compatibility { include "complete" };'
        f' xkb_symbols {{ include "pc+us" {own} }}; }};\0'
    ).encode()
