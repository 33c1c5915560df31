"""What can be said to a dictation, language by language. Tables only; `commands` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    AFTER = auto()  # a mark that leans on the word before it: , . ?
    OPEN = auto()  # leans on the word after it: (
    CLOSE = auto()
    BETWEEN = auto()  # spaces on both sides: –
    TIGHT = auto()  # none: -
    BREAK = auto()  # ends the line
    CAPS = auto()  # capital letters up to the next mark
    CAPS_ON = auto()
    CAPS_OFF = auto()
    JOIN = auto()  # no space between the words on both sides
    LITERAL = auto()  # the next command is a word
    DROP = auto()  # forgets what was said before; alone, takes back the last insertion
    KEY = auto()


class Need(Enum):
    """How sure the surroundings must make us that a command is meant."""

    NOTHING = auto()  # nobody says it otherwise, unless a blocking word is beside it
    EDGE = auto()  # a pause, another command or the end on at least one side
    END = auto()  # nothing but other commands after it, or a pause before and after
    ALONE = auto()  # a pause, another command or the end on both sides


@dataclass(frozen=True, slots=True)
class Command:
    kind: Kind
    written: str
    """The mark, the line breaks or the name of the key."""

    phrases: tuple[str, ...]
    """The first is the one to teach."""

    need: Need = Need.NOTHING
    not_after: frozenset[str] = frozenset()
    """Words before it with which it is only talked about, besides those of its language."""

    not_before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Speech:
    """The commands of one language."""

    commands: tuple[Command, ...]
    not_after: frozenset[str] = frozenset()
    """Before any command: "the comma", "this period"."""

    mentions: frozenset[str] = frozenset()
    """The same, except before brackets and quotes: "put it in, open bracket", "he said, open quote" """

    adjectives: frozenset[str] = frozenset()
    """Before a command when one of `not_after` is before them: "the first comma" but "first comma second comma" """

    not_before: frozenset[str] = frozenset()
    spaceless: bool = False
    """Written without spaces between words."""

    openers: frozenset[str] = field(default_factory=frozenset)
    """Words that have a capital only at the beginning of a sentence."""

    salutations: frozenset[str] = frozenset()
    """Lines that begin with these keep the comma at their end."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def speech(language: str) -> Speech | None:
    """The commands of `language` (ISO 639-1), None where there are none."""
    return all_speech().get(language)


def all_speech() -> Mapping[str, Speech]:
    from . import chinese, english, european, korean

    return {
        "en": english.SPEECH,
        "zh": chinese.SPEECH,
        "ko": korean.SPEECH,
        "de": european.GERMAN,
        "fr": european.FRENCH,
        "es": european.SPANISH,
    }
