"""Where things live on this machine (XDG on Linux, the platform's own places elsewhere).

Each can be moved with an environment variable, which tests use: VOICE_ASSISTANT_CONFIG (a file),
VOICE_ASSISTANT_CONFIG_DIR, VOICE_ASSISTANT_DATA, VOICE_ASSISTANT_MODELS, VOICE_ASSISTANT_STATE and
VOICE_ASSISTANT_RUNTIME (folders).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal


def _place(variable: str, kind: Literal["config", "data", "state", "runtime"]) -> Path:
    if value := os.environ.get(variable):
        return Path(value).expanduser()
    import platformdirs  # not needed for --help

    dirs = platformdirs.PlatformDirs("voice-assistant", appauthor=False)
    return Path(getattr(dirs, f"user_{kind}_path"))


def config_file() -> Path:
    """The one config file. It need not exist."""
    if value := os.environ.get("VOICE_ASSISTANT_CONFIG"):
        return Path(value).expanduser()
    return _place("VOICE_ASSISTANT_CONFIG_DIR", "config") / "config.toml"


def personas_dir() -> Path:
    """The person's own persona files; they override built-in ones of the same name."""
    return config_file().parent / "personas"


def data_dir() -> Path:
    """Models, recordings, exported sound: worth keeping."""
    return _place("VOICE_ASSISTANT_DATA", "data")


def models_dir() -> Path:
    if value := os.environ.get("VOICE_ASSISTANT_MODELS"):
        return Path(value).expanduser()
    return data_dir() / "models"


def recordings_dir() -> Path:
    return data_dir() / "recordings"


def talks_dir() -> Path:
    return data_dir() / "talks"


def pronunciation_dir() -> Path:
    """How the words of single documents are said."""
    return data_dir() / "pronunciation"


def state_dir() -> Path:
    """Logs and other things that may be deleted at any time."""
    return _place("VOICE_ASSISTANT_STATE", "state")


def alarms_file() -> Path:
    """Timers, alarms and reminders to come."""
    return data_dir() / "alarms.json"


def tool_calls_file() -> Path:
    return state_dir() / "tool-calls.jsonl"


def log_file() -> Path:
    return state_dir() / "log.txt"


def runtime_dir() -> Path:
    """Sockets and locks of the running assistant; private to the user, created with mode 0700.

    Without XDG_RUNTIME_DIR it lies in the home folder: a place in /tmp could be somebody else's.
    """
    if sys.platform == "linux" and not any(map(os.environ.get, ("VOICE_ASSISTANT_RUNTIME", "XDG_RUNTIME_DIR"))):
        path = state_dir() / "runtime"
    else:
        path = _place("VOICE_ASSISTANT_RUNTIME", "runtime")
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
