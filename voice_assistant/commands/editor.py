"""Opening a file in the person's own editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from ..errors import UsageError

_USUAL = ("sensible-editor", "nano", "vi", "notepad")


def edit(file: Path) -> None:
    """Return when the editor is closed. Raises `UsageError` when there is none, or it fails."""
    wanted = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    command = shlex.split(wanted) or [name for name in _USUAL if shutil.which(name)][:1]
    if not command:
        raise UsageError(f"no editor found: set EDITOR, as in EDITOR=nano, or open {file} yourself")
    try:
        code = subprocess.run([*command, str(file)], check=False).returncode
    except OSError as error:
        raise UsageError(f"the editor {command[0]} cannot be started: {error.strerror} (see EDITOR)") from error
    if code:
        raise UsageError(f"the editor {command[0]} ended with code {code}; {file} was not checked")
