"""A loudspeaker and a microphone on a desk, and what the assistant makes of what it hears there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyroomacoustics

from voice_assistant.audio.echo_aligner import Change, EchoAligner
from voice_assistant.audio.echo_canceller import EchoCanceller
from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples

BLOCK = 512


@cache
def _path(distance_m: float, echo_s: float) -> Samples:
    """Impulse response of a small room whose echo is 60 dB softer after `echo_s`."""
    absorption, order = pyroomacoustics.inverse_sabine(echo_s, [4, 3, 2.5])
    material = pyroomacoustics.Material(absorption)
    room = pyroomacoustics.ShoeBox([4, 3, 2.5], fs=ENGINE_RATE_HZ, materials=material, max_order=order)
    room.add_source([2.0 + distance_m, 1.4, 0.8])
    room.add_microphone([2.0, 1.5, 0.8])
    room.compute_rir()
    return np.asarray(room.rir[0][0], dtype=np.float32)


def through(sound: Samples, *, distance_m: float = 0.3, echo_s: float = 0.35) -> Samples:
    """`sound`, at `ENGINE_RATE_HZ`, as it arrives; as long as it was."""
    path = _path(distance_m, echo_s)
    size = len(sound) + len(path)
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(path, size), size)
    return heard[: len(sound)].astype(np.float32)


def loudness(sound: Samples) -> float:
    """Root mean square where there is sound: pauses do not count."""
    power = np.square(sound[: len(sound) // 320 * 320].reshape(-1, 320)).mean(axis=1)
    return float(np.sqrt(power[power > power.max() / 1000].mean()))


def echo_of(sound: Samples, *, level: float = 0.05, distance_m: float = 0.3, echo_s: float = 0.35) -> Samples:
    """What the microphone hears when the loudspeaker plays `sound`, at `level` (root mean square)."""
    echo = through(sound, distance_m=distance_m, echo_s=echo_s)
    return echo * np.float32(level / loudness(echo))


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """What is left of a recording: for the recogniser, and for the voice activity detector."""

    samples: Samples
    gates: Samples


class Ears:
    """The parts of an `EchoCancelledMicrophone` without its microphone."""

    def __init__(self) -> None:
        self.aligner = EchoAligner(self._read)
        self._played: Samples = np.zeros(0, dtype=np.float32)

    def listen(self, recorded: Samples, played: Samples) -> Left:
        """All of `recorded`, while `played` was played; whole blocks."""
        canceller, self._played = EchoCanceller(), played
        samples, gates = [], []
        for start in range(0, len(recorded) - BLOCK + 1, BLOCK):
            near = recorded[start : start + BLOCK].astype(np.float32)
            far = self.aligner.far(start, BLOCK)
            rough = self.aligner.rough(start, BLOCK)
            out = canceller.process(near, far, rough)
            samples.append(out.samples)
            gates.append(out.samples if out.gate is None else out.gate)
            match self.aligner.learn(near, rough):
                case Change.PLACE:
                    canceller.realigned(self.aligner.moved_by)
                case Change.ROUGH_PLACE:
                    canceller.stumbled()
                case Change.SPEED:
                    canceller.drifted()
        return Left(np.concatenate(samples), np.concatenate(gates))

    def _read(self, start: int, count: int) -> Samples:
        places = np.arange(start, start + count)
        known = (places >= 0) & (places < len(self._played))
        return np.where(known, self._played[places % len(self._played)], np.float32(0))
