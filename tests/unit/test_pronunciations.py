"""How the words of one document are said: told, forgotten, and lying beside the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import ScriptedVoice
from tests.rig.reading import PaperPages, paper
from voice_assistant.config.schema import Config
from voice_assistant.errors import ConfigError, UsageError
from voice_assistant.reading.narrator import Narrator
from voice_assistant.reading.pronunciations import Pronunciations, from_arguments
from voice_assistant.reading.script import Script


def test_what_is_told_is_remembered_for_its_document_only(tmp_path: Path) -> None:
    words = Pronunciations(tmp_path / "pronunciation")
    words.learn("book", {"Nguyen": "win", "Kyiv": "keev"})
    words.learn("book", {"Kyiv": "", "Tao": "dow"})
    again = Pronunciations(tmp_path / "pronunciation")
    assert again.of("book") == {"Nguyen": "win", "Tao": "dow"}
    assert again.of("other") == {}
    again.learn("book", {"Nguyen": "", "Tao": ""})
    assert list((tmp_path / "pronunciation").iterdir()) == []


def test_a_damaged_file_is_as_none(tmp_path: Path) -> None:
    (tmp_path / "book.json").write_text("{")
    words = Pronunciations(tmp_path)
    assert words.of("book") == {}
    words.learn("book", {"Nguyen": "win"})
    assert words.of("book") == {"Nguyen": "win"}


def test_a_file_beside_the_document_counts_less_than_what_is_told(tmp_path: Path) -> None:
    document = tmp_path / "book.epub"
    (tmp_path / "book.pronunciation.toml").write_text('"Nguyen" = "new en"\n"Kyiv" = "keev"\n', encoding="utf-8")
    words = Pronunciations(tmp_path / "pronunciation")
    words.learn("book", {"Nguyen": "win"})
    assert words.of("book", document) == {"Nguyen": "win", "Kyiv": "keev"}
    assert words.of("book", tmp_path / "other.epub") == {"Nguyen": "win"}


@pytest.mark.parametrize("text", ['"Nguyen" = 5', "Nguyen : win"])
def test_a_wrong_file_beside_it_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "book.pronunciation.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"book\.pronunciation\.toml: "):
        Pronunciations(tmp_path).of("book", tmp_path / "book.epub")


def test_what_is_told_on_the_command_line() -> None:
    assert from_arguments(["Nguyen=win", " Kyiv = keev", "x="]) == {"Nguyen": "win", "Kyiv": "keev", "x": ""}
    for wrong in ("Nguyen", "=win"):
        with pytest.raises(UsageError, match="--pronounce"):
            from_arguments([wrong])


async def test_a_narrator_says_them_on_top_of_those_of_the_person() -> None:
    voice = ScriptedVoice(takes_s=0.0)
    narrator = Narrator(voice, Config(pronunciation={"Nguyen": "new en", "Tao": "dow"}))
    sentence = await Script(PaperPages(paper("Nguyen met Tao."))).at(0)
    assert sentence is not None

    async def read() -> None:
        async for _ in narrator.sounds(sentence):
            pass

    await read()
    narrator.pronounce({"Nguyen": "win"})
    await read()
    narrator.pronounce({})
    await read()
    assert voice.said == ["new en met dow.", "win met dow.", "new en met dow."]
