"""Our entry among the desktop's programs: portals give keys only to programs that have one, under its name."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

APP_ID = "voice-assistant"


def entry_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the person's own entries are."""
    data = Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "applications" / f"{APP_ID}.desktop"


def install_entry(environ: Mapping[str, str] = os.environ) -> bool:
    """Write it, if there is none; False when there is. Raises `OSError`."""
    file = entry_file(environ)
    if file.exists():
        return False
    program = shutil.which(APP_ID)
    command = shlex.quote(program) if program else f"{shlex.quote(sys.executable)} -m voice_assistant"
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=Voice Assistant",
        "Comment=Dictation, conversation and reading aloud",
        f"Exec={command} start",
        "Terminal=true",
        "NoDisplay=true",
    ]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return True
