"""A talk of a thousand turns, on a virtual clock: nothing grows but the file on disk."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

import pytest

from tests.flow.test_session import Person
from tests.flow.test_talks import TalkativeModel, ask, long_question, small, talking
from voice_assistant.conversation import estimate_tokens
from voice_assistant.talks.files import load_talks
from voice_assistant.talks.talks import Talks

pytestmark = pytest.mark.looptime

TURNS = 1000


async def some_turns(person: Person, model: TalkativeModel, first: int, last: int) -> int:
    """Ask; how often the model had to read its request from the beginning."""
    anew, before = 0, model.requests[-1] if model.requests else []
    for number in range(first, last):
        await ask(person, long_question(number))
        await asyncio.sleep(1.0 if number % 3 else 0.1)  # often enough there is time for a summary, and often not
        request = model.requests[-1]
        assert sum(map(estimate_tokens, request)) <= 1024 - 100, "the context would overflow"
        anew += request[: len(before)] != before
        before = request
        model.requests.clear()
        model.prepared.clear()
        person.studio.events.clear()
        person.studio.voice.said.clear()
        person.studio.voice.voices.clear()
        person.studio.speaker.queued_s.clear()
    return anew


def alive() -> int:
    gc.collect()
    return len(gc.get_objects())


@pytest.mark.parametrize("sums_up", [True, False])
async def test_nothing_grows(tmp_path: Path, sums_up: bool) -> None:
    folder = tmp_path / "talks"
    async with talking(Talks(folder), small()) as (person, model):
        model.reply = "So it is."
        model.note_s = 0.5 if sums_up else 1000.0
        await some_turns(person, model, 0, 100)
        tasks, objects = len(asyncio.all_tasks()), alive()
        anew = await some_turns(person, model, 100, TURNS)
        assert anew < (TURNS - 100) / 4, "what was read once is read again too often: answers get slow"
        assert len(asyncio.all_tasks()) <= tasks + 1  # a summary may be going on
        assert alive() < objects + 1000
        assert sum(len(turn.asked + turn.heard) for turn in person.assistant.conversation.turns) < 4 * 1024
        assert len(person.assistant.conversation.summary) < 1200
        assert bool(model.noted) == sums_up
    (talk,) = load_talks(folder)
    assert len(talk.turns) == TURNS
