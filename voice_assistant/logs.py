"""The log: what happened and how long it took, never what was said, asked or answered."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
from pathlib import Path


def configure(file: Path | None, *, debug: bool) -> None:
    """Log to `file` (1 MB, two older ones kept, for the user's eyes only); with `debug` also timings, and to stderr."""
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    logging.getLogger("voice_assistant").setLevel(logging.DEBUG if debug else logging.INFO)
    handlers: list[logging.Handler] = []
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        handlers.append(logging.handlers.RotatingFileHandler(file, maxBytes=1_000_000, backupCount=2))
    if debug:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)


def silence_libraries() -> None:
    """Switch off what libraries would send home, before any of them is imported."""
    for variable in (
        "HF_HUB_DISABLE_TELEMETRY",
        "DO_NOT_TRACK",
        "ORT_DISABLE_TELEMETRY",
        "HF_HUB_DISABLE_IMPLICIT_TOKEN",
    ):
        os.environ.setdefault(variable, "1")
