"""Which facts a question is about: by its words, and, where there is a model for it, by its meaning."""

from __future__ import annotations

import math
import sqlite3
from dataclasses import dataclass

import numpy as np

from ..engines.minilm import Vectors
from .facts import Fact
from .store import FactStore
from .terms import concepts, is_mine

_NEAR = 0.6
"""What another word for it is worth, against the word itself."""
_MINE = 1.5
"""A question about "my" or "me" is more likely about a fact that is."""
_SHORT = 0.1
"""How much a long fact loses, by the logarithm of its length."""
_CANDIDATES = 200
_LOOKED_AT = 120
"""So many of the candidates are read, to see whose they are."""
_WORDS_WEIGHT = 0.35
"""Share of the words beside the meaning, which has the rest."""


@dataclass(frozen=True, slots=True)
class Found:
    """`words` and `meaning` say how well it fits, 0 ... 1 each; `score` is what they are ordered by."""

    fact: Fact
    score: float
    words: float
    meaning: float


class Search:
    """Over all facts of `store`. The vectors are kept in memory: 15 MB for ten thousand facts."""

    def __init__(self, store: FactStore) -> None:
        self._store = store
        self._version: tuple[int, int] | None = None  # of the facts that the rest here is of
        self._count = 0
        self._scopes: dict[str, set[int]] = {}
        self._model: str | None = None
        self._numbers = np.empty(0, np.int64)
        self._vectors: Vectors = np.empty((0, 0), np.float32)

    def find(
        self,
        question: str,
        limit: int,
        *,
        scope: str | None = None,
        vector: Vectors | None = None,
        model: str = "",
        leave_out: frozenset[int] = frozenset(),
    ) -> list[Found]:
        """The best first. `scope` None searches all; `vector` is the question's, by embedding model `model`."""
        self._refresh()
        if scope is not None and scope not in self._scopes:
            self._scopes[scope] = self._store.ids(scope)
        by_words = self._by_words(question)
        by_meaning = {} if vector is None else self._by_meaning(vector, model, by_words)
        numbers = (by_words.keys() | by_meaning.keys()) - leave_out
        if scope is not None:
            numbers &= self._scopes[scope]
        share = _WORDS_WEIGHT if by_meaning else 1.0
        scores = {n: share * by_words.get(n, 0.0) + (1 - share) * by_meaning.get(n, 0.0) for n in numbers}
        best = sorted(scores, key=lambda number: (-scores[number], -number))[:_LOOKED_AT]
        facts = self._store.get_many(best)
        mine = is_mine(question)
        found = [
            Found(
                fact,
                scores[fact.id] * (_MINE if mine and is_mine(fact.text) else 1.0),
                by_words.get(fact.id, 0.0),
                by_meaning.get(fact.id, 0.0),
            )
            for fact in facts
        ]
        return sorted(found, key=lambda each: -each.score)[:limit]

    def _by_words(self, question: str) -> dict[int, float]:
        """The weight of the concepts that a fact holds, of all that the question has, by its id."""
        total, count = 0.0, max(1, self._count)
        weights: dict[int, float] = {}
        for concept in concepts(question):
            exact = self._matching(concept.exact)
            near = self._matching(concept.near) - exact
            if not exact and not near:
                total += 0.0 if concept.part else _rarity(count, 0) * _NEAR  # asked for, and nowhere known
                continue
            rarity = _rarity(count, len(exact) or len(near))
            near_rarity = min(rarity, _rarity(count, len(near))) * _NEAR
            total += rarity
            for number in exact:
                weights[number] = weights.get(number, 0.0) + rarity
            for number in near:
                weights[number] = weights.get(number, 0.0) + near_rarity
        best = sorted(weights, key=lambda number: (-weights[number], -number))[: 2 * _CANDIDATES]
        lengths = self._store.lengths(best)
        scores = {n: weights[n] / total * (1 - _SHORT * math.log2(max(1.0, lengths.get(n, 40) / 40))) for n in best}
        return dict(sorted(scores.items(), key=lambda item: -item[1])[:_CANDIDATES])

    def _matching(self, query: str) -> set[int]:
        if not query:
            return set()
        try:
            return set(self._store.with_words(query))
        except sqlite3.OperationalError:  # no query after all: then nothing is found by it
            return set()

    def _by_meaning(self, vector: Vectors, model: str, also: dict[int, float]) -> dict[int, float]:
        """How near the meaning is: of the nearest, and of those that were found by their words."""
        self._load(model)
        if not len(self._numbers) or self._vectors.shape[1] != len(vector):
            return {}
        near = np.einsum("ij,j->i", self._vectors, vector)  # on one core: several would wait for each other
        best = np.argpartition(-near, min(_CANDIDATES, len(near) - 1))[:_CANDIDATES]
        wanted = np.fromiter(also, np.int64, len(also))
        places = np.minimum(np.searchsorted(self._numbers, wanted), len(self._numbers) - 1)
        best = np.union1d(best, places[self._numbers[places] == wanted])
        return dict(zip(self._numbers[best].tolist(), near[best].tolist(), strict=True))

    def _load(self, model: str) -> None:
        if model != self._model:
            numbers, self._vectors = self._store.vectors(model)
            self._numbers = np.array(numbers, np.int64)
            self._model = model

    def _refresh(self) -> None:
        """What was read before is of no use when a fact was changed, by whomever."""
        version = self._store.version()
        if version != self._version:
            self._version, self._count = version, self._store.count()
            self._scopes.clear()
            self._model = None


def _rarity(count: int, found: int) -> float:
    """What a word is worth that `found` of `count` facts hold."""
    return math.log(1.0 + (count - found + 0.5) / (found + 0.5))
