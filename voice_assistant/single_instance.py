"""One assistant per user: two would fight over the keys and speak over each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .control_client import endpoint_file
from .errors import ControlError


@contextmanager
def single_instance(runtime_dir: Path) -> Iterator[None]:
    """Hold the lock of the one assistant. Raises `ControlError` when another holds it.

    The lock is the operating system's: it is gone with its holder, however that ended.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(runtime_dir / "assistant.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise ControlError(
            f"the assistant is already running{_pid(runtime_dir)}: `voice-assistant stop` ends it"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _pid(runtime_dir: Path) -> str:
    try:
        return f" (process {json.loads(endpoint_file(runtime_dir).read_text())['pid']})"
    except (OSError, ValueError, KeyError):
        return ""
