from __future__ import annotations

import pytest

from tests.rig.persona_phrasings import ordinary, switches
from voice_assistant.persona import Persona
from voice_assistant.persona_store import load_personas
from voice_assistant.text.persona_switch import Wish, persona_wanted, persona_wish


def persona(name: str, *aliases: str) -> Persona:
    return Persona(name=name, description="x", instructions="x", aliases=aliases)


PERSONAS = {
    p.name: p
    for p in (
        persona("assistant", "the voice assistant"),
        persona("pirate", "a sailor", "a pirate captain"),
        persona("yoda", "master yoda", "joda"),
        persona("storyteller", "a narrator"),
        persona("translator", "an interpreter"),
        persona("korean-vocabulary"),
    )
}

WANTED = [
    ("Talk like a pirate!", "pirate"),
    ("talk like a pirate", "pirate"),
    (" Talk, like a pirate. ", "pirate"),
    ("TALK LIKE A PIRATE", "pirate"),
    ("Talk like pirates.", "pirate"),
    ("Okay, now talk like a pirate, please.", "pirate"),
    ("Can you talk like a pirate?", "pirate"),
    ("Could you please speak like Yoda?", "yoda"),
    ("Speak like Master Yoda.", "yoda"),
    ("Speak like Joda.", "yoda"),
    ("I want you to act like a sailor from now on.", "pirate"),
    ("I'd like you to talk like a pirate.", "pirate"),
    ("Talk to me like a pirate captain.", "pirate"),
    ("From now on, answer as a pirate.", "pirate"),
    ("Talk like a pirate would.", "pirate"),
    ("Be a pirate.", "pirate"),
    ("Be a pirate again!", "pirate"),
    ("Become the storyteller.", "storyteller"),
    ("Pretend to be a pirate.", "pirate"),
    ("Pretend you're Yoda.", "yoda"),
    ("You are now a pirate.", "pirate"),
    ("Now like a pirate.", "pirate"),
    ("And now like Yoda!", "yoda"),
    ("Like a pirate, please.", "pirate"),
    ("Switch to the storyteller.", "storyteller"),
    ("Switch to the storyteller persona.", "storyteller"),
    ("Switch to storyteller mode, please", "storyteller"),
    ("Switch to the story teller.", "storyteller"),
    ("Switch back to the pirate.", "pirate"),
    ("Change to translator.", "translator"),
    ("Change your persona to pirate.", "pirate"),
    ("Switch to Korean vocabulary.", "korean-vocabulary"),
    ("Pirate mode.", "pirate"),
    ("Use the translator.", "translator"),
    ("Give me the pirate voice.", "pirate"),
    ("Let me talk to Yoda.", "yoda"),
    ("I want to talk to the narrator.", "storyteller"),
    ("Can I speak to the interpreter, please?", "translator"),
    ("Let's switch to the pirate.", "pirate"),
    ("Be the assistant again.", "assistant"),
    ("Be yourself again.", "assistant"),
    ("be yourself", "assistant"),
    ("Just be yourself again, please!", "assistant"),
    ("Be your self again.", "assistant"),
    ("Be normal.", "assistant"),
    ("Talk normally again.", "assistant"),
    ("Speak like yourself.", "assistant"),
    ("Act like your normal self.", "assistant"),
    ("Back to normal.", "assistant"),
    ("Please go back to normal.", "assistant"),
    ("Return to normal!", "assistant"),
    ("Normal voice, please.", "assistant"),
    ("Use your normal voice again.", "assistant"),
    ("Switch to the default persona.", "assistant"),
    ("Stop talking like a pirate.", "assistant"),
    ("Can you stop speaking like Yoda now?", "assistant"),
    ("Stop talking like that.", "assistant"),
    ("Stop being a pirate!", "assistant"),
    ("Stop the pirate talk.", "assistant"),
    ("Don't talk like a pirate anymore.", "assistant"),
    ("Don't be a pirate any more.", "assistant"),
    ("No more pirate, please.", "assistant"),
    ("Okay, enough of the pirate.", "assistant"),
    ("Drop the pirate act.", "assistant"),
]

NOT_WANTED = [
    "",
    "...",
    "Pirate.",
    "Yoda?",
    "What do pirates talk like?",
    "How do pirates talk?",
    "Tell me a story about a pirate.",
    "How do I talk like a native?",
    "How do I talk like a pirate?",
    "Why do you talk like a pirate?",
    "Who talks like Yoda?",
    "Did he talk like a pirate?",
    "I talk like a pirate.",
    "My son wants to be a pirate.",
    "I want to be a pirate.",
    "I was talking to a pirate.",
    "Talk like a native.",
    "Talk like a parrot.",
    "Be a private.",
    "Be quiet.",
    "Be careful with the pirate.",
    "Switch to the next song.",
    "Switch on the light.",
    "Change to the second page.",
    "Is Yoda a pirate?",
    "What is a translator?",
    "Where can I find a good translator?",
    "Use a translator to say good morning in French.",
    "Translate good morning into French.",
    "Stop.",
    "Stop talking.",
    "Stop the music.",
    "Don't talk like a child.",
    "What does it mean to be yourself?",
    "What is normal?",
    "Is it normal to talk like a pirate?",
    "Should I be myself at the interview?",
    "How can I be yourself?",
    "I'm back to normal.",
    "Go back to the previous page.",
    "The pirate went back to normal life.",
    "When is talk like a pirate day?",
    "Talk like a pirate day is in September.",
    "Like a pirate.",
    "Play a pirate song.",
    "Play the pirate movie.",
    "Give me a story.",
    "Write a poem in the style of Yoda about the sea.",
    "No more bread, please.",
    "Enough.",
]


