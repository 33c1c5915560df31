""" "You cut me off", by key and by word, on the virtual clock; and how it is remembered."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes import Studio
from tests.flow.test_session import Person, at_work
from voice_assistant.engines.base import Message
from voice_assistant.events import State, TurnEnded, TurnReopened
from voice_assistant.inbox import Ask, Converse, CutOff
from voice_assistant.turn_taking.patience import LEAST, LONGER_AFTER_CUT_OFF, MOST, Patience

pytestmark = pytest.mark.looptime


@pytest.fixture
def studio() -> Studio:
    studio = Studio()
    studio.equipment = replace(studio.equipment, patience=Patience())
    studio.microphone.loud = False
    return studio


async def say(studio: Studio, seconds: float) -> None:
    studio.microphone.loud = True
    await asyncio.sleep(seconds)
    studio.microphone.loud = False


async def begin(studio: Studio, person: Person, command: Converse) -> None:
    person.send(command)
    await asyncio.sleep(0.2)
    await say(studio, 2.0)
    await person.until(State.SPEAKING)


async def test_the_key_opens_the_turn_again(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me about Paris.", "Tell me about Paris.", "Tell me about Paris in winter."]
    studio.model.replies = [("Paris is a city. " * 20, None), ("Cold.", None)]
    async with at_work(studio) as person:
        await begin(studio, person, Converse("ask"))
        before = studio.equipment.patience.factor
        person.send(CutOff())
        await asyncio.sleep(0.1)
        assert person.assistant.state.state is State.LISTENING
        assert studio.speaker.flushed
        assert len(studio.seen(TurnReopened)) == 1
        await say(studio, 1.0)
        await person.turns(1)
        assert studio.equipment.patience.factor > before
        assert person.assistant.conversation.messages == (
            Message("user", "Tell me about Paris in winter."),
            Message("assistant", "Cold."),
        )
    assert studio.hearing.durations_s[-1] > 3.0  # both halves, heard as one


async def test_the_words_do_as_well(studio: Studio) -> None:
    studio.hearing.texts = ["Tell me about Paris.", "You cut me off."]
    studio.model.replies = [("A city.", None)]
    async with at_work(studio) as person:
        await begin(studio, person, Converse("ask"))
        await person.turns(1)
        before = studio.equipment.patience.factor
        await asyncio.sleep(0.5)
        await say(studio, 1.0)
        await person.turns(2)
        assert studio.equipment.patience.factor > before
        await person.until(State.LISTENING)  # and it listens
    assert len(studio.model.requests) == 1


async def test_outside_of_a_talk_the_key_silences(studio: Studio) -> None:
    studio.model.replies = [("A city. " * 20, None)]
    async with at_work(studio) as person:
        person.send(Ask("Tell me about Paris.", "ask"))
        await person.until(State.SPEAKING)
        person.send(CutOff())
        await person.until(State.IDLE)
        [turn] = studio.seen(TurnEnded)
        assert isinstance(turn, TurnEnded)
        assert turn.interrupted


def test_patience_grows_returns_and_has_bounds() -> None:
    patience = Patience()
    patience.cut_off()
    assert patience.factor == pytest.approx(LONGER_AFTER_CUT_OFF)
    for _ in range(10):
        patience.cut_off()
    assert patience.factor == MOST
    for _ in range(500):
        patience.ended_well()
    assert patience.factor == pytest.approx(LEAST, abs=0.01)


def test_a_pause_that_was_nearly_too_long_counts_and_a_short_one_does_not() -> None:
    patience = Patience()
    patience.paused(0.3, 1.0)
    assert patience.factor == 1.0
    patience.paused(0.9, 1.0)
    assert patience.factor > 1.0


def test_it_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "state" / "patience.json"
    first = Patience.kept_in(file)
    assert first.factor == 1.0
    first.cut_off()
    assert Patience.kept_in(file).factor == pytest.approx(first.factor, abs=1e-3)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"patience": "much"}', "{}", '{"patience": null}', "\udcff"])
def test_a_damaged_file_is_no_reason_not_to_talk(tmp_path: Path, content: str) -> None:
    file = tmp_path / "patience.json"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert Patience.kept_in(file).factor == 1.0


def test_what_cannot_be_is_not_believed(tmp_path: Path) -> None:
    file = tmp_path / "patience.json"
    file.write_text(json.dumps({"patience": 1000.0}))
    assert Patience.kept_in(file).factor == MOST
