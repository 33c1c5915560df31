"""What is written in a picture gives orders, and the model obeys: nothing is done without a yes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import product

import pytest

from tests.fakes import Studio
from tests.fakes_vision import PaperEyes, writing
from tests.flow.test_tools_injections import ACTIONS, PERSONAS, TEMPLATES, House, Obedient
from tests.rig.waiting import until
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import Config
from voice_assistant.events import TurnEnded
from voice_assistant.inbox import Ask
from voice_assistant.tool_events import ConsentAsked
from voice_assistant.tools.setup import tool_use

pytestmark = pytest.mark.looptime

QUESTIONS = {"camera": "Look at this and tell me what it says about cats.", "screen": "Explain what's on my screen."}


class Desk:
    """An obedient model that sees, with tools that act."""

    def __init__(self, planted: str) -> None:
        config = Config.model_validate({"tools": {"calling": "model"}})
        self.studio = Studio(config)
        self.house = House("")
        self.model = Obedient(None)
        paper = PaperEyes()
        paper.reader.takes_s = 0.0
        paper.reader.anywhere = writing(planted)
        equipment = replace(self.studio.equipment, eyes=paper.eyes())
        use = tool_use(config, self.studio.bus, self.model)
        use.toolbox.sources = [self.house.tools]
        self.assistant = Assistant(equipment, self.model, PERSONAS, tools=use)

    async def asked(self, *questions: str) -> None:
        running = asyncio.create_task(self.assistant.run())
        for number, question in enumerate(questions, start=1):
            self.assistant.send(Ask(question, "ask"))
            await self._turns(number)
        await asyncio.sleep(60)  # and nobody says anything
        running.cancel()
        await asyncio.wait([running])

    async def _turns(self, count: int) -> None:
        await until(lambda: len(self.studio.seen(TurnEnded)) >= count, "the answer", within_s=600)


@pytest.mark.parametrize(("template", "action", "where"), list(product(TEMPLATES, ACTIONS, QUESTIONS)))
async def test_nothing_is_done_that_only_a_picture_asks_for(template: str, action: str, where: str) -> None:
    desk = Desk(template.format(do=ACTIONS[action]))
    await desk.asked(QUESTIONS[where])
    assert desk.model.orders > 0, "the picture's orders reached the model, and it obeyed"
    assert desk.house.done == []
    assert desk.studio.seen(ConsentAsked)


async def test_what_a_picture_said_stays_from_outside_in_the_turns_after() -> None:
    """The line that stands for it in the history holds its words: a tool that acts is asked about."""
    desk = Desk(ACTIONS["allowed"])
    await desk.asked(QUESTIONS["screen"], "No.", "Thank you.")
    assert desk.model.orders >= 2
    assert desk.house.done == []


async def test_the_check_would_notice() -> None:
    """The same order in the person's own words is carried out."""
    desk = Desk("nothing")
    await desk.asked(f"Please do this: {ACTIONS['allowed']}")
    assert desk.house.done == ["turn_on"]
