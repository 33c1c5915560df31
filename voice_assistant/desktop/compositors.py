"""Key bindings in the languages of Wayland's desktops, for those whose portal gives no shortcuts. Pure.

All of them call `voice-assistant trigger`. sway and Hyprland tell press and release, so a key can be held; GNOME and
KDE tell the press only, so it is tapped before and after.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from .hotkeys.base import Hotkeys, called, can_stay
from .hotkeys.portal import keysym_name
from .keys import Hotkey, Modifier

Command = Callable[[str, str], str]
"""Name of a binding and "--press", "--release" or "": the shell command that does it."""


@dataclass(frozen=True, slots=True)
class Compositor:
    """`render` makes the content of `file`, which lies below the person's config or data folder.

    `include` is the line of the compositor's own config that reads the file, "" when it does by itself.
    """

    title: str
    render: Callable[[Sequence[tuple[str, Hotkey]], Command], str]
    file: PurePosixPath
    include: str = ""
    config: str = ""
    reload: str = ""
    holds: bool = True


def shortcuts(hotkeys: Hotkeys) -> list[tuple[str, Hotkey]]:
    """What to bind. A plain key to cancel with is left out: every other program would lose it for ever."""
    return [(name, hotkey) for name, keys in hotkeys.items() for hotkey in keys if can_stay(name, hotkey)]


def trigger(program: str) -> Command:
    def command(name: str, action: str) -> str:
        words = [program, "trigger", called(name), action]
        return shlex.join(filter(None, words))

    return command


def detect_compositor(environ: Mapping[str, str]) -> str | None:
    """The one that runs this session, as far as its environment tells."""
    if environ.get("SWAYSOCK"):
        return "sway"
    if environ.get("HYPRLAND_INSTANCE_SIGNATURE"):
        return "hyprland"
    names = environ.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
    return next((name for name in COMPOSITORS if name in names), None)


def _sway(wanted: Sequence[tuple[str, Hotkey]], command: Command) -> str:
    lines = []
    for name, hotkey in wanted:
        held = [_SWAY[modifier] for modifier in Modifier if modifier in hotkey.modifiers]
        keys = "+".join([*held, keysym_name(hotkey.key)])
        lines.append(f"bindsym --no-repeat {keys} exec {command(name, '--press')}")
        lines.append(f"bindsym --release {keys} exec {command(name, '--release')}")
    return _text(lines)


def _hyprland(wanted: Sequence[tuple[str, Hotkey]], command: Command) -> str:
    lines = []
    for name, hotkey in wanted:
        held = " ".join(modifier.value.upper() for modifier in Modifier if modifier in hotkey.modifiers)
        lines.append(f"bind = {held}, {keysym_name(hotkey.key)}, exec, {command(name, '--press')}")
        lines.append(f"bindr = {held}, {keysym_name(hotkey.key)}, exec, {command(name, '--release')}")
    return _text(lines)


def _gnome(wanted: Sequence[tuple[str, Hotkey]], command: Command) -> str:
    """A shell script: GNOME keeps its bindings in a database, a list of places and three values at each."""
    lines = ["#!/bin/sh", "set -e", f'list=$(gsettings get {_GNOME_LIST} | sed "s/^@as //")']
    for number, (name, hotkey) in enumerate(wanted):
        place = f"/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings/voice-assistant-{number}/"
        held = "".join(f"<{_GNOME[modifier]}>" for modifier in Modifier if modifier in hotkey.modifiers)
        values = {
            "name": f"Voice Assistant: {called(name)}",
            "command": command(name, ""),
            "binding": held + keysym_name(hotkey.key),
        }
        for key, value in values.items():
            lines.append(shlex.join(["gsettings", "set", f"{_GNOME_ENTRY}:{place}", key, value]))
        lines += [
            f'case "$list" in *"{place}"*) ;;',
            f"  '[]') list=\"['{place}']\" ;;",
            f"  *) list=\"${{list%]}}, '{place}']\" ;;",
            "esac",
        ]
    lines.append(f'gsettings set {_GNOME_LIST} "$list"')
    return "\n".join(lines) + "\n"


def _kde(wanted: Sequence[tuple[str, Hotkey]], command: Command) -> str:
    """A desktop entry with an action for each binding."""
    names = [f"{called(name)}-{number}" for number, (name, _) in enumerate(wanted)]
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=Voice Assistant",
        "NoDisplay=true",
        f"Exec={command('ask', '').split(' trigger ')[0]} status",
        f"Actions={';'.join(names)};",
    ]
    for action, (name, hotkey) in zip(names, wanted, strict=True):
        held = [_KDE[modifier] for modifier in Modifier if modifier in hotkey.modifiers]
        lines += [
            "",
            f"[Desktop Action {action}]",
            f"Name={called(name)}",
            f"Exec={command(name, '')}",
            f"X-KDE-Shortcuts={'+'.join([*held, hotkey.key])}",
        ]
    return "\n".join(lines) + "\n"


def _text(lines: Iterable[str]) -> str:
    return "\n".join(["# Written by `voice-assistant hotkeys`; it will be written anew.", *lines]) + "\n"


_SWAY = {Modifier.CTRL: "Ctrl", Modifier.ALT: "Mod1", Modifier.SHIFT: "Shift", Modifier.SUPER: "Mod4"}
_GNOME = {Modifier.CTRL: "Control", Modifier.ALT: "Alt", Modifier.SHIFT: "Shift", Modifier.SUPER: "Super"}
_KDE = {Modifier.CTRL: "Ctrl", Modifier.ALT: "Alt", Modifier.SHIFT: "Shift", Modifier.SUPER: "Meta"}
_GNOME_LIST = "org.gnome.settings-daemon.plugins.media-keys custom-keybindings"
_GNOME_ENTRY = "org.gnome.settings-daemon.plugins.media-keys.custom-keybinding"

COMPOSITORS = {
    "sway": Compositor(
        "sway",
        _sway,
        PurePosixPath("sway/voice-assistant.conf"),
        include="include {file}",
        config="sway/config",
        reload="swaymsg reload",
    ),
    "hyprland": Compositor(
        "Hyprland",
        _hyprland,
        PurePosixPath("hypr/voice-assistant.conf"),
        include="source = {file}",
        config="hypr/hyprland.conf",
        reload="hyprctl reload",
    ),
    "gnome": Compositor(
        "GNOME", _gnome, PurePosixPath("voice-assistant/gnome-keys.sh"), reload="sh {file}", holds=False
    ),
    "kde": Compositor("KDE Plasma", _kde, PurePosixPath("kglobalaccel/voice-assistant.desktop"), holds=False),
}
