"""When a person has finished: counted in samples, with a judge that answers to order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from voice_assistant.audio.types import ENGINE_RATE_HZ, Samples
from voice_assistant.config.schema import TurnTakingConfig
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.turn_taking.patience import Patience
from voice_assistant.turn_taking.turn_end import TurnEnd

pytestmark = pytest.mark.looptime

FRAME = 512
CONFIG = TurnTakingConfig(complete_s=0.6, incomplete_s=2.0, nothing_said_s=8.0)


class Conversation:
    """Feeds speech and silence in real (virtual) time."""

    def __init__(
        self, *judgements: float | Exception, takes_s: float = 0.1, words: str | None = None, words_take_s: float = 0.4
    ) -> None:
        """`words` are understood `words_take_s` after the beginning of a pause."""
        self.judgements = list(judgements)
        self.takes_s = takes_s
        self.words = words
        self.words_take_s = words_take_s
        self.reading = False
        self.heard_s: list[float] = []
        self.ended = asyncio.Event()
        self.patience = Patience()
        self.end = TurnEnd(self.judge, self.ended, CONFIG, FRAME, patience=self.patience, reading=lambda: self.reading)

    async def judge(self, samples: Samples) -> float:
        self.heard_s.append(len(samples) / ENGINE_RATE_HZ)
        await asyncio.sleep(self.takes_s)
        judgement = self.judgements.pop(0)
        if isinstance(judgement, Exception):
            raise judgement
        return judgement

    async def speak(self, seconds: float) -> float:
        return await self._go_on(seconds, True)

    async def pause(self, seconds: float) -> float:
        """How long the pause lasted before the turn ended; `seconds` if it did not."""
        understanding = asyncio.create_task(self._understand())
        try:
            return await self._go_on(seconds, False)
        finally:
            understanding.cancel()

    async def _understand(self) -> None:
        if self.words is not None:
            self.reading = True
            await asyncio.sleep(self.words_take_s)
            self.end.understood(self.words, "en")
            self.reading = False

    async def _go_on(self, seconds: float, is_speech: bool) -> float:
        for number in range(round(seconds * ENGINE_RATE_HZ / FRAME)):
            await asyncio.sleep(FRAME / ENGINE_RATE_HZ)
            self.end.feed(np.zeros(FRAME, dtype=np.float32), is_speech)
            if self.ended.is_set():
                return (number + 1) * FRAME / ENGINE_RATE_HZ
        return seconds


@pytest.fixture(autouse=True)
async def nothing_left_running() -> AsyncIterator[None]:
    yield
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "end of turn"]


@pytest.mark.parametrize(("judgement", "wait_s"), [(0.995, 0.6), (0.02, 1.2), (0.5, 0.94)])
async def test_a_finished_sentence_ends_the_turn_sooner_than_one_in_the_air(judgement: float, wait_s: float) -> None:
    talk = Conversation(judgement)
    await talk.speak(2.0)
    assert await talk.pause(5.0) == pytest.approx(wait_s, abs=0.05)


async def test_who_goes_on_after_a_pause_is_not_cut_off() -> None:
    talk = Conversation(0.999, 0.999)
    await talk.speak(1.0)
    assert await talk.pause(0.5) == 0.5
    await talk.speak(1.0)
    assert await talk.pause(5.0) == pytest.approx(0.6 * talk.patience.factor, abs=0.05)
    assert len(talk.heard_s) == 2


async def test_a_slow_judge_delays_and_never_hastens() -> None:
    talk = Conversation(0.999, takes_s=1.0)
    await talk.speak(1.0)
    assert await talk.pause(5.0) == pytest.approx(1.2, abs=0.08)


async def test_without_a_judge_silence_alone_ends_it() -> None:
    talk = Conversation(EngineError(Stage.VOICE_ACTIVITY, Code.NO_MODEL, "not installed"))
    await talk.speak(1.0)
    assert await talk.pause(5.0) == pytest.approx(2.0, abs=0.05)


async def test_a_click_is_no_turn_and_nothing_said_ends_after_a_while() -> None:
    talk = Conversation()
    await talk.speak(0.07)
    assert await talk.pause(20.0) == pytest.approx(8.0, abs=0.05)
    assert talk.heard_s == []


async def test_the_judge_hears_the_last_eight_seconds() -> None:
    talk = Conversation(0.999)
    await talk.speak(20.0)
    await talk.pause(5.0)
    assert talk.heard_s == [pytest.approx(8.0, abs=0.05)]


# words


async def test_words_that_hang_in_the_air_outweigh_the_melody() -> None:
    talk = Conversation(0.999, words="I would like a coffee with")
    await talk.speak(2.0)
    assert await talk.pause(5.0) == pytest.approx(2.0, abs=0.05)


async def test_a_short_answer_is_complete_whatever_its_melody() -> None:
    talk = Conversation(0.02, words="Yes.")
    await talk.speak(0.4)
    assert await talk.pause(5.0) == pytest.approx(0.6, abs=0.05)


async def test_a_sentence_is_doubted_less_than_its_beginning() -> None:
    waits_s = []
    for words in ("What is the weather like?", "I like the weather.", "I like the weather"):
        talk = Conversation(0.6, words=words)
        await talk.speak(2.0)
        waits_s.append(await talk.pause(5.0))
    assert waits_s == sorted(waits_s)
    assert waits_s[0] < waits_s[2] - 0.3


async def test_words_that_are_being_read_are_waited_for() -> None:
    talk = Conversation(0.999, words="I would like a coffee with", words_take_s=1.0)
    await talk.speak(2.0)
    assert await talk.pause(5.0) == pytest.approx(2.0, abs=0.05)


async def test_but_no_longer_than_for_a_doubt() -> None:
    talk = Conversation(0.999, words="What time is it?", words_take_s=30.0)
    await talk.speak(2.0)
    assert await talk.pause(5.0) == pytest.approx(2.0, abs=0.05)


async def test_words_that_come_late_end_it_at_once() -> None:
    talk = Conversation(0.999, words="What time is it?", words_take_s=0.9)
    await talk.speak(2.0)
    assert await talk.pause(5.0) == pytest.approx(0.9, abs=0.05)


async def test_the_words_of_one_pause_tell_nothing_of_the_next() -> None:
    talk = Conversation(0.999, 0.999, words="I would like a coffee with")
    await talk.speak(2.0)
    await talk.pause(1.0)
    talk.words = None
    await talk.speak(1.0)
    assert await talk.pause(5.0) == pytest.approx(0.6, abs=0.05)


async def test_without_a_judge_the_words_tell() -> None:
    talk = Conversation(EngineError(Stage.VOICE_ACTIVITY, Code.NO_MODEL, "not installed"), words="What time is it?")
    await talk.speak(2.0)
    assert await talk.pause(5.0) < 1.0


# the person


async def test_who_was_cut_off_is_waited_for_longer() -> None:
    talk = Conversation(0.999, 0.999)
    talk.patience.cut_off()
    await talk.speak(2.0)
    assert await talk.pause(5.0) == pytest.approx(0.6 * talk.patience.factor, abs=0.08)


async def test_who_pauses_long_is_waited_for_longer() -> None:
    talk = Conversation(0.999, 0.999, 0.99)
    for _ in range(2):
        await talk.speak(1.0)
        assert await talk.pause(0.55) == 0.55
    await talk.speak(0.1)
    assert talk.patience.factor > 1.0


async def test_after_an_answer_silence_may_be_longer_or_shorter() -> None:
    talk = Conversation()
    talk.end = TurnEnd(talk.judge, talk.ended, CONFIG, FRAME, nothing_said_s=3.0)
    assert await talk.pause(20.0) == pytest.approx(3.0, abs=0.05)
