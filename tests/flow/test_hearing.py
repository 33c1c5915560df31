"""Decoding while the person speaks, on a virtual clock: what is decoded when, and what is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.fakes import BLOCK_S, LoudnessActivity
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio
from voice_assistant.bus import Bus
from voice_assistant.engines.base import Transcript
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.events import Event, PartlyTranscribed
from voice_assistant.hearing import Hearing, LanguageMemory
from voice_assistant.listening import SpeechMeter

pytestmark = pytest.mark.looptime


@dataclass
class Counting:
    """Writes how many whole seconds of loud sound it heard; decodes take a tenth of them and more."""

    languages: list[tuple[str, float]] = field(default_factory=list)  # detected, with their probabilities
    failures: int = 0
    echo: str = ""  # written whenever it is given a prompt
    prompts: list[str | None] = field(default_factory=list)
    asked: list[tuple[float, str | None]] = field(default_factory=list)  # duration, language
    started: int = 0
    at_once: int = 0
    most_at_once: int = 0

    async def start(self) -> None:
        self.started += 1

    async def transcribe(
        self,
        audio: Audio,
        *,
        language: str | None = None,
        prompt: str | None = None,
        words: bool = False,
        quick: bool = False,
        awaited: bool = False,
    ) -> Transcript:
        assert quick
        self.asked.append((audio.duration_s, language))
        self.prompts.append(prompt)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            await asyncio.sleep(0.1 + audio.duration_s / 10)
        finally:
            self.at_once -= 1
        if self.failures:
            self.failures -= 1
            raise EngineError(Stage.SPEECH_TO_TEXT, Code.CRASHED, "it crashed: try again")
        loud_s = float((np.abs(audio.samples) > 0.1).sum()) / ENGINE_RATE_HZ
        detected, probability = self.languages.pop(0) if language is None and self.languages else (language or "en", 1)
        text = self.echo if prompt and self.echo else f"Heard {round(loud_s)}."
        return Transcript(text, detected, (), probability)

    async def close(self) -> None: ...


@dataclass
class Ear:
    """A `Hearing` with everything around it, fed on the clock."""

    recogniser: Counting
    hearing: Hearing
    events: list[Event]

    async def loud(self, seconds: float) -> None:
        await self._sound(seconds, 0.5)

    async def silence(self, seconds: float) -> None:
        await self._sound(seconds, 0.0)

    async def _sound(self, seconds: float, level: float) -> None:
        for _ in range(round(seconds / BLOCK_S)):
            await asyncio.sleep(BLOCK_S)
            self.hearing.feed(Audio(np.full(round(BLOCK_S * ENGINE_RATE_HZ), level, dtype=np.float32), ENGINE_RATE_HZ))

    @property
    def partial(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, PartlyTranscribed)]


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    bus, events, recogniser = Bus(), list[Event](), Counting()
    bus.subscribe(events.append)
    async with Hearing(recogniser, SpeechMeter(LoudnessActivity(), 0.5), bus) as hearing:
        yield Ear(recogniser, hearing, events)


async def test_the_recogniser_is_loaded_while_the_person_begins_to_speak(ear: Ear) -> None:
    await ear.loud(0.1)
    assert ear.recogniser.started == 1


async def test_who_pauses_before_the_release_waits_for_nothing(ear: Ear) -> None:
    await ear.loud(3.0)
    await ear.silence(1.0)
    began = asyncio.get_running_loop().time()
    assert (await ear.hearing.finish()).text == "Heard 3."
    assert asyncio.get_running_loop().time() == began
    assert ear.partial == ["Heard 3."]
    assert len(ear.recogniser.asked) == 1


async def test_a_short_stretch_is_decoded_again_with_what_follows(ear: Ear) -> None:
    await ear.loud(2.0)
    await ear.silence(0.8)
    await ear.loud(1.0)
    assert (await ear.hearing.finish()).text == "Heard 3."
    assert ear.partial == ["Heard 2."]


async def test_a_long_stretch_is_settled_in_a_pause_and_only_the_tail_is_left(ear: Ear) -> None:
    for _ in range(4):
        await ear.loud(6.0)
        await ear.silence(1.2)
    await ear.loud(2.0)
    assert (await ear.hearing.finish()).text == "Heard 6. Heard 6. Heard 6. Heard 6. Heard 2."
    assert ear.recogniser.asked[-1][0] < 3.5
    assert ear.recogniser.most_at_once == 1
    assert ear.partial[-1] == "Heard 6. Heard 6. Heard 6. Heard 6."


async def test_what_was_settled_is_the_context_of_what_follows(ear: Ear) -> None:
    ear.hearing.vocabulary = ("Grafana",)
    await ear.loud(6.0)
    await ear.silence(1.2)
    await ear.loud(2.0)
    await ear.hearing.finish()
    assert ear.recogniser.prompts == ["Grafana.", "Grafana. Heard 6."]


async def test_at_the_release_a_long_stretch_stands_and_only_what_follows_is_decoded(ear: Ear) -> None:
    await ear.loud(7.0)
    await ear.silence(0.4)
    await ear.loud(2.0)
    assert (await ear.hearing.finish()).text == "Heard 7. Heard 2."
    assert ear.recogniser.asked[-1][0] < 3.0


async def test_a_last_short_word_is_decoded_with_what_came_before(ear: Ear) -> None:
    await ear.loud(7.0)
    await ear.silence(0.4)
    await ear.loud(0.6)
    assert (await ear.hearing.finish()).text == "Heard 8."


async def test_who_never_pauses_is_cut_and_loses_nothing(ear: Ear) -> None:
    await ear.loud(40.0)
    text = (await ear.hearing.finish()).text
    heard = [int(word.strip(".")) for word in text.split() if word.strip(".").isdigit()]
    assert sum(heard) == pytest.approx(40, abs=len(heard))
    assert len(heard) >= 4
    assert max(duration_s for duration_s, _ in ear.recogniser.asked) <= 14
    assert text.count("Heard") == 1, "a cut is no new sentence"
    assert text.count(".") == 1


async def test_a_decode_that_is_not_done_at_the_release_is_waited_for(ear: Ear) -> None:
    await ear.loud(4.0)
    await ear.silence(0.4)
    assert ear.hearing.decoding is not None
    assert (await ear.hearing.finish()).text == "Heard 4."
    assert len(ear.recogniser.asked) == 1


async def test_silence_is_never_decoded(ear: Ear) -> None:
    await ear.silence(60.0)
    assert (await ear.hearing.finish()).text == ""
    assert ear.recogniser.asked == []


async def test_a_long_silence_before_and_between_is_not_decoded(ear: Ear) -> None:
    await ear.silence(60.0)
    await ear.loud(6.0)
    await ear.silence(60.0)
    await ear.loud(2.0)
    assert (await ear.hearing.finish()).text == "Heard 6. Heard 2."
    assert sum(duration_s for duration_s, _ in ear.recogniser.asked) < 12


async def test_a_failure_meanwhile_is_made_good_at_the_end(ear: Ear) -> None:
    ear.recogniser.failures = 1
    await ear.loud(6.0)
    await ear.silence(2.0)
    await ear.loud(3.0)
    assert (await ear.hearing.finish()).text == "Heard 9."


async def test_a_failure_at_the_end_is_told(ear: Ear) -> None:
    ear.recogniser.failures = 2
    await ear.loud(6.0)
    await ear.silence(2.0)
    with pytest.raises(EngineError, match="it crashed"):
        await ear.hearing.finish()


async def test_leaving_waits_for_no_decode() -> None:
    recogniser = Counting()
    async with Hearing(recogniser, SpeechMeter(LoudnessActivity(), 0.5), Bus()) as hearing:
        ear = Ear(recogniser, hearing, [])
        await ear.loud(4.0)
        await ear.silence(0.4)
        assert hearing.decoding is not None
        left_at = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() == left_at
    assert recogniser.at_once == 0


async def test_all_at_the_end_for_those_who_want_that(ear: Ear) -> None:
    ear.hearing.live = False
    await ear.loud(20.0)
    await ear.silence(2.0)
    await ear.loud(20.0)
    assert (await ear.hearing.finish()).text == "Heard 40."
    assert ear.partial == []


async def test_a_language_is_found_out_once(ear: Ear) -> None:
    ear.recogniser.languages = [("de", 0.95), ("cy", 0.99)]
    await ear.loud(6.0)
    await ear.silence(1.5)
    await ear.loud(2.0)
    assert (await ear.hearing.finish()).language == "de"
    assert [language for _, language in ear.recogniser.asked] == [None, "de"]


async def test_a_single_word_does_not_change_the_language(ear: Ear) -> None:
    ear.hearing.memory = LanguageMemory("en")
    ear.recogniser.languages = [("cy", 0.9)]
    await ear.loud(0.5)
    await ear.hearing.finish()
    assert [language for _, language in ear.recogniser.asked] == [None, "en"]
    assert ear.hearing.memory.last == "en"


async def test_a_sentence_does(ear: Ear) -> None:
    ear.hearing.memory = LanguageMemory("en")
    ear.recogniser.languages = [("de", 0.97)]
    await ear.loud(3.0)
    assert (await ear.hearing.finish()).language == "de"
    assert ear.hearing.memory.last == "de"


async def test_the_list_of_names_is_never_written_for_what_was_said(ear: Ear) -> None:
    ear.hearing.vocabulary = ("PyTorch", "Kubernetes", "Grafana")
    ear.recogniser.echo = "PyTorch, Kubernetes, Grafana."
    await ear.loud(2.0)
    assert (await ear.hearing.finish()).text == "Heard 2."
