"""What sounds in the room, on one time line: position 0 is where the simulation began, at `ENGINE_RATE_HZ`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples

from .room import Room

_FFT = 1 << 14
_BLOCK = 512


class Track:
    """Samples on the time line; zeros where nothing was written. With `keep_s`, only the last seconds are kept."""

    def __init__(self, keep_s: float | None = None) -> None:
        self._samples = np.zeros(1 << 16, dtype=np.float32)
        self._from = 0  # position of the first sample kept
        self._keep = None if keep_s is None else round(keep_s * ENGINE_RATE_HZ)
        self.end = 0

    def write(self, position: int, samples: Samples) -> None:
        start, end = position - self._from, position - self._from + len(samples)
        if end > len(self._samples):
            start, end = self._make_room(start, end)
        self._samples[start:end] = samples
        self.end = max(self.end, position + len(samples))

    def read(self, start: int, end: int) -> Samples:
        read: Samples = np.zeros(end - start, dtype=np.float32)
        first, last = max(start, self._from), min(end, self.end)
        if last > first:
            read[first - start : last - start] = self._samples[first - self._from : last - self._from]
        return read

    def _make_room(self, start: int, end: int) -> tuple[int, int]:
        if self._keep is not None and (drop := min(self.end - self._from, start) - self._keep) > 0:
            self._samples[:-drop] = self._samples[drop:]
            self._samples[-drop:] = 0
            self._from += drop
            start, end = start - drop, end - drop
        while end > len(self._samples):
            self._samples = np.concatenate([self._samples, np.zeros_like(self._samples)])
        return start, end


@dataclass(frozen=True, slots=True)
class Said:
    """A sound of the room, other than the assistant's. `at` and `end` are positions on the time line."""

    at: int
    end: int  # of the sound itself; the room sounds a little longer
    samples: Samples  # as the microphone hears it

    @property
    def gone(self) -> int:
        """When the room is silent again."""
        return self.at + len(self.samples)


class Air:
    """Mixes for the microphone what the loudspeaker plays, what people say, and the noise of the room."""

    def __init__(self, room: Room, seed: int, keep_s: float | None = None) -> None:
        self.room = room
        self.played = Track(keep_s)
        """By the loudspeaker, on its own clock: the program's samples."""
        self.sounded = 0
        """Samples of the loudspeaker that were not silent."""
        self.heard = Track(keep_s)
        """By the microphone."""
        self.alone = Track(keep_s)
        """By the microphone, had the loudspeaker been mute."""
        self.cleaned = Track(keep_s)
        """By the microphone, when the program has taken its own voice out of it: for the recogniser."""
        self.gate = Track(keep_s)
        """The same for the detector of speech."""
        self._random = np.random.default_rng(seed)
        self._said: list[Said] = []
        self._response = room.echo_response()
        self._spectrum = np.fft.rfft(self._response, _FFT)
        self._noise_tail = 0.0

    def play(self, position: int, samples: Samples) -> None:
        """What the program gave to the loudspeaker, on the loudspeaker's clock."""
        self.played.write(position, samples)
        self.sounded += int(np.count_nonzero(samples))

    def say(self, at: int, samples: Samples) -> Said:
        """`samples`, loud as they are at the mouth, sound from position `at` on."""
        said = Said(at, at + len(samples), np.convolve(samples, self.room.person_response()).astype(np.float32))
        self._said.append(said)
        return said

    def listen(self, start: int, end: int) -> Samples:
        """What the microphone hears, recording or not; what the loudspeaker plays until `end` must be there."""
        while self.heard.end < end:
            self._mix(self.heard.end, min(end, self.heard.end + _BLOCK))
        return self.heard.read(start, end)

    def _mix(self, start: int, end: int) -> None:
        near = self._noise(end - start)
        for said in self._said:
            first, last = max(start, said.at), min(end, said.gone)
            if last > first:
                near[first - start : last - start] += said.samples[first - said.at : last - said.at]
        self._said = [said for said in self._said if said.gone > end]
        self.alone.write(start, near)
        self.heard.write(start, np.clip(near + self._echo(start, end), -1, 1))

    def _echo(self, start: int, end: int) -> Samples:
        before = len(self._response)
        if self.room.echo_db is None:
            return np.zeros(end - start, dtype=np.float32)
        played: Samples = self._by_the_microphones_clock(start - before, end)
        if not played.any():
            return np.zeros(end - start, dtype=np.float32)
        if self.room.distortion:
            played = _distorted(played, 1 + 4 * self.room.distortion)
        assert len(played) <= _FFT, "what wraps around must be no more than what came before"
        echo = np.fft.irfft(np.fft.rfft(played, _FFT) * self._spectrum, _FFT)[before : before + end - start]
        return echo.astype(np.float32)

    def _by_the_microphones_clock(self, start: int, end: int) -> Samples:
        if not self.room.drift_ppm:
            return self.played.read(start, end)
        places = np.arange(start, end) * (1 + self.room.drift_ppm * 1e-6)
        first = int(places[0]) - 1
        between = places - np.floor(places)
        around = self.played.read(first, int(places[-1]) + 3)
        index = np.floor(places).astype(np.int64) - first
        p0, p1, p2, p3 = (around[index + offset] for offset in (-1, 0, 1, 2))
        return _cubic(p0, p1, p2, p3, between.astype(np.float32))

    def _noise(self, count: int) -> Samples:
        """Steady and rather dull, as that of a fan behind a door."""
        white = self._random.standard_normal(count + 1).astype(np.float32)
        dull = white[1:] + white[:-1]
        noise: Samples = dull * np.float32(10 ** (self.room.noise_db / 20) / np.sqrt(2))
        return noise


def _cubic(p0: Samples, p1: Samples, p2: Samples, p3: Samples, x: Samples) -> Samples:
    """Between `p1` and `p2`, by Lagrange's polynomial through all four."""
    value = (
        p0 * (-x * (x - 1) * (x - 2) / 6)
        + p1 * ((x + 1) * (x - 1) * (x - 2) / 2)
        + p2 * (-(x + 1) * x * (x - 2) / 2)
        + p3 * ((x + 1) * x * (x - 1) / 6)
    )
    return np.asarray(value, dtype=np.float32)


def _distorted(samples: Samples, drive: float) -> Samples:
    """Louder than the loudspeaker can be: the peaks are flattened."""
    distorted: Samples = (np.tanh(samples * np.float32(drive)) / np.float32(drive)).astype(np.float32)
    return distorted
