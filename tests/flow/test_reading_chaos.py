"""Somebody who presses everything, at any time: a reading always ends well, and never speaks into a turn."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest

from tests.rig.listener import OTHER, TEXT, Listener, at_home, now, studio_of
from tests.rig.reading import LoudVoice
from voice_assistant.events import Event, Problem, State, StateChanged, WordBegan
from voice_assistant.inbox import Ask, Cancel, Press, Read, Release, Steer
from voice_assistant.text.reading_commands import ReadingCommand

pytestmark = pytest.mark.looptime

ANSWER = ("An answer. It takes a while to say.", None)


def everything(person: Listener, dice: random.Random) -> list[Callable[[], object]]:
    def select() -> None:
        person.studio.desk.selected = dice.choice([TEXT, OTHER, "", "Just this."])
        person.send(Press("read", now()))

    return [
        select,
        select,
        lambda: person.send(Release("read", now())),
        lambda: person.send(Cancel()),
        lambda: person.send(Press("ask", now())),
        lambda: person.send(Release("ask", now())),
        lambda: person.send(Press("dictate", now())),
        lambda: person.send(Release("dictate", now())),
        lambda: person.send(Ask(dice.choice(["Why?", "Pause.", "Next paragraph.", "Stop."]), "ask")),
        lambda: person.send(Read(text=OTHER, companion=dice.random() < 0.3)),
        *(lambda command=command: person.send(Steer(command)) for command in ReadingCommand),
    ]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("when_new", ["replace", "queue", "interrupt"])
async def test_anything_at_any_time(when_new: str, seed: int) -> None:
    dice = random.Random(seed)
    after_question = dice.choice(["resume", "pause"])
    studio = studio_of(reading={"when_new": when_new, "after_question": after_question})
    studio.model.replies = [ANSWER] * 1000
    studio.hearing.texts = [dice.choice(["", "Who is it?", "Go on.", "Next."]) for _ in range(1000)]
    assert isinstance(studio.voice, LoudVoice)
    studio.voice.tells_words = True
    async with at_home(studio) as person:
        spoken_into: list[State] = []

        def watch(event: Event) -> None:
            if isinstance(event, WordBegan) and person.state is State.LISTENING:
                spoken_into.append(person.state)

        studio.bus.subscribe(watch)
        for _ in range(250):
            dice.choice(everything(person, dice))()
            await asyncio.sleep(dice.choice([0.0, 0.01, 0.2, 1.5]))
        for name in ("ask", "dictate"):
            person.send(Release(name, now()))
        person.send(Cancel())
        await asyncio.sleep(1)
        person.send(Steer(ReadingCommand.STOP))
        person.send(Cancel())
        await person.until(lambda: not person.assistant.reading.active and person.state is State.IDLE)
        await asyncio.sleep(1)
        assert len(person.heard) > 5
        assert spoken_into == []
        assert isinstance(studio.seen(StateChanged)[-1], StateChanged)
        assert [problem for problem in studio.seen(Problem) if "our own" in str(problem)] == []
        studio.desk.selected = "It is still there."
        person.send(Press("read", now()))
        await person.hear("It is still there.")
        await person.until_over()
