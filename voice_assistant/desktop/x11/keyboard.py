"""Which keycodes and modifier bits a hotkey has on the keyboard layout in force."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from Xlib import XK, X

from ..keys import Hotkey, Modifier
from .connection import Connection

XK.load_keysym_group("xf86")
XK.load_keysym_group("xkb")

_KEYSYMS = {
    "Enter": "Return",
    "Backspace": "BackSpace",
    "PageUp": "Prior",
    "PageDown": "Next",
    "CapsLock": "Caps_Lock",
    "NumLock": "Num_Lock",
    "ScrollLock": "Scroll_Lock",
    "Plus": "plus",
    "Space": "space",
}

_MODIFIER_KEYSYMS = {
    Modifier.CTRL: ("Control_L", "Control_R"),
    Modifier.ALT: ("Alt_L", "Alt_R", "Meta_L", "Meta_R"),
    Modifier.SHIFT: ("Shift_L", "Shift_R"),
    Modifier.SUPER: ("Super_L", "Super_R"),
}

# Where a US keyboard has its letters and digits, for layouts without Latin letters: a chord such as Ctrl+Alt+K
# is then the same place of the keyboard, as toolkits do it too.
_US_ROWS = {10: "1234567890", 24: "qwertyuiop", 38: "asdfghjkl", 52: "zxcvbnm"}
_US_PLACES = {char: first + i for first, row in _US_ROWS.items() for i, char in enumerate(row)}

_ALL_MODIFIERS = 0xFF  # Shift, Lock, Control, Mod1 ... Mod5


@dataclass(frozen=True, slots=True)
class Grab:
    """One key to take: `modifiers` is the state it must be pressed in, locks left out."""

    keycode: int
    modifiers: int


class KeyboardMap:
    """A snapshot of the server's keyboard mapping; `refresh` it when the server says it changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.refresh()

    def refresh(self) -> None:
        info = self._connection.display.info
        first, count = info.min_keycode, info.max_keycode - info.min_keycode + 1
        rows = self._connection.get_keyboard_mapping(first, count)
        self._rows = {first + i: tuple(row) for i, row in enumerate(rows)}
        self._bits: dict[int, int] = {}  # keycode of a modifier key -> its bit
        for index, keycodes in enumerate(self._connection.get_modifier_mapping()):
            self._bits |= {keycode: 1 << index for keycode in keycodes if keycode}

    @property
    def lock_masks(self) -> list[int]:
        """Every combination of Caps, Num and Scroll Lock: a hotkey works whatever light is on."""
        bits = self._lock_bits()
        return [sum(chosen) for size in range(len(bits) + 1) for chosen in combinations(bits, size)]

    @property
    def relevant(self) -> int:
        """The modifier bits that tell chords apart."""
        return _ALL_MODIFIERS & ~sum(self._lock_bits())

    def first(self, keysym_name: str) -> int:
        """Keycode of the first key that gives a keysym, 0 if none does."""
        return min((code for code, _ in self._keys(XK.string_to_keysym(keysym_name))), default=0)

    def bears(self, hotkey: Hotkey) -> bool:
        """Whether a key has the hotkey's name on it; if not, `grabs` goes by its place."""
        return bool(self._keys(_keysym(hotkey.key)))

    def grabs(self, hotkey: Hotkey) -> list[Grab]:
        """What to grab for `hotkey`; empty when this keyboard does not have it."""
        held = 0
        for modifier in hotkey.modifiers:
            bit = next(filter(None, map(self._bit, _MODIFIER_KEYSYMS[modifier])), 0)
            if not bit:
                return []
            held |= bit
        found = {Grab(keycode, held | shift) for keycode, shift in self._keys(_keysym(hotkey.key))}
        if not found and (place := _US_PLACES.get(hotkey.key.lower())):
            found = {Grab(place, held)}
        return sorted(found, key=lambda grab: (grab.keycode, grab.modifiers))

    def keycodes(self, hotkey: Hotkey) -> list[int]:
        """Keycodes of a hotkey that is a modifier alone."""
        side, modifier = hotkey.key.split(" ")
        ending = "_L" if side == "Left" else "_R"
        names = [name for name in _MODIFIER_KEYSYMS[Modifier(modifier)] if name.endswith(ending)]
        if hotkey.key == "Right Alt":
            names.append("ISO_Level3_Shift")  # where it is AltGr
        return sorted({code for name in names for code, _ in self._keys(XK.string_to_keysym(name))})

    def _lock_bits(self) -> list[int]:
        return sorted({X.LockMask, self._bit("Num_Lock"), self._bit("Scroll_Lock")} - {0})

    def _bit(self, keysym_name: str) -> int:
        codes = self._keys(XK.string_to_keysym(keysym_name))
        return next((self._bits[code] for code, _ in codes if code in self._bits), 0)

    def _keys(self, keysym: int) -> list[tuple[int, int]]:
        """(keycode, Shift or no) pairs that give `keysym`; those without Shift if there are any.

        Columns of the core mapping come in pairs of plain and shifted, one pair a layout group.
        """
        if not keysym:
            return []
        plain = [code for code, row in self._rows.items() if keysym in row[0:4:2]]
        if plain:
            return [(code, 0) for code in plain]
        return [(code, X.ShiftMask) for code, row in self._rows.items() if keysym in row[1:4:2]]


def _keysym(key: str) -> int:
    if len(key) == 1:
        return keysym_of(key.lower())
    if key.startswith("XF86"):
        key = "XF86_" + key.removeprefix("XF86")
    elif key.startswith("Numpad"):
        key = "KP_" + key.removeprefix("Numpad")
    return int(XK.string_to_keysym(_KEYSYMS.get(key, key)))


def keysym_of(char: str) -> int:
    """The keysym of a character: itself in Latin-1, else the Unicode range."""
    code = ord(char)
    return code if 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xFF else 0x0100_0000 | code
