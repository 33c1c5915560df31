"""The part of the Piper engine that runs in a child process: it holds the voices."""

from __future__ import annotations

import json
import logging
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..audio.types import Samples
from ..errors import Code, EngineError, Stage
from . import weights
from .piper_alignment import with_durations
from .word_times import ends_in_samples, groups_of, matched, spans

if TYPE_CHECKING:
    from piper import AudioChunk, PiperVoice

VOICES_IN_MEMORY = 2  # a persona's and the ordinary one; about 100 MB each

_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")

logging.getLogger("piper").setLevel(logging.ERROR)  # at lower levels it logs the text

_voices: OrderedDict[str, PiperVoice] = OrderedDict()


def load(path: str, name: str, threads: int = 0) -> None:
    """Have the voice in `path` in memory; `name` is what the person calls it. Raises `EngineError` NO_MODEL."""
    _voice(path, name, threads)


@dataclass(frozen=True, slots=True)
class How:
    speed: float = 1.0
    speaker: str = ""  # name or number, of a voice that has several
    threads: int = 0  # 0: one for each core


Span = tuple[float, float]
"""In seconds."""


def synthesize(path: str, name: str, text: str, how: How) -> Iterator[tuple[Samples, int, tuple[Span, ...]]]:
    """Samples, their rate in Hz, and where in them words begin and end (none, if that is not known); one sentence at a
    time."""
    from piper import SynthesisConfig

    voice = _voice(path, name, how.threads)
    scale = voice.config.length_scale / how.speed
    settings = SynthesisConfig(length_scale=scale, speaker_id=_speaker(voice, name, how.speaker))
    text = text.replace("[[", "[ [")  # to Piper "[[" begins raw phonemes, to us it is text like any other
    groups = [group for phonemes in voice.phonemize(text) if phonemes for group in groups_of(phonemes)]
    ends = None if _WITHOUT_SPACES.search(text) else matched(groups, text.split())
    first = 0  # group of this sentence
    for chunk in voice.synthesize(text, settings, include_alignments=True):
        count = len(groups_of(chunk.phonemes))
        here = [(group - first, part) for group, part in ends or () if first <= group < first + count]
        first += count
        yield chunk.audio_float_array, chunk.sample_rate, _words_s(chunk, here, count)


def _words_s(chunk: AudioChunk, ends: list[tuple[int, float]], groups: int) -> tuple[Span, ...]:
    if not chunk.phoneme_alignments:
        return ()
    places = ends_in_samples([(phoneme.phoneme, int(phoneme.num_samples)) for phoneme in chunk.phoneme_alignments])
    if len(places) != groups:
        return ()
    return tuple((begin / chunk.sample_rate, end / chunk.sample_rate) for begin, end in spans(places, ends))


def voices_in_memory() -> list[str]:
    """Paths; the one used last at the end."""
    return list(_voices)


def _speaker(voice: PiperVoice, name: str, speaker: str) -> int | None:
    """Its number. Raises `EngineError` NO_MODEL when the voice has no such speaker."""
    if not speaker:
        return None
    named = voice.config.speaker_id_map or {}
    if speaker in named:
        return named[speaker]
    if speaker.isdecimal() and int(speaker) < voice.config.num_speakers:
        return int(speaker)
    line = f'the voice "{name}" has no speaker "{speaker}": it has {voice.config.num_speakers}, counted from 0'
    raise EngineError(Stage.TEXT_TO_SPEECH, Code.NO_MODEL, line)


def _voice(path: str, name: str, threads: int) -> PiperVoice:
    if path in _voices:
        _voices.move_to_end(path)
        return _voices[path]
    try:
        voice = _load(Path(path), threads)
    except Exception as error:  # onnxruntime raises a class for every reason, the config a KeyError
        raise weights.broken(Stage.TEXT_TO_SPEECH, name, error) from None
    _voices[path] = voice
    while len(_voices) > VOICES_IN_MEMORY:
        _voices.popitem(last=False)
    return voice


def _load(path: Path, threads: int) -> PiperVoice:
    """What `PiperVoice.load` does, with threads that sleep while they wait: others need the cores as well.

    Its arena keeps what the longest text needed, some 20 MB for each second of it; without the arena, speaking takes a
    fifth longer. A plan of the memory for each length of text, which is never the same, costs a third more.
    """
    import onnxruntime
    from piper import PiperConfig, PiperVoice

    onnxruntime.disable_telemetry_events()
    config = PiperConfig.from_dict(json.loads(Path(f"{path}.json").read_text(encoding="utf-8")))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(
        with_durations(path.read_bytes()), options, providers=["CPUExecutionProvider"]
    )
    session._model_bytes = None  # 60 MB, kept to build the session again on another device
    return PiperVoice(session=session, config=config)
