"""Sound files: WAV, FLAC, OGG and MP3 in and out."""

from __future__ import annotations

import io
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import soundfile

from ..errors import AudioFileError
from .types import Audio

FORMATS = {".wav": ("WAV", "PCM_16"), ".flac": ("FLAC", "PCM_16"), ".ogg": ("OGG", "VORBIS"), ".mp3": ("MP3", None)}
"""What can be written, by extension: libsndfile's format and subtype."""

_BLOCK_FRAMES = 1 << 18


def read_audio(path: Path | str) -> Audio:
    """The sound in `path`: any rate, any sample format; channels are mixed to one.

    A file that breaks off yields what is there. Raises `AudioFileError` when that is nothing, or not a sound.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            # A pipe cannot be rewound, as finding out the format needs.
            source = file if file.seekable() else io.BytesIO(file.read())
            if not source.read(1):
                raise AudioFileError(f"{path} is empty: 0 bytes")
            source.seek(0)
            audio = _decode(source)
    except soundfile.LibsndfileError as error:
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


def _decode(source: io.BufferedIOBase) -> Audio:
    parts = []
    with soundfile.SoundFile(source) as sound:
        with suppress(soundfile.LibsndfileError):  # broken off in the middle of a compressed file
            while len(block := sound.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)):
                parts.append(Audio(np.nan_to_num(block.mean(axis=1, dtype=np.float32)), sound.samplerate))
        return Audio.join(parts, sound.samplerate)


def check_writable_format(path: Path) -> None:
    """Raise `AudioFileError` unless `write_audio` knows the extension: better before the work than after it."""
    if path.suffix.lower() not in FORMATS:
        raise AudioFileError(
            f"{path}: cannot write {path.suffix or 'a file without extension'}; use {', '.join(FORMATS)}"
        )


def write_audio(path: Path | str, audio: Audio) -> None:
    """Write `audio` in the format of `path`'s extension: whole or not at all. Raises `AudioFileError`."""
    path = Path(path)
    check_writable_format(path)
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
