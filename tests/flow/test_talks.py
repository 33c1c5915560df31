"""Talks that are kept, taken up again and summarised, by a session on a virtual clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes import ScriptedModel, Studio
from tests.flow.test_session import PERSONAS, Person
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import Config
from voice_assistant.conversation import Exchange
from voice_assistant.engines.base import Message, Sampling
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.events import Event, State, StateChanged
from voice_assistant.inbox import Ask, Cancel, Converse, Forget, Resume, SetPersona
from voice_assistant.talks.files import load_talks
from voice_assistant.talks.talks import Talks

pytestmark = pytest.mark.looptime

SUMMARY = "The user likes question number one and the answer to it."


class TalkativeModel(ScriptedModel):
    """Has an answer to everything, and notes when it is asked for them."""

    notes: str = SUMMARY
    note_s: float = 1.0
    noted: int = 0
    asked_for_notes: int = 0
    failure: EngineError | None = None
    reply: str = "Answer to {}"

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        if messages[-1].text.endswith("The notes:"):
            self.asked_for_notes += 1
            await asyncio.sleep(self.note_s)
            if self.failure is not None:
                raise self.failure
            self.noted += 1
            yield self.notes
        else:
            self.requests.append(list(messages))
            await asyncio.sleep(0.05)
            yield self.reply.format(messages[-1].text)


@asynccontextmanager
async def talking(talks: Talks, config: Config | None = None) -> AsyncIterator[tuple[Person, TalkativeModel]]:
    studio, model = Studio(config), TalkativeModel()
    assistant = Assistant(studio.equipment, model, PERSONAS, talks)
    running = asyncio.create_task(assistant.run())
    try:
        yield Person(studio, assistant), model
    finally:
        running.cancel()
        await asyncio.wait([running])


async def ask(person: Person, *texts: str) -> None:
    """Ask each in writing, and hear the whole answer."""
    for text in texts:
        idle = asyncio.Event()

        def follow(event: Event, idle: asyncio.Event = idle) -> None:
            if event == StateChanged(State.IDLE, ""):
                idle.set()

        unsubscribe = person.studio.bus.subscribe(follow)
        person.send(Ask(text, "ask"))
        await idle.wait()
        unsubscribe()


def small() -> Config:
    return Config.model_validate({"language_model": {"context_tokens": 1024, "max_tokens": 100}})


def long_question(number: int) -> str:
    return f"I like question number {number} and the answer to it, and a few words more. What about it?"


async def test_each_turn_is_on_disk_when_it_ends(tmp_path: Path) -> None:
    talks = Talks(tmp_path)
    async with talking(talks) as (person, _):
        await ask(person, "One?")
        (talk,) = load_talks(tmp_path)
        assert talk.turns == (Exchange("One?", "Answer to One?", "assistant"),)
        person.send(SetPersona("pirate"))
        await ask(person, "Two?")
    (talk,) = load_talks(tmp_path)
    assert [(turn.asked, turn.persona) for turn in talk.turns] == [("One?", "assistant"), ("Two?", "pirate")]


async def test_an_interrupted_answer_is_kept_as_far_as_it_was_heard(tmp_path: Path) -> None:
    async with talking(Talks(tmp_path)) as (person, _):
        person.send(Ask("One, in a great many words, so that it takes a while?", "ask"))
        await person.until(State.SPEAKING)
        await asyncio.sleep(1.0)
        person.send(Cancel())
        await person.turns(1)
    (talk,) = load_talks(tmp_path)
    assert "Answer to One, in a great many words".startswith(talk.turns[0].heard)
    assert talk.turns[0].heard


async def test_what_is_private_is_not_kept(tmp_path: Path) -> None:
    async with talking(Talks(tmp_path)) as (person, _):
        person.send(SetPersona("translator"))
        await ask(person, "A secret?")
    assert load_talks(tmp_path) == []
    async with talking(Talks(None)) as (person, _):
        await ask(person, "A secret?")
    assert load_talks(tmp_path) == []


@pytest.mark.parametrize(
    ("conversations", "recordings", "kept"),
    [
        ("auto", "all", True),
        ("auto", "none", False),
        ("auto", "off", False),
        ("all", "off", True),
        ("off", "all", False),
    ],
)
async def test_the_config_says_whether_they_are_kept(
    tmp_path: Path, conversations: str, recordings: str, kept: bool
) -> None:
    config = Config.model_validate({"conversations": {"keep": conversations}, "recordings": {"keep": recordings}})
    async with talking(Talks.of(config, tmp_path, print)) as (person, _):
        await ask(person, "One?")
    assert len(load_talks(tmp_path)) == kept


async def test_a_talk_goes_on_where_it_ended(tmp_path: Path) -> None:
    async with talking(Talks(tmp_path)) as (person, _):
        await ask(person, "One?", "Two?")
    talks = Talks(tmp_path)
    async with talking(talks) as (person, model):
        await ask(person, "Something else?")
        [first] = [talk for talk in load_talks(tmp_path) if talk.turns[0].asked == "One?"]
        person.send(Resume(first))
        await ask(person, "Three?")
        assert [message.text for message in model.requests[-1]] == [
            "Be brief.",
            *("One?", "Answer to One?", "Two?", "Answer to Two?", "Three?"),
        ]
        last = talks.find()
        assert last is not None
        assert (last.id, len(last.turns)) == (first.id, 3)
        assert talks.find(first.id) == last
        assert talks.find("20200101T000000.000000Z") is None
    assert len(load_talks(tmp_path)) == 2


async def test_forgetting_begins_another_one(tmp_path: Path) -> None:
    async with talking(Talks(tmp_path)) as (person, model):
        await ask(person, "One?")
        person.send(Forget())
        await ask(person, "Two?")
        assert len(model.requests[-1]) == 2
    assert [len(talk.turns) for talk in load_talks(tmp_path)] == [1, 1]


async def test_after_a_long_silence_another_one_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later_s = 0.0
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + later_s)
    async with talking(Talks(tmp_path, new_after_s=3600.0)) as (person, model):
        await ask(person, "One?")
        later_s = 3000.0
        await ask(person, "Two?")
        assert len(model.requests[-1]) == 4
        later_s = 7000.0
        await ask(person, "Three?")
        assert len(model.requests[-1]) == 2


async def test_a_disk_that_is_full_does_not_end_a_talk(tmp_path: Path) -> None:
    problems: list[str] = []
    folder = tmp_path / "talks"
    folder.write_text("this is a file")
    async with talking(Talks(folder, on_problem=problems.append)) as (person, model):
        await ask(person, "One?", "Two?")
        assert len(model.requests[-1]) == 4
    assert len(problems) == 1, "said once, not with each turn"
    assert problems[0].startswith("this talk is not kept:")


async def test_a_long_talk_is_summed_up_while_nobody_speaks(tmp_path: Path) -> None:
    async with talking(Talks(tmp_path), small()) as (person, model):
        for number in range(8):
            await ask(person, long_question(number))
            await asyncio.sleep(10)
        assert model.noted == 1
        system = model.requests[-1][0].text
        assert system == f"Be brief.\n\nEarlier in this conversation: {SUMMARY}"
        assert model.prepared[-1][0].text == system, "what is read anew is read before the next question"
    talks = Talks(tmp_path)
    (talk,) = load_talks(tmp_path)
    assert (talk.summary, len(talk.turns)) == (SUMMARY, 8)
    talks.resume(talk)
    assert talks.present.summary == SUMMARY
    assert len(talks.present.turns) == 8 - talk.summarised


async def test_the_model_is_free_at_once_when_somebody_asks(tmp_path: Path) -> None:
    async with talking(Talks(tmp_path), small()) as (person, model):
        model.note_s = 1000.0
        for number in range(8):
            await ask(person, long_question(number))
        await asyncio.sleep(1)
        assert model.asked_for_notes
        assert model.noted == 0
        assert [task.get_name() for task in asyncio.all_tasks()].count("summary") == 1
        began_s = asyncio.get_running_loop().time()
        person.send(Ask("Now?", "ask"))
        await person.until(State.SPEAKING)
        assert asyncio.get_running_loop().time() - began_s < 5.0
        assert [task.get_name() for task in asyncio.all_tasks()].count("summary") == 0


async def test_speech_in_a_hands_free_talk_stops_it_too(tmp_path: Path) -> None:
    async with talking(Talks(tmp_path), small()) as (person, model):
        for number in range(8):
            await ask(person, long_question(number))
            await asyncio.sleep(0.5)  # less than a summary takes
        model.note_s = 1000.0
        person.studio.microphone.loud = False
        person.send(Converse("ask"))
        await person.until(State.LISTENING)
        await asyncio.sleep(1)
        names = [task.get_name() for task in asyncio.all_tasks()]
        assert names.count("summary") == 1, "nobody speaks yet"
        person.studio.microphone.loud = True
        await asyncio.sleep(0.5)
        assert [task.get_name() for task in asyncio.all_tasks()].count("summary") == 0


@pytest.mark.parametrize("failure", ["rubbish", "error"])
async def test_a_model_that_cannot_sum_up_is_made_up_for(tmp_path: Path, failure: str) -> None:
    async with talking(Talks(tmp_path), small()) as (person, model):
        if failure == "rubbish":
            model.notes = "and and and and and and and and and"
        else:
            model.failure = EngineError(Stage.LANGUAGE_MODEL, Code.TIMEOUT, "no")
        for number in range(30):
            await ask(person, long_question(number))
            await asyncio.sleep(10)
        system = model.requests[-1][0].text
        assert "The user said: I like question number" in system or failure == "error"
        assert "and and" not in system
        assert "What about it?" not in system
        assert sum(len(message.text) for message in model.requests[-1]) < 3.5 * 1024
