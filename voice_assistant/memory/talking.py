"""What the assistant answers when its memory is spoken to: saved, corrected, forgotten, told, searched, offered.

An answer may be a guess at what is being said: nothing is written before it is sure.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from ..concurrency import closing
from ..persona import Persona
from ..talks.files import Talk
from ..talks.searching import Mention, mentions, on_day
from ..text.memory_commands import MemoryCommand, Wanted, correction, memory_command, takes_back
from .facts import Fact, Known, Source
from .memory import Memory
from .wording import corrected, is_english, to_you, told

OFF = "My memory is switched off, so I won't keep that."
NOT_KNOWN = "I don't have anything like that in my memory."
_TELL_MOST = 5
_QUOTE = 140


class Sure(Protocol):
    """See `Commitment`."""

    async def wait(self) -> None: ...

    def then(self, action: Callable[[], object]) -> None: ...


@dataclass(frozen=True, slots=True)
class _Offer:
    """What is done if the person says yes."""

    then: Callable[[], object]
    texts: tuple[str, ...] = ()
    forget_all: bool = False


@dataclass(slots=True)
class MemoryTalk:
    """Holds what was last spoken about, so that "no, it is Clara" has something to be about."""

    memory: Memory
    past_talks: Callable[[], list[Talk]] = list
    yes_or_no: Callable[[str, str], bool | None] = lambda said, language: None
    _last: tuple[Fact, ...] = ()
    _saved: Fact | None = None  # by what was said just now
    _offer: _Offer | None = field(default=None)

    @property
    def asks(self) -> bool:
        """A yes or no is waited for."""
        return self._offer is not None

    def note(self, known: Known) -> None:
        """These facts were just made use of: what is said next may correct one."""
        self._last, self._saved = known.facts, None

    def answer(self, said: str, language: str, persona: Persona, sure: Sure) -> AsyncIterator[str] | None:
        """The answer to `said`, when it is for the memory; None for anything else."""
        if self._offer is not None:
            allowed = self.yes_or_no(said, language)
            if allowed is not None:
                return self._decided(self._offer, allowed, persona, sure)
        if self._saved is not None and takes_back(said):
            return self._taken_back(self._saved, sure)
        if self._last and (instead := correction(said)) is not None:
            for old in self._last:
                if (new := corrected(old.text, instead)) is not None:
                    return self._corrected(old, new, sure)
        command = memory_command(said, language)
        return None if command is None else self._obeyed(command, persona, sure)

    def learned(self, said: str, persona: Persona, sure: Sure, answer: AsyncIterator[str]) -> AsyncIterator[str]:
        """`answer`, and after it what of `said` is saved or offered to be, as the config has it."""
        facts = told(said) if self.memory.config.learn != "off" and self.memory.on(persona) else []
        return self._with_learned(answer, facts, persona, sure) if facts else answer

    # one each

    async def _obeyed(self, command: MemoryCommand, persona: Persona, sure: Sure) -> AsyncIterator[str]:
        await sure.wait()
        self._offer = None
        match command.wanted:
            case Wanted.TALKED:
                yield await asyncio.to_thread(self._talked, command.about)
            case _ if not self.memory.on(persona):
                yield OFF
            case Wanted.REMEMBER:
                yield await self._remembered(command.about, persona)
            case Wanted.LIST:
                yield await self._listed(command.about, persona)
            case Wanted.FORGET:
                yield await self._forgotten(command.about, persona)
            case Wanted.FORGET_ALL:
                count = len(await self.memory.about("", persona))
                self._offer = _Offer(lambda: None, forget_all=True) if count else None
                things = "the one thing" if count == 1 else f"all {count} things"
                yield f"Shall I forget {things} I know about you, for good?" if count else NOT_KNOWN

    async def _remembered(self, text: str, persona: Persona, source: Source = Source.SPOKEN) -> str:
        fact, before = await self.memory.remember(text, persona, source)
        self._last, self._saved = (fact,), fact
        if before is not None and before.text != fact.text:
            return f"I'll remember{_that(fact)}, and no longer{_that(before)}."
        return f"I'll remember{_that(fact)}."

    async def _listed(self, about: str, persona: Persona) -> str:
        everything = about.lower() in ("", "me", "us", "mir", "mich", "moi", "mí", "mi")
        facts = await self.memory.about("" if everything else about, persona)
        if not facts:
            return "You haven't told me to remember anything yet." if everything else NOT_KNOWN
        self._last, self._saved = tuple(facts[:_TELL_MOST]), None
        sentences = [
            _sentence(to_you(fact.text) if is_english(fact.text) else fact.text) for fact in facts[:_TELL_MOST]
        ]
        more = len(facts) - len(sentences)
        rest = [f"And {more} more, which `memory list` shows." if more > 1 else "And one more."] if more > 0 else []
        return " ".join([*sentences, *rest])

    async def _forgotten(self, about: str, persona: Persona) -> str:
        facts = await self.memory.about(about, persona)
        if not facts:
            return NOT_KNOWN
        if len(facts) > 1:
            self._last = tuple(facts)
            named = ", or that ".join(to_you(fact.text) for fact in facts[:3])
            return f"Which one: that {named}? Say forget that, and the whole of it."
        await self.memory.forget(facts)
        self._last, self._saved = (), None
        return f"I have forgotten{_that(facts[0])}."

    async def _taken_back(self, fact: Fact, sure: Sure) -> AsyncIterator[str]:
        await sure.wait()
        await self.memory.forget([fact])
        self._last, self._saved = (), None
        yield "All right, it's forgotten."

    async def _corrected(self, old: Fact, new: str, sure: Sure) -> AsyncIterator[str]:
        await sure.wait()
        fact = await self.memory.correct(old, new)
        self._last, self._saved = (fact,), None
        yield f"Thank you. I'll remember{_that(fact)}."

    async def _decided(self, offer: _Offer, allowed: bool, persona: Persona, sure: Sure) -> AsyncIterator[str]:
        await sure.wait()
        self._offer = None
        if not allowed:
            yield "All right, I won't."
        elif offer.forget_all:
            count = await self.memory.forget(await self.memory.about("", persona))
            self._last, self._saved = (), None
            yield f"{'It is' if count == 1 else 'All of it is'} forgotten."
        else:
            for text in offer.texts:
                await self._remembered(text, persona, Source.LEARNED)
            yield "I'll remember it."

    async def _with_learned(
        self, answer: AsyncIterator[str], facts: list[str], persona: Persona, sure: Sure
    ) -> AsyncIterator[str]:
        gap = ""
        async with closing(answer):
            async for piece in answer:
                gap = "" if piece[-1:].isspace() else " "
                yield piece
        await sure.wait()
        known = {fact.text.lower() for text in facts for fact in await self.memory.about(text, persona)}
        new = [text for text in facts if text.lower() not in known]
        if not new:
            return
        if self.memory.config.learn == "ask":
            self._offer = _Offer(lambda: None, tuple(new))
            yield f"{gap}Shall I remember that {', and that '.join(map(to_you, new))}?"
            return
        for text in new:
            yield f"{gap}{await self._remembered(text, persona, Source.LEARNED)}"
            gap = " "

    # earlier talks

    def _talked(self, about: str) -> str:
        talks = self.past_talks()
        day = _day(about)
        if day is not None or not about:
            return _told_of_day(on_day(talks, day or datetime.now(UTC)), about or "today")
        found = mentions(talks, about, 2)
        if not found:
            return "I find nothing about that in our talks."
        return " ".join(_told(mention) for mention in found)


def _that(fact: Fact) -> str:
    """ " that your sister is Clara", or, in another language, the words themselves."""
    return f" that {to_you(fact.text)}" if is_english(fact.text) else f': "{fact.text.rstrip(".")}"'


def _told(mention: Mention) -> str:
    asked = _quoted(mention.turn.asked)
    answered = f" and I said: {_quoted(mention.turn.heard)}" if mention.turn.heard else ""
    return f"{_when(mention.when)} you said: {asked}{answered}"


def _told_of_day(found: list[Mention], when: str) -> str:
    if not found:
        return f"We didn't talk {when}, or it wasn't kept."
    asked = " ".join(_quoted(mention.turn.asked) for mention in found[:3])
    more = f" And {len(found) - 3} more." if len(found) > 3 else ""
    return f"You said {when}: {asked}{more}"


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > _QUOTE:
        line = f"{line[:_QUOTE].rsplit(' ', 1)[0]} ..."
    return _sentence(line)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text[-1:] in ".!?。！？" else f"{text}."


def _when(when: datetime) -> str:
    day, today = when.astimezone().date(), datetime.now(UTC).astimezone().date()
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return f"On {day:%A}, {day.day} {day:%B}," if (today - day).days > 6 else f"On {day:%A}"


def _day(about: str) -> datetime | None:
    """The day that "yesterday" is; None for a subject."""
    words = about.lower().strip(" .?")
    if words in ("today", "heute", "earlier today", "this morning"):
        return datetime.now(UTC)
    if words in ("yesterday", "gestern", "last time", "hier", "ayer"):
        return datetime.now(UTC) - timedelta(days=1)
    return None
