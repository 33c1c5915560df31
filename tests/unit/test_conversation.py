from __future__ import annotations

from voice_assistant.conversation import Conversation, estimate_tokens
from voice_assistant.engines.base import Message
from voice_assistant.persona import Example, Persona

PERSONA = Persona(
    name="p", description="d", instructions="Be brief.", examples=(Example(user="Hi?", assistant="Hello."),)
)


def request(conversation: Conversation, persona: Persona = PERSONA, budget_tokens: int = 10_000) -> list[Message]:
    return conversation.request(persona, "And now?", budget_tokens=budget_tokens)


def test_instructions_examples_history_question_in_that_order() -> None:
    conversation = Conversation()
    conversation.add("One?", "Two.")
    assert request(conversation) == [
        Message("system", "Be brief."),
        Message("user", "Hi?"),
        Message("assistant", "Hello."),
        Message("user", "One?"),
        Message("assistant", "Two."),
        Message("user", "And now?"),
    ]


def test_an_answer_nobody_heard_leaves_no_trace_and_roles_still_alternate() -> None:
    conversation = Conversation()
    conversation.add("One?", "")
    assert request(conversation)[-1] == Message("user", "One?\nAnd now?")


def test_the_oldest_turns_fall_out_first_and_never_in_the_middle_of_a_turn() -> None:
    conversation = Conversation()
    for number in range(100):
        conversation.add(f"Question {number}, which is rather long?", f"Answer {number}, which is also long.")
    messages = request(conversation, budget_tokens=400)
    assert sum(map(estimate_tokens, messages)) <= 400
    assert messages[0].role == "system"
    assert messages[3].role == "user"
    assert messages[-2].text.startswith("Answer 99")


def test_a_budget_too_small_for_anything_still_asks_the_question() -> None:
    conversation = Conversation()
    conversation.add("One?", "Two.")
    assert [message.text for message in request(conversation, budget_tokens=1)][-1] == "And now?"


def test_a_persona_without_history_is_shown_none() -> None:
    conversation = Conversation()
    conversation.add("One?", "Two.")
    assert len(request(conversation, PERSONA.model_copy(update={"history": False}))) == 4


def test_forgetting() -> None:
    conversation = Conversation()
    conversation.add("One?", "Two.")
    conversation.clear()
    assert conversation.messages == ()
