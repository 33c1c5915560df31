"""Facts are found by their words and by their meaning, and only those that are about the question go along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voice_assistant.memory.facts import Fact, Source, as_note, tidy
from voice_assistant.memory.recall import relevant
from voice_assistant.memory.search import Search
from voice_assistant.memory.store import FactStore

FACTS = (
    "My sister's name is Clara.",
    "I am allergic to nuts.",
    "I drive a green Skoda.",
    "My dentist is Doctor Wu.",
    "Peter's sister is called Anna.",
    "저는 서울에 살고 있어요.",
    "Ich wohne in Köln.",
    "My favourite colour is dark green.",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FactStore]:
    store = FactStore(tmp_path / "memory.sqlite")
    for fact in FACTS:
        store.add(fact, Source.WRITTEN)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("What is my sister called?", "My sister's name is Clara."),
        ("Who is my sibling?", "My sister's name is Clara."),
        ("Which allergies do I have?", "I am allergic to nuts."),
        ("What car do I have?", "I drive a green Skoda."),
        ("Who looks after my teeth?", "My dentist is Doctor Wu."),
        ("How is Peter's sister called?", "Peter's sister is called Anna."),
        ("서울 날씨는 어때요?", "저는 서울에 살고 있어요."),
        ("In welcher Stadt in der Nähe von Koln wohne ich?", "Ich wohne in Köln."),
        ("Which color do I like best?", "My favourite colour is dark green."),
    ],
)
def test_a_fact_is_found_in_other_words(store: FactStore, question: str, fact: str) -> None:
    found = Search(store).find(question, 5)
    assert found[0].fact.text == fact
    assert relevant(found, 200).facts[0].text == fact


@pytest.mark.parametrize("question", ["Why is the sky blue?", "Tell me a joke.", "", "?!", 'AND "', "What time is it?"])
def test_other_questions_bring_nothing_along(store: FactStore, question: str) -> None:
    assert relevant(Search(store).find(question, 5), 200).facts == ()


def test_the_meaning_decides_where_words_are_few(store: FactStore) -> None:
    numbers = [fact.id for fact in store.all()]
    places = np.eye(len(numbers), dtype=np.float32)
    store.set_vectors("m", numbers, places)
    search = Search(store)
    found = search.find("Is marzipan for me?", 3, vector=places[1], model="m")
    assert found[0].fact.text == "I am allergic to nuts."
    assert found[0].meaning == pytest.approx(1.0)
    new = store.add("I collect stamps.", Source.WRITTEN)
    store.set_vectors("m", [new.id], places[:1])
    assert search.find("x", 2, vector=places[0], model="m")[0].fact in (new, store.get(numbers[0]))  # seen at once
    assert search.find("x", 2, vector=np.ones(3, np.float32), model="m") == []  # of another model


def test_what_was_shown_and_what_is_another_s_is_left_out(store: FactStore) -> None:
    [first, *_] = Search(store).find("my sister", 1)
    assert first.fact not in [
        each.fact for each in Search(store).find("my sister", 5, leave_out=frozenset({first.fact.id}))
    ]
    assert Search(store).find("my sister", 5, scope="pirate") == []


def test_facts_keep_to_their_budget(store: FactStore) -> None:
    for number in range(20):
        store.add(f"My sister number {number} is called Clara {number}.", Source.WRITTEN)
    found = Search(store).find("What is my sister called?", 10)
    assert len(as_note(relevant(found, 60).facts)) <= 60 * 3.0
    assert len(relevant(found, 10_000).facts) == 5


def test_a_fact_is_one_tidy_line() -> None:
    assert tidy("  my sister\n is   Clara ") == "My sister is Clara."
    assert tidy("why not?") == "Why not?"
    assert len(tidy("x" * 9000)) <= 501


def test_an_old_database_or_a_second_program_is_no_problem(tmp_path: Path) -> None:
    first, second = FactStore(tmp_path / "m.sqlite"), FactStore(tmp_path / "m.sqlite")
    search = Search(first)
    fact = first.add("I live in Bonn.", Source.SPOKEN)
    assert second.all() == [Fact(fact.id, "I live in Bonn.", second.all()[0].said, "", Source.SPOKEN)]
    second.edit(fact.id, "I live in Cologne")
    assert search.find("Where do I live?", 1)[0].fact.text == "I live in Cologne."
    second.forget([fact.id])
    assert search.find("Where do I live?", 1) == []
    first.close()
    second.close()
