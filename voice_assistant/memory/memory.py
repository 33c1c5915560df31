"""The memory as an assistant has it: finds what a question needs, takes in what it is told, off the event loop.

What is not wanted is not done: switched off, it neither writes nor reads, and a persona may keep facts of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from ..concurrency import Worker
from ..config.mind import MemoryConfig
from ..engines.base import Embedder
from ..engines.minilm import Vectors
from ..errors import VoiceAssistantError
from ..persona import Persona
from .facts import NOTHING, SHARED, Fact, Known, Source
from .recall import MOST, relevant, similar
from .search import Search
from .store import FactStore
from .wording import subject

log = logging.getLogger(__name__)

T = TypeVar("T")

FILE = "memory.sqlite"
_EMBED_AT_ONCE = 4
"""Few, so that a question need not wait long behind them."""
_EMBED_WITHIN_S = 1.0
"""An answer waits no longer for a server: then the words alone must do."""
_ONE_VALUE = frozenset(
    "name birthday address age job number favourite favorite size height weight email colour color boss doctor".split()
)
"""What there is one of: what is said of it anew takes the place of what was."""


class Memory:
    """`file` need not exist; it is made with the first fact."""

    def __init__(
        self, config: MemoryConfig, file: Path, make_embedder: Callable[[MemoryConfig], Embedder | None]
    ) -> None:
        self.config = config
        self._store = FactStore(file)
        self._search = Search(self._store)
        self._worker = Worker("memory")
        self._make_embedder = make_embedder
        self._embedder: Embedder | None = None
        self._embedder_made = False
        self._catching_up: asyncio.Task[None] | None = None

    def on(self, persona: Persona) -> bool:
        """Whether `persona` has one."""
        return self.config.enabled and persona.memory != "off"

    @staticmethod
    def scope(persona: Persona) -> str:
        return persona.name if persona.memory == "own" else SHARED

    async def close(self) -> None:
        if self._catching_up is not None:
            self._catching_up.cancel()
        if self._embedder is not None:
            await self._embedder.close()
        await self._worker.call(self._store.close)
        self._worker.close()

    # reading

    async def prepare(self) -> None:
        """A question is coming: what it takes to search is loaded. Never fails."""
        if self.config.enabled and self._store.exists and self.config.base_url is None:
            await self._vector("prepare")

    async def recall(self, question: str, persona: Persona, shown: frozenset[int] = frozenset()) -> Known:
        """What `question` needs, without the facts `shown` already. Never fails: then there is nothing."""
        if not (self.on(persona) and self._store.exists):
            return NOTHING
        try:
            vector = await self._vector(question)
            return await self._worker.call(self._relevant, question, self.scope(persona), vector, shown)
        except VoiceAssistantError as error:
            log.warning("nothing is remembered: %s", type(error).__name__)
            return NOTHING

    async def about(self, text: str, persona: Persona) -> list[Fact]:
        """The facts that `text` may mean, the best first; all of them for "" (the newest first)."""
        if not self._store.exists:
            return []
        scope = self.scope(persona)
        if not text:
            return (await self._worker.call(self._store.all, scope))[::-1]
        vector = await self._vector(text)
        found = await self._worker.call(self._find, text, scope, vector)
        return found

    # writing

    async def remember(self, text: str, persona: Persona, source: Source) -> tuple[Fact, Fact | None]:
        """The fact, and the one that it takes the place of, if it does. Raises `VoiceAssistantError`."""
        fact = await self._worker.call(self._remember, text, self.scope(persona), source)
        self._catch_up()
        return fact

    async def correct(self, old: Fact, text: str) -> Fact:
        """`old` as it is now, in its scope. Raises `VoiceAssistantError`."""
        fact = await self._worker.call(self._edit, old, text)
        self._catch_up()
        return fact

    async def forget(self, facts: Iterable[Fact]) -> int:
        return await self._worker.call(self._store.forget, [fact.id for fact in facts])

    # on the worker

    def _relevant(self, question: str, scope: str, vector: Vectors | None, shown: frozenset[int]) -> Known:
        found = self._search.find(question, 2 * MOST, scope=scope, vector=vector, model=self._model, leave_out=shown)
        return relevant(found, self.config.context_tokens)

    def _find(self, text: str, scope: str, vector: Vectors | None) -> list[Fact]:
        return similar(self._search, text, scope, vector=vector, model=self._model)

    def _remember(self, text: str, scope: str, source: Source) -> tuple[Fact, Fact | None]:
        about = subject(text)
        if about and _ONE_VALUE & {about.split()[-1], *about.split()[-2:-1]}:
            same = [fact for fact in self._store.all(scope) if subject(fact.text) == about]
            if len(same) == 1:
                return self._edit(same[0], text), same[0]
        return self._store.add(text, source, scope), None

    def _edit(self, old: Fact, text: str) -> Fact:
        try:
            return self._store.edit(old.id, text)
        except KeyError:  # erased meanwhile
            return self._store.add(text, Source.SPOKEN, old.scope)

    # meaning

    @property
    def _model(self) -> str:
        return self._embedder.name if self._embedder is not None else ""

    async def _vector(self, text: str) -> Vectors | None:
        """The place of `text` among meanings; None where nothing tells it, or not in time."""
        if not self._embedder_made:
            self._embedder_made = True
            self._embedder = await asyncio.to_thread(self._make_embedder, self.config)
            self._catch_up()
        if self._embedder is None:
            return None
        try:
            async with asyncio.timeout(_EMBED_WITHIN_S):
                vector: Vectors = (await self._embedder.embed([text]))[0]
                return vector
        except (TimeoutError, VoiceAssistantError) as error:
            log.debug("by words alone: %s", type(error).__name__)
            return None

    def _catch_up(self) -> None:
        """Facts that have no place among meanings get one, in the background."""
        if self._embedder is not None and (self._catching_up is None or self._catching_up.done()):
            self._catching_up = asyncio.create_task(self._place_all(self._embedder), name="embed facts")

    async def _place_all(self, embedder: Embedder) -> None:
        try:
            while missing := await self._worker.call(self._store.without_vector, embedder.name, _EMBED_AT_ONCE):
                vectors = await embedder.embed([fact.text for fact in missing])
                await self._worker.call(self._store.set_vectors, embedder.name, [fact.id for fact in missing], vectors)
        except VoiceAssistantError as error:
            log.debug("facts are found by their words: %s", type(error).__name__)
