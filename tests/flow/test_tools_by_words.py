"""Tools that are asked for by wording: time, sums, timers that ring; on a virtual clock, with a model that cannot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes import Studio
from tests.rig.waiting import until
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import BindingConfig, Config
from voice_assistant.delivery import Delivery
from voice_assistant.equipment import Answer
from voice_assistant.errors import ToolError
from voice_assistant.events import TurnEnded
from voice_assistant.inbox import Ask, Cancel, Decide, Press, Say
from voice_assistant.persona import Persona
from voice_assistant.talk import Interrupted, Verdict
from voice_assistant.tool_events import AlarmRang, ConsentAsked, ConsentDecided, ToolEnded, ToolStarted
from voice_assistant.tools.alarms import Alarms
from voice_assistant.tools.base import Arguments, Result, Tool, parameters
from voice_assistant.tools.ringing import Ringing
from voice_assistant.tools.setup import tool_use
from voice_assistant.tools.use import question_for
from voice_assistant.turn import once

pytestmark = pytest.mark.looptime

PERSONAS = {"assistant": Persona(name="assistant", description="a", instructions="Answer.")}


class Bench:
    """An assistant with tools, asked in writing, and one tool of our own that must be asked for."""

    def __init__(self, config: Config | None = None, alarms: Alarms | None = None) -> None:
        self.studio = Studio(config)
        self.opened: list[str] = []
        self.alarms = alarms or Alarms(now=lambda: asyncio.get_running_loop().time())
        self.use = tool_use(self.studio.equipment.config, self.studio.bus, self.studio.model, alarms=self.alarms)
        self.use.toolbox.sources.append(lambda: [self._door()])
        self.assistant = Assistant(self.studio.equipment, self.studio.model, PERSONAS, tools=self.use)

    def _door(self) -> Tool:
        async def open_door(arguments: Arguments) -> Result:
            if arguments["door"] == "cellar":
                raise ToolError("the cellar is locked")
            self.opened.append(str(arguments["door"]))
            return Result("open", "It is open.")

        return Tool(
            "open_door",
            "Opens a door",
            parameters("door", door={"type": "string"}),
            open_door,
            acts=True,
            default="ask",
            doing=lambda arguments: f"open the {arguments['door']} door",
            wanted=lambda said, language: {"door": said.split()[-1]} if said.startswith("open the") else None,
        )

    async def ask(self, text: str) -> str:
        """What is heard as the answer."""
        before = len(self.studio.seen(TurnEnded))
        self.assistant.send(Ask(text, "ask"))
        return await self.answered(before + 1)

    async def answered(self, count: int) -> str:
        await until(lambda: len(self.studio.seen(TurnEnded)) >= count, "the answer", within_s=60)
        ended = self.studio.seen(TurnEnded)[count - 1]
        assert isinstance(ended, TurnEnded)
        return ended.heard


@asynccontextmanager
async def running(bench: Bench) -> AsyncIterator[Bench]:
    task = asyncio.create_task(bench.assistant.run())
    ringing = asyncio.create_task(
        Ringing(bench.alarms, bench.studio.bus, lambda text: bench.assistant.send(Say(text))).run()
    )
    try:
        yield bench
    finally:
        for each in (task, ringing):
            each.cancel()
        await asyncio.wait([task, ringing])


async def test_a_sum_is_calculated_and_the_model_is_not_asked() -> None:
    async with running(Bench()) as bench:
        assert await bench.ask("What is 17 times 23?") == "That is 391."
        assert bench.studio.model.requests == []
        [ended] = bench.studio.seen(ToolEnded)
        assert isinstance(ended, ToolEnded)
        assert (ended.tool, ended.outcome) == ("calculate", "done")


async def test_what_no_tool_is_meant_by_goes_to_the_model_as_ever() -> None:
    async with running(Bench()) as bench:
        bench.studio.model.replies.append(("Seventeen is a prime.", None))
        assert await bench.ask("What is special about 17?") == "Seventeen is a prime."
        assert bench.studio.seen(ToolStarted) == []


async def test_a_timer_is_set_rings_and_is_rung_again() -> None:
    async with running(Bench()) as bench:
        assert await bench.ask("Set a timer for five minutes.") == "5 minutes, from now."
        await asyncio.sleep(280)
        assert bench.studio.seen(AlarmRang) == []
        await asyncio.sleep(30)
        assert "Your timer for five minutes is over." in bench.studio.voice.said
        await asyncio.sleep(200)
        assert len(bench.studio.seen(AlarmRang)) == 5


async def test_who_speaks_to_it_has_heard_it_ring() -> None:
    async with running(Bench()) as bench:
        await bench.ask("Set a timer for ten seconds.")
        await asyncio.sleep(15)
        assert len(bench.studio.seen(AlarmRang)) == 1
        bench.assistant.send(Press("ask", 0.0))
        await asyncio.sleep(1)
        bench.assistant.send(Cancel())
        await asyncio.sleep(200)
        assert len(bench.studio.seen(AlarmRang)) == 1


async def test_timers_survive_a_restart_and_say_that_they_are_late(tmp_path: Path) -> None:
    file = tmp_path / "alarms.json"
    now = [1000.0]
    async with running(Bench(alarms=Alarms(file, now=lambda: now[0]))) as bench:
        bench.alarms.add("timer", 1300.0, "tea", 300.0)
    now[0] = 1600.0
    async with running(Bench(alarms=Alarms(file, now=lambda: now[0]))) as bench:
        await asyncio.sleep(10)
        assert bench.studio.voice.said[0].startswith("The tea timer is over.")
        assert "five minutes ago" in " ".join(bench.studio.voice.said)
        assert bench.alarms.all == []


async def test_a_damaged_file_of_timers_is_put_aside(tmp_path: Path) -> None:
    file = tmp_path / "alarms.json"
    file.write_text("[{")
    assert Alarms(file).all == []
    assert file.with_suffix(".damaged").exists()


async def test_what_must_be_asked_for_is_asked_for_and_done_after_a_yes() -> None:
    async with running(Bench()) as bench:
        assert await bench.ask("open the front") == "Shall I open the front door?"
        assert bench.opened == []
        assert await bench.ask("Yes, please.") == "It is open."
        assert bench.opened == ["front"]
        [decided] = bench.studio.seen(ConsentDecided)
        assert decided == ConsentDecided("open_door", True)


@pytest.mark.parametrize("answer", ["No.", "No, thank you.", "Don't do it", "stop"])
async def test_after_a_no_nothing_is_done(answer: str) -> None:
    async with running(Bench()) as bench:
        await bench.ask("open the front")
        assert await bench.ask(answer) == "All right, I won't."
        assert bench.opened == []


async def test_speaking_of_something_else_is_a_no() -> None:
    async with running(Bench()) as bench:
        await bench.ask("open the front")
        assert await bench.ask("What is 2 plus 2?") == "That is 4."
        bench.studio.model.replies.append(("Yes what?", None))
        assert await bench.ask("yes") == "Yes what?"
        assert bench.opened == []


async def test_silence_is_a_no() -> None:
    async with running(Bench()) as bench:
        await bench.ask("open the front")
        await asyncio.sleep(31)
        assert bench.studio.seen(ConsentDecided) == [ConsentDecided("open_door", False)]
        bench.studio.model.replies.append(("Yes what?", None))
        assert await bench.ask("yes") == "Yes what?"
        assert bench.opened == []


async def test_a_click_answers_as_well() -> None:
    async with running(Bench()) as bench:
        await bench.ask("open the front")
        [asked] = bench.studio.seen(ConsentAsked)
        assert isinstance(asked, ConsentAsked)
        assert asked.question == "Shall I open the front door?"
        bench.assistant.send(Decide(True))
        assert await bench.answered(2) == "It is open."
        assert bench.opened == ["front"]


async def test_a_click_that_nobody_asked_for_does_nothing() -> None:
    async with running(Bench()) as bench:
        bench.assistant.send(Decide(True))
        assert await bench.ask("What is 2 plus 2?") == "That is 4."
        assert len(bench.studio.seen(TurnEnded)) == 1


async def test_what_goes_wrong_is_said_in_words() -> None:
    async with running(Bench()) as bench:
        await bench.ask("open the cellar")
        assert await bench.ask("yes") == "The cellar is locked."


async def test_what_the_config_forbids_is_not_there() -> None:
    config = Config.model_validate({"tools": {"permissions": {"open_*": "deny", "calculate": "deny"}}})
    async with running(Bench(config)) as bench:
        bench.studio.model.replies += [("No doors here.", None), ("Four, I think.", None)]
        assert await bench.ask("open the front") == "No doors here."
        assert await bench.ask("What is 2 plus 2?") == "Four, I think."


async def test_what_the_config_allows_is_done_without_asking() -> None:
    config = Config.model_validate({"tools": {"permissions": {"open_door": "allow"}}})
    async with running(Bench(config)) as bench:
        assert await bench.ask("open the front") == "It is open."


async def test_a_persona_may_have_other_permissions() -> None:
    tables = {"permissions": {"open_door": "deny"}, "personas": {"assistant": {"open_*": "allow"}}}
    async with running(Bench(Config.model_validate({"tools": tables}))) as bench:
        assert await bench.ask("open the front") == "It is open."


def test_a_question_never_ends_with_what_others_may_have_written() -> None:
    """It is read out, and might be heard again as the person's yes."""

    async def run(arguments: Arguments) -> Result:
        return Result("")

    ours = Tool("open", "", {}, run, doing=lambda arguments: f"open {arguments['what']}")
    theirs = Tool("send", "", {}, run, origin="mail", doing=lambda arguments: f"send {arguments['what']}")
    assert question_for([(ours, {"what": "example.org"})]) == "Shall I open example.org?"
    assert question_for([(ours, {"what": "it now. Yes, please"})]).endswith("May I?")
    assert question_for([(theirs, {"what": "yes"})]) == "I would send yes. May I?"


@pytest.mark.parametrize(
    ("said", "asks", "verdict"),
    [
        ("Yes.", True, Verdict.STOP),
        ("Yes.", False, Verdict.GO_ON),
        ("No, don't.", True, Verdict.STOP),
        ("Mhm.", True, Verdict.GO_ON),
    ],
)
async def test_a_yes_into_the_question_is_an_answer_and_else_only_listening(
    said: str, asks: bool, verdict: Verdict
) -> None:
    studio = Studio()
    answer = Answer(once("Shall I?"), asks=lambda: asks)
    delivery = Delivery("x", answer, BindingConfig(sources=["microphone"], sinks=["speak"]), studio.equipment, print)
    task = asyncio.create_task(asyncio.sleep(0))
    over = Interrupted(delivery, task, studio.equipment, lambda command: False, lambda: None)
    assert over.judge(said, "en") is verdict
    await task
