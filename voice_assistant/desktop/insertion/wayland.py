"""Inserting on Wayland: typing with `wtype` where the compositor has a virtual keyboard, else the clipboard.

Which window has the keyboard, only some compositors tell (sway and its kin, Hyprland); elsewhere the window cannot
be watched, and is taken to be one and the same.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...errors import DeviceError
from ..keys import Modifier, parse
from ..programs import run
from ..typing.base import typeable
from ..typing.wayland import WtypeTypist
from ..wayland.wl_clipboard import WaylandClipboard
from .base import Attempt, Kind, Target, Way

_FIRST_KEY_MS = "100"  # without a pause the compositor loses the first key
_MODIFIERS = {Modifier.CTRL: "ctrl", Modifier.ALT: "alt", Modifier.SHIFT: "shift", Modifier.SUPER: "logo"}
_KEYSYMS = {"Enter": "Return", "Backspace": "BackSpace", "PageUp": "Prior", "PageDown": "Next", "Space": "space"}

SOMEWHERE = Target("somewhere")
"""The place that has the keyboard, where nobody tells which it is."""


class WaylandHands:
    def __init__(
        self, environ: Mapping[str, str] = os.environ, which: Callable[[str], str | None] = shutil.which
    ) -> None:
        self._clipboard = WaylandClipboard()
        self._typist = WtypeTypist()
        self._ask: list[str] | None = None
        if "SWAYSOCK" in environ and which("swaymsg"):
            self._ask = ["swaymsg", "-r", "-t", "get_tree"]
        elif "HYPRLAND_INSTANCE_SIGNATURE" in environ and which("hyprctl"):
            self._ask = ["hyprctl", "-j", "activewindow"]

    async def focused(self) -> Target | None:
        if self._ask is None:
            return SOMEWHERE
        try:
            answer = json.loads(await run(*self._ask, package="of your compositor", timeout_s=1.0))
        except (DeviceError, ValueError):
            return SOMEWHERE
        return sway_focus(answer) if self._ask[0] == "swaymsg" else hyprland_focus(answer)

    async def prepare(self, target: Target) -> None:
        pass

    async def insert(self, text: str, target: Target, way: Way) -> Attempt:
        if way.kind is Kind.PASTE:  # the clipboard here can only be had in one form: it would not come back whole
            return Attempt(problem="this desktop gives the clipboard back in one form only")
        now = await self.focused()
        if now is None or now.window != target.window:
            return Attempt(moved=True)
        try:
            await self._typist.type(text)
        except DeviceError as error:
            return Attempt(problem=str(error))
        return Attempt(len(typeable(text)))

    async def copy(self, text: str) -> None:
        await self._clipboard.write(text)

    async def tap(self, chord: str, target: Target, times: int = 1) -> bool:
        now = await self.focused()
        if now is None or now.window != target.window:
            return False
        await run("wtype", *wtype_arguments(chord, times), package="wtype")
        return True

    def close(self) -> None:
        self._clipboard.close()


def wtype_arguments(chord: str, times: int) -> list[str]:
    hotkey = parse(chord)
    held = [_MODIFIERS[modifier] for modifier in Modifier if modifier in hotkey.modifiers]
    key = _KEYSYMS.get(hotkey.key, hotkey.key.lower() if len(hotkey.key) == 1 else hotkey.key)
    press = [word for name in held for word in ("-M", name)]
    release = [word for name in reversed(held) for word in ("-m", name)]
    return ["-s", _FIRST_KEY_MS, *press, *["-k", key] * times, *release]


def sway_focus(tree: dict[str, Any]) -> Target | None:
    """The focused window in what `swaymsg -t get_tree` says; None when a workspace itself has the focus."""
    for node in _nodes(tree):
        if node.get("focused"):
            if node.get("pid") is None:
                return None
            app = node.get("app_id") or (node.get("window_properties") or {}).get("class") or ""
            return Target(node["id"], app, node.get("name") or "", node["pid"])
    return None


def hyprland_focus(window: dict[str, Any]) -> Target | None:
    """The focused window in what `hyprctl -j activewindow` says."""
    if not window.get("address"):
        return None
    return Target(window["address"], window.get("class", ""), window.get("title", ""), window.get("pid"))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in [*node.get("nodes", ()), *node.get("floating_nodes", ())]:
        yield from _nodes(child)
