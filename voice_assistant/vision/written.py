"""What was read last in a conversation, so that "the third ingredient" and "spell it" have something to be about.

The writing itself answers such questions, without a model: in the turn that looked, and in those that follow at once.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Protocol
from weakref import WeakKeyDictionary

from ..text.wordings import plain
from .picture import Writing
from .sight import Seen
from .writing.asking import WritingTalk
from .writing.wordings import patterns, replies

_AT_ONCE = 60
"""Words that are read out to somebody who only asked what is to be seen; more of them are for a model to sum up."""
_ABOUT_WORDS = frozenset({"contains", "look_up"})
"""Wordings so wide that they may be about anything."""
_ABOUT_WHAT_WAS_TOLD = frozenset({"spell", "sure", "unsure"})
_NOT_FOUND = ("nothing", "no_line", "no_item", "no_ingredients", "not_there", "doubtful")


class Talked(Protocol):
    """See `Conversation`."""

    @property
    def turns(self) -> tuple[object, ...]: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class _Read:
    writing: Writing
    talk: WritingTalk
    turns: int  # of the conversation, when the next question may be about it


@dataclass(slots=True)
class Written:
    """For all conversations."""

    _read: WeakKeyDictionary[Talked, _Read] = field(default_factory=WeakKeyDictionary)

    def keep(self, talked: Talked, writing: Writing, talk: WritingTalk | None = None) -> None:
        """`writing` is what the turn that goes on is about, and perhaps the next."""
        self._read[talked] = _Read(writing, talk or WritingTalk(), len(talked.turns) + 1)

    def follow_up(
        self, talked: Talked, asked: str, language: str, *, looking: bool
    ) -> tuple[str, Writing, WritingTalk] | None:
        """What was read in the turn before says to `asked`, and what to `keep` then.

        With open eyes, only where that is about what was told: something else may be held up to them.
        """
        read = self._read.get(talked)
        if read is None or read.turns != len(talked.turns):
            return None
        if looking and not is_about(asked, language, _ABOUT_WHAT_WAS_TOLD):
            return None
        talk = copy(read.talk)
        reply = talk.answer(asked, read.writing, language)
        return None if reply is None else (reply, read.writing, talk)


def newest_writing(seen: Seen) -> Writing | None:
    return next((sight.writing for sight in reversed(seen.sights) if sight.writing), None)


def what_it_says(writing: Writing) -> str | None:
    """The answer to "what do you see?" where only the writing is seen; None for more than can be said at once."""
    words = writing.markdown.split()
    return f"I can only see the writing. It says: {writing.markdown}" if len(words) <= _AT_ONCE else None


def asks_to_read(asked: str, language: str) -> bool:
    """Whether the writing is what it is about."""
    return any(
        pattern.fullmatch(plain(asked, spoken))
        for spoken in dict.fromkeys((language[:2], "en"))
        for wanted, pattern in patterns(spoken)
        if wanted not in _ABOUT_WORDS
    )


def is_about(asked: str, language: str, wanted: frozenset[str]) -> bool:
    """Whether the first wording that fits is one of those `wanted`."""
    for spoken in dict.fromkeys((language[:2], "en")):
        said = plain(asked, spoken)
        for name, pattern in patterns(spoken):
            if pattern.fullmatch(said):
                return name in wanted
    return False


def found(reply: str, language: str) -> bool:
    """Whether `reply` says what is written, without a doubt."""
    for spoken in dict.fromkeys((language[:2], "en")):
        say = replies(spoken)
        if any(part in reply for name in _NOT_FOUND if (part := say[name].partition("{")[0])):
            return False
    return True
