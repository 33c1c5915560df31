"""The table in the user's guide says what the program does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from voice_assistant.config.schema import Config
from voice_assistant.text.dictation.spoken import Command, Kind, all_speech

GUIDE = (Path(__file__).parents[2] / "docs" / "dictation.md").read_text(encoding="utf-8")
NAMES = {"Chinese": "zh", "Korean": "ko", "German": "de", "French": "fr", "Spanish": "es"}
FULL_WIDTH = str.maketrans("，。？！：；（）", ",.?!:;()")


def rows(table: int) -> list[list[str]]:
    tables = re.findall(r"(?:^\|.*\n)+", GUIDE, re.MULTILINE)
    lines = [line.strip().strip("|").split(" | ") for line in tables[table].splitlines()]
    return [[cell.strip() for cell in cells] for cells in lines if not set("".join(cells)) <= set("-|")]


def command(language: str, phrase: str) -> Command:
    found = [c for c in all_speech()[language].commands if phrase.casefold() in c.phrases]
    assert found, (language, phrase)
    return found[0]


def test_every_english_command_is_in_the_guide_and_the_other_way_round() -> None:
    taught = {phrase for cells in rows(0)[1:] for phrase in cells[0].split(", ")}
    for phrase in taught:
        command("en", phrase)
    known = {c.phrases[0] for c in all_speech()["en"].commands} - {"common"}
    assert known <= taught


def test_english_marks_are_right() -> None:
    for phrases, does in ((cells[0], cells[1]) for cells in rows(0)[1:]):
        marks = re.findall(r"`(\S+)`", does)
        for phrase, mark in zip(phrases.split(", "), marks * 2, strict=False):
            assert command("en", phrase).written == mark


@pytest.mark.parametrize("name", NAMES)
def test_other_languages_are_right(name: str) -> None:
    header, *lines = rows(1)
    column = header.index(name)
    kinds = {"new line": "\n", "new paragraph": "\n\n", "press enter": "Enter"}
    for cells in lines:
        means = cells[0].strip("`") if cells[0].startswith("`") else kinds.get(cells[0], "")
        said = command(NAMES[name], cells[column])
        written = said.written if said.kind is Kind.BREAK else said.written.strip()
        assert written.translate(FULL_WIDTH) == means, (name, cells)


def test_the_example_configs_are_right() -> None:
    ways, settings = (
        Config.model_validate(tomllib.loads(block)) for block in re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    )
    assert ways.insertion.apps["myterm"] == "Ctrl+Shift+V"
    assert settings.profiles[0].app == "*term*"