@pytest.mark.parametrize(("text", "name"), WANTED)
def test_a_wish_for_another_persona_is_understood(text: str, name: str) -> None:
    assert persona_wanted(text, PERSONAS, "assistant") == name


@pytest.mark.parametrize("text", NOT_WANTED)
def test_everything_else_is_left_to_the_persona(text: str) -> None:
    assert persona_wanted(text, PERSONAS, "assistant") is None


def test_back_means_back_to_the_one_of_the_config() -> None:
    assert persona_wanted("Be yourself again.", PERSONAS, "yoda") == "yoda"
    assert persona_wanted("Stop talking like a pirate.", PERSONAS, "yoda") == "yoda"


def test_a_name_wins_over_an_alias_of_another() -> None:
    personas = {"captain": persona("captain"), "pirate": persona("pirate", "the captain")}
    assert persona_wanted("Talk like the captain.", personas, "pirate") == "captain"


def test_a_hundred_wishes_for_built_in_personas_are_understood() -> None:
    personas = load_personas()
    assert len(switches()) == 100
    assert [row for row in switches() if persona_wanted(row[0], personas, "assistant") != row[1]] == []


def test_a_hundred_sentences_about_them_change_nothing() -> None:
    personas = load_personas()
    assert len(ordinary()) == 100
    assert [text for text in ordinary() if persona_wanted(text, personas, "assistant")] == []


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Talk like a pirate. What is the capital of France?", Wish("pirate", "What is the capital of France?")),
        ("Now like Yoda: who are you?", Wish("yoda", "Who are you?")),
        ("Be a pirate and tell me a story.", Wish("pirate", "Tell me a story.")),
        ("Be yourself again. And thanks!", Wish("assistant", "And thanks!")),
        ("Be a pirate.", Wish("pirate")),
        ("What is a pirate? Talk.", None),
        ("I talk like a pirate. Is that bad?", None),
        ("Tell me about Yoda and the pirate.", None),
    ],
)
def test_a_wish_may_be_followed_by_a_question(text: str, wish: Wish | None) -> None:
    assert persona_wish(text, PERSONAS, "assistant") == wish


def test_no_ordinary_sentence_begins_with_a_wish() -> None:
    personas = load_personas()
    assert [text for text in ordinary() if persona_wish(text, personas, "assistant")] == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Sprich wie ein Pirat!", "pirate"), ("Und jetzt wie Yoda, bitte.", "yoda"),
        ("Rede bitte wie ein Pirat.", "pirate"), ("Sei ein Geschichtenerzähler.", "storyteller"),
        ("Kannst du wie Yoda sprechen?", None), ("Ich möchte mit dem Lehrer sprechen.", "teacher"),
        ("Wechsle zum Pirat.", "pirate"), ("Sei wieder du selbst.", "assistant"),
        ("Wieder normal, bitte.", "assistant"),
        ("Hör auf, wie ein Pirat zu reden.", "assistant"), ("Keine Piraten mehr.", "assistant"),
        ("Parle comme un pirate !", "pirate"), ("Et maintenant comme Yoda, s'il te plaît.", "yoda"),
        ("Sois mon professeur.", "teacher"), ("Je voudrais parler avec le conteur.", "storyteller"),
        ("Redeviens normal.", "assistant"), ("Arrête de parler comme un pirate.", "assistant"),
        ("¡Habla como un pirata!", "pirate"), ("Ahora como Yoda.", "yoda"), ("Sé mi profesor, por favor.", "teacher"),
        ("Vuelve a ser tú mismo.", "assistant"), ("Deja de hablar como un pirata.", "assistant"),
        ("Sprich wie ein Buch.", None), ("Piraten sind Räuber.", None), ("Wie sprechen Piraten?", None),
        ("Comment parlent les pirates ?", None), ("¿Cómo hablan los piratas?", None), ("Sei leise.", None),
        ("Quiero hablar con mi madre.", None), ("Fais un gâteau.", None),
    ],
)  # fmt: skip
def test_in_german_french_and_spanish(said: str, name: str | None) -> None:
    assert persona_wanted(said, load_personas(), "assistant") == name


def test_in_german_a_question_may_follow() -> None:
    wish = persona_wish("Sei Yoda. Was ist Liebe?", load_personas(), "assistant")
    assert wish == Wish("yoda", "Was ist Liebe?")
