"""Telling hotkeys from the stream of all keys, for listeners that see every key and take none. Pure."""

from __future__ import annotations

from ..keys import MODIFIER_KEYS, Modifier
from .base import HotkeyEvent, Hotkeys


class ChordMatcher:
    """Keys go in by the names of `keys.py`, sides of modifiers told apart ("Left Ctrl"); hotkey events come out."""

    def __init__(self, hotkeys: Hotkeys) -> None:
        self._hotkeys = {name: tuple(keys) for name, keys in hotkeys.items()}
        self.active = set(self._hotkeys)
        self._held: set[str] = set()  # every key that is down
        self._on: dict[str, str] = {}  # key -> name of the hotkey that its press was

    def press(self, key: str, at_s: float) -> list[HotkeyEvent]:
        """`key` went down. Auto-repeat may come in as more presses."""
        if key in self._held:
            return []
        spoiled = [held for held in self._on if held in MODIFIER_KEYS]
        events = [HotkeyEvent(self._on.pop(held), False, at_s, chord=True) for held in spoiled]
        self._held.add(key)
        if name := self._match(key):
            self._on[key] = name
            events.append(HotkeyEvent(name, True, at_s, bare=key in MODIFIER_KEYS))
        return events

    def release(self, key: str, at_s: float) -> list[HotkeyEvent]:
        """`key` came up."""
        self._held.discard(key)
        name = self._on.pop(key, None)
        return [HotkeyEvent(name, False, at_s)] if name is not None else []

    def _match(self, key: str) -> str | None:
        modifiers = {Modifier(held.split(" ")[1]) for held in self._held & MODIFIER_KEYS}
        for name, hotkeys in self._hotkeys.items():
            if name not in self.active:
                continue
            for hotkey in hotkeys:
                if hotkey.key == key and (hotkey.is_modifier or hotkey.modifiers == modifiers):
                    return name
        return None
