"""Where IBus listens: it has a bus of its own, whose address it writes into a file for each display."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path


def ibus_address(environ: Mapping[str, str] = os.environ) -> str:
    """Address of the bus of this display's input method, "" when none runs."""
    if address := environ.get("IBUS_ADDRESS"):
        return address
    home = environ.get("XDG_CONFIG_HOME") or f"{environ.get('HOME', '')}/.config"
    for display in _displays(environ):
        files = sorted(Path(home, "ibus", "bus").glob(f"*-unix-{display}"), key=_age_s)
        for file in files:  # a home of several machines has one for each
            if address := _read(file):
                return address
    return ""


def _displays(environ: Mapping[str, str]) -> list[str]:
    """As the files' names have them: "wayland-0", or "1" for ":1.0"."""
    wayland, x11 = environ.get("WAYLAND_DISPLAY", ""), environ.get("DISPLAY", "")
    number = x11.rpartition(":")[2].partition(".")[0]
    return [name for name in (Path(wayland).name, number) if name]


def _age_s(file: Path) -> float:
    try:
        return time.time() - file.stat().st_mtime
    except OSError:  # it has just been removed
        return float("inf")


def _read(file: Path) -> str:
    """The address, "" when its daemon runs no longer."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        found = dict(line.split("=", 1) for line in lines if line.startswith("IBUS_") and "=" in line)
        os.kill(int(found["IBUS_DAEMON_PID"]), 0)
    except (OSError, KeyError, ValueError):
        return ""
    return found.get("IBUS_ADDRESS", "")
