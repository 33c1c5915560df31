"""Sound as servers of OpenAI's protocol take and give it."""

from __future__ import annotations

import base64
import io

import numpy as np

from ..audio.resample import resample
from ..audio.types import ENGINE_RATE_HZ, Audio, Samples

SPOKEN_RATE_HZ = 24_000
"""Of all sound in pcm16, both ways."""


def wav(audio: Audio) -> bytes:
    """A WAV file, 16 bit, at `ENGINE_RATE_HZ`."""
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, resample(audio, ENGINE_RATE_HZ).samples, ENGINE_RATE_HZ, format="WAV", subtype="PCM_16")
    return file.getvalue()


def pcm16(samples: Samples) -> bytes:
    """Little endian."""
    return (np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


class Pcm16Stream:
    """Base64 pieces of pcm16, of which any may end in the middle of a sample, as sound."""

    def __init__(self) -> None:
        self._rest = b""

    def add(self, piece: str) -> Audio:
        """Raises `ValueError` for what is no base64."""
        data = self._rest + base64.b64decode(piece, validate=True)
        whole = len(data) // 2 * 2
        self._rest = data[whole:]
        samples = np.frombuffer(data[:whole], dtype="<i2").astype(np.float32) / np.float32(32768.0)
        return Audio(samples, SPOKEN_RATE_HZ)
