"""What observers are told while an answer is being said."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from tests.fakes import Studio
from tests.flow.test_session import at_work
from voice_assistant.events import OwnLevelMeasured, State, TurnEnded, WordsHeard
from voice_assistant.inbox import Ask, Cancel

pytestmark = pytest.mark.looptime

REPLY = "This is the first sentence of an answer. And this is the second one, which takes a while."


async def test_the_words_are_told_as_they_are_heard() -> None:
    studio = Studio()
    studio.model.replies = [(REPLY, None)]
    async with at_work(studio) as person:
        person.send(Ask("Well?", "ask"))
        await person.turns(1)
        told = [event.text for event in studio.seen(WordsHeard) if isinstance(event, WordsHeard)]
        assert len(told) > 10
        assert all(later.startswith(earlier) and later != earlier for earlier, later in pairwise(told))
        assert REPLY.startswith(told[-1])
        assert studio.seen(OwnLevelMeasured)


async def test_nothing_is_told_after_the_end() -> None:
    studio = Studio()
    studio.model.replies = [(REPLY, None)]
    async with at_work(studio) as person:
        person.send(Ask("Well?", "ask"))
        await person.until(State.SPEAKING)
        await asyncio.sleep(1.5)
        person.send(Cancel())
        await person.turns(1)
        [ended] = studio.seen(TurnEnded)
        told = studio.seen(WordsHeard)[-1]
        assert isinstance(told, WordsHeard)
        assert isinstance(ended, TurnEnded)
        assert ended.heard.startswith(told.text)
        studio.events.clear()
        await asyncio.sleep(5)
        assert not studio.seen(WordsHeard)
        assert not studio.seen(OwnLevelMeasured)
