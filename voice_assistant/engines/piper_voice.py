"""A Piper voice that begins to sound before its sentence is made.

Its network, VITS, first thinks the whole sentence through, melody and durations, which is a quarter of the work. Then a
vocoder, HiFi-GAN, makes the sound of it, and a moment of that depends on few frames before and behind. So the sound is
made in pieces that end where words do, and joined they are what would have been made at once.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..audio.types import Samples
from .onnx_parts import split
from .word_times import ends_in_samples, groups_of, spans

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from piper import PiperVoice

FIRST_S = 0.4
"""The first piece is this long, or to the end of the word."""
SHORT_S = 1.2
"""A sentence that takes no longer is made at once."""
LAST_S = 0.3
"""Less than this is not left for a piece of its own."""
MARGIN_FRAMES = 14
"""So much on each side of a piece has a say in it: 10 in voices of medium quality, a few more in large ones."""
_SPARE = 0.5
"""Share of the time in which there is still something to be heard, that the next piece may take to be made."""
_FIRST_PACE = 0.25
_RISE, _FALL = 0.7, 0.2
"""How much of a new measurement of the pace is believed: being too late is worse than being too early."""
_LOUDEST = 0.8
"""Level of the peaks of ordinary sentences; what is above is pressed together."""
_TRIAL = "1, 2, 3, 4."
"""Said on loading, to know how loud the voice is. In figures, because they are words in every language."""

Span = tuple[float, float]
"""Begin and end, in seconds."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence's sound."""

    samples: Samples
    words: tuple[Span, ...]  # where in it words begin and end; none where the voice does not tell
    goes_on: bool  # there is more of the sentence


