"""The programs that are measured: those of this very interpreter's environment."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PYTHON = [sys.executable]
VOICE_ASSISTANT = [str(Path(sys.executable).with_name("voice-assistant"))]


def seconds(command: Sequence[str]) -> float:
    """Wall-clock seconds of one whole run. Raises `CalledProcessError` when it fails."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    return time.perf_counter() - began


def paired_ratio(first: Sequence[str], second: Sequence[str], runs: int) -> tuple[float, float, float]:
    """Median seconds of both, and of the ratios within a pair: neighbours in time share the machine's mood."""
    from statistics import median

    seconds(first), seconds(second)  # files come into the cache
    pairs = [(seconds(first), seconds(second)) for _ in range(runs)]
    return median(a for a, _ in pairs), median(b for _, b in pairs), median(a / b for a, b in pairs)
