"""When has a person who holds no key finished? Time is counted in samples, so that it is the same at any speed.

A short pause is put before a model that hears whether the sentence was complete (Smart Turn). A complete one ends
the turn after `complete_s` of silence, one that hangs in the air after `incomplete_s`, and in between in between.
Speaking on in the meantime takes the question back.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

import numpy as np

from .audio.types import ENGINE_RATE_HZ, Samples
from .config.schema import TurnTakingConfig
from .errors import VoiceAssistantError

log = logging.getLogger(__name__)

Judge = Callable[[Samples], Awaitable[float]]
"""How likely the turn that these samples end with is over: 0 ... 1."""

ASK_S = 0.2
"""The pause after which the model is asked."""
SPEECH_S = 0.15
"""Less speech than this has not begun a turn."""
HEARS_S = 8.0
_SURE, _UNSURE = 0.9, 0.1
"""From one judgement to the other the wait goes from `complete_s` to `incomplete_s`."""


class TurnEnd:
    """Sets `ended` when the person has finished. `feed` it every frame; `stop` it when nobody listens any more."""

    def __init__(self, judge: Judge, ended: asyncio.Event, config: TurnTakingConfig, frame_samples: int) -> None:
        self._judge = judge
        self._ended = ended
        self._config = config
        self._frame_s = frame_samples / ENGINE_RATE_HZ
        self._past: deque[Samples] = deque(maxlen=round(HEARS_S / self._frame_s))
        self._speech_s = 0.0
        self._silence_s = 0.0
        self._complete: float | None = None  # the judgement on this pause
        self._judging: asyncio.Task[None] | None = None

    def feed(self, frame: Samples, is_speech: bool) -> None:
        self._past.append(frame)
        if is_speech:
            self._speech_s += self._frame_s
            self._silence_s = 0.0
            self.stop()
            return
        self._silence_s += self._frame_s
        if self._speech_s < SPEECH_S:
            if self._silence_s >= self._config.nothing_said_s:
                self._ended.set()
            return
        if self._silence_s >= ASK_S and self._judging is None:
            self._judging = asyncio.create_task(self._ask(np.concatenate(self._past)), name="end of turn")
        if self._silence_s >= self._wait_s():
            self._ended.set()

    def stop(self) -> None:
        """Take the question back."""
        judging, self._judging = self._judging, None
        self._complete = None
        if judging is not None:
            judging.cancel()

    def _wait_s(self) -> float:
        """Until there is a judgement, the longer wait: an early answer interrupts, a late one only delays."""
        if self._complete is None:
            return self._config.incomplete_s
        share = min(1.0, max(0.0, (self._complete - _UNSURE) / (_SURE - _UNSURE)))
        return self._config.incomplete_s + share * (self._config.complete_s - self._config.incomplete_s)

    async def _ask(self, samples: Samples) -> None:
        try:
            self._complete = await self._judge(samples)
        except VoiceAssistantError as error:  # silence alone has to do
            log.warning("end of turn: %s", error)
