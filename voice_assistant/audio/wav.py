"""WAV files that are whole at any moment, as long as they grow: 16-bit, mono."""

from __future__ import annotations

import errno
import io
import os
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np

from .types import ENGINE_RATE_HZ, Audio

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_BYTES_PER_SAMPLE = 2


class WavWriter:
    """Writes a new file, private to the user, with a right header after every `write`. Raises `OSError`.

    Each block goes to the operating system at once, so that nothing is lost when we are killed; when the power fails
    is another matter (see `sync`). What a full disk refuses is tried again with the next block. The file is locked
    as long as it is open, which tells others that it is alive (see `is_being_written`).
    """

    def __init__(self, path: Path, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._written = 0  # bytes
        self._refused = b""
        self._file = io.FileIO(path, "x", opener=_open_locked)
        try:
            header = _header(rate_hz, 0)
            if self._file.write(header) < len(header):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError:
            self._file.close()
            path.unlink(missing_ok=True)
            raise

    @property
    def duration_s(self) -> float:
        """What is in the file."""
        return self._written // _BYTES_PER_SAMPLE / self.rate_hz

    def write(self, audio: Audio) -> None:
        if audio.rate_hz != self.rate_hz:
            raise ValueError(f"{audio.rate_hz} Hz into a file of {self.rate_hz} Hz")
        self._refused += (np.clip(audio.samples, -1, 1) * 32767).round().astype("<i2").tobytes()
        self.flush()

    def flush(self) -> None:
        """Try again what the disk has refused."""
        try:
            while self._refused:  # a disk that is filling up takes a part first
                taken = self._file.write(self._refused)
                self._written += taken
                self._refused = self._refused[taken:]
        finally:
            self._file.seek(0)
            self._file.write(_header(self.rate_hz, self._written // _BYTES_PER_SAMPLE))
            self._file.seek(0, os.SEEK_END)

    def close(self) -> None:
        self._file.close()


def sync(path: Path) -> None:
    """Blocks until the disk has it. Raises `OSError`."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def is_being_written(path: Path) -> bool:
    """Whether a living program has the file open in a `WavWriter`: this one, or another. Raises `OSError`."""
    if fcntl is None:
        return False  # Windows: an open file can be neither renamed nor deleted, so no harm is done
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False  # a file system without locks
    return False


def duration_s(path: Path) -> float:
    """How long a file by `WavWriter` is, told from its size. Raises `OSError`."""
    with path.open("rb") as file:
        data = file.read(_HEADER.size)
        if len(data) < _HEADER.size:
            return 0.0
        return (file.seek(0, os.SEEK_END) - _HEADER.size) // _BYTES_PER_SAMPLE / _rate_hz(data)


def mend(path: Path) -> float:
    """Make the header of a file by `WavWriter` say how long it really is; returns that in seconds.

    Raises `OSError`, also for a file too short to hold a header.
    """
    with path.open("r+b") as file:
        data = file.read(_HEADER.size)
        if len(data) < _HEADER.size:
            raise OSError(f"{path} breaks off within its header")
        rate_hz = _rate_hz(data)
        samples = (file.seek(0, os.SEEK_END) - _HEADER.size) // _BYTES_PER_SAMPLE
        file.truncate(_HEADER.size + samples * _BYTES_PER_SAMPLE)
        if data != (header := _header(rate_hz, samples)):  # a full disk may take not even that
            file.seek(0)
            file.write(header)
    return samples / rate_hz


def _open_locked(name: str, flags: int) -> int:
    handle = os.open(name, flags, 0o600)
    if fcntl is not None:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _rate_hz(header: bytes) -> int:
    """A power failure may leave zeros where the header was."""
    return int(_HEADER.unpack(header)[7]) if header.startswith(b"RIFF") else ENGINE_RATE_HZ


def _header(rate_hz: int, samples: int) -> bytes:
    size = min(samples * _BYTES_PER_SAMPLE, 0xFFFFFFFF - _HEADER.size)
    byte_rate = rate_hz * _BYTES_PER_SAMPLE
    return _HEADER.pack(
        *(b"RIFF", size + _HEADER.size - 8, b"WAVE"),
        *(b"fmt ", 16, 1, 1, rate_hz, byte_rate, _BYTES_PER_SAMPLE, 16),
        *(b"data", size),
    )
