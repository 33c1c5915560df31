"""Sound files: WAV, FLAC, OGG and MP3 in and out."""

from __future__ import annotations

import io
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

import numpy as np
import soundfile
from numpy.typing import NDArray

from ..errors import AudioFileError
from .types import Audio, Samples

FORMATS = {".wav": ("WAV", "PCM_16"), ".flac": ("FLAC", "PCM_16"), ".ogg": ("OGG", "VORBIS"), ".mp3": ("MP3", None)}
"""What can be written, by extension: libsndfile's format and subtype."""

_STEP_FRAMES = 4096


def read_audio(path: Path | str) -> Audio:
    """The sound in `path`: any rate, any sample format; channels are mixed to one.

    A file that breaks off yields what is there. Raises `AudioFileError` when that is nothing, or not a sound.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            # A pipe cannot be rewound, as finding out the format needs.
            source: IO[bytes] = file if file.seekable() else io.BytesIO(file.read())
            if not source.read(1):
                raise AudioFileError(f"{path} is empty: 0 bytes")
            source.seek(0)
            audio = _decode(source)
    except (soundfile.LibsndfileError, TypeError) as error:  # TypeError: `.raw` wants to be told what is in it
        raise AudioFileError(
            f"{path} cannot be read as sound: it is not WAV, FLAC, OGG or MP3, or it is damaged; "
            f"`ffmpeg -i FILE sound.wav` converts most others"
        ) from error
    except FileNotFoundError as error:
        raise AudioFileError(f"{path} does not exist") from error
    except IsADirectoryError as error:
        raise AudioFileError(f"{path} is a folder, not a sound file") from error
    except OSError as error:
        raise AudioFileError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(audio.samples) == 0:
        raise AudioFileError(f"{path} holds no sound: its length is 0 s")
    return audio


def _decode(source: IO[bytes]) -> Audio:
    with soundfile.SoundFile(source) as sound:
        try:
            return Audio(_mixed(sound.read(dtype="float32", always_2d=True)), sound.samplerate)
        except soundfile.LibsndfileError:
            return _decode_until_damage(source)


def _decode_until_damage(source: IO[bytes]) -> Audio:
    """What can be read before the file breaks off. In small steps: the one that fails is lost as a whole.

    Not for healthy files: soundfile seeks after each step, which is heard in MP3.
    """
    source.seek(0)
    parts = []
    with soundfile.SoundFile(source) as sound:
        with suppress(soundfile.LibsndfileError):
            while len(step := sound.read(_STEP_FRAMES, dtype="float32", always_2d=True)):
                parts.append(Audio(_mixed(step), sound.samplerate))
        return Audio.join(parts, sound.samplerate)


def _mixed(frames: NDArray[np.float32]) -> Samples:
    """Channels to one; shape (n, channels) to (n,)."""
    samples: Samples = frames[:, 0] if frames.shape[1] == 1 else frames.mean(axis=1, dtype=np.float32)
    return np.nan_to_num(samples, copy=False, posinf=1.0, neginf=-1.0)


def check_writable(path: Path) -> None:
    """Raise `AudioFileError` unless `write_audio` can write there: better before the work than after it."""
    if path.is_dir():
        raise AudioFileError(f"{path} is a folder: name a file in it, such as {path / 'answer.wav'}")
    if path.suffix.lower() not in FORMATS:
        raise AudioFileError(
            f"{path}: cannot write {path.suffix or 'a file without extension'}; use {', '.join(FORMATS)}"
        )
    if not path.parent.is_dir():
        raise AudioFileError(f"{path} cannot be written: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise AudioFileError(f"{path} cannot be written: the folder {path.parent} is not yours to write in")


def write_audio(path: Path | str, audio: Audio) -> None:
    """Write `audio` in the format of `path`'s extension: whole or not at all. Raises `AudioFileError`."""
    path = Path(path)
    check_writable(path)
    container, subtype = FORMATS[path.suffix.lower()]
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                soundfile.write(file, np.clip(audio.samples, -1, 1), audio.rate_hz, format=container, subtype=subtype)
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)  # as any other file; mkstemp makes private ones
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except soundfile.LibsndfileError as error:
        raise AudioFileError(f"{path} cannot be written: {error}") from error
    except OSError as error:
        raise AudioFileError(f"{path} cannot be written: {error.strerror or error}") from error
