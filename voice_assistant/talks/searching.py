"""What was said about something in the talks that are kept: the turns that hold its words, or words near to them."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..conversation import Exchange
from ..memory.terms import concepts, indexed
from .files import Talk

_NEAR = 0.5
_ENOUGH = 0.4
"""Share of what is asked about that a turn must hold."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A turn in which it was spoken about."""

    talk: Talk
    when: datetime
    turn: Exchange
    score: float


def mentions(talks: Iterable[Talk], about: str, limit: int = 5) -> list[Mention]:
    """Where `about` was spoken of: the best first, and of equals the latest."""
    turns = [(talk, when, turn) for talk in talks for when, turn in zip(talk.times, talk.turns, strict=False)]
    wanted = concepts(about)
    if not turns or not wanted:
        return []
    with sqlite3.connect(":memory:") as db:
        db.execute('CREATE VIRTUAL TABLE words USING fts5(terms, tokenize = "porter unicode61 remove_diacritics 2")')
        rows = [(number, indexed(f"{turn.asked} {turn.heard}")) for number, (_, _, turn) in enumerate(turns)]
        db.executemany("INSERT INTO words (rowid, terms) VALUES (?, ?)", rows)
        scores, total = dict[int, float](), 0.0
        for concept in wanted:
            exact = _matching(db, concept.exact)
            near = _matching(db, concept.near) - exact
            rarity = math.log(1.0 + len(turns) / (len(exact | near) + 0.5))
            total += rarity
            for found, worth in ((exact, 1.0), (near, _NEAR)):
                for number in found:
                    scores[number] = scores.get(number, 0.0) + worth * rarity
    db.close()
    best = sorted(
        (n for n in scores if scores[n] >= _ENOUGH * total), key=lambda n: (-scores[n], -turns[n][1].timestamp())
    )
    return [Mention(*turns[number], scores[number] / total) for number in best[:limit]]


def on_day(talks: Iterable[Talk], day: datetime) -> list[Mention]:
    """All turns of `day`, in local time, in their order."""
    wanted = day.astimezone().date()
    return [
        Mention(talk, when, turn, 1.0)
        for talk in talks
        for when, turn in zip(talk.times, talk.turns, strict=False)
        if when.astimezone().date() == wanted
    ]


def _matching(db: sqlite3.Connection, query: str) -> set[int]:
    if not query:
        return set()
    return {row[0] for row in db.execute("SELECT rowid FROM words WHERE words MATCH ?", (query,))}
