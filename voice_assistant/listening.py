"""From an open microphone to one utterance: on disk from the first sample, measured for speech on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .audio.types import ENGINE_RATE_HZ, Audio, Microphone, Samples
from .engines.base import VoiceActivity

_PEAK, _MOST_GAIN = 0.2, 30.0
_PEAK_DECAY = 0.997
"""For each frame of 32 ms: half in seven seconds."""
FAINT = 0.03
"""Of the peak of a voice, -30 dB: what is softer is its echo in the room, or the end of its sound."""
_STALLED_S = 0.5
"""How long a released key waits for a microphone that delivers nothing more."""


class Recording(Protocol):
    """One recording in the journal."""

    def write(self, audio: Audio) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the person said, as sound. `speech_s` is how much of it a voice was heard in."""

    audio: Audio
    speech_s: float


class Listener(Protocol):
    """Gets all that is recorded, at once."""

    @property
    def speech_s(self) -> float: ...

    def feed(self, block: Audio) -> object: ...


class SpeechMeter:
    """Counts speech while blocks of any length come in.

    `peak` is how loud the person is known to be, 0 if not known. `follows` it from there; if not, what is much quieter
    than they are stays so, such as what is left of our own voice. Frames below `least` of it are no speech: the
    detector goes on for a moment after a voice has ended.
    """

    def __init__(
        self,
        activity: VoiceActivity,
        threshold: float,
        *,
        peak: float = 0.0,
        follows: bool = True,
        least: float = 0.0,
    ) -> None:
        activity.reset()
        self._activity = activity
        self._threshold = threshold
        self._count = 0  # frames of speech
        self._follows = follows
        self._least = least
        self.peak = peak  # of late
        self.frame_samples = activity.frame_samples
        self.rest: Samples = np.zeros(0, dtype=np.float32)
        """The last samples, too few for a frame."""
        self._gate_rest = self.rest
        self._gate_rest = self.rest

    @property
    def speech_s(self) -> float:
        return self._count * self.frame_samples / ENGINE_RATE_HZ

    def feed(self, block: Audio) -> list[tuple[Samples, bool]]:
        """The frames that `block` completes, and whether each is speech."""
        frames, self.rest = self._frames_of(self.rest, block.samples)
        gates, self._gate_rest = self._frames_of(self._gate_rest, block.gated)
        judged = [
            (frame, self._activity.probability(self._raised(gate)) >= self._threshold and self._loud(gate))
            for frame, gate in zip(frames, gates, strict=True)
        ]
        self._count += sum(is_speech for _, is_speech in judged)
        return judged

    def _frames_of(self, rest: Samples, more: Samples) -> tuple[Samples, Samples]:
        """Shape (frames, samples of a frame), and what is left."""
        samples = np.concatenate([rest, more])
        whole = len(samples) // self.frame_samples * self.frame_samples
        return samples[:whole].reshape(-1, self.frame_samples), samples[whole:]

    def _loud(self, frame: Samples) -> bool:
        return not self._least or float(np.abs(frame).max()) >= self._least * self.peak

    def _raised(self, frame: Samples) -> Samples:
        """As loud as speech should be: a detector is deaf to a microphone that is turned down, a recogniser is not."""
        if self._follows:
            self.peak = max(float(np.abs(frame).max()), self.peak * _PEAK_DECAY)
        gain = min(_MOST_GAIN, _PEAK / self.peak) if self.peak else 1.0
        return frame * np.float32(gain) if gain > 1.0 else frame


async def listen(
    microphone: Microphone,
    released: asyncio.Event,
    listener: Listener,
    recording: Recording,
    *,
    tail_s: float,
    max_s: float,
    silent: Callable[[], bool] = lambda: False,
) -> Utterance:
    """Record until `released` is set (and `tail_s` longer), the microphone ends, or `max_s` have been recorded.

    The tail is what was in flight between the air and us when the key went up: without it the last sound of the
    last word is lost. There is none when it was silence that ended it, as `silent` then says. Raises `DeviceError`
    when the microphone cannot be opened. `recording` is closed in any case.
    """
    blocks: list[Audio] = []
    recorded_s = 0.0
    try:
        async with microphone.open() as stream:
            async for block in until(stream, released, tail_s, silent):
                recording.write(block)
                listener.feed(block)
                blocks.append(block)
                recorded_s += block.duration_s
                if recorded_s >= max_s:
                    break
    finally:
        recording.close()
    return Utterance(Audio.join(blocks, ENGINE_RATE_HZ), listener.speech_s)


async def until(
    stream: AsyncIterator[Audio], released: asyncio.Event, tail_s: float, silent: Callable[[], bool] = lambda: False
) -> AsyncIterator[Audio]:
    """Blocks of `stream` until `released` is set, then `tail_s` more of them unless it is `silent`."""
    release = asyncio.ensure_future(released.wait())
    try:
        while not (release.done() and silent()):
            block = asyncio.ensure_future(_next(stream))
            try:
                await asyncio.wait({block, release}, return_when=asyncio.FIRST_COMPLETED)
                if release.done() and not block.done():
                    await asyncio.wait({block}, timeout=_STALLED_S)
                if not block.done() or (audio := block.result()) is None:
                    return
            finally:
                if not block.done():
                    block.cancel()
                    await asyncio.wait({block})  # who closes `stream` next must find it at rest
            yield audio
            if released.is_set() and silent():
                return
            if release.done():
                tail_s -= audio.duration_s
                if tail_s <= 0:
                    return
    finally:
        release.cancel()


async def _next(stream: AsyncIterator[Audio]) -> Audio | None:
    return await anext(stream, None)
