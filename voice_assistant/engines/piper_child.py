"""The part of the Piper engine that runs in a child process: it holds the voices."""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import Code, EngineError, Stage
from . import weights
from .piper_voice import Piece, Voice
from .word_times import groups_of, matched

VOICES_IN_MEMORY = 2  # a persona's and the ordinary one; about 100 MB each

_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")

logging.getLogger("piper").setLevel(logging.ERROR)  # at lower levels it logs the text

_voices: OrderedDict[str, Voice] = OrderedDict()


def load(path: str, name: str, threads: int = 0) -> None:
    """Have the voice in `path` in memory; `name` is what the person calls it. Raises `EngineError` NO_MODEL."""
    _voice(path, name, threads)


@dataclass(frozen=True, slots=True)
class How:
    speed: float = 1.0
    speaker: str = ""  # name or number, of a voice that has several
    threads: int = 0  # 0: one for each core


def synthesize(path: str, name: str, text: str, how: How) -> Iterator[tuple[Piece, int]]:
    """Each with its rate in Hz."""
    voice = _voice(path, name, how.threads)
    config = voice.piper.config
    speaker = _speaker(voice, name, how.speaker)
    sentences = voice.sentences(text.replace("[[", "[ ["))  # with "[[" phonemes would begin; to us it is any text
    groups = [group for phonemes in sentences for group in groups_of(phonemes)]
    ends = None if _WITHOUT_SPACES.search(text) else matched(groups, text.split())
    first = 0  # group of this sentence
    for phonemes in sentences:
        count = len(groups_of(phonemes))
        here = [(group - first, part) for group, part in ends or () if first <= group < first + count]
        first += count
        for piece in voice.say(phonemes, here, speaker=speaker, scale=config.length_scale / how.speed):
            yield piece, config.sample_rate


def voices_in_memory() -> list[str]:
    """Paths; the one used last at the end."""
    return list(_voices)


def _speaker(voice: Voice, name: str, speaker: str) -> int | None:
    """Its number. Raises `EngineError` NO_MODEL when the voice has no such speaker."""
    if not speaker:
        return None
    named = voice.piper.config.speaker_id_map or {}
    if speaker in named:
        return named[speaker]
    if speaker.isdecimal() and int(speaker) < voice.piper.config.num_speakers:
        return int(speaker)
    line = f'the voice "{name}" has no speaker "{speaker}": it has {voice.piper.config.num_speakers}, counted from 0'
    raise EngineError(Stage.TEXT_TO_SPEECH, Code.NO_MODEL, line)


def _voice(path: str, name: str, threads: int) -> Voice:
    if path in _voices:
        _voices.move_to_end(path)
        return _voices[path]
    try:
        voice = Voice(Path(path), threads)
    except Exception as error:  # onnxruntime raises a class for every reason, the config a KeyError
        raise weights.broken(Stage.TEXT_TO_SPEECH, name, error) from None
    _voices[path] = voice
    while len(_voices) > VOICES_IN_MEMORY:
        _voices.popitem(last=False)
    return voice
