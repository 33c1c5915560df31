"""Processes of other programs, as tests look at them."""

from __future__ import annotations

import psutil


def gone(pid: int) -> bool:
    """Whether there is no such process any more, or nothing but its exit code."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
