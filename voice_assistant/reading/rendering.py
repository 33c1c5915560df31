"""A document into a sound file, as fast as the voice is made; memory stays flat however long it is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile

from ..audio.files import FORMATS, check_writable
from ..audio.resample import resample
from ..audio.types import Audio
from ..concurrency import buffered, closing
from ..errors import AudioFileError
from .narrator import Narrator
from .reader import AHEAD
from .script import Script
from .sentence import Sentence, pause_s


async def render(
    script: Script, narrator: Narrator, out: Path, *, place: int = 0, on_place: Callable[[int], None] = lambda _: None
) -> float:
    """Write all from `place` on to `out`: whole, or not at all. Returns the seconds of sound.

    `on_place` is told how far it is. Raises `AudioFileError`, and what reading raises.
    """
    check_writable(out)
    with _written(out) as write:
        duration_s = 0.0
        before: Sentence | None = None
        async with buffered(_made(script, narrator, place), AHEAD) as made:
            async for sentence, sound in made:
                if before is not None and before != sentence:
                    pause = Audio.silence(pause_s(before, sentence), sound.rate_hz)
                    duration_s += pause.duration_s
                    write(pause)
                before = sentence
                duration_s += sound.duration_s
                write(sound)
                on_place(sentence.place)
        return duration_s


async def _made(script: Script, narrator: Narrator, place: int) -> AsyncIterator[tuple[Sentence, Audio]]:
    sentence = await script.at(place)
    while sentence is not None:
        async with closing(narrator.sounds(sentence)) as sounds:
            async for sound in sounds:
                yield sentence, sound
        sentence = await script.after(sentence)


@contextmanager
def _written(out: Path) -> Iterator[Callable[[Audio], None]]:
    """What writes the next sound; its rate is that of the first."""
    container, subtype = FORMATS[out.suffix.lower()]
    file: soundfile.SoundFile | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
        os.close(handle)

        def write(sound: Audio) -> None:
            nonlocal file
            if file is None:
                file = soundfile.SoundFile(name, "w", sound.rate_hz, 1, subtype, format=container)
            file.write(np.clip(resample(sound, file.samplerate).samples, -1, 1))

        try:
            yield write
            if file is None:
                raise AudioFileError(f"{out} was not written: there is nothing to be said")
            file.close()
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
            Path(name).replace(out)
        finally:
            if file is not None:
                file.close()
            Path(name).unlink(missing_ok=True)
    except soundfile.LibsndfileError as error:
        raise AudioFileError(f"{out} cannot be written: {error}") from error
    except OSError as error:
        raise AudioFileError(f"{out} cannot be written: {error.strerror or error}") from error
