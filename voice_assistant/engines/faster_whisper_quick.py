"""The cheap decode for live speech, in the same child process: a short encoder window, greedy, with a guard.

Whisper was trained on windows of 30 s and faster-whisper fills each clip up to that, so one word costs as much as
a paragraph. CTranslate2 takes shorter windows. They need real silence behind the speech (zeros in the features, which
faster-whisper uses, are not silence and make the model loop), and somebody who notices when it goes wrong all
the same: then the library's own decode of the full window has the last word. docs/hearing.md has the measurements.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from ..audio.types import ENGINE_RATE_HZ, Samples
from . import faster_whisper_child as child
from .base import Segment, Transcript

FRAMES_PER_S = 100
MIN_FRAMES = 1000
"""Shorter windows are cheaper still, and lose words."""
MAX_FRAMES = 3000
SILENCE_FRAMES = 400
"""At least so much silence follows the speech."""
BEAM = 5

TOKENS_PER_S = 9
"""Nobody speaks faster, in any language: more tokens are a loop."""
PROMPT_TOKENS = 160
WHOLE_TOKENS = 220
own_way = 0
"""How often the guard had the library decode again."""
MAX_COMPRESSION = 2.2
MIN_LOG_PROBABILITY = -0.3
"""Clear speech is above it; below it the short window costs words that the full one still has."""
NO_SPEECH = 0.6
AWAITED_LOG_PROBABILITY = -0.9
"""At the release a second decode of a second or more is worth it only where the first is plainly wrong; what was
decoded in a pause has been held to the stricter bound before."""


@dataclass(frozen=True, slots=True)
class Attempt:
    text: str
    tokens: tuple[int, ...]
    log_probability: float
    no_speech: float
    cut_off: bool  # the bound on the length ended it

    @property
    def nothing(self) -> bool:
        """Guessed, and thought to be no speech: Whisper's own rule."""
        return self.no_speech > NO_SPEECH and self.log_probability < -1.0

    def suspicious(self, least: float) -> bool:
        """Whether the library's own decode should have the last word; `least` is a mean log-probability."""
        return self.looped or self.log_probability < least

    @property
    def looped(self) -> bool:
        """A prompt may be what made it so."""
        return self.cut_off or compression(self.text) > MAX_COMPRESSION or repeats(self.tokens)


def transcribe(
    settings: child.Settings, samples: Samples, language: str | None, prompt: str | None, awaited: bool = False
) -> Transcript:
    """What up to 28 s of speech at `ENGINE_RATE_HZ` say; longer ones go the library's own way at once."""
    global own_way
    duration_s = len(samples) / ENGINE_RATE_HZ
    frames = int(duration_s * FRAMES_PER_S) + SILENCE_FRAMES
    model = child.loaded(settings)
    child.check_language(settings, model, language)
    if frames > MAX_FRAMES:
        return _whole(settings, samples, language, prompt)
    encoded = _encode(model, samples, max(frames, MIN_FRAMES))
    likelihood = 1.0
    if language is None:
        language, likelihood = _detect(model, encoded)
    attempt = _decode(model, encoded, language, prompt, duration_s)
    if attempt.nothing:
        return Transcript("", language, (), likelihood, attempt.log_probability, attempt.no_speech)
    if attempt.suspicious(AWAITED_LOG_PROBABILITY if awaited else MIN_LOG_PROBABILITY):
        own_way += 1
        whole = _whole(settings, samples, language, None if attempt.looped else prompt)
        return replace(whole, language_probability=likelihood)
    text = attempt.text.strip()
    segments = (Segment(text, 0.0, duration_s),) if text else ()
    return Transcript(text, language, segments, likelihood, attempt.log_probability, attempt.no_speech)


def _encode(model: Any, samples: Samples, frames: int) -> Any:
    padded = np.pad(samples, (0, frames * ENGINE_RATE_HZ // FRAMES_PER_S - len(samples)))
    return model.encode(model.feature_extractor(padded, padding=0)[:, :frames])


def _detect(model: Any, encoded: Any) -> tuple[str, float]:
    if not model.model.is_multilingual:
        return "en", 1.0
    token, likelihood = model.model.detect_language(encoded)[0][0]
    return token[2:-2], float(likelihood)


def _decode(model: Any, encoded: Any, language: str, prompt: str | None, duration_s: float) -> Attempt:
    from faster_whisper.transcribe import get_suppressed_tokens

    tokenizer = _tokenizer(model, language)
    before = tokenizer.encode(" " + prompt.strip())[-PROMPT_TOKENS:] if prompt else []
    tokens = model.get_prompt(tokenizer, before, without_timestamps=True)
    bound = _most_tokens(duration_s)
    result = model.model.generate(
        encoded,
        [tokens],
        beam_size=BEAM,
        max_length=min(len(tokens) + bound, model.max_length),
        return_scores=True,
        return_no_speech_prob=True,
        suppress_blank=True,
        suppress_tokens=list(get_suppressed_tokens(tokenizer, [-1])),
    )[0]
    written = result.sequences_ids[0]
    length = len(written)
    return Attempt(
        tokenizer.decode(written),
        tuple(written),
        float(result.scores[0]) * length / (length + 1),
        float(result.no_speech_prob),
        length >= bound,
    )


def _most_tokens(duration_s: float) -> int:
    return 12 + round(duration_s * TOKENS_PER_S)


@lru_cache(maxsize=4)
def _tokenizer(model: Any, language: str) -> Any:
    from faster_whisper.tokenizer import Tokenizer

    return Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language)


def _whole(settings: child.Settings, samples: Samples, language: str | None, prompt: str | None) -> Transcript:
    """The library's own decode, with what its segments on average tell about themselves."""
    found, info = child.loaded(settings).transcribe(
        samples,
        language=language,
        initial_prompt=prompt,
        max_new_tokens=min(_most_tokens(len(samples) / ENGINE_RATE_HZ), WHOLE_TOKENS),  # six loops take long
    )
    segments = list(found)
    if not segments:
        return Transcript("", info.language, (), float(info.language_probability))
    return Transcript(
        "".join(segment.text for segment in segments).strip(),
        info.language,
        tuple(Segment(segment.text.strip(), float(segment.start), float(segment.end)) for segment in segments),
        float(info.language_probability),
        float(np.mean([segment.avg_logprob for segment in segments])),
        float(np.mean([segment.no_speech_prob for segment in segments])),
    )


def compression(text: str) -> float:
    """How many times smaller zlib makes `text`: a loop compresses well."""
    import zlib

    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def repeats(tokens: tuple[int, ...]) -> bool:
    """Whether a sequence of tokens comes four times in a row, a longer one three times, half a sentence twice."""
    for size in range(1, len(tokens) // 2 + 1):
        times = 4 if size < 4 else 3 if size < 6 else 2
        for start in range(len(tokens) - size * times + 1):
            if tokens[start : start + size * times] == tokens[start : start + size] * times:
                return True
    return False
