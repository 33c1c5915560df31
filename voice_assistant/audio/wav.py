"""WAV files that are whole at any moment, as long as they grow: 16-bit, mono."""

from __future__ import annotations

import io
import os
import struct
from pathlib import Path

import numpy as np

from .types import Audio

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_BYTES_PER_SAMPLE = 2


class WavWriter:
    """Writes a new file, private to the user, with a right header after every `write`. Raises `OSError`.

    Each block goes to the operating system at once, so that nothing is lost when we are killed; `sync` carries it to
    the disk, so that little is lost when the power fails.
    """

    def __init__(self, path: Path, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._samples = 0
        self._file = io.FileIO(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600))
        self._file.write(_header(rate_hz, 0))

    @property
    def duration_s(self) -> float:
        return self._samples / self.rate_hz

    def write(self, audio: Audio) -> None:
        if audio.rate_hz != self.rate_hz:
            raise ValueError(f"{audio.rate_hz} Hz into a file of {self.rate_hz} Hz")
        pcm = (np.clip(audio.samples, -1, 1) * 32767).round().astype("<i2").tobytes()
        while pcm:  # a disk that is filling up takes a part first
            pcm = pcm[self._file.write(pcm) :]
        self._samples += len(audio.samples)
        self._file.seek(0)
        self._file.write(_header(self.rate_hz, self._samples))
        self._file.seek(0, os.SEEK_END)

    def sync(self) -> None:
        """Blocks until the disk has it; may be called on another thread."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def mend(path: Path) -> float:
    """Make the header of a file by `WavWriter` say how long it really is; returns that in seconds.

    Raises `OSError`, also for a file too short to hold a header.
    """
    with path.open("r+b") as file:
        data = file.read(_HEADER.size)
        if len(data) < _HEADER.size:
            raise OSError(f"{path} breaks off within its header")
        rate_hz = _HEADER.unpack(data)[7]
        samples = (file.seek(0, os.SEEK_END) - _HEADER.size) // _BYTES_PER_SAMPLE
        file.truncate(_HEADER.size + samples * _BYTES_PER_SAMPLE)
        file.seek(0)
        file.write(_header(rate_hz, samples))
    return samples / float(rate_hz)


def _header(rate_hz: int, samples: int) -> bytes:
    size = min(samples * _BYTES_PER_SAMPLE, 0xFFFFFFFF - _HEADER.size)
    byte_rate = rate_hz * _BYTES_PER_SAMPLE
    return _HEADER.pack(
        *(b"RIFF", size + _HEADER.size - 8, b"WAVE"),
        *(b"fmt ", 16, 1, 1, rate_hz, byte_rate, _BYTES_PER_SAMPLE, 16),
        *(b"data", size),
    )
