"""What we say by ourselves, in several languages: no phrase is missing, none has other gaps than the English one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import voice_assistant
from voice_assistant.text.phrases import Phrases, _tables, day_of_year, length, weekday

FILES = sorted(Path(voice_assistant.__file__).parent.rglob("*phrases.toml"))


def gaps(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_every_language_says_all_of_it(file: Path) -> None:
    tables = _tables(file)
    assert {"en", "de", "fr", "es"} <= set(tables)
    for language, phrases in tables.items():
        assert set(phrases) == set(tables["en"]), language
        for key, phrase in phrases.items():
            assert gaps(phrase) <= gaps(tables["en"][key]), (language, key)


def test_what_nobody_translated_is_said_in_english() -> None:
    say = Phrases(FILES[0])
    assert say("refused", "xx") == say("refused", "en") == say("refused")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "1 Stunde und 30 Minuten"), ("fr", "1 heure et 30 minutes"), ("es", "1 hora y 30 minutos"),
        ("it", "1 ora e 30 minuti"), ("ko", "1시간 및 30분"), ("xx", "1 hour and 30 minutes"),
    ],
)  # fmt: skip
def test_lengths(language: str, said: str) -> None:
    assert length(5400, language) == said


def test_days() -> None:
    monday = date(2026, 3, 2)
    assert (weekday(monday, "de"), day_of_year(monday, "de")) == ("Montag", "2. März")
    assert (weekday(monday, "fr"), day_of_year(monday, "fr")) == ("lundi", "2 mars")
