"""Sounds for the simulated room: what people say, and what is no speech. All at `ENGINE_RATE_HZ`, as at the mouth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.rig.speech import clips
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples

from .room import PERSON_DB

PHRASES = {
    "beckett": (
        (0.32, 1.22, "Ever tried,"),
        (1.89, 2.78, "ever failed."),
        (3.55, 4.19, "No matter."),
        (4.90, 5.57, "Try again."),
        (6.66, 7.39, "Fail again."),
        (8.16, 8.86, "Fail better."),
    ),
    "two-cities": (
        (1.22, 2.91, "It was the best of times,"),
        (2.98, 4.64, "it was the worst of times,"),
        (5.02, 6.27, "it was the age of wisdom,"),
        (6.69, 8.26, "it was the age of foolishness,"),
        (8.83, 10.34, "it was the epoch of belief,"),
        (10.78, 12.86, "it was the epoch of incredulity,"),
        (13.47, 14.85, "it was the season of Light,"),
        (15.14, 16.74, "it was the season of Darkness,"),
        (17.57, 18.78, "it was the spring of hope,"),
        (18.98, 20.54, "it was the winter of despair,"),
        (21.25, 24.06, "we had everything before us, we had nothing before us,"),
        (24.67, 26.11, "we were all going direct to Heaven,"),
        (26.56, 28.35, "we were all going direct the other way"),
    ),
}
"""Where in the recordings somebody says what, in seconds."""
READING = (29.12, 41.73)
"""A long stretch of "two-cities": the scripted assistant's voice says everything with the sound of it."""
_EDGE_S = 0.03


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch of sound in which `text` is said. Positions count from the beginning of the utterance."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Utterance:
    samples: Samples
    spoken: tuple[Spoken, ...]

    @property
    def text(self) -> str:
        return " ".join(spoken.text for spoken in self.spoken)


def utterance(parts: Sequence[str | float]) -> Utterance:
    """Phrases of the recordings, by their text, with pauses in seconds between them: spliced, where that is so."""
    sounds: list[Samples] = []
    spoken = []
    position = 0
    for part in parts:
        if isinstance(part, str):
            sound, text = phrase(part)
            spoken.append(Spoken(position, position + len(sound), text))
        else:
            sound = np.zeros(round(part * ENGINE_RATE_HZ), dtype=np.float32)
        sounds.append(sound)
        position += len(sound)
    return Utterance(np.concatenate(sounds), tuple(spoken))


def phrase(wanted: str) -> tuple[Samples, str]:
    """Its sound, from its first sample to its last, and its text as it is written."""
    for name, phrases in PHRASES.items():
        for start_s, end_s, text in phrases:
            if _plain(text) == _plain(wanted):
                return level(_faded(recording(name)[_places(start_s - _EDGE_S, end_s + _EDGE_S)])), text
    known = ", ".join(f'"{text}"' for phrases in PHRASES.values() for _, _, text in phrases)
    raise LookupError(f'nobody has recorded "{wanted}"; there is {known}')


def reading() -> Samples:
    return level(recording("two-cities")[_places(*READING)])


@cache
def recording(name: str) -> Samples:
    return resample(clips()[name].audio(), ENGINE_RATE_HZ).samples


