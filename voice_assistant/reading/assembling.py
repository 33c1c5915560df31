"""Finished pieces into one file, with chapters and subtitles, every voice equally loud. Blocks the thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..audio.book_file import Chapter, Tags, written_book
from ..audio.loudness import Blocks, gain_db
from ..audio.types import Samples
from ..documents.base import OutlineEntry
from ..errors import AudioFileError
from .piece_store import DAMAGED, MadePiece, PieceStore
from .subtitles import Subtitles


class Stopped(Exception):
    """Nobody wants the file any more."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What must be known of all pieces before the first is written."""

    duration_s: float
    gains: Mapping[str, float]  # by voice
    starts_s: Sequence[tuple[int, float]]  # where each place begins


def survey(names: Sequence[str], store: PieceStore) -> Survey:
    loudness: dict[str, Blocks] = {}
    starts_s: list[tuple[int, float]] = []
    at_s = 0.0
    for name in names:
        piece = _piece(store, name)
        for voice, blocks in piece.loudness.items():
            loudness.setdefault(voice, Counter()).update(blocks)
        for sentence in piece.sentences:
            if not starts_s or starts_s[-1][0] != sentence.place:
                starts_s.append((sentence.place, at_s + sentence.start_s))
        at_s += piece.duration_s
    return Survey(at_s, {voice: 10 ** (gain_db(blocks) / 20) for voice, blocks in loudness.items()}, starts_s)


def assemble(
    names: Sequence[str],
    store: PieceStore,
    gains: Mapping[str, float],
    out: Path,
    tags: Tags,
    subtitles: bool,
    on_part: Callable[[float], None],
    stopped: Callable[[], bool],
) -> None:
    """Write `out`: whole, or not at all. Raises `AudioFileError`, and `Stopped` when it is told to."""
    with Subtitles(out if subtitles else None) as beside, written_book(out, tags) as file:
        at_s = 0.0
        for number, name in enumerate(names):
            if stopped():
                raise Stopped
            piece = _piece(store, name)
            file.write(_levelled(store.samples(name), piece, gains))
            beside.write(piece.sentences, at_s)
            at_s += piece.duration_s
            on_part((number + 1) / len(names))


def _levelled(samples: Samples, piece: MadePiece, gains: Mapping[str, float]) -> Samples:
    """Each voice as loud as the others."""
    gain = np.ones(len(samples), dtype=np.float32)
    start = 0
    for stretch in piece.stretches:
        gain[start : stretch.end] = gains[stretch.voice]
        start = stretch.end
    levelled: Samples = samples * gain
    return levelled


def _piece(store: PieceStore, name: str) -> MadePiece:
    piece = store.made(name)
    if piece is None:
        raise AudioFileError(DAMAGED)
    return piece


def chapters_of(
    outline: Sequence[OutlineEntry], starts_s: Sequence[tuple[int, float]], duration_s: float
) -> tuple[Chapter, ...]:
    """`starts_s` is where each place begins that is read. What is before the first chapter is one without a name."""
    found: list[tuple[str, float]] = []
    following = iter(starts_s)
    at = next(following, None)
    for entry in sorted(outline, key=lambda entry: entry.place):
        while at is not None and at[0] < entry.place:
            at = next(following, None)
        if at is None:
            break
        if at == starts_s[0] and entry.place < at[0]:
            found = [(entry.title, at[1])]  # the one that the reading begins in
        elif found and found[-1][1] == at[1]:
            found[-1] = (f"{found[-1][0]}: {entry.title}", at[1])  # a part and its first chapter
        else:
            found.append((entry.title, at[1]))
    if found and found[0][1] > 0:
        found.insert(0, ("…", 0.0))
    ends_s = [start_s for _, start_s in found[1:]] + [duration_s]
    return tuple(Chapter(title, start_s, end_s) for (title, start_s), end_s in zip(found, ends_s, strict=False))
