"""The embedding model finds what words do not, and the built-in model makes use of a remembered fact."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import numpy as np
import pytest

from tests.rig.models import real_model
from voice_assistant.config.load import load_config
from voice_assistant.conversation import Conversation
from voice_assistant.engines.base import Sampling
from voice_assistant.engines.minilm import MiniLM
from voice_assistant.engines.registry import create_language_model
from voice_assistant.memory.facts import Fact, Known
from voice_assistant.persona_store import load_persona

pytestmark = pytest.mark.contract

FACTS = [
    "I am allergic to nuts.",
    "My sister's name is Clara.",
    "I drive a green Skoda.",
    "The bins go out on Thursday.",
]


@pytest.mark.parametrize(
    ("question", "fact"),
    [("Which food could kill me?", 0), ("When is the rubbish collected?", 3), ("What is my vehicle?", 2)],
)
async def test_meaning_is_near_where_words_are_not(question: str, fact: int) -> None:
    real_model("all-minilm-l6-v2")
    model = MiniLM()
    try:
        places = await model.embed([*FACTS, question, "A long sentence that is about nothing of the kind " * 20])
        alone = await model.embed([question])
    finally:
        await model.close()
    assert int(np.argmax(places[: len(FACTS)] @ places[len(FACTS)])) == fact
    assert np.allclose(np.linalg.norm(places, axis=1), 1.0, atol=1e-4)
    assert np.allclose(alone[0], places[len(FACTS)], atol=1e-4)  # whatever is read beside it


async def test_a_remembered_fact_answers_a_question() -> None:
    real_model("smollm2-135m-instruct")
    config = load_config(environ={}).language_model
    known = Known((Fact(1, FACTS[1], datetime(2026, 5, 3, tzinfo=UTC)),))
    messages = Conversation().request(
        load_persona("assistant"), "What is my sister called?", budget_tokens=3000, known=known
    )
    model = create_language_model(config)
    try:
        reply = "".join([piece async for piece in model.stream(messages, Sampling(0.0, 40))])
    finally:
        await model.close()
    assert re.search("Clara", reply)
