"""What a short encoder window costs and saves: word error rate and time, for window and beam. docs/hearing.md."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from voice_assistant.audio.files import read_audio
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples
from voice_assistant.config.schema import Config
from voice_assistant.engines import faster_whisper_child as child
from voice_assistant.engines import faster_whisper_quick as quick
from voice_assistant.models import locate

from .report import Row, at_most
from .samples import Sample, samples
from .word_errors import error_rate

LONGEST_S = 15.0
EACH = 8
"""Clips of each set, so that no set outweighs the others."""
WINDOWS = ((700, 1), (1000, 1), (1000, 2), (1000, 5), (1500, 1), (1500, 5), (3000, 1))


def windows(folder: Path | None) -> list[Row]:
    with tempfile.TemporaryDirectory() as workspace:
        clips = _some(asyncio.run(samples(folder, Path(workspace))))
        config = Config().speech_to_text
        settings = child.Settings(str(locate(config.model)), config.model, config.device, config.compute_type, 0)
        sounds = {clip.path: resample(read_audio(clip.path), ENGINE_RATE_HZ).samples for clip in clips}
        rows = _measure("faster-whisper's own", clips, sounds, lambda s, language: _library(settings, s, language))
        for frames, beam in WINDOWS:
            quick.MIN_FRAMES, quick.BEAM = frames, beam
            rows += _measure(
                f"{frames} frames, beam {beam}",
                clips,
                sounds,
                lambda s, language: quick.transcribe(settings, s, language, None).text,
            )
    return rows


def _library(settings: child.Settings, sound: Samples, language: str) -> str:
    segments, _ = child.loaded(settings).transcribe(sound, language=language)
    return "".join(segment.text for segment in segments)


def _some(all_clips: Sequence[Sample]) -> list[Sample]:
    groups: dict[str, list[Sample]] = defaultdict(list)
    for clip in all_clips:
        if read_audio(clip.path).duration_s <= LONGEST_S:
            groups[clip.group].append(clip)
    return [clip for group in groups.values() for clip in group[:: -(-len(group) // EACH)]]


def _measure(
    name: str, clips: Sequence[Sample], sounds: dict[Path, Samples], hear: Callable[[Samples, str], str]
) -> list[Row]:
    texts, times, own_way = {}, [], quick.own_way
    hear(sounds[clips[0].path], clips[0].language)  # warm
    for clip in clips:
        began = time.perf_counter()
        texts[clip.path] = hear(sounds[clip.path], clip.language)
        times.append(time.perf_counter() - began)
    groups = sorted({clip.group for clip in clips})
    rates = {group: error_rate([clip for clip in clips if clip.group == group], texts) for group in groups}
    each = ", ".join(f"{group} {rate:.1f}" for group, rate in rates.items())
    again = f"; {quick.own_way - own_way} of {len(clips)} went the library's own way"
    return [
        at_most(f"word error rate, {name}", error_rate(clips, texts), "%", None, each + again),
        at_most(f"time, {name}", statistics.median(times), "s", None, f"median of {len(clips)} clips"),
    ]
