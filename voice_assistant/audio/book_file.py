"""A long sound into a file with chapters, a title and a cover: whole, or not at all."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..errors import AudioFileError
from .loudness import frame_of, limiter
from .types import Samples

if TYPE_CHECKING:
    import av

RATE_HZ = 24_000
"""Of every file: a rate that all of the codecs know, and at which no voice of ours loses anything."""


@dataclass(frozen=True, slots=True)
class _Format:
    container: str
    codec: str
    bits_per_s: int | None = None
    options: tuple[tuple[str, str], ...] = ()


FORMATS = {
    ".m4b": _Format("mp4", "aac", 64_000, (("movflags", "+faststart"), ("brand", "M4B "))),
    ".m4a": _Format("mp4", "aac", 64_000, (("movflags", "+faststart"), ("brand", "M4A "))),
    ".mp3": _Format("mp3", "libmp3lame", 64_000, (("id3v2_version", "3"),)),
    ".opus": _Format("ogg", "libopus", 32_000),
    ".ogg": _Format("ogg", "libopus", 32_000),
    ".flac": _Format("flac", "flac"),
    ".wav": _Format("wav", "pcm_s16le", None, (("rf64", "auto"),)),  # one of more than 4 GB, too
}


_CHAPTERS_IN_COMMENTS = ("ogg", "flac")
"""FFmpeg writes none for FLAC, and for Ogg it rounds their seconds."""


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Tags:
    """What a player shows; "" where unknown."""

    title: str = ""
    author: str = ""
    language: str = ""
    chapters: Sequence[Chapter] = ()
    cover: bytes = b""  # a JPEG or PNG


def check_book_writable(path: Path) -> None:
    """Raise `AudioFileError` unless `written_book` can write there: better before the work than after it."""
    if path.is_dir():
        raise AudioFileError(f"{path} is a folder: name a file in it, such as {path / 'book.m4b'}")
    if path.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise AudioFileError(f"{path}: cannot write {path.suffix or 'a file without extension'}; use {known}")
    if not path.parent.is_dir():
        raise AudioFileError(f"{path} cannot be written: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise AudioFileError(f"{path} cannot be written: the folder {path.parent} is not yours to write in")


@contextmanager
def written_book(path: Path, tags: Tags) -> Iterator[BookFile]:
    """A file to write samples into, which is there under its name when the context ends without an error.

    What was left by one that was killed is written over. Raises `AudioFileError`.
    """
    import av

    check_book_writable(path)
    unfinished = path.with_name(f".{path.name}.unfinished")
    kind = FORMATS[path.suffix.lower()]
    try:
        try:
            with av.open(str(unfinished), "w", format=kind.container, options=dict(kind.options)) as container:
                file = BookFile(container, kind, tags)
                yield file
                file.finish()
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except (av.FFmpegError, OSError) as error:
        raise AudioFileError(f"{path} cannot be written: {error.strerror or error}") from error


class BookFile:
    """Takes sound at `RATE_HZ`, limits its true peak, encodes it. Blocks the thread."""

    def __init__(self, container: av.container.OutputContainer, kind: _Format, tags: Tags) -> None:
        import av

        self._container = container
        self._sound = cast("av.AudioStream", container.add_stream(kind.codec, rate=RATE_HZ, layout="mono"))
        if kind.bits_per_s:
            self._sound.bit_rate = kind.bits_per_s
        container.metadata.update(_metadata(tags, kind.container))
        if tags.chapters and kind.container not in _CHAPTERS_IN_COMMENTS:
            container.set_chapters([_chapter(number, chapter) for number, chapter in enumerate(tags.chapters)])
        cover = _cover(container, tags.cover) if kind.container in ("mp4", "mp3", "flac") else None
        self._container.start_encoding()
        if cover is not None:
            container.mux(cover)
        codec = self._sound.codec_context
        self._limiter = limiter(RATE_HZ)
        self._frames = av.AudioResampler(
            format=codec.format, layout="mono", rate=RATE_HZ, frame_size=codec.frame_size or 1024
        )
        self._at = 0

    def write(self, samples: Samples) -> None:
        for frame in self._limiter.push(samples):
            self._encode(frame)

    def finish(self) -> None:
        for frame in self._limiter.finish():
            self._encode(frame)
        for frame in self._frames.resample(None):
            self._container.mux(self._sound.encode(frame))
        self._container.mux(self._sound.encode(None))

    def _encode(self, frame: av.AudioFrame) -> None:
        samples = frame.to_ndarray()[0]
        for whole in self._frames.resample(frame_of(samples, RATE_HZ, self._at)):
            self._container.mux(self._sound.encode(whole))
        self._at += len(samples)


def _metadata(tags: Tags, container: str) -> dict[str, str]:
    known = {
        "title": tags.title,
        "album": tags.title,
        "artist": tags.author,
        "album_artist": tags.author,
        "language": tags.language,
        "genre": "Audiobook",
    }
    if container == "mp4":
        known["media_type"] = "2"  # an audiobook, to Apple's players
    if container in _CHAPTERS_IN_COMMENTS:
        for number, chapter in enumerate(tags.chapters):
            known[f"CHAPTER{number:03}"] = _clock(chapter.start_s)
            known[f"CHAPTER{number:03}NAME"] = chapter.title
    return {key: value for key, value in known.items() if value}


def _clock(at_s: float) -> str:
    milliseconds = round(at_s * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _chapter(number: int, chapter: Chapter) -> Any:
    return {
        "id": number + 1,
        "start": round(chapter.start_s * 1000),
        "end": round(chapter.end_s * 1000),
        "time_base": Fraction(1, 1000),
        "metadata": {"title": chapter.title},
    }


def _cover(container: av.container.OutputContainer, picture: bytes) -> av.Packet[Any] | None:
    """The packet to write once the file has begun; a picture that cannot be read is left out."""
    import av
    from av.stream import Disposition

    if picture:
        with suppress(av.FFmpegError, IndexError, StopIteration), av.open(io.BytesIO(picture), "r") as source:
            stream = container.add_stream_from_template(source.streams.video[0])
            stream.disposition = Disposition.attached_pic
            packet = next(packet for packet in source.demux() if packet.size)
            packet.stream = stream
            return packet
    return None
