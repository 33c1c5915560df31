"""What the assistant answers when its memory is spoken to: saved, corrected, forgotten, told, searched, offered.

An answer may be a guess at what is being said: nothing is written before it is sure.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from ..concurrency import closing
from ..persona import Persona
from ..talks.files import Talk
from ..talks.searching import Mention, mentions, on_day
from ..text.language import language_of
from ..text.memory_commands import MemoryCommand, Wanted, correction, memory_command, takes_back
from ..text.phrases import Phrases, day_of_year, weekday
from .facts import Fact, Known, Source
from .memory import Memory
from .wording import corrected, is_english, to_you, told

_say = Phrases(Path(__file__).with_name("phrases.toml"))
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
    _language: str = ""  # of what was said last

    @property
    def asks(self) -> bool:
        """A yes or no is waited for."""
        return self._offer is not None

    def note(self, known: Known) -> None:
        """These facts were just made use of: what is said next may correct one."""
        self._last, self._saved = known.facts, None

    def answer(self, said: str, language: str, persona: Persona, sure: Sure) -> AsyncIterator[str] | None:
        """The answer to `said`, when it is for the memory; None for anything else."""
        self._language = language or language_of(said, self._language)
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
        if command is None:
            return None
        self._language = command.language
        return self._obeyed(command, persona, sure)

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
                yield self._in_words("off")
            case Wanted.REMEMBER:
                yield await self._remembered(command.about, persona)
            case Wanted.LIST:
                yield await self._listed(command.about, persona)
            case Wanted.FORGET:
                yield await self._forgotten(command.about, persona)
            case Wanted.FORGET_ALL:
                count = len(await self.memory.about("", persona))
                self._offer = _Offer(lambda: None, forget_all=True) if count else None
                asked = "not_known" if not count else "forget_one" if count == 1 else "forget_all"
                yield self._in_words(asked, count=count)

    async def _remembered(self, text: str, persona: Persona, source: Source = Source.SPOKEN) -> str:
        fact, before = await self.memory.remember(text, persona, source)
        self._last, self._saved = (fact,), fact
        if before is not None and before.text != fact.text:
            return self._in_words("replaced", that=_that(fact), before=_that(before))
        return self._in_words("remembered", that=_that(fact))

    async def _listed(self, about: str, persona: Persona) -> str:
        everything = about.lower() in ("", "me", "us", "mir", "mich", "moi", "mí", "mi")
        facts = await self.memory.about("" if everything else about, persona)
        if not facts:
            return self._in_words("nothing_yet" if everything else "not_known")
        self._last, self._saved = tuple(facts[:_TELL_MOST]), None
        sentences = [
            _sentence(to_you(fact.text) if is_english(fact.text) else fact.text) for fact in facts[:_TELL_MOST]
        ]
        more = len(facts) - len(sentences)
        rest = [self._in_words("more" if more > 1 else "one_more", count=more)] if more > 0 else []
        return " ".join([*sentences, *rest])

    async def _forgotten(self, about: str, persona: Persona) -> str:
        facts = await self.memory.about(about, persona)
        if not facts:
            return self._in_words("not_known")
        if len(facts) > 1:
            self._last = tuple(facts)
            named = self._in_words("or").join(_named(fact.text) for fact in facts[:3])
            return self._in_words("which", facts=named)
        await self.memory.forget(facts)
        self._last, self._saved = (), None
        return self._in_words("forgotten", that=_that(facts[0]))

    async def _taken_back(self, fact: Fact, sure: Sure) -> AsyncIterator[str]:
        await sure.wait()
        await self.memory.forget([fact])
        self._last, self._saved = (), None
        yield self._in_words("taken_back")

    async def _corrected(self, old: Fact, new: str, sure: Sure) -> AsyncIterator[str]:
        await sure.wait()
        fact = await self.memory.correct(old, new)
        self._last, self._saved = (fact,), None
        yield self._in_words("corrected", that=_that(fact))

    async def _decided(self, offer: _Offer, allowed: bool, persona: Persona, sure: Sure) -> AsyncIterator[str]:
        await sure.wait()
        self._offer = None
        if not allowed:
            yield self._in_words("refused")
        elif offer.forget_all:
            count = await self.memory.forget(await self.memory.about("", persona))
            self._last, self._saved = (), None
            yield self._in_words("one_gone" if count == 1 else "all_gone")
        else:
            for text in offer.texts:
                await self._remembered(text, persona, Source.LEARNED)
            yield self._in_words("agreed")

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
            yield gap + self._in_words("offer", facts=", and ".join(map(_named, new)))
            return
        for text in new:
            yield f"{gap}{await self._remembered(text, persona, Source.LEARNED)}"
            gap = " "

    # earlier talks

    def _talked(self, about: str) -> str:
        talks = self.past_talks()
        day = _day(about)
        if day is not None or not about:
            return self._told_of_day(on_day(talks, day or datetime.now(UTC)), day or datetime.now(UTC))
        found = mentions(talks, about, 2)
        if not found:
            return self._in_words("no_talk")
        return " ".join(self._told(mention) for mention in found)

    def _told(self, mention: Mention) -> str:
        said = self._in_words("you_said", when=_beginning(self._when(mention.when)), asked=_quoted(mention.turn.asked))
        heard = mention.turn.heard
        return said + (self._in_words("and_i", answered=_quoted(heard)) if heard else "")

    def _told_of_day(self, found: list[Mention], day: datetime) -> str:
        when = self._when(day)
        if not found:
            return _beginning(self._in_words("no_talk_then", when=when))
        asked = " ".join(_quoted(mention.turn.asked) for mention in found[:3])
        more = self._in_words("and_more", count=len(found) - 3) if len(found) > 3 else ""
        return _beginning(self._in_words("you_said_then", when=when, asked=asked)) + more

    def _when(self, when: datetime) -> str:
        day, today = when.astimezone().date(), datetime.now(UTC).astimezone().date()
        if day == today:
            return self._in_words("today")
        if day == today - timedelta(days=1):
            return self._in_words("yesterday")
        key = "on_day" if (today - day).days > 6 else "on_weekday"
        return self._in_words(key, weekday=weekday(day, self._language), day=day_of_year(day, self._language))

    def _in_words(self, key: str, **values: object) -> str:
        return _say(key, self._language, **values)


def _that(fact: Fact) -> str:
    """ " that your sister is Clara", or, in another language, the words themselves."""
    return f" that {to_you(fact.text)}" if is_english(fact.text) else f': "{fact.text.rstrip(".")}"'


def _named(text: str) -> str:
    """ "that your sister is Clara" """
    return f"that {to_you(text)}" if is_english(text) else f'"{text.rstrip(".")}"'


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > _QUOTE:
        line = f"{line[:_QUOTE].rsplit(' ', 1)[0]} ..."
    return _sentence(line)


def _sentence(text: str) -> str:
    text = _beginning(text)
    return text if text[-1:] in ".!?。！？" else f"{text}."


def _beginning(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(about: str) -> datetime | None:
    """The day that "yesterday" is; None for a subject."""
    words = about.lower().strip(" .?")
    if words in ("today", "heute", "earlier today", "this morning"):
        return datetime.now(UTC)
    if words in ("yesterday", "gestern", "last time", "hier", "ayer"):
        return datetime.now(UTC) - timedelta(days=1)
    return None
