"""In the child process that opens pictures: what one picture may take."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from pathlib import Path

from .decoding import upright
from .encoding import as_jpeg

MEMORY_BYTES = 2 << 30
CPU_S = 12


def opened_within_bounds(source: Path | bytes, called: str, longest_side: int, quality: int) -> tuple[bytes, int, int]:
    """JPEG, width and height. Raises `PictureError`; ends the process when the picture takes more than it may."""
    if sys.platform != "win32":
        _bound_this_process()
    try:
        image = upright(source, called, longest_side)
        return as_jpeg(image, quality), image.width, image.height
    finally:
        _give_memory_back()


def _give_memory_back() -> None:
    """The C library of Linux keeps what was freed, hundreds of megabytes of it after a large picture."""
    if sys.platform == "linux":
        with suppress(AttributeError, OSError):  # not every C library can
            ctypes.CDLL(None).malloc_trim(0)


def _bound_this_process() -> None:
    """Where the system knows such limits. The time counts anew with each picture."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = round(used.ru_utime + used.ru_stime) + CPU_S
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, cpu_s)):
        _, hard = resource.getrlimit(what)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        try:
            resource.setrlimit(what, (most, hard))
        except (OSError, ValueError):  # macOS has no limit of the address space
            continue
