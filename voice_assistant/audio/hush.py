"""Keeping what ALSA and PortAudio write on stderr about every try from the person: our own words say what matters."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

log = logging.getLogger(__name__)

_NOISE = (b"ALSA lib ", b"Expression '")


@contextmanager
def hushed() -> Iterator[None]:
    """Their lines go to the log; all others, which may be of any thread, come out when the block ends.

    For one thread at a time. A process that is started meanwhile would write into the void.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    try:
        stderr = os.dup(2)
    except OSError:  # there is none
        yield
        return
    held = os.memfd_create("stderr")
    os.dup2(held, 2)
    try:
        yield
    finally:
        with suppress(OSError, AttributeError, ValueError):
            sys.stderr.flush()
        os.dup2(stderr, 2)
        with suppress(OSError):
            os.write(stderr, _without_noise(os.pread(held, os.fstat(held).st_size, 0)))
        os.close(held)
        os.close(stderr)


def _without_noise(text: bytes) -> bytes:
    kept: list[bytes] = []
    noisy = False
    for line in text.splitlines(keepends=True):
        noisy = line.startswith(_NOISE) or (noisy and not line.strip())  # they end with empty lines
        if noisy:
            log.debug("%s", line.decode(errors="replace").rstrip())
        else:
            kept.append(line)
    return b"".join(kept)
