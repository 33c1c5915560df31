"""What the person says to every contender: short recordings of people, without the silence around them."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from itertools import chain, zip_longest
from pathlib import Path

from voice_assistant.audio.files import read_audio
from voice_assistant.audio.types import Audio

from ..samples import samples
from .onset import words_s

GROUPS = ("commands_picovoice", "libri_test_other", "vctk4")
"""Of a folder of samples: orders at a counter, read sentences of two kinds; one of each in turn."""
SECONDS = (1.5, 6.0)
AROUND_S = 0.1


def utterances(folder: Path | None, workspace: Path) -> list[Audio]:
    """The same for the same folder. Raises `ValueError` when there are fewer than two."""
    groups: dict[str, list[Audio]] = defaultdict(list)
    found = [one for one in asyncio.run(samples(folder, workspace)) if one.language == "en"]
    for sample in found:
        if folder is not None and sample.group not in GROUPS:
            continue
        audio = _words(read_audio(sample.path))
        if SECONDS[0] <= audio.duration_s <= SECONDS[1]:
            groups[sample.group].append(audio)
    chance = random.Random(4)
    for group in groups.values():
        chance.shuffle(group)
    spoken = [audio for audio in chain(*zip_longest(*(groups[name] for name in sorted(groups)))) if audio is not None]
    if len(spoken) < 2:
        raise ValueError("there are not two English recordings of one and a half to six seconds")
    return spoken


def _words(audio: Audio) -> Audio:
    begin_s, end_s = words_s(audio)
    begin = max(0, round((begin_s - AROUND_S) * audio.rate_hz))
    return Audio(audio.samples[begin : round((end_s + AROUND_S) * audio.rate_hz)], audio.rate_hz)
