"""Silence while something is fetched, on a virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from tests.fakes import ClockSpeaker, Studio
from voice_assistant.config.schema import BindingConfig
from voice_assistant.delivery import Delivery
from voice_assistant.equipment import Answer
from voice_assistant.events import TurnEnded
from voice_assistant.text.waiting_words import WaitingWords

pytestmark = pytest.mark.looptime

SPEAK = BindingConfig(sources=["microphone"], sinks=["speak"])


@dataclass
class Tool:
    """Looks something up for `takes_s`, and tells whether it is doing so."""

    takes_s: float
    busy: bool = False
    begins: list[str] = field(default_factory=list)

    async def answer(self) -> AsyncIterator[str]:
        for words in self.begins:
            yield words
        self.busy = True
        await asyncio.sleep(self.takes_s)
        self.busy = False
        yield "It is sunny in Rome. "


async def said_by(answer: AsyncIterator[str], fetching: Callable[[], bool], studio: Studio | None = None) -> list[str]:
    studio = studio or Studio()
    delivery = Delivery("Weather?", Answer(answer, fetching=fetching), SPEAK, studio.equipment, lambda state: None)
    delivery.commit()
    await delivery.run()
    [ended] = studio.seen(TurnEnded)
    assert isinstance(ended, TurnEnded)
    assert ended.heard.endswith("It is sunny in Rome.")
    return studio.voice.said


async def test_within_a_second_nothing_is_said() -> None:
    tool = Tool(0.9)
    assert await said_by(tool.answer(), lambda: tool.busy) == ["It is sunny in Rome."]


async def test_after_a_second_a_word_is_said_which_is_no_part_of_the_answer() -> None:
    tool = Tool(3.0)
    studio = Studio()
    said = await said_by(tool.answer(), lambda: tool.busy, studio)
    assert len(said) == 2
    [ended] = studio.seen(TurnEnded)
    assert isinstance(ended, TurnEnded)
    assert ended.heard == "It is sunny in Rome."


async def test_a_long_wait_is_spoken_of_now_and_then_and_never_in_the_same_words() -> None:
    tool = Tool(30.0)
    said = await said_by(tool.answer(), lambda: tool.busy)
    assert len(said) == 1 + 3 + 1
    assert all(one != other for one, other in pairwise(said))


async def test_a_model_that_is_slow_without_fetching_anything_is_waited_for_in_silence() -> None:
    assert await said_by(Tool(20.0).answer(), lambda: False) == ["It is sunny in Rome."]


async def test_what_is_still_being_said_is_no_silence() -> None:
    words = "Of course, I will gladly look up what the weather is like there today for you. "
    tool = Tool(3.0, begins=[words])
    said = await said_by(tool.answer(), lambda: tool.busy)
    assert said[-1] == "It is sunny in Rome."
    assert " ".join(said[:-1]) == words.strip()


async def test_an_answer_that_is_only_guessed_at_says_nothing() -> None:
    studio = Studio()
    tool = Tool(5.0)
    answer = Answer(tool.answer(), fetching=lambda: tool.busy)
    delivery = Delivery("Weather?", answer, SPEAK, studio.equipment, lambda state: None)
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(4.5)
    assert studio.voice.said == []
    running.cancel()
    await asyncio.wait([running])


async def test_an_error_while_waiting_is_raised() -> None:
    async def breaking() -> AsyncIterator[str]:
        await asyncio.sleep(2.5)
        raise ValueError("gone")
        yield ""

    studio = Studio()
    delivery = Delivery("?", Answer(breaking(), fetching=lambda: True), SPEAK, studio.equipment, lambda state: None)
    delivery.commit()
    with pytest.raises(ValueError, match="gone"):
        await delivery.run()
    assert len(studio.voice.said) == 1
    assert isinstance(studio.speaker, ClockSpeaker)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "zh", "ja", "ko", "xx"])
def test_words_vary(language: str) -> None:
    words = WaitingWords(seed=3)
    said = [words.first(language) for _ in range(40)] + [words.still(language) for _ in range(40)]
    assert all(one != other for one, other in pairwise(said))
    assert len(set(said)) >= 6
