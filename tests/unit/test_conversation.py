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


def long_talk(turns: int) -> Conversation:
    conversation = Conversation()
    for number in range(turns):
        conversation.add(f"I like number {number}, which is rather long.", f"Answer {number}, which is also long.")
    return conversation


def test_the_beginning_stays_the_same_until_many_turns_go_at_once() -> None:
    conversation = Conversation()
    before: list[Message] = []
    changes, most = 0, 0
    for number in range(200):
        messages = request(conversation, budget_tokens=1000)
        changes += messages[: len(before) - 1] != before[:-1]
        most = max(most, len(messages))
        before = messages
        conversation.add("And now?", f"Answer {number}, which is also long.")
    assert changes <= 200 / 10
    assert most > 20, "what fits is shown"


def test_what_goes_without_a_summary_leaves_what_the_person_told() -> None:
    conversation = long_talk(100)
    system = request(conversation, budget_tokens=1000)[0].text
    assert system.startswith("Be brief.\n\nEarlier in this conversation: The user said: I like number ")
    assert len(conversation.turns) < 20


def test_one_long_question_costs_no_memory() -> None:
    conversation = long_talk(10)
    messages = conversation.request(PERSONA, "Why? " * 650, budget_tokens=1000)
    assert len(messages) < 10
    assert len(conversation.turns) == 10
    assert len(request(conversation, budget_tokens=1000)) == 24


def test_a_summary_stands_for_the_oldest_turns() -> None:
    conversation = long_talk(30)
    count = conversation.too_long(PERSONA, 1000)
    assert 15 < count < 30
    newest = conversation.turns[count:]
    conversation.summarise(conversation.turns[:count], "They spoke of numbers.")
    assert conversation.turns == newest
    messages = request(conversation, budget_tokens=1000)
    assert messages[0].text == "Be brief.\n\nEarlier in this conversation: They spoke of numbers."
    assert messages[3].text.startswith(f"I like number {count},")
    assert conversation.too_long(PERSONA, 1000) == 0


def test_a_summary_of_turns_that_have_gone_is_not_wanted() -> None:
    conversation = long_talk(30)
    oldest = conversation.turns[:20]
    request(conversation, budget_tokens=500)
    kept, summary = conversation.turns, conversation.summary
    conversation.summarise(oldest, "Too late.")
    assert (conversation.turns, conversation.summary) == (kept, summary)


def test_a_persona_without_history_is_not_told_of_the_past() -> None:
    conversation = long_talk(100)
    request(conversation, budget_tokens=1000)
    private = PERSONA.model_copy(update={"history": False})
    assert request(conversation, private)[0].text == "Be brief."
    assert conversation.last_answer == "Answer 99, which is also long."
