"""What people say to find out how well the end of a turn is heard: with the true end of each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.simulation.sounds import level
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import SpeechToText, Word
from voice_assistant.engines.registry import create_voice_activity
from voice_assistant.engines.voice_activity import speech_spans

from ..samples import Sample

READ = ("libri_test_other", "vctk4", "misc_en", "moonshine-voice", "piper")
ORDERS, SPONTANEOUS = ("commands_picovoice",), ("mfa_spont",)
COUNTS = {READ: 24, ORDERS: 20, SPONTANEOUS: 12}
LONGEST_S, SHORTEST_S = 9.0, 1.5
PAUSES_S = (0.4, 0.6, 0.8, 1.0)
_QUIET_DB = 35.0
_AFTER_S = 0.05


@dataclass(frozen=True, slots=True)
class Turn:
    name: str
    samples: Samples
    end_s: float
    """Of the last sound of the last word: 35 dB under the peak, within what the detector calls speech."""
    spliced: bool  # a silence was put between two words


async def turn_set(clips: Sequence[Sample], recogniser: SpeechToText) -> list[Turn]:
    """Read speech, every second one with a spliced pause; orders and spontaneous speech as they were recorded."""
    turns = []
    for groups, count in COUNTS.items():
        fitting = [clip for clip in clips if clip.group.split("/")[0] in groups and clip.language == "en"]
        for number, clip in enumerate(_spread(fitting, 3 * count)):
            turn = await _turn(clip, recogniser, _pause_s(number) if groups is READ else None)
            if turn is not None and count > 0:
                turns.append(turn)
                count -= 1
    return turns


def _spread(clips: Sequence[Sample], count: int) -> Sequence[Sample]:
    return clips[:: max(1, len(clips) // count)]


def _pause_s(number: int) -> float | None:
    return PAUSES_S[number // 2 % len(PAUSES_S)] if number % 2 else None


async def _turn(clip: Sample, recogniser: SpeechToText, pause_s: float | None) -> Turn | None:
    samples = level(resample(await asyncio.to_thread(read_audio, clip.path), ENGINE_RATE_HZ).samples)
    found = _speech(samples)
    if found is None or not SHORTEST_S < found[1] - found[0] < LONGEST_S:
        return None
    begin_s, end_s = found
    if pause_s is not None:
        transcript = await recogniser.transcribe(Audio(samples, ENGINE_RATE_HZ), language="en", words=True)
        words = [word for segment in transcript.segments for word in segment.words]
        cut_s = _between_words(words, samples)
        if cut_s is None:
            return None
        cut = round(cut_s * ENGINE_RATE_HZ)
        samples = np.concatenate([samples[:cut], np.zeros(round(pause_s * ENGINE_RATE_HZ), np.float32), samples[cut:]])
        end_s += pause_s
    last = round((end_s + _AFTER_S) * ENGINE_RATE_HZ) if clip.group.split("/")[0] in READ else len(samples)
    first = round(max(0.0, begin_s - 0.2) * ENGINE_RATE_HZ)
    name = f"{clip.group}/{clip.path.stem}"
    return Turn(name, samples[first:last], end_s - first / ENGINE_RATE_HZ, pause_s is not None)


def _speech(samples: Samples) -> tuple[float, float] | None:
    """Where it begins and ends."""
    config = Config().voice_activity
    spans = speech_spans(Audio(samples, ENGINE_RATE_HZ), create_voice_activity(config), config.threshold)
    if not spans:
        return None
    begin_s, end_s = spans[0][0], spans[-1][1]
    size = ENGINE_RATE_HZ // 100
    power = np.square(samples[: len(samples) // size * size]).reshape(-1, size).mean(axis=1)
    loud = np.flatnonzero(power[: round(end_s * 100)] > power.max() * 10 ** (-_QUIET_DB / 10))
    return begin_s, (int(loud[-1]) + 1) / 100


def _between_words(words: Sequence[Word], samples: Samples) -> float | None:
    """The quietest boundary in the middle half."""
    inner = [
        (a.end_s + b.start_s) / 2 for a, b in zip(words[len(words) // 4 :], words[len(words) // 4 + 1 :], strict=False)
    ]
    inner = inner[: max(1, len(words) // 2)]
    half = ENGINE_RATE_HZ // 50

    def loudness(at_s: float) -> float:
        at = round(at_s * ENGINE_RATE_HZ)
        return float(np.square(samples[max(0, at - half) : at + half]).mean())

    return min(inner, key=loudness, default=None)
