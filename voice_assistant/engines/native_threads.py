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
def sleep_while_waiting(*, spins: int = 0) -> Iterator[None]:
    """A library imported in here has OpenMP threads that sleep while they wait for each other, after some `spins`.

    By default they spin for milliseconds. Where anything else wants a core (the voice that reads the reply out, for
    one), a language model then writes ten times slower, and the voice activity detector takes four times as long.
    """
    wanted = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": str(spins)}  # read when the library is loaded
    before: dict[str, str | None] = {name: os.environ.get(name) for name in wanted}
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
    try:
        yield
    finally:
        for name, earlier in before.items():
            if earlier is None:
                del os.environ[name]
