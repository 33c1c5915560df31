"""The parts of reading aloud: from blocks to sentences, forwards and backwards, and the places kept."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.rig.reading import PaperPages, paper
from voice_assistant.audio.types import Audio
from voice_assistant.documents.base import Block, Kind
from voice_assistant.documents.service import Source
from voice_assistant.errors import DocumentError
from voice_assistant.reading.narrator import trimmed
from voice_assistant.reading.opened import OpenedDocument
from voice_assistant.reading.places import MOST, Places
from voice_assistant.reading.script import Script
from voice_assistant.reading.sentence import sentences_of


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        (Kind.PARAGRAPH, "Dr. Smith came.\nHe left at 5 p.m. sharp.", ["Dr. Smith came.", "He left at 5 p.m. sharp."]),
        (Kind.CODE, "a = 1\nb = 2", ["A code block of 2 lines."]),
        (Kind.FORMULA, "e = mc^2", ["A formula."]),
        (Kind.PARAGRAPH, "* * *", []),
    ],
)
def test_a_block_is_told_in_sentences(kind: Kind, text: str, told: list[str]) -> None:
    assert [sentence.text for sentence in sentences_of(Block(kind, text, place=3), "en")] == told


def test_a_table_is_told_row_by_row() -> None:
    table = "| city | people |\n|---|---|\n| Bern | 130 |\n| Rome | 2,800 |"
    told = " ".join(sentence.text for sentence in sentences_of(Block(Kind.TABLE, table, place=0), "en"))
    assert "|" not in told
    assert told.index("Bern") < told.index("130") < told.index("Rome")


async def forwards(script: Script) -> list[str]:
    told, sentence = [], await script.at(0)
    while sentence is not None:
        told.append(sentence.text)
        sentence = await script.after(sentence)
    return told


async def backwards(script: Script, place: int) -> list[str]:
    told, sentence = [], await script.at(place)
    while sentence is not None:
        told.append(sentence.text)
        sentence = await script.before(sentence)
    return told


@pytest.mark.parametrize("apart", [1, 7, 1000])
async def test_a_book_reads_the_same_in_both_directions(apart: int) -> None:
    texts = [f"First of {n}. Second of {n}." if n % 3 else "* * *" for n in range(1200)]
    blocks = paper(*texts, apart=apart)
    told = await forwards(Script(PaperPages(blocks)))
    assert told == [part for n in range(1200) if n % 3 for part in (f"First of {n}.", f"Second of {n}.")]
    script = Script(PaperPages(blocks))
    assert await backwards(script, blocks[-1].place) == [told[-2], *reversed(told[:-2])]
    assert await forwards(script) == told


async def test_only_what_is_near_is_kept() -> None:
    script = Script(PaperPages(paper(*(f"Number {n}." for n in range(3000)))))
    await forwards(script)
    assert len(script._kept) <= 400


async def test_notes_and_citations_are_left_out() -> None:
    blocks = [
        Block(Kind.PARAGRAPH, "It rains [12].", place=0),
        Block(Kind.FOOTNOTE, "See there.", place=1),
        Block(Kind.PARAGRAPH, "It stops.", place=2),
    ]
    assert await forwards(Script(PaperPages(blocks))) == ["It rains.", "It stops."]


def test_a_place_is_found_again_and_can_be_forgotten(tmp_path: Path) -> None:
    places = Places(tmp_path / "state" / "reading.json")
    assert places.of("book") is None
    places.keep("book", 7, 2)
    places.keep("paper", 1, 0)
    assert Places(tmp_path / "state" / "reading.json").of("book") == (7, 2)
    places.forget("book")
    assert places.of("book") is None
    assert places.of("paper") == (1, 0)
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["reading.json"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"book": "7"}', '{"book": [-1, 0]}', '{"book": [1]}'])
def test_a_damaged_file_of_places_is_none(tmp_path: Path, damage: str) -> None:
    (tmp_path / "reading.json").write_text(damage)
    places = Places(tmp_path / "reading.json")
    assert places.of("book") is None
    places.keep("book", 1, 1)
    assert places.of("book") == (1, 1)


def test_the_document_not_read_for_longest_is_forgotten(tmp_path: Path) -> None:
    places = Places(tmp_path / "reading.json")
    (tmp_path / "reading.json").write_text(json.dumps({f"book {n}": [n, 0] for n in range(MOST)}))
    places.keep("book 0", 5, 0)
    places.keep("new", 1, 0)
    assert places.of("book 0") == (5, 0)
    assert places.of("book 1") is None
    assert places.of("book 2") == (2, 0)


def test_silence_around_a_sentence_is_taken_away_and_nothing_in_it() -> None:
    silence, loud = np.zeros(8000, dtype=np.float32), np.full(4000, 0.5, dtype=np.float32)
    sound = Audio(np.concatenate([silence, loud, silence, loud, silence]), 16_000, word_ends_s=(0.75, 1.5))
    left = trimmed(sound, start=True, end=True)
    assert left.duration_s == pytest.approx(1.0 + 0.06, abs=0.001)
    assert left.word_ends_s == pytest.approx((0.28, 1.03), abs=0.001)
    assert trimmed(Audio.silence(1.0, 16_000), start=True, end=True).duration_s == 1.0


async def test_a_document_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# Title\n\nOne. Two.")
    document = OpenedDocument(Source(tmp_path / "note.md"))
    try:
        assert (await document.about()).identity
        assert [block.text for block in await document.some(0, 5)] == ["Title", "One. Two."]
        assert await document.place_of("Two") > 0
    finally:
        document.close()


async def test_what_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    document = OpenedDocument(Source(tmp_path / "missing.pdf"))
    try:
        with pytest.raises(DocumentError, match=r"missing\.pdf"):
            await document.about()
    finally:
        document.close()
