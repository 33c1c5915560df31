"""Several engines a stage: who fails in the middle of anything is gone on from, and the person is told."""

from __future__ import annotations

import pytest

from tests.fakes import ScriptedHearing, ScriptedModel
from tests.rig.compare import noise
from voice_assistant.engine_events import EngineChanged
from voice_assistant.engines.base import LanguageModel, Message, SpeechToText
from voice_assistant.engines.failover.chain import Chain
from voice_assistant.engines.failover.language_model import FailoverLanguageModel
from voice_assistant.engines.failover.link import Link
from voice_assistant.engines.failover.speech_to_text import FailoverSpeechToText
from voice_assistant.errors import Code, EngineError, Stage

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
