"""WAV that arrives in pieces."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import soundfile

from voice_assistant.audio.types import Samples
from voice_assistant.engines.wav_stream import WavStream

RATE_HZ = 22_050
STEREO = np.stack([np.linspace(-0.9, 0.9, 1000), np.linspace(0.5, -0.5, 1000)], axis=1).astype(np.float32)


def wav(samples: Samples, subtype: str, kind: str = "WAV") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, RATE_HZ, format=kind, subtype=subtype)
    return file.getvalue()


def read(data: bytes, size: int) -> tuple[Samples, WavStream]:
    stream = WavStream()
    pieces = [stream.push(data[at : at + size]) for at in range(0, len(data), size)]
    return np.concatenate(pieces), stream


@pytest.mark.parametrize("size", [1, 7, 44, 100_000])
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_32", "FLOAT"])
@pytest.mark.parametrize("kind", ["WAV", "WAVEX"])
def test_the_same_in_pieces_of_any_size(kind: str, subtype: str, size: int) -> None:
    samples, stream = read(wav(STEREO, subtype, kind), size)
    assert stream.rate_hz == RATE_HZ
    assert not stream.cut_off
    np.testing.assert_allclose(samples, STEREO.mean(axis=1), atol=1e-4)


@pytest.mark.parametrize("stated", [0, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_length_that_is_not_known_yet(stated: int) -> None:
    data = bytearray(wav(STEREO[:, 0], "PCM_16"))
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", stated)
    samples, stream = read(bytes(data), 50)
    assert len(samples) == 1000
    assert not stream.cut_off


def test_what_follows_the_sound_is_not_sound() -> None:
    samples, _ = read(wav(STEREO[:, 0], "PCM_16") + b"LIST\x04\x00\x00\x00abcd", 50)
    assert len(samples) == 1000


def test_a_file_that_ends_too_early() -> None:
    samples, stream = read(wav(STEREO[:, 0], "PCM_16")[:-100], 50)
    assert len(samples) == 950
    assert stream.cut_off


@pytest.mark.parametrize("data", [b"<html>", b"ID3\x04", wav(STEREO, "PCM_24"), wav(STEREO, "ULAW")])
def test_what_cannot_be_read(data: bytes) -> None:
    with pytest.raises(ValueError, match="WAV"):
        read(data, 5)
