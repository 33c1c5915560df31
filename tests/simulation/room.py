"""The room that loudspeaker, person and microphone are in: what arrives at the microphone, sample by sample.

All levels are RMS of active speech, in dBFS at the microphone. `echo_db` is the level of the assistant's voice there
against the person's: at 0 dB both are equally loud, at -20 dB the loudspeaker is turned down or far away.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples

PERSON_DB = -26.0
"""The person at the microphone."""
VOICE_DB = -23.0
"""The assistant's voice as it leaves the program; `sounds.level` makes it so."""
LONGEST_S = 0.5
"""Of an impulse response; what comes later is not heard any more."""


@dataclass(frozen=True, slots=True)
class Room:
    """A shoebox with a desk in it. `drift_ppm`: the speaker's clock runs faster than the microphone's."""

    size_m: tuple[float, float, float] = (4.0, 3.0, 2.5)
    reverberation_s: float = 0.35
    loudspeaker_m: float = 0.5  # from the microphone
    person_m: float = 0.6
    echo_db: float | None = -10.0  # None: headphones
    delay_ms: float = 0.0  # of the loudspeaker, such as one without a wire, that the program is not told of
    drift_ppm: float = 0.0
    distortion: float = 0.0  # of the loudspeaker: 0 none, 1 that of a cheap one turned up
    noise_db: float = -62.0

    def echo_response(self) -> Samples:
        """From the program's samples to the microphone's."""
        if self.echo_db is None:
            return np.zeros(1, dtype=np.float32)
        response = _unit(_responses(self.size_m, self.reverberation_s, self.loudspeaker_m, self.person_m)[0])
        late = np.zeros(round(self.delay_ms / 1000 * ENGINE_RATE_HZ), dtype=np.float32)
        gain = np.float32(10 ** ((PERSON_DB + self.echo_db - VOICE_DB) / 20))
        return np.concatenate([late, response * gain])

    def person_response(self) -> Samples:
        """From the person's mouth to the microphone, as loud there as at the mouth, without the way's delay."""
        response = _responses(self.size_m, self.reverberation_s, self.loudspeaker_m, self.person_m)[1]
        return _unit(response[int(np.abs(response).argmax()) :])


def _unit(response: Samples) -> Samples:
    """With the energy of 1: sound is as loud behind it as before."""
    scaled: Samples = (response / np.sqrt(np.square(response).sum())).astype(np.float32)
    return scaled


@lru_cache(maxsize=32)
def _responses(
    size_m: tuple[float, float, float], reverberation_s: float, loudspeaker_m: float, person_m: float
) -> tuple[Samples, Samples]:
    """Impulse responses of the image-source model, down to -60 dB: loudspeaker to microphone, mouth to microphone."""
    import pyroomacoustics

    absorption, order = pyroomacoustics.inverse_sabine(reverberation_s, size_m)
    shoebox = pyroomacoustics.ShoeBox(
        size_m, fs=ENGINE_RATE_HZ, materials=pyroomacoustics.Material(absorption), max_order=min(order, 20)
    )
    microphone = np.array([size_m[0] * 0.45, size_m[1] * 0.3, 0.75])
    shoebox.add_source(microphone + loudspeaker_m * np.array([0.92, 0.2, 0.34]))
    shoebox.add_source(microphone + person_m * np.array([-0.1, 0.86, 0.5]))
    shoebox.add_microphone(microphone)
    shoebox.compute_rir()
    length = round(LONGEST_S * ENGINE_RATE_HZ)
    echo, person = (np.asarray(shoebox.rir[0][source][:length], dtype=np.float32) for source in (0, 1))
    return echo, person
