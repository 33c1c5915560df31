"""A recording that knows when each of its samples was heard."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from voice_assistant.audio.types import Audio

RATE_HZ = 48_000


class Recorder:
    """What a monitor of the sound server carries, from the first sample on.

    A block may arrive late but never early: the earliest of all blocks, counted back to the first sample, tells when
    the recording began. So two recordings share one clock to within a block of 20 ms.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self._stdout = process.stdout
        self._data = bytearray()
        self._began_s = float("inf")
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def began_s(self) -> float:
        """Of the first sample, on the clock of `time.monotonic`."""
        with self._lock:
            return self._began_s

    def since(self, moment_s: float) -> Audio:
        """All from `moment_s` on, a time of `time.monotonic`."""
        with self._lock:
            skipped = max(0, round((moment_s - self._began_s) * RATE_HZ)) if self._data else 0
            data = bytes(self._data[skipped * 4 : len(self._data) // 4 * 4])
        return Audio(np.frombuffer(data, dtype="<f4").astype(np.float32), RATE_HZ)

    def _read(self) -> None:
        while block := os.read(self._stdout.fileno(), 65_536):
            now_s = time.monotonic()
            with self._lock:
                self._data += block
                self._began_s = min(self._began_s, now_s - len(self._data) / 4 / RATE_HZ)


@contextmanager
def recording(source: str, environment: Mapping[str, str]) -> Iterator[Recorder]:
    """Record `source` of the sound server that `environment` names while the context is open."""
    command = ["parec", "--client-name=rig", "--latency-msec=20", "--raw", "--channels=1", "--format=float32le"]
    process = subprocess.Popen(
        [*command, f"--rate={RATE_HZ}", "-d", source],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield Recorder(process)
    finally:
        process.terminate()
        process.wait(10)
