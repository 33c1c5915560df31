"""Reading a WAV file while it still arrives."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from ..audio.types import Samples

_UNKNOWN = 1 << 62
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE


class WavStream:
    """Push bytes, get samples. Servers that stream do not know the length, so the one they state is not believed
    when it is 0 or enormous."""

    def __init__(self) -> None:
        self.rate_hz = 0  # 0 until the header has come
        self._buffer = b""
        self._dtype: np.dtype[Any] | None = None
        self._channels = 1
        self._left = 0  # bytes of sound still to come

    @property
    def cut_off(self) -> bool:
        """Whether sound is missing that the header has promised."""
        return 0 < self._left < _UNKNOWN

    def push(self, data: bytes) -> Samples:
        """The samples that are complete now, mixed to mono. Raises ValueError when this is no WAV we can read."""
        self._buffer += data
        if self._dtype is None and not self._read_header():
            return np.zeros(0, dtype=np.float32)
        return self._read_samples()

    def _read_header(self) -> bool:
        """Whether all of the header is there; then only sound is left in the buffer."""
        if not b"RIFF".startswith(self._buffer[:4]):
            raise ValueError("not a WAV file")
        form, at = None, 12
        while len(self._buffer) >= at + 8:
            name, size = struct.unpack_from("<4sI", self._buffer, at)
            if name == b"data":
                if form is None:
                    raise ValueError("a WAV file without a format")
                self._set_format(*form)
                self._left = size if 0 < size < 0x7FFFF000 else _UNKNOWN
                self._buffer = self._buffer[at + 8 :]
                return True
            if name == b"fmt " and len(self._buffer) >= at + 8 + size:
                form = _format(self._buffer[at + 8 : at + 8 + size])
            at += 8 + size + size % 2
        return False

    def _set_format(self, kind: int, channels: int, rate_hz: int, bits: int) -> None:
        dtype = {(_PCM, 16): "<i2", (_PCM, 32): "<i4", (_FLOAT, 32): "<f4"}.get((kind, bits))
        if dtype is None or not channels or not rate_hz:
            raise ValueError(f"a WAV file of kind {kind} with {bits} bits")
        self.rate_hz, self._channels, self._dtype = rate_hz, channels, np.dtype(dtype)

    def _read_samples(self) -> Samples:
        assert self._dtype is not None
        frame = self._dtype.itemsize * self._channels
        sound = self._buffer[: self._left]
        whole = len(sound) - len(sound) % frame
        self._buffer, self._left = self._buffer[whole:], self._left - (whole if self._left < _UNKNOWN else 0)
        raw = np.frombuffer(sound[:whole], dtype=self._dtype).reshape(-1, self._channels)
        scale = 1.0 if self._dtype.kind == "f" else float(np.iinfo(self._dtype).max) + 1.0
        mono: Samples = (raw.astype(np.float32) / np.float32(scale)).mean(axis=1, dtype=np.float32)
        return mono


def _format(chunk: bytes) -> tuple[int, int, int, int]:
    """Kind, channels, rate, bits."""
    if len(chunk) < 16:
        raise ValueError("a WAV file with a broken format")
    kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if kind == _EXTENSIBLE and len(chunk) >= 26:
        (kind,) = struct.unpack_from("<H", chunk, 24)
    return kind, channels, rate_hz, bits
