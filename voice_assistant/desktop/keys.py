"""Names of keys and chords, as people write them in the config: "F6", "ctrl + alt+space", "Right Ctrl".

Pure: which key of which keyboard bears the name is the business of the listeners.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

from ..errors import ConfigError


class Modifier(StrEnum):
    """In the order in which a chord is written."""

    CTRL = "Ctrl"
    ALT = "Alt"
    SHIFT = "Shift"
    SUPER = "Super"  # the Windows key, Command on a Mac


@dataclass(frozen=True, slots=True)
class Hotkey:
    """A key with the modifiers that must be held. `str()` is the canonical spelling.

    `key` is a name from `KEYS`, a single character (letters in upper case), or a side and a modifier, such as
    "Right Ctrl", when the modifier itself is the hotkey.
    """

    key: str
    modifiers: frozenset[Modifier] = frozenset()

    @property
    def is_modifier(self) -> bool:
        """Whether the hotkey is a modifier alone, which other programs use in chords all the time."""
        return self.key in MODIFIER_KEYS

    def __str__(self) -> str:
        return "+".join([m.value for m in Modifier if m in self.modifiers] + [self.key])


MODIFIER_KEYS = frozenset(f"{side} {modifier}" for side in ("Left", "Right") for modifier in Modifier)

_NAMED = (
    "Escape Tab Space Enter Backspace Delete Insert Home End PageUp PageDown Up Down Left Right "
    "CapsLock NumLock ScrollLock Print Pause Menu Plus"
).split()
_FUNCTION = [f"F{number}" for number in range(1, 25)]
_NUMPAD = [f"Numpad{name}" for name in [*"0123456789", *"Add Subtract Multiply Divide Decimal Enter".split()]]
_MULTIMEDIA = [
    f"XF86{name}"
    for name in (
        "AudioPlay AudioPause AudioStop AudioNext AudioPrev AudioMute AudioMicMute AudioLowerVolume AudioRaiseVolume "
        "AudioRecord AudioRewind AudioForward AudioMedia Calculator Mail WWW HomePage Search Favorites Back Forward "
        "Refresh Tools Explorer MyComputer Messenger Phone WebCam Copy Cut Paste Open Close Save Send Reply Sleep "
        "MonBrightnessUp MonBrightnessDown Display TouchpadToggle "
    ).split()
    + [f"Launch{suffix}" for suffix in "0123456789ABCDEF"]
]

KEYS = (*_NAMED, *_FUNCTION, *_NUMPAD, *_MULTIMEDIA)

_ALIASES = {
    "esc": "Escape",
    "return": "Enter",
    "del": "Delete",
    "ins": "Insert",
    "pgup": "PageUp",
    "prior": "PageUp",
    "pgdn": "PageDown",
    "pgdown": "PageDown",
    "next": "PageDown",
    "printscreen": "Print",
    "prtsc": "Print",
    "sysrq": "Print",
    "break": "Pause",
    "apps": "Menu",
    "spacebar": "Space",
    "bksp": "Backspace",
    "arrowup": "Up",
    "arrowdown": "Down",
    "arrowleft": "Left",
    "arrowright": "Right",
    "medianext": "XF86AudioNext",
    "mediaprevious": "XF86AudioPrev",
    "mediaplay": "XF86AudioPlay",
    "mediaplaypause": "XF86AudioPlay",
    "mediastop": "XF86AudioStop",
    "comma": ",",
    "period": ".",
    "dot": ".",
    "slash": "/",
    "backslash": "\\",
    "semicolon": ";",
    "apostrophe": "'",
    "grave": "`",
    "backtick": "`",
    "minus": "-",
    "equal": "=",
    "equals": "=",
    "bracketleft": "[",
    "bracketright": "]",
}

_MODIFIER_NAMES = {
    "ctrl": Modifier.CTRL,
    "control": Modifier.CTRL,
    "alt": Modifier.ALT,
    "option": Modifier.ALT,
    "shift": Modifier.SHIFT,
    "super": Modifier.SUPER,
    "win": Modifier.SUPER,
    "windows": Modifier.SUPER,
    "meta": Modifier.SUPER,
    "cmd": Modifier.SUPER,
    "command": Modifier.SUPER,
}

_SIDED = re.compile(r"(?:(?P<before>left|right|[lr])[ _-]?)?(?P<name>[a-z]+?)(?:[ _-](?P<after>left|right|l|r))?")


def parse(text: str) -> Hotkey:
    """The hotkey that `text` names. Raises `ConfigError` with the nearest right spelling."""
    *held, last = _split(text)
    if not last:
        raise ConfigError(f'"{text}" names no key: write something like "F6", "Ctrl+Alt+Space" or "Right Ctrl"')
    modifiers = frozenset(_modifier(word, text) for word in held)
    if len(modifiers) < len(held):
        raise ConfigError(f'"{text}" names the same modifier twice')
    if key := _modifier_key(last):
        if modifiers:
            raise ConfigError(f'"{text}" holds only modifiers: add a key, as in "{"+".join([*held, last])}+Space"')
        return Hotkey(key)
    return Hotkey(_key(last, text), modifiers)


def _split(text: str) -> list[str]:
    """The words between the pluses; a plus at the end, or alone, is the key itself."""
    text = text.strip()
    if text.endswith("+") and (len(text) == 1 or text[:-1].rstrip().endswith("+")):
        text = text[:-1] + "Plus"
    return [word.strip() for word in text.split("+")]


def _modifier(word: str, whole: str) -> Modifier:
    if modifier := _MODIFIER_NAMES.get(word.lower()):
        return modifier
    if _modifier_key(word):
        raise ConfigError(f'"{whole}": in a chord either side of a modifier will do, write it without left or right')
    raise ConfigError(f'"{whole}": "{word}" is no modifier{_nearest(word, [m.value for m in Modifier])}')


def _modifier_key(word: str) -> str | None:
    """ "right ctrl", "RCtrl", "Control_R" -> "Right Ctrl"; a modifier without a side is the left one."""
    if not (match := _SIDED.fullmatch(word.lower())):
        return None
    modifier = _MODIFIER_NAMES.get(match["name"])
    if modifier is None or (match["before"] and match["after"]):
        return None
    side = match["before"] or match["after"] or "left"
    return f"{'Right' if side.startswith('r') else 'Left'} {modifier.value}"


def _key(word: str, whole: str) -> str:
    if len(word) == 1 and word.isprintable():
        upper = word.upper()
        return upper if len(upper) == 1 else word  # "ß" has no single upper case
    plain = re.sub(r"[ _-]", "", word.lower())
    if name := _BY_LOWER_CASE.get(plain):
        return name
    raise ConfigError(f'"{whole}": there is no key "{word}"{_nearest(word, [*KEYS, *sorted(MODIFIER_KEYS)])}')


def _nearest(word: str, names: list[str]) -> str:
    by_lower_case = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), by_lower_case, n=1, cutoff=0.5)
    return f', did you mean "{by_lower_case[close[0]]}"?' if close else ""


_BY_LOWER_CASE = _ALIASES | {name.lower(): name for name in KEYS}
