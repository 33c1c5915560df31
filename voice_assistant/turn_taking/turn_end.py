"""When has a person who holds no key finished? Time is counted in samples, so that it is the same at any speed.

A short pause is put before a model that hears whether the sentence was complete (Smart Turn); as soon as the words are
known, it counts what they tell: nothing ends with "and". What is complete ends the turn after `complete_s` of silence,
what hangs in the air after `incomplete_s`, what is doubtful in between. While nobody can tell, we wait: an early answer
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

from ..audio.types import ENGINE_RATE_HZ, Samples
from ..config.schema import TurnTakingConfig
from ..errors import VoiceAssistantError
from ..text.completeness import AT_ONCE, GOES_ON, NO_STOP, PERHAPS, QUESTION, SENTENCE, UNKNOWN, completeness
from .patience import Patience

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
_MELODY = 0.22
"""The model is far too sure of itself: so much of its odds is true."""
_WORDS = {PERHAPS: -0.5, NO_STOP: -1.0, UNKNOWN: 0.0, SENTENCE: 0.3, QUESTION: 0.35}
"""What the words add to the odds. Fitted, as the weight above, on the ends and the pauses of recorded speech."""
_SURE, _UNSURE = 1.1, -1.5
"""Odds (their logarithm) from which the wait is `complete_s`, and down to which it grows to what a doubt is worth."""
_DOUBT = 0.7
"""... which is so much of `incomplete_s`: that is for what surely goes on, and for what nobody can tell."""


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
        said = UNKNOWN if self._said is None else self._said
        if said >= AT_ONCE:
            wait_s = self._config.complete_s
        elif said <= GOES_ON or (self._heard is None and said == UNKNOWN):
            wait_s = self._config.incomplete_s
        else:
            share = (odds(self._heard, said) - _UNSURE) / (_SURE - _UNSURE)
            longest_s = max(self._config.complete_s, _DOUBT * self._config.incomplete_s)
            wait_s = longest_s + min(1.0, max(0.0, share)) * (self._config.complete_s - longest_s)
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


def odds(heard: float | None, said: float) -> float:
    """The logarithm of the odds that the turn is over, by its melody (None: not judged) and by its words."""
    heard = 0.5 if heard is None else min(0.999, max(0.001, heard))
    return _MELODY * math.log(heard / (1.0 - heard)) + _WORDS[said]
