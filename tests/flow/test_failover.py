"""Several engines a stage: who fails in the middle of anything is gone on from, and the person is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.fakes import ScriptedHearing, ScriptedModel, ScriptedVoice
from tests.rig.compare import noise
from voice_assistant.audio.types import Audio
from voice_assistant.engine_events import EngineChanged
from voice_assistant.engines.base import (
    Constraint,
    LanguageModel,
    Message,
    Sampling,
    SpeechToText,
    TextToSpeech,
    Transcript,
)
from voice_assistant.engines.failover.chain import AWAKE_S, PASSES, Chain
from voice_assistant.engines.failover.language_model import FailoverLanguageModel
from voice_assistant.engines.failover.link import Link
from voice_assistant.engines.failover.speech_to_text import FailoverSpeechToText
from voice_assistant.engines.failover.text_to_speech import FailoverTextToSpeech, Voices
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.text.durations import spoken_s

pytestmark = pytest.mark.looptime


def died(stage: Stage = Stage.LANGUAGE_MODEL) -> EngineError:
    return EngineError(stage, Code.UNREACHABLE, f"the {stage} server broke off")


async def test_the_next_model_goes_on_after_the_last_whole_word() -> None:
    first = ScriptedModel([("The capital of France is", died())])
    second = ScriptedModel([("is Paris, on the Seine.", None)])
    chain: Chain[LanguageModel] = Chain(Stage.LANGUAGE_MODEL, [Link("first", first), Link("second", second)])
    told: list[EngineChanged] = []
    chain.told = told.append
    model = FailoverLanguageModel(chain)
    text = "".join([piece async for piece in model.stream([Message("user", "Where?")])])
    assert text.split() == "The capital of France is Paris, on the Seine.".split()
    assert second.requests[0][1] == Message("assistant", "The capital of France is")
    assert [event.engine for event in told] == ["second"]
    assert "language model could not be reached" in told[0].spoken
    await model.close()


async def test_the_same_sound_goes_to_the_next_recogniser() -> None:
    first, second = ScriptedHearing([died(Stage.SPEECH_TO_TEXT)]), ScriptedHearing(["hello", "again"])
    chain: Chain[SpeechToText] = Chain(Stage.SPEECH_TO_TEXT, [Link("first", first), Link("second", second)])
    hearing = FailoverSpeechToText(chain)
    sound = noise(1.0, 16_000)
    assert (await hearing.transcribe(sound)).text == "hello"
    assert (await hearing.transcribe(sound)).text == "again"
    assert len(first.durations_s) == 1  # it is left alone for a while
    await hearing.close()


class Server(ScriptedHearing):
    """A recogniser on a server that may be away."""

    def __init__(self) -> None:
        super().__init__(takes_s=0.1)
        self.away = False
        self.checks = 0

    async def check(self) -> None:
        self.checks += 1
        if self.away:
            raise died(Stage.SPEECH_TO_TEXT)

    async def transcribe(self, audio: Audio, **_: object) -> Transcript:
        await asyncio.sleep(self.takes_s)
        if self.away:
            raise died(Stage.SPEECH_TO_TEXT)
        return Transcript("heard", "en")


class Hall:
    """A recogniser elsewhere, and one here."""

    def __init__(self) -> None:
        self.server, self.here = Server(), Server()
        links: list[Link[SpeechToText]] = [Link("server", self.server), Link("here", self.here, last_resort=True)]
        self.chain: Chain[SpeechToText] = Chain(Stage.SPEECH_TO_TEXT, links)
        self.told: list[EngineChanged] = []
        self.chain.told = self.told.append
        self.engine = FailoverSpeechToText(self.chain)

    async def use(self) -> None:
        assert (await self.engine.transcribe(noise(1.0, 16_000))).text == "heard"

    @property
    def serving(self) -> str:
        return self.chain.serving.name


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    hall = Hall()
    yield hall
    await hall.engine.close()


async def test_the_first_is_asked_again_when_it_has_been_well_for_a_while(hall: Hall) -> None:
    hall.server.away = True
    await hall.use()
    assert hall.serving == "here"
    await asyncio.sleep(60)
    assert hall.serving == "here"
    hall.server.away = False
    before = hall.server.checks
    await asyncio.sleep(30)
    assert hall.serving == "server"
    assert hall.server.checks - before == PASSES
    assert [event.engine for event in hall.told] == ["here", "server"]
    assert "on this computer" in hall.told[0].spoken and not hall.told[1].spoken


async def test_one_that_comes_and_goes_is_left_alone_for_longer_and_longer(hall: Hall) -> None:
    alone_s = []
    for _ in range(4):
        hall.server.away = True
        await hall.use()
        hall.server.away, began_s = False, now()
        while hall.serving != "server":  # noqa: ASYNC110 - virtual time costs nothing
            await asyncio.sleep(1)
        alone_s.append(now() - began_s)
    assert alone_s == sorted(alone_s) and alone_s[-1] > 4 * alone_s[0]


async def test_nobody_is_asked_for_a_sign_of_life_while_all_is_well_or_nobody_is_here(hall: Hall) -> None:
    await hall.use()
    await asyncio.sleep(3600)
    assert hall.server.checks == 0
    hall.server.away = True
    await hall.use()
    await asyncio.sleep(2 * AWAKE_S)
    checks = hall.server.checks
    await asyncio.sleep(24 * 3600)
    assert hall.server.checks == checks
    hall.server.away = False
    await hall.engine.start()  # somebody begins to speak
    await asyncio.sleep(60)
    assert hall.serving == "server"


async def test_a_server_that_died_meanwhile_is_found_out_before_it_is_needed(hall: Hall) -> None:
    await hall.use()
    hall.server.away = True
    await asyncio.sleep(100)
    await hall.engine.start()
    assert hall.serving == "here"


async def test_when_all_fail_the_preferred_ones_error_is_told_and_all_are_tried_the_next_time(hall: Hall) -> None:
    hall.server.away = hall.here.away = True
    for _ in range(2):
        with pytest.raises(EngineError):
            await hall.use()
    hall.server.away = False
    await hall.use()
    assert hall.serving == "server"


async def test_what_is_not_accepted_says_nothing_about_how_a_server_is() -> None:
    refused = EngineError(Stage.SPEECH_TO_TEXT, Code.REJECTED, "too long")
    first, second = ScriptedHearing([refused, "again"]), ScriptedHearing(["hello"])
    chain: Chain[SpeechToText] = Chain(Stage.SPEECH_TO_TEXT, [Link("first", first), Link("second", second)])
    hearing = FailoverSpeechToText(chain)
    assert (await hearing.transcribe(noise(1.0, 16_000))).text == "hello"
    assert (await hearing.transcribe(noise(1.0, 16_000))).text == "again"
    await hearing.close()


async def test_a_form_is_kept_by_beginning_the_line_again() -> None:
    first = ScriptedModel([("안녕;hello\n물;wa", died())])
    second = ScriptedModel([("안녕;hi\n물;water\n불;fire", None)])
    chain: Chain[LanguageModel] = Chain(Stage.LANGUAGE_MODEL, [Link("first", first), Link("second", second)])
    model = FailoverLanguageModel(chain)
    form = Sampling(constraint=Constraint(grammar="root ::= line+"))
    text = "".join([piece async for piece in model.stream([Message("user", "Words?")], form)])
    assert text.split("\n") == ["안녕;hello", "물;water", "불;fire "]
    assert len(second.requests[0]) == 1  # asked as the first one was
    await model.close()


async def test_the_voice_breaks_off_in_a_sentence_and_another_says_the_rest() -> None:
    class Breaking(ScriptedVoice):
        async def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
            yield Audio.silence(spoken_s(text) / 2, 22_050)
            raise died(Stage.TEXT_TO_SPEECH)

    first, second = Breaking(), ScriptedVoice()
    links: list[Link[TextToSpeech]] = [Link("first", first), Link("second", second)]
    chain: Chain[TextToSpeech] = Chain(Stage.TEXT_TO_SPEECH, links)
    own = Voices("en_US-joe-medium", lambda: {"en_US-joe-medium": "en_US", "de_DE-thorsten-medium": "de_DE"}, {})
    voice = FailoverTextToSpeech(chain, dict.fromkeys(links, own))
    text = "Der Berg ist sehr hoch und liegt in Nepal, an der Grenze zu Tibet."
    assert len([sound async for sound in voice.speak(text, voice="alloy")]) == 2
    [rest] = second.said
    assert text.endswith(rest) and 0.3 * len(text) < len(rest) < 0.8 * len(text)
    assert second.voices == ["de_DE-thorsten-medium"]  # its own voice for that language
    await voice.close()


def now() -> float:
    return asyncio.get_running_loop().time()
