"""Finds the commands in what was said, and leaves alone the talk about commas and periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from .spoken import Command, Kind, Need, Speech
from .tokens import Token, tokens


@dataclass(frozen=True, slots=True)
class Said:
    """A command, with the marks that the recogniser wrote after it."""

    command: Command
    trail: str = ""


Item = Token | Said


def parse(text: str, speech: Speech | None) -> list[Item]:
    """The words and commands of `text`, in order."""
    if speech is None:
        return list(tokens(text))
    table = _table(speech)
    torn = frozenset(" ".join(phrase) for phrase in table) if speech.spaceless else frozenset[str]()
    said = tokens(text, torn)
    items: list[Item] = []
    at = 0
    while at < len(said):
        found = _match(said, at, table)
        if found is None:
            items.append(said[at])
            at += 1
            continue
        candidates, length = found
        end = at + length
        command = next((c for c in candidates if _meant(c, said, at, end, items, table, speech)), None)
        if command is None:
            items += said[at:end]
        elif command.kind is Kind.LITERAL:
            following = _match(said, end, table)
            assert following is not None  # it would not have been meant
            end += following[1]
            items += said[at + length : end]
        else:
            items.append(Said(command, said[end - 1].trail))
        at = end
    return items


Table = dict[tuple[str, ...], list[Command]]


@cache
def _table(speech: Speech) -> Table:
    table: Table = {}
    for command in speech.commands:
        for phrase in command.phrases:
            table.setdefault(tuple(phrase.casefold().split()), []).append(command)
    return table


def _match(said: Sequence[Token], at: int, table: Table) -> tuple[list[Command], int] | None:
    """The commands that the longest phrase at `at` may mean, and its length. Marks do not tear a phrase apart,
    except those that end a sentence."""
    for length in range(4, 0, -1):
        part = said[at : at + length]
        if len(part) < length or any(token.ends_sentence for token in part[:-1]):
            continue
        if (commands := table.get(tuple(token.key for token in part))) is not None:
            return commands, length
    return None


def _meant(
    command: Command, said: Sequence[Token], at: int, end: int, items: Sequence[Item], table: Table, speech: Speech
) -> bool:
    before = items[-1] if items else None
    following = _match(said, end, table)
    pause_before = not isinstance(before, Token) or bool(before.trail)
    pause_after = end == len(said) or bool(said[end - 1].trail) or following is not None
    if command.kind is Kind.LITERAL:
        return following is not None and not said[end - 1].trail
    if (
        not pause_before
        and isinstance(before, Token)
        and _ends(before.key, _blocking(command, speech, mention=following is None), speech)
    ):
        return False
    if not pause_before and _described(items, speech):
        return False
    if end < len(said) and not said[end - 1].trail:
        not_before = command.not_before | (speech.not_before if command.kind is not Kind.CAPS else frozenset())
        if _begins(said[end].key, not_before, speech):
            return False
    match command.need:
        case Need.NOTHING:
            return True
        case Need.EDGE:
            return pause_before or pause_after or said[end].core[:1].isupper()
        case Need.ALONE:
            return pause_before and pause_after
        case Need.END:
            return (pause_before and pause_after) or _only_commands(said, end, table)


def _described(items: Sequence[Item], speech: Speech) -> bool:
    """Whether the command is a thing with a property: "a single colon"."""
    article, adjective = items[-2] if len(items) > 1 else None, items[-1]
    return (
        isinstance(article, Token)
        and isinstance(adjective, Token)
        and not article.trail
        and article.key in speech.not_after | speech.mentions
        and adjective.key in speech.adjectives
    )


def _blocking(command: Command, speech: Speech, *, mention: bool) -> frozenset[str]:
    """`mention` is False where another command follows: "he said, comma, open quote"."""
    if command.kind is Kind.CLOSE:
        return command.not_after
    if not mention or command.kind is Kind.OPEN:
        return command.not_after | speech.not_after
    if command.kind is Kind.KEY:
        return command.not_after
    return command.not_after | speech.not_after | speech.mentions


def _ends(word: str, blocking: frozenset[str], speech: Speech) -> bool:
    return word.endswith(tuple(blocking)) if speech.spaceless else word in blocking


def _begins(word: str, blocking: frozenset[str], speech: Speech) -> bool:
    return word.startswith(tuple(blocking)) if speech.spaceless else word in blocking


def _only_commands(said: Sequence[Token], at: int, table: Table) -> bool:
    while at < len(said):
        if (found := _match(said, at, table)) is None:
            return False
        at += found[1]
    return True
