"""`hotkeys`: key bindings for desktops that have no global hotkeys for programs; the hotkeys off and on."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import Subparsers, add_command
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from ..desktop.compositors import Compositor

_DESKTOPS = ("sway", "hyprland", "gnome", "kde")


def add(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "hotkeys", example="voice-assistant hotkeys print --desktop sway")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, summary, example, run in (
        ("print", "show the key bindings", "voice-assistant hotkeys print --desktop hyprland", show),
        ("install", "write them where your desktop reads them", "voice-assistant hotkeys install", install),
    ):
        action = add_command(actions, name, summary=summary, example=example, run=run)
        action.add_argument("--desktop", choices=_DESKTOPS, help="default: the one that is running")
        add_settings(action)

    for name, summary, run in (
        ("off", "give all keys back to the other programs; `trigger` goes on working", mute),
        ("on", "take them again", unmute),
    ):
        add_command(actions, name, summary=summary, example=f"voice-assistant hotkeys {name}", run=run)


def mute(args: argparse.Namespace) -> int:
    return _set_muted(True)


def unmute(args: argparse.Namespace) -> int:
    return _set_muted(False)


def _set_muted(muted: bool) -> int:
    from .. import paths
    from ..control_client import request

    request(paths.runtime_dir(), "mute", muted=muted)
    return 0


def show(args: argparse.Namespace) -> int:
    print(_rendered(args, _compositor(args)), end="")
    return 0


def install(args: argparse.Namespace) -> int:
    compositor = _compositor(args)
    content = _rendered(args, compositor)
    file = _folder(compositor) / compositor.file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    print(f"written: {file}")
    if compositor.include:
        line = compositor.include.format(file=file)
        config = _folder(compositor) / compositor.config
        if not (config.exists() and line in config.read_text(encoding="utf-8").splitlines()):
            print(f"add this line to {config}:\n  {line}")
    if compositor.reload:
        print(f"then run: {compositor.reload.format(file=file)}")
    else:
        print("then log out and in again")
    if not compositor.holds:
        print(f"{compositor.title} tells only that a key was pressed: tap it before and after you speak")
    return 0


def _compositor(args: argparse.Namespace) -> Compositor:
    from ..desktop.compositors import COMPOSITORS, detect_compositor
    from ..errors import UsageError

    name = args.desktop or detect_compositor(os.environ)
    if name is None:
        raise UsageError(f"which desktop is this? Say --desktop {', '.join(COMPOSITORS)}")
    return COMPOSITORS[name]


def _rendered(args: argparse.Namespace, compositor: Compositor) -> str:
    from ..desktop.compositors import shortcuts, trigger
    from ..desktop.hotkeys.select import hotkeys_of

    config = read_settings(args)
    steering = config.reading_keys.model_dump()
    wanted = shortcuts(hotkeys_of(config.bindings, config.hotkeys.cancel, config.hotkeys.cut_off, steering))
    return compositor.render(wanted, trigger(_program()))


def _program() -> str:
    """This very program, by a path that also a desktop knows which has another PATH."""
    beside = Path(sys.executable).with_name("voice-assistant")
    return str(beside) if beside.exists() else shutil.which("voice-assistant") or "voice-assistant"


def _folder(compositor: Compositor) -> Path:
    if compositor.file.parts[0] == "kglobalaccel":
        return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
