"""The log: what happened and how long it took, never what was said, asked or answered."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import Any


class _Formatter(logging.Formatter):
    """Shows where an unexpected error came from, not its message: that may quote what was said."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # as another handler has told it
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802
        told = []
        error: BaseException | None = ei[1]
        while error is not None:
            told.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__)
            error = error.__cause__ or error.__context__
        return "\nbecause of\n".join(told)


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """1 MB, and two older ones; for the user's eyes only."""

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT, 0o600))  # also the new one after a rotation
        return super()._open()


def keep(file: Path) -> None:
    """Log to `file` from now on."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    logging.getLogger("voice_assistant").setLevel(min(_level(), logging.INFO))
    _add(_PrivateFile(file, maxBytes=1_000_000, backupCount=2, encoding="utf-8"))


def show() -> None:
    """Log to standard error from now on, timings too: what `--debug` means."""
    logging.getLogger("voice_assistant").setLevel(logging.DEBUG)
    _add(logging.StreamHandler(sys.stderr))


def _level() -> int:
    return logging.getLogger("voice_assistant").getEffectiveLevel()


def _add(handler: logging.Handler) -> None:
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
