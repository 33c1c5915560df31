"""The built-in personas leave their mark even on the smallest model."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator

import pytest

from tests.rig.models import real_model
from voice_assistant.commands.personas_test import answer as in_format
from voice_assistant.config.load import load_config
from voice_assistant.config.schema import LanguageModelConfig
from voice_assistant.conversation import Conversation
from voice_assistant.engines.base import Constraint, LanguageModel, Message, Sampling
from voice_assistant.engines.registry import create_language_model
from voice_assistant.persona_store import load_persona
from voice_assistant.text.format import fits

pytestmark = pytest.mark.contract


@pytest.fixture
async def language_model() -> AsyncIterator[LanguageModel]:
    real_model("smollm2-135m-instruct")
    model = create_language_model(load_config(environ={}).language_model)
    yield model
    await model.close()


async def answer(language_model: LanguageModel, name: str, question: str) -> str:
    persona = load_persona(name)
    messages = Conversation().request(persona, question, budget_tokens=3000)
    pieces = language_model.stream(messages, Sampling(temperature=0.0, max_tokens=60))  # always the same answer
    return "".join([piece async for piece in pieces])


@pytest.mark.parametrize(
    ("name", "question", "mark"),
    [
        ("assistant", "What is the capital of France?", r"Paris"),
        ("pirate", "What is the capital of France?", r"(?i)\barr+\b|matey|hearty"),
        ("yoda", "What should I learn?", r"(?i)\bhmm\b|young one"),
        ("translator", "I would like a coffee, please.", r"(?i)je voudrais"),
        ("korean-vocabulary", "친구와 함께 영화를 봤어요.", r"친구;friend"),
    ],
)
async def test_a_persona_leaves_its_mark(language_model: LanguageModel, name: str, question: str, mark: str) -> None:
    assert re.search(mark, await answer(language_model, name, question))


async def test_the_embedded_model_keeps_to_the_format_of_a_persona(language_model: LanguageModel) -> None:
    persona = load_persona("korean-vocabulary")
    assert persona.format is not None
    for sentence in ("오늘 아침에 빵을 먹었어요.", "Hello, what is your name?"):
        got = await in_format(persona, sentence, LanguageModelConfig.model_validate({}), language_model)
        assert fits(got, persona.format), got


async def test_it_writes_json_by_a_schema(language_model: LanguageModel) -> None:
    schema = {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}
    sampling = Sampling(0.0, 40, constraint=Constraint(json_schema=schema))
    pieces = language_model.stream([Message("user", "How old is Anna? She is seven.")], sampling)
    assert isinstance(json.loads("".join([piece async for piece in pieces]))["age"], int)
