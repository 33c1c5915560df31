"""What of the `wyoming` package is used here, imported in one place: importing its sound warns of a module of Python's
own that will be gone, for which the package brings a replacement.
"""

from __future__ import annotations

import warnings

import numpy as np

from ..audio.types import Audio, Samples

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from wyoming.asr import Transcribe, Transcript
    from wyoming.audio import AudioChunk, AudioStart, AudioStop
    from wyoming.error import Error
    from wyoming.event import Event, Eventable, async_read_event, async_write_event
    from wyoming.info import (
        AsrModel,
        AsrProgram,
        Attribution,
        Describe,
        Info,
        TtsProgram,
        TtsVoice,
        WakeModel,
        WakeProgram,
    )
    from wyoming.ping import Ping, Pong
    from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped
    from wyoming.tts import SynthesizeVoice as Voice
    from wyoming.wake import Detect, Detection, NotDetected

__all__ = [
    "AsrModel",
    "AsrProgram",
    "Attribution",
    "AudioChunk",
    "AudioStart",
    "AudioStop",
    "Describe",
    "Detect",
    "Detection",
    "Error",
    "Event",
    "Eventable",
    "Info",
    "NotDetected",
    "Ping",
    "Pong",
    "Synthesize",
    "SynthesizeChunk",
    "SynthesizeStart",
    "SynthesizeStop",
    "SynthesizeStopped",
    "Transcribe",
    "Transcript",
    "TtsProgram",
    "TtsVoice",
    "Voice",
    "WakeModel",
    "WakeProgram",
    "async_read_event",
    "async_write_event",
    "chunk_of",
    "sound_of",
]

_WIDTHS = {1: ("u1", 128, 128.0), 2: ("<i2", 0, 32_768.0), 4: ("<i4", 0, 2_147_483_648.0)}


def chunk_of(samples: Samples, rate_hz: int) -> AudioChunk:
    """16 bit mono."""
    pcm = (np.clip(samples, -1.0, 1.0) * 32_767).astype("<i2").tobytes()
    return AudioChunk(rate=rate_hz, width=2, channels=1, audio=pcm)


def sound_of(chunk: AudioChunk) -> Audio:
    """Whatever was sent, as mono. Raises `ValueError` for sound of no known form."""
    if chunk.width not in _WIDTHS or chunk.channels < 1 or not 1_000 <= chunk.rate <= 400_000:
        raise ValueError("sound of an unknown form")
    kind, middle, full = _WIDTHS[chunk.width]
    frame = chunk.width * chunk.channels
    whole = chunk.audio[: len(chunk.audio) - len(chunk.audio) % frame]
    samples = (np.frombuffer(whole, dtype=kind).astype(np.float32) - middle) / np.float32(full)
    return Audio(samples.reshape(-1, chunk.channels).mean(axis=1, dtype=np.float32), chunk.rate)
