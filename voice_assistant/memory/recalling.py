"""What the memory has on a question, fetched when its answer begins to be written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from ..concurrency import closing
from ..conversation import Conversation
from ..persona import Persona
from .facts import NOTHING, Known
from .talking import MemoryTalk, Sure


class Recalling:
    """For one question. `known` is there once the first piece of the answer is asked for."""

    def __init__(self, talk: MemoryTalk, asked: str, persona: Persona, conversation: Conversation) -> None:
        self.known: Known = NOTHING
        self._talk = talk
        self._asked = asked
        self._persona = persona
        self._conversation = conversation

    async def before(
        self, text: Callable[[], AsyncIterator[str]], sure: Sure, found: Callable[[], object] = lambda: None
    ) -> AsyncIterator[str]:
        """What `text` writes, made when the facts are there; `found` is called first when there are any."""
        shown = self._conversation.shown if self._persona.history else frozenset[int]()
        self.known = await self._talk.memory.recall(self._asked, self._persona, shown)
        if self.known.facts:
            found()
        sure.then(lambda: self._talk.note(self.known))
        async with closing(text()) as pieces:
            async for piece in pieces:
                yield piece

    def learned(self, text: AsyncIterator[str], sure: Sure) -> AsyncIterator[str]:
        """`text`, and what is saved of what was said, when the config wants that."""
        return self._talk.learned(self._asked, self._persona, sure, text)
