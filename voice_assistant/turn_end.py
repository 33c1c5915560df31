"""When has a person who holds no key finished? Time is counted in samples, so that it is the same at any speed.

A short pause is put before a model that hears whether the sentence was complete (Smart Turn); as soon as the words are
known, it counts what they tell: nothing ends with "and". What is complete ends the turn after `complete_s` of silence,
what hangs in the air after `incomplete_s`, and in between in between. While nobody can tell, we wait: an early answer
interrupts, a late one only delays. Speaking on in the meantime takes the question back.

All waits are stretched by what is known of the speaker (patience.py).
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable

import numpy as np

from .audio.types import ENGINE_RATE_HZ, Samples
from .config.schema import TurnTakingConfig
from .errors import VoiceAssistantError
from .patience import Patience
from .text.completeness import AT_ONCE, GOES_ON, UNKNOWN, completeness

log = logging.getLogger(__name__)

Judge = Callable[[Samples], Awaitable[float]]
"""How likely the turn that these samples end with is over: 0 ... 1."""

ASK_S = 0.2
"""The pause after which the model is asked. Later it takes the silence itself for an end."""
SPEECH_S = 0.15
"""Less speech than this has not begun a turn."""
HEARS_S = 8.0
PAUSE_S = 0.25
"""A shorter silence is a part of speaking."""
_SURE, _UNSURE = 0.9, 0.1
"""From one judgement to the other the wait goes from `complete_s` to `incomplete_s`."""
_WORDS_COUNT = 4.0
"""How much the words move the odds, from surely unfinished to surely finished, as a power of e."""
_WORDS_ALONE = 0.6
"""The most that words which only read like a sentence are worth without the melody."""


class TurnEnd:
    """Sets `ended` when the person has finished. `feed` it every frame; `stop` it when nobody listens any more."""

    def __init__(
        self,
        judge: Judge,
        ended: asyncio.Event,
        config: TurnTakingConfig,
        frame_samples: int,
        *,
        patience: Patience | None = None,
        nothing_said_s: float | None = None,
        reading: Callable[[], bool] = lambda: False,
    ) -> None:
        """`nothing_said_s`, if given, replaces that of `config`.

        `reading` tells whether the words are about to be `understood`: they are waited for, which costs nothing,
        because there is no answer without them.
        """
        self._judge = judge
        self._ended = ended
        self._config = config
        self._patience = patience or Patience()
        self._nothing_said_s = config.nothing_said_s if nothing_said_s is None else nothing_said_s
        self._frame_s = frame_samples / ENGINE_RATE_HZ
        self._past: deque[Samples] = deque(maxlen=round(HEARS_S / self._frame_s))
        self._speech_s = 0.0
        self._silence_s = 0.0
        self._heard: float | None = None  # the judgement on this pause
        self._said: float | None = None  # what the words tell about it
        self._reading = reading
        self._judging: asyncio.Task[None] | None = None

    def feed(self, frame: Samples, is_speech: bool) -> None:
        self._past.append(frame)
        if is_speech:
            self._goes_on()
            return
        self._silence_s += self._frame_s
        if self._speech_s < SPEECH_S:
            if self._silence_s >= self._nothing_said_s:
                self._ended.set()
            return
        if self._silence_s >= ASK_S and self._judging is None:
            self._judging = asyncio.create_task(self._ask(np.concatenate(self._past)), name="end of turn")
        if self._silence_s >= self.wait_s and not self._ended.is_set() and not self._words_are_awaited():
            self._patience.ended_well()
            self._ended.set()

    def understood(self, text: str, language: str) -> None:
        """All that was said before this pause is `text`."""
        if self._silence_s:
            self._said = completeness(text, language)

    def stop(self) -> None:
        """Take the question back."""
        judging, self._judging = self._judging, None
        self._heard = self._said = None
        if judging is not None:
            judging.cancel()

    @property
    def wait_s(self) -> float:
        """The silence that ends the turn, as far as this pause is judged."""
        over = joined(self._heard, UNKNOWN if self._said is None else self._said)
        share = min(1.0, max(0.0, (over - _UNSURE) / (_SURE - _UNSURE)))
        wait_s = self._config.incomplete_s + share * (self._config.complete_s - self._config.incomplete_s)
        return wait_s * self._patience.factor

    def _words_are_awaited(self) -> bool:
        longest_s = self._config.incomplete_s * self._patience.factor
        return self._said is None and self._silence_s < longest_s and self._reading()

    def _goes_on(self) -> None:
        if self._silence_s >= PAUSE_S and self._speech_s >= SPEECH_S:
            self._patience.paused(self._silence_s, self.wait_s)
        self._speech_s += self._frame_s
        self._silence_s = 0.0
        self.stop()

    async def _ask(self, samples: Samples) -> None:
        try:
            self._heard = await self._judge(samples)
        except VoiceAssistantError as error:  # silence and words have to do
            log.warning("end of turn: %s", error)


def joined(heard: float | None, said: float) -> float:
    """How likely the turn is over, by its melody (None: not judged) and by its words: 0 ... 1."""
    if said >= AT_ONCE:
        return 1.0
    if said <= GOES_ON:
        return 0.0
    if heard is None:
        return min(_WORDS_ALONE, said) if said > UNKNOWN else 0.0
    heard = min(0.999, max(0.001, heard))
    odds = math.log(heard / (1.0 - heard)) + _WORDS_COUNT * (said - UNKNOWN)
    return 1.0 / (1.0 + math.exp(-odds))
