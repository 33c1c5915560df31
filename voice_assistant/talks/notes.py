"""While nobody waits for the language model, it sums up what is long past."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from ..engines.base import LanguageModel
from ..errors import VoiceAssistantError
from ..persona import Persona
from .summary import summarise
from .talks import Talks

log = logging.getLogger(__name__)


class Notes:
    """At most one summary is being written; a local model does one thing at a time, so `stop` when it is wanted."""

    def __init__(self, talks: Talks, language_model: LanguageModel) -> None:
        self._talks = talks
        self._language_model = language_model
        self._task: asyncio.Task[None] | None = None

    def begin(self, persona: Persona, budget_tokens: int) -> None:
        """Nobody speaks: sum up, if the conversation has become too long for `persona` to read in `budget_tokens`."""
        if persona.history and self._talks.present.too_long(persona, budget_tokens):
            self.stop()
            self._task = asyncio.create_task(self._sum_up(persona, budget_tokens), name="summary")

    def stop(self) -> None:
        """The model is needed, or the person speaks: at once. What was not finished is begun again another time."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    async def _sum_up(self, persona: Persona, budget_tokens: int) -> None:
        conversation = self._talks.present
        try:
            if await summarise(conversation, persona, budget_tokens, self._language_model):
                with suppress(VoiceAssistantError):  # the beginning is a new one: it is read now, not with the question
                    request = conversation.request(persona, "", budget_tokens=budget_tokens)
                    await self._language_model.prepare(request, model=persona.model)
        except Exception as error:  # an engine of others: the talk goes on without
            log.warning("no summary: %s", type(error).__name__)
