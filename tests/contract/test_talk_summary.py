"""A long talk summed up by the real default model: whatever it writes, what is remembered is true and short."""

from __future__ import annotations

import pytest

from tests.rig.models import real_model
from voice_assistant.config.load import load_config
from voice_assistant.conversation import Conversation
from voice_assistant.engines.base import Sampling
from voice_assistant.engines.registry import create_language_model
from voice_assistant.persona_store import load_personas
from voice_assistant.talks.summary import LONGEST, summarise, usable

pytestmark = pytest.mark.contract

SAID = (
    ("My name is Anna and I live in Leipzig.", "Nice to meet you, Anna. Leipzig is a lovely city."),
    ("What should I cook tonight? I am allergic to nuts.", "You could cook a risotto with mushrooms."),
    ("How long does a risotto take?", "About thirty minutes, and you have to stir it all the time."),
    ("My sister Clara comes on Friday with her two kids.", "That sounds like a full house."),
    ("Do kids like spaghetti?", "Nearly all of them do."),
    ("What is the capital of Australia?", "The capital of Australia is Canberra."),
)


async def test_what_the_person_told_is_not_forgotten() -> None:
    persona = load_personas()["assistant"]
    conversation = Conversation()
    for asked, heard in SAID:
        conversation.add(asked, heard)
    said = " ".join(f"{asked} {heard}" for asked, heard in SAID)
    budget_tokens = 400
    assert conversation.too_long(persona, budget_tokens) >= 4
    real_model("smollm2-135m-instruct")
    model = create_language_model(load_config(environ={}).language_model)
    try:
        assert await summarise(conversation, persona, budget_tokens, model)
        summary = conversation.summary
        assert "Anna" in summary or "allergic" in summary
        assert len(summary) <= LONGEST
        assert summary.startswith("The user said: My name is Anna") or usable(summary, said)
        request = conversation.request(persona, "What is my name?", budget_tokens=budget_tokens)
        answer = "".join([piece async for piece in model.stream(request, Sampling(0.0, 30))])
        assert answer.strip()  # what so small a model makes of it is its own affair
    finally:
        await model.close()
