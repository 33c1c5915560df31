"""Bars of dictation's hearing: how long after the release the text is there, how right it is, and when there is none.

Long speech is made of clips joined with pauses. The latency rows play its last seconds in real time, as a person
would speak them; what comes before is played faster, but no faster than it is decoded.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from voice_assistant.audio.files import read_audio
from voice_assistant.audio.resample import resample
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import SpeechToText, Transcript
from voice_assistant.engines.registry import create_speech_to_text, create_voice_activity
from voice_assistant.hearing import Hearing
from voice_assistant.listening import SpeechMeter

from .idle import unloaded
from .landing import landing
from .never_lost import never_lost
from .not_speech import not_speech
from .report import Row, at_most, not_measured
from .samples import Sample, samples
from .word_errors import error_rate

BLOCK_S = 0.032
PACED_S = 16.0
"""So much of the end is played in real time: more than what is open at the release."""
RELEASED_AFTER_S = 0.15
"""From the end of the last word until the key is up."""
PAUSES_S = (0.35, 0.7, 0.5, 1.0)
RUNS = {3: 8, 10: 8, 30: 4, 60: 3, 120: 4}
FASTER = {10: 3.0, 60: 8.0}
EACH = 10
"""Clips of each set for the word error rate, so that this takes minutes."""


@dataclass(frozen=True, slots=True)
class Speech:
    audio: Audio
    transcript: str


def dictation(folder: Path | None) -> list[Row]:
    with tempfile.TemporaryDirectory() as workspace:
        hearing = asyncio.run(_dictation(folder, Path(workspace)))
    return [*hearing, *landing(), *never_lost(), *unloaded()]


async def _dictation(folder: Path | None, workspace: Path) -> list[Row]:
    clips = await samples(folder, workspace)
    recogniser = create_speech_to_text(Config().speech_to_text)
    try:
        await recogniser.start()
        rows = await _nothing_said(recogniser, folder)
        rows += await _latency(recogniser, clips)
        return rows + await _word_errors(recogniser, clips)
    finally:
        await recogniser.close()


async def hear(recogniser: SpeechToText, audio: Audio, language: str | None, *, paced_s: float = 0.0) -> float | str:
    """The text; with `paced_s` the seconds from release to text, the end of `audio` being played in real time."""
    transcript, waited_s = await _hear(recogniser, audio, language, paced_s)
    return waited_s if paced_s else transcript.text


async def _hear(
    recogniser: SpeechToText, audio: Audio, language: str | None, paced_s: float
) -> tuple[Transcript, float]:
    config = Config()
    meter = SpeechMeter(create_voice_activity(config.voice_activity), config.voice_activity.threshold)
    tail_s = config.microphone.tail_s if paced_s else 0.0
    async with Hearing(recogniser, meter, Bus(), language, config.voice_activity.min_speech_s) as hearing:
        size = round(BLOCK_S * ENGINE_RATE_HZ)
        paced_from = max(0, len(audio.samples) - round(paced_s * ENGINE_RATE_HZ))
        began = None
        for start in range(0, len(audio.samples), size):
            if paced_s and start >= paced_from:
                began = began or time.perf_counter() - start / ENGINE_RATE_HZ
                await asyncio.sleep(max(0.0, began + (start + size) / ENGINE_RATE_HZ - time.perf_counter()))
            elif hearing.decoding is not None:
                await asyncio.wait([hearing.decoding])
            hearing.feed(Audio(audio.samples[start : start + size], ENGINE_RATE_HZ))
        released = time.perf_counter() - tail_s
        transcript = await hearing.finish()
        return transcript, time.perf_counter() - released


# release -> text


async def _latency(recogniser: SpeechToText, clips: Sequence[Sample]) -> list[Row]:
    english = [clip for clip in clips if clip.language == "en" and "wake" not in clip.group and clip.group != "fsdd"]
    rows, medians = [], {}
    for seconds, runs in RUNS.items():
        spoken = _spoken(english, seconds, runs)
        ours = [float(await hear(recogniser, speech.audio, "en", paced_s=PACED_S)) for speech in spoken]
        medians[seconds] = statistics.median(ours)
        p95 = float(np.percentile(ours, 95))
        how = f"{runs} times; p95 {p95:.2f} s; microphone.tail_s is part of it"
        rows.append(at_most(f"release -> text, {seconds} s of speech, p50", medians[seconds], "s", 0.5, how))
        if seconds in FASTER:
            rows.append(await _against_library(recogniser, spoken, ours, FASTER[seconds], seconds))
    ratio = medians[120] / medians[3]
    return [*rows, at_most("release -> text, 120 s against 3 s", ratio, "times", 1.5, "ratio of the medians")]


async def _against_library(
    recogniser: SpeechToText, spoken: Sequence[Speech], ours: Sequence[float], bar: float, seconds: int
) -> Row:
    theirs = []
    for speech in spoken:
        began = time.perf_counter()
        await recogniser.transcribe(speech.audio, language="en")
        theirs.append(time.perf_counter() - began)
    tail_s = Config().microphone.tail_s  # they would need it, too
    ratio = statistics.median((their_s + tail_s) / our_s for their_s, our_s in zip(theirs, ours, strict=True))
    how = f"faster-whisper's transcribe of the whole at release: median {statistics.median(theirs):.2f} s"
    return replace(at_most(f"times faster, {seconds} s of speech", ratio, "times", bar, how), ok=ratio >= bar)


def _spoken(clips: Sequence[Sample], seconds: int, runs: int) -> list[Speech]:
    """`runs` different stretches of `seconds`; the key goes up in the middle of a word as often as at an end."""
    endless = itertools.cycle(clips[:: max(1, len(clips) // 60)])
    return [_one(endless, seconds) for _ in range(runs)]


def _one(endless: Iterator[Sample], seconds: float) -> Speech:
    parts: list[Audio] = []
    texts = []
    pauses = itertools.cycle(PAUSES_S)
    while (left_s := seconds - sum(part.duration_s for part in parts)) > 0.5:
        clip = next(endless)
        sound = resample(read_audio(clip.path), ENGINE_RATE_HZ).samples
        parts += [Audio(sound[: round(left_s * ENGINE_RATE_HZ)], ENGINE_RATE_HZ)]
        parts += [_room(next(pauses))]
        texts.append(clip.transcript)
    tail_s = RELEASED_AFTER_S + Config().microphone.tail_s
    return Speech(Audio.join([*parts[:-1], _room(tail_s)], ENGINE_RATE_HZ), " ".join(texts))


def _room(seconds: float) -> Audio:
    """A quiet room."""
    random = np.random.default_rng(1)
    samples = 3e-4 * random.standard_normal(round(seconds * ENGINE_RATE_HZ))
    return Audio(samples.astype(np.float32), ENGINE_RATE_HZ)


# right words


async def _word_errors(recogniser: SpeechToText, clips: Sequence[Sample]) -> list[Row]:
    groups: dict[str, list[Sample]] = defaultdict(list)
    for clip in clips:
        groups[clip.group].append(clip)
    rows = []
    for name, group in sorted(groups.items()):
        some = group[:: -(-len(group) // EACH)]
        rows.append(await _compared(recogniser, f"word errors, {name}", some))
    english = [clip for clip in clips if clip.group == "libri_test_other"] or clips
    return [*rows, await _joined(recogniser, english)]


async def _compared(recogniser: SpeechToText, name: str, group: Sequence[Sample]) -> Row:
    ours, whole = {}, {}
    for clip in group:
        audio = resample(read_audio(clip.path), ENGINE_RATE_HZ)
        ours[clip.path] = str(await hear(recogniser, audio, clip.language))
        whole[clip.path] = (await recogniser.transcribe(audio, language=clip.language)).text
    our_rate, whole_rate = error_rate(group, ours), error_rate(group, whole)
    how = f"{len(group)} clips: {our_rate:.2f} % against {whole_rate:.2f} % of one decode of the whole"
    return at_most(name, our_rate - whole_rate, "points", 0.5, how)


async def _joined(recogniser: SpeechToText, clips: Sequence[Sample]) -> Row:
    """Clips end to end, ten in one: cuts in the middle must not cost words."""
    name = "word errors, ten clips in one"
    if len(clips) < 10:
        return not_measured(name, "points", 0.5, "too few clips")
    ours, whole, joined = {}, {}, []
    for number in range(0, len(clips) - 9, 10):
        ten = clips[number : number + 10]
        sounds = [resample(read_audio(clip.path), ENGINE_RATE_HZ) for clip in ten]
        pauses = itertools.cycle(PAUSES_S)
        audio = Audio.join([part for sound in sounds for part in (sound, _room(next(pauses)))], ENGINE_RATE_HZ)
        one = Sample(Path(f"joined-{number}"), "en", " ".join(clip.transcript for clip in ten), "joined")
        joined.append(one)
        ours[one.path] = str(await hear(recogniser, audio, "en"))
        whole[one.path] = (await recogniser.transcribe(audio, language="en")).text
    our_rate, whole_rate = error_rate(joined, ours), error_rate(joined, whole)
    how = f"{len(joined)} of them: {our_rate:.2f} % against {whole_rate:.2f} % of faster-whisper over the whole"
    return at_most(name, our_rate - whole_rate, "points", 0.5, how)


# nothing said


async def _nothing_said(recogniser: SpeechToText, folder: Path | None) -> list[Row]:
    sounds = not_speech(folder)
    texts = [(name, str(await hear(recogniser, resample(sound, ENGINE_RATE_HZ), None))) for name, sound in sounds]
    wrote = ", ".join(f"{name}: {text[:40]!r}" for name, text in texts if text)
    characters = sum(len(text) for _, text in texts)
    how = f"{len(sounds)} clips of silence, noise, music, breath, typing, own cues" + (f"; {wrote}" if wrote else "")
    return [at_most("characters out of nothing said", characters, "", 0, how)]
