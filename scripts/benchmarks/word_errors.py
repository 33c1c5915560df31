"""Word error rate of `voice-assistant transcribe`, against faster-whisper called by itself on the same files."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import jiwer
from whisper_normalizer.basic import BasicTextNormalizer
from whisper_normalizer.english import EnglishTextNormalizer

from voice_assistant.config.schema import Config
from voice_assistant.models import locate

from .programs import VOICE_ASSISTANT
from .report import Row, at_most, not_measured
from .samples import Sample

WITHOUT_SPACES = ("zh", "ja", "ko")
"""Scored by the character, where words are not divided by spaces (or, in Korean, divided by taste)."""


def word_errors(samples: Sequence[Sample]) -> list[Row]:
    """A row for each group and one for all: ours minus theirs, in points."""
    if not samples:
        return [not_measured("word error rate, all", "points", 0.3, "no sample has a true transcript")]
    ours, theirs = _ours(samples), _faster_whisper(samples)
    groups: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        groups[f"{sample.group} ({sample.language})"].append(sample)
    rows = [_row(name, group, ours, theirs, bar=None) for name, group in sorted(groups.items())]
    return [*rows, _row("all", samples, ours, theirs, bar=0.3)]


def _row(
    name: str, samples: Sequence[Sample], ours: Mapping[Path, str], theirs: Mapping[Path, str], bar: float | None
) -> Row:
    our_rate, their_rate = error_rate(samples, ours), error_rate(samples, theirs)
    rates = f"ours {our_rate:.2f} %, faster-whisper alone {their_rate:.2f} %"
    how = f"{len(samples)} recordings: {rates}; the value is the difference"
    return at_most(f"word error rate, {name}", our_rate - their_rate, "points", bar, how)


def error_rate(samples: Sequence[Sample], texts: Mapping[Path, str]) -> float:
    said = [_normal(sample.transcript, sample.language) for sample in samples]
    understood = [_normal(texts[sample.path], sample.language) for sample in samples]
    pairs = [pair for pair in zip(said, understood, strict=True) if pair[0]]
    return 100 * float(jiwer.wer([pair[0] for pair in pairs], [pair[1] for pair in pairs]))


def _normal(text: str, language: str) -> str:
    if language == "en":
        return str(EnglishTextNormalizer()(text))
    plain = str(BasicTextNormalizer()(text))
    return " ".join(plain.replace(" ", "")) if language in WITHOUT_SPACES else plain


def _ours(samples: Sequence[Sample]) -> dict[Path, str]:
    """By the command, as a person would; one call a language, because a language is a flag."""
    texts: dict[Path, str] = {}
    for language in sorted({sample.language for sample in samples}):
        files = [sample.path for sample in samples if sample.language == language]
        texts |= transcribed(files, language)
    return texts


def transcribed(files: Sequence[Path], language: str) -> dict[Path, str]:
    """By the command."""
    command = [*VOICE_ASSISTANT, "transcribe", "--json", "--language", language, *map(str, files)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    answer = json.loads(result.stdout)
    return {Path(entry["file"]): entry["text"] for entry in (answer if isinstance(answer, list) else [answer])}


def _faster_whisper(samples: Sequence[Sample]) -> dict[Path, str]:
    from faster_whisper import WhisperModel

    config = Config().speech_to_text
    model = WhisperModel(str(locate(config.model)), device="cpu", compute_type=config.compute_type)
    texts = {}
    for sample in samples:
        segments, _ = model.transcribe(str(sample.path), language=sample.language)
        texts[sample.path] = " ".join(segment.text.strip() for segment in segments)
    return texts
