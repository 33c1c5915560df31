"""How native libraries share the cores with everything else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


def cores() -> int:
    """How many processor cores we may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


@contextmanager
def sleep_while_waiting() -> Iterator[None]:
    """A library imported in here has OpenMP threads that sleep while they wait for each other.

    By default they spin. Where anything else wants a core (the voice that reads the reply out, for one), a
    language model then writes ten times slower, and the voice activity detector takes four times as long.
    """
    variable = "OMP_WAIT_POLICY"  # read when the library is loaded
    before = os.environ.get(variable)
    os.environ.setdefault(variable, "passive")
    try:
        yield
    finally:
        if before is None:
            del os.environ[variable]
