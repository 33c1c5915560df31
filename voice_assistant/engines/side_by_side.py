"""How many engines of a kind may work at once."""

from __future__ import annotations

import os

from .native_threads import cores

_NEEDS_GB = {"piper": 0.5, "kokoro": 1.5}
"""Of memory, at most; half of what there is is taken."""
_SERVERS = 2
"""A server is asked for the next text while it sends the sound of the one before."""
_UNKNOWN_GB = 8.0


def how_many(engine: str) -> int:
    """One for each core, as far as memory allows; a few for what computes elsewhere."""
    needs_gb = _NEEDS_GB.get(engine)
    return _SERVERS if needs_gb is None else max(1, min(cores(), int(_memory_gb() / 2 / needs_gb)))


def _memory_gb() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):  # Windows
        return _UNKNOWN_GB