def level(samples: Samples, db: float = PERSON_DB) -> Samples:
    """As loud as `db`, where it is not silent: pauses do not count."""
    power = np.square(samples[: len(samples) // 160 * 160]).reshape(-1, 160).mean(axis=1)
    active = power[power > power.max() * 1e-3]
    scaled: Samples = (samples * np.float32(10 ** (db / 20) / np.sqrt(active.mean()))).astype(np.float32)
    return scaled


def _places(start_s: float, end_s: float) -> slice:
    return slice(round(start_s * ENGINE_RATE_HZ), round(end_s * ENGINE_RATE_HZ))


def _faded(samples: Samples) -> Samples:
    edge = np.linspace(0, 1, round(_EDGE_S * ENGINE_RATE_HZ), dtype=np.float32)
    faded = samples.copy()
    faded[: len(edge)] *= edge
    faded[-len(edge) :] *= edge[::-1]
    return faded


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalpha() or character == " ").strip()


# no speech, or none that is meant for us


def sound(name: str, random: np.random.Generator, seconds: float | None = None) -> Samples:
    """One of `SOUNDS`, each time a little different."""
    make = SOUNDS.get(name)
    if make is None:
        raise LookupError(f'there is no sound "{name}"; there is {", ".join(SOUNDS)}')
    return level(make(random, seconds))


def _cough(random: np.random.Generator, seconds: float | None) -> Samples:
    """A burst of breath through an open throat, once or twice, and a voiced tail."""
    bursts = []
    for _ in range(int(random.integers(1, 3))):
        size = round(float(random.uniform(0.18, 0.35)) * ENGINE_RATE_HZ)
        breath = _coloured(random.standard_normal(size), ((500, 300), (1500, 500), (2600, 700)))
        tail = _voiced(size, 140, 90) * np.linspace(0, 1, size) * 0.5
        envelope = np.minimum(np.arange(size) / (0.008 * ENGINE_RATE_HZ), 1) * np.exp(-np.arange(size) / (size / 4))
        bursts += [(breath + _coloured(tail, ((600, 200),))) * envelope, np.zeros(round(0.12 * ENGINE_RATE_HZ))]
    return np.concatenate(bursts).astype(np.float32)


def _mhm(random: np.random.Generator, seconds: float | None) -> Samples:
    """Two hums with closed lips, the second higher."""
    low = float(random.uniform(95, 210))
    parts: list[NDArray[np.floating]] = []
    for begin, end in ((1.05, 0.95), (1.0, 1.25)):
        size = round(float(random.uniform(0.16, 0.26)) * ENGINE_RATE_HZ)
        hum = _coloured(
            _voiced(size, low * begin, low * end), ((250, 90),)
        )  # a closed mouth lets little above 1 kHz out
        parts += [hum * np.hanning(size) ** 0.5, np.zeros(round(0.05 * ENGINE_RATE_HZ))]
    return np.concatenate(parts).astype(np.float32)


def _typing(random: np.random.Generator, seconds: float | None) -> Samples:
    size = round((seconds or 2.0) * ENGINE_RATE_HZ)
    keys = 0.001 * random.standard_normal(size)
    for place in random.integers(0, size - 500, max(1, size * 7 // ENGINE_RATE_HZ)):
        length = int(random.integers(80, 400))
        keys[place : place + length] += random.standard_normal(length) * np.exp(-np.arange(length) / (length / 5))
    return keys.astype(np.float32)


def _door(random: np.random.Generator, seconds: float | None) -> Samples:
    size = round(0.5 * ENGINE_RATE_HZ)
    slam = np.convolve(random.standard_normal(size), np.ones(24) / 24, "same") * np.exp(-np.arange(size) / (size / 10))
    return slam.astype(np.float32)


def _music(random: np.random.Generator, seconds: float | None) -> Samples:
    note = ENGINE_RATE_HZ // 4
    time_s = np.arange(note) / ENGINE_RATE_HZ
    notes = []
    for _ in range(round((seconds or 4.0) * 4)):
        pitch = 220 * 2 ** (random.integers(0, 24) / 12)
        chord = sum(np.sin(2 * np.pi * pitch * ratio * time_s) / ratio for ratio in (1, 1.5, 2, 3))
        notes.append(chord * np.exp(-np.arange(note) / (note / 2)))
    return np.concatenate(notes).astype(np.float32)


def _babble(random: np.random.Generator, seconds: float | None) -> Samples:
    """Many people talk at once, to each other."""
    size = round((seconds or 5.0) * ENGINE_RATE_HZ)
    whole = np.concatenate([level(recording(name)) for name in PHRASES])
    crowd = sum(np.roll(whole, int(random.integers(0, len(whole))))[np.arange(size) % len(whole)] for _ in range(7))
    return np.asarray(crowd, dtype=np.float32)


def _television(random: np.random.Generator, seconds: float | None) -> Samples:
    """One voice out of a small loudspeaker in another corner."""
    size = round((seconds or 5.0) * ENGINE_RATE_HZ)
    whole = recording("two-cities")
    voice = np.roll(whole, int(random.integers(0, len(whole))))[np.arange(size) % len(whole)]
    return _coloured(voice, ((900, 600), (2200, 900))).astype(np.float32)


def _voiced(size: int, begin_hz: float, end_hz: float) -> NDArray[np.floating]:
    """Pulses of a larynx, gliding from one pitch to the other."""
    phase = np.cumsum(np.linspace(begin_hz, end_hz, size)) / ENGINE_RATE_HZ
    pulses: NDArray[np.floating] = np.diff(np.floor(phase), prepend=0.0) * 8
    return pulses


def _coloured(samples: NDArray[np.floating], formants: Sequence[tuple[float, float]]) -> NDArray[np.floating]:
    """Through a throat that lets (frequency, bandwidth) in Hz pass."""
    spectrum = np.fft.rfft(samples)
    hz = np.fft.rfftfreq(len(samples), 1 / ENGINE_RATE_HZ)
    gain = sum(1 / (1 + ((hz - centre) / width) ** 2) for centre, width in formants)
    return np.asarray(np.fft.irfft(spectrum * gain, len(samples)))


SOUNDS: dict[str, Callable[[np.random.Generator, float | None], Samples]] = {
    "cough": _cough,
    "mhm": _mhm,
    "typing": _typing,
    "door": _door,
    "music": _music,
    "babble": _babble,
    "television": _television,
}
