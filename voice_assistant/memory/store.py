"""The facts in one SQLite file, readable by the person alone. Forgotten is erased, not marked.

One connection, used by one thread at a time. Other programs, such as the command line beside the running assistant,
may use the file meanwhile.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ..engines.minilm import Vectors
from ..errors import VoiceAssistantError
from .facts import SHARED, Fact, Source, tidy
from .terms import indexed

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL,
    said TEXT NOT NULL,
    scope TEXT NOT NULL,
    source TEXT NOT NULL
);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(terms, tokenize = "porter unicode61 remove_diacritics 2");
CREATE TABLE IF NOT EXISTS vectors (
    fact INTEGER NOT NULL REFERENCES facts (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (fact, model)
);
PRAGMA user_version = 1;
"""
_BUSY_S = 5.0
_COLUMNS = "id, text, said, scope, source"


class FactStore:
    """Made with the first use of `path`. Raises `VoiceAssistantError` when the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    @property
    def exists(self) -> bool:
        """Whether anything was ever written."""
        return self._path.exists()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # writing

    def add(self, text: str, source: Source, scope: str = SHARED, said: datetime | None = None) -> Fact:
        """One that is known already in these words is not written twice: it is returned as it is."""
        text = tidy(text)
        if not text:
            raise ValueError("a fact needs words")
        with self._writing() as db:
            known = db.execute(f"SELECT {_COLUMNS} FROM facts WHERE text = ? AND scope = ?", (text, scope)).fetchone()
            if known is not None:
                return _fact(known)
            when = (said or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
            row = (text, when.isoformat(), scope, source.value)
            cursor = db.execute("INSERT INTO facts (text, said, scope, source) VALUES (?, ?, ?, ?)", row)
            assert cursor.lastrowid is not None
            db.execute("INSERT INTO words (rowid, terms) VALUES (?, ?)", (cursor.lastrowid, indexed(text)))
            return Fact(cursor.lastrowid, text, when, scope, source)

    def add_many(self, facts: Iterable[tuple[str, datetime, str, Source]]) -> int:
        """(text, said, scope, source) each; all or none. How many were new."""
        with self._writing():
            before = self.count()
            for text, said, scope, source in facts:
                self.add(text, source, scope, said)
            return self.count() - before

    def edit(self, number: int, text: str) -> Fact:
        """Raises `KeyError` when there is no such fact."""
        text = tidy(text)
        with self._writing() as db:
            old = self.get(number)
            db.execute(
                "UPDATE facts SET text = ?, said = ? WHERE id = ?",
                (text, datetime.now(UTC).isoformat(timespec="seconds"), number),
            )
            db.execute("UPDATE words SET terms = ? WHERE rowid = ?", (indexed(text), number))
            db.execute("DELETE FROM vectors WHERE fact = ?", (number,))
        return Fact(number, text, datetime.now(UTC), old.scope, old.source)

    def forget(self, numbers: Iterable[int]) -> int:
        """Erase them, also from the index and the log of the file. How many there were."""
        count = 0
        with self._writing() as db:
            for number in numbers:
                count += db.execute("DELETE FROM facts WHERE id = ?", (number,)).rowcount
                db.execute("DELETE FROM words WHERE rowid = ?", (number,))
            db.execute("INSERT INTO words (words) VALUES ('optimize')")  # what was deleted goes from the index as well
        self._db().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    # reading

    def get(self, number: int) -> Fact:
        """Raises `KeyError` when there is no such fact."""
        row = self._db().execute(f"SELECT {_COLUMNS} FROM facts WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise KeyError(number)
        return _fact(row)

    def get_many(self, numbers: Sequence[int]) -> list[Fact]:
        """In the order of `numbers`; those that are gone are left out."""
        marks = ",".join("?" * len(numbers))
        rows = self._db().execute(f"SELECT {_COLUMNS} FROM facts WHERE id IN ({marks})", list(numbers))
        found = {row[0]: _fact(row) for row in rows}
        return [found[number] for number in numbers if number in found]

    def all(self, scope: str | None = None) -> list[Fact]:
        """The newest last. `scope` None: of all scopes."""
        where, values = ("", []) if scope is None else (" WHERE scope = ?", [scope])
        rows = self._db().execute(f"SELECT {_COLUMNS} FROM facts{where} ORDER BY said, id", values)
        return [_fact(row) for row in rows]

    def count(self, scope: str | None = None) -> int:
        where, values = ("", []) if scope is None else (" WHERE scope = ?", [scope])
        count: int = self._db().execute(f"SELECT count(*) FROM facts{where}", values).fetchone()[0]
        return count

    def ids(self, scope: str) -> set[int]:
        return {row[0] for row in self._db().execute("SELECT id FROM facts WHERE scope = ?", (scope,))}

    def with_words(self, query: str) -> list[int]:
        """Ids of the facts that `query`, in the syntax of FTS5, finds."""
        return [row[0] for row in self._db().execute("SELECT rowid FROM words WHERE words MATCH ?", (query,))]

    def lengths(self, numbers: Sequence[int]) -> dict[int, int]:
        """Characters of each."""
        marks = ",".join("?" * len(numbers))
        rows = self._db().execute(f"SELECT id, length(text) FROM facts WHERE id IN ({marks})", list(numbers))
        return dict(rows.fetchall())

    def version(self) -> tuple[int, int]:
        """Changes with every change of the facts, by whomever."""
        db = self._db()
        return db.execute("PRAGMA data_version").fetchone()[0], db.total_changes

    # vectors

    def without_vector(self, model: str, limit: int = -1) -> list[Fact]:
        """The newest first: they are asked for soonest."""
        rows = self._db().execute(
            f"SELECT {_COLUMNS} FROM facts WHERE id NOT IN (SELECT fact FROM vectors WHERE model = ?)"
            " ORDER BY id DESC LIMIT ?",
            (model, limit),
        )
        return [_fact(row) for row in rows]

    def set_vectors(self, model: str, numbers: Sequence[int], vectors: Vectors) -> None:
        """Facts that are gone meanwhile are left out."""
        with self._writing() as db:
            rows = [(n, model, v.astype(np.float16).tobytes()) for n, v in zip(numbers, vectors, strict=True)]
            db.executemany(
                "INSERT OR REPLACE INTO vectors (fact, model, vector) SELECT ?1, ?2, ?3"
                " WHERE EXISTS (SELECT 1 FROM facts WHERE id = ?1)",
                rows,
            )

    def vectors(self, model: str) -> tuple[list[int], Vectors]:
        """The ids of all facts that have one, and their vectors."""
        rows = self._db().execute("SELECT fact, vector FROM vectors WHERE model = ? ORDER BY fact", (model,)).fetchall()
        numbers = [row[0] for row in rows]
        if not rows:
            return [], np.empty((0, 0), np.float32)
        return numbers, np.frombuffer(b"".join(row[1] for row in rows), np.float16).reshape(len(rows), -1).astype(
            np.float32
        )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; within another one, a part of it."""
        db = self._db()
        if db.in_transaction:
            yield db
            return
        try:
            db.execute("BEGIN IMMEDIATE")
            with db:
                yield db
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _db(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
                connection = sqlite3.connect(self._path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA secure_delete = ON")
                if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
                    connection.executescript(_SCHEMA)
            except (sqlite3.Error, OSError) as error:
                raise self._failed(error) from error
            self._connection = connection
        return self._connection

    def _failed(self, error: Exception) -> VoiceAssistantError:
        return VoiceAssistantError(
            f"{self._path}: the memory cannot be used ({error}): move the file away to begin with a new one"
        )


def _fact(row: tuple[int, str, str, str, str]) -> Fact:
    return Fact(row[0], row[1], datetime.fromisoformat(row[2]), row[3], Source(row[4]))