class Voice:
    """One that is in memory. Raises whatever the network or its config raise."""

    def __init__(self, path: Path, threads: int = 0) -> None:
        """`threads` 0: one for each core."""
        from piper import PiperConfig, PiperVoice

        config = PiperConfig.from_dict(json.loads(Path(f"{path}.json").read_text(encoding="utf-8")))
        parts = split(path.read_bytes(), "/dec/", kinds=("Ceil",))  # what rounds the durations
        self._passed = () if parts is None else parts.passed
        self._second = None if parts is None else _session(parts.second, threads)
        first = _session(path.read_bytes() if parts is None else parts.first, threads)
        self.piper: PiperVoice = PiperVoice(session=first, config=config)
        self._pace = _FIRST_PACE  # seconds of work for a second of sound, margins included
        self._gains: dict[int | None, float] = {}
        self._gain(None)

    def sentences(self, text: str) -> list[list[str]]:
        """The phonemes of each sentence in `text`."""
        return [phonemes for phonemes in self.piper.phonemize(text) if phonemes]

    def say(
        self, phonemes: list[str], words: Sequence[tuple[int, float]], *, speaker: int | None, scale: float
    ) -> Iterator[Piece]:
        """One sentence, in pieces.

        `words` is, for each word, the group of phonemes that it ends in, and at which part of it; `scale` the length of
        everything.
        """
        gain = self._gain(speaker)
        for piece in self._pieces(phonemes, words, speaker, scale):
            yield replace(piece, samples=_pressed(piece.samples * gain))

    def _pieces(
        self, phonemes: list[str], words: Sequence[tuple[int, float]], speaker: int | None, scale: float
    ) -> Iterator[Piece]:
        """As loud as the network makes it."""
        ids = self.piper.phonemes_to_ids(phonemes)
        passed = self.piper.session.run(None, self._inputs(ids, speaker, scale))
        if self._second is None:
            yield Piece(passed[0].reshape(-1), (), goes_on=False)
            return
        hop, rate_hz = self.piper.config.hop_length, self.piper.config.sample_rate
        *passed, durations = passed
        frames = passed[0].shape[2]
        spoken = self._spans(phonemes, ids, durations.reshape(-1) * hop, words)
        done, worked_s = 0, 0.0
        while done < frames:
            began_s = time.perf_counter()
            ahead_s = done * hop / rate_hz - worked_s  # more, if we were not asked at once: whoever waits has enough
            end = self._next_end([round(span[1] / hop) for span in spoken], done, frames, ahead_s)
            samples = self._sound(passed, done, end)
            here = [span for span in spoken if done < round(span[1] / hop) <= end]
            words_s = [(max(0.0, first - done * hop) / rate_hz, (last - done * hop) / rate_hz) for first, last in here]
            if done:  # what is heard meanwhile
                worked_s += time.perf_counter() - began_s
            done = end
            yield Piece(samples, tuple(words_s), goes_on=done < frames)

    def _inputs(self, ids: Sequence[int], speaker: int | None, scale: float) -> dict[str, Any]:
        config = self.piper.config
        inputs = {
            "input": np.array([ids], dtype=np.int64),
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": np.array([config.noise_scale, scale, config.noise_w_scale], dtype=np.float32),
        }
        if config.num_speakers > 1:
            inputs["sid"] = np.array([config.default_speaker_id if speaker is None else speaker], dtype=np.int64)
        return inputs

    def _spans(
        self, phonemes: list[str], ids: Sequence[int], samples: Samples, words: Sequence[tuple[int, float]]
    ) -> list[tuple[float, float]]:
        """Where each word begins and ends, in samples; nothing when that cannot be told."""
        alignment = _aligned(self.piper.config.phoneme_id_map, phonemes, ids, samples)
        places = ends_in_samples(alignment) if alignment else []
        return spans(places, words) if len(places) == len(groups_of(phonemes)) else []

    def _next_end(self, word_ends: Sequence[int], done: int, frames: int, ahead_s: float) -> int:
        """Frame at which the piece ends that begins at `done`, when there is sound for `ahead_s`."""
        frame_s = self.piper.config.hop_length / self.piper.config.sample_rate
        if frames * frame_s <= SHORT_S or self._pace >= 1.0:
            return frames
        most_s = _SPARE * ahead_s / self._pace - 2 * MARGIN_FRAMES * frame_s
        ends = [end for end in word_ends if (end - done) * frame_s >= (LAST_S if done else FIRST_S)]
        soon = [end for end in ends if (end - done) * frame_s <= most_s] if done else []
        end = soon[-1] if soon else ends[0] if ends else frames
        rest_s = (frames - done) * frame_s
        return frames if rest_s <= max(most_s, LAST_S) or (frames - end) * frame_s <= LAST_S else end

    def _sound(self, passed: Sequence[Any], begin: int, end: int) -> Samples:
        """That of the frames from `begin` to `end`."""
        assert self._second is not None
        began_s = time.perf_counter()
        before = min(MARGIN_FRAMES, begin)
        frames = slice(begin - before, end + MARGIN_FRAMES)
        inputs = {
            name: value[:, :, frames] if value.shape[2] > 1 else value
            for name, value in zip(self._passed, passed, strict=True)
        }  # one of a single frame is the speaker
        samples: Samples = self._second.run(None, inputs)[0].reshape(-1)
        hop = self.piper.config.hop_length
        pace = (time.perf_counter() - began_s) * self.piper.config.sample_rate / len(samples)
        self._pace += (_RISE if pace > self._pace else _FALL) * (pace - self._pace)
        return samples[before * hop : (before + end - begin) * hop]

    def _gain(self, speaker: int | None) -> float:
        """What makes `speaker` as loud as any other."""
        if speaker not in self._gains:
            scale = self.piper.config.length_scale
            said = [piece for one in self.sentences(_TRIAL) for piece in self._pieces(one, (), speaker, scale)]
            peak = max((float(np.abs(piece.samples).max(initial=0.0)) for piece in said), default=0.0)
            self._gains[speaker] = _LOUDEST / peak if peak > 1e-4 else 1.0
        return self._gains[speaker]


def _session(model: bytes, threads: int) -> InferenceSession:
    """With threads that sleep while they wait: others need the cores as well.

    Its arena keeps what the longest text needed, some 20 MB for each second of it; without the arena, speaking takes a
    fifth longer. A plan of the memory for each length of text, which is never the same, costs a third more.
    """
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    session._model_bytes = None  # 60 MB, kept to build the session again on another device
    return session


def _aligned(
    known: Mapping[str, Sequence[int]], phonemes: Sequence[str], ids: Sequence[int], samples: Samples
) -> list[tuple[str, int]]:
    """Each phoneme with its length in samples and the silence behind it; nothing when `ids` are made otherwise."""
    pad = known.get("_", [])
    found, at = [], 0
    for phoneme in chain("^", phonemes, "$"):
        here = [*known.get(phoneme, []), *(pad if phoneme in known and phoneme != "$" else [])]
        if list(ids[at : at + len(here)]) != here:
            return []
        found.append((phoneme, int(samples[at : at + len(here)].sum())))
        at += len(here)
    return found if at == len(ids) == len(samples) else []


def _pressed(samples: Samples) -> Samples:
    """Within +-1: what is louder than `_LOUDEST` comes gently nearer to it."""
    loud = np.abs(samples)
    room = 1.0 - _LOUDEST
    soft = np.sign(samples) * (_LOUDEST + room * np.tanh((loud - _LOUDEST) / room))
    return np.where(loud > _LOUDEST, soft, samples).astype(np.float32)
