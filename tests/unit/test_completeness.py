"""What the words tell about the end of a turn."""

from __future__ import annotations

import pytest

from voice_assistant.text.completeness import AT_ONCE, GOES_ON, PERHAPS, SENTENCE, UNKNOWN, completeness

HANGING = {
    "en": """
        I would like a coffee with
        I would like a coffee and
        I would like a coffee and...
        What is the
        I went there because
        Um
        I was thinking, um
        So, uh...
        Let me think.
        My number is 555
        My phone number is 5 5 5 0 1
        The code is four seven
        My number is 555-01
        It's 1, 2, 3
        Remind me to
        Can you?
        Could you please
        I want
        I'd like
        Tell me about
        Turn on the
        First I went home,
        What's it called
        How do I say this?
        It was...
        The weather in
        I'm looking for
        I'm
    """,
    "de": """
        Ich möchte einen Kaffee mit
        Ich gehe nach Hause und
        Ich weiß nicht, ob
        Ähm
        Lass mich überlegen.
        Meine Nummer ist 0 1 7
        Kannst du mir
        Ich glaube, dass
        Das ist eine
    """,
    "fr": """
        Je voudrais un café avec
        Je suis allé à la maison et
        Euh
        Laisse-moi réfléchir.
        Mon numéro est le 06
        Est-ce que tu peux
        Quel est le
        parce que
    """,
    "es": """
        Quiero un café con
        Fui a casa y
        Eh
        Déjame pensar.
        Mi número es el 6 1
        ¿Puedes
        porque
        Me gustaría un
    """,
    "ko": "커피 한 잔이랑 / 집에 갔는데 / 음 / 왜냐하면 / 제 전화번호는 010",
    "zh": "我想要一杯咖啡和 / 因为 / 呃 / 让我想想 / 我的电话号码是138 / 今天天气很好,",
}

COMPLETE_AT_ONCE = {
    "en": "Yes. / No. / Stop! / Yeah / Okay. / Never mind. / Go to sleep. / No, thank you. / Thanks! / Louder, please.",
    "de": "Ja. / Nein. / Stopp. / Danke! / Genau.",
    "fr": "Oui. / Non, merci. / Arrête. / D'accord.",
    "es": "Sí. / No. / Para. / Gracias.",
    "ko": "네. / 아니요. / 그만.",
    "zh": "是的。 / 不用了。 / 停。",
}

FINISHED = {
    "en": """
        What time is it?
        Turn the light on.
        Where are you from?
        How are you?
        Who are you?
        What are you looking for?
        Turn it on.
        When is the next bus?
        If I go home, I will call you.
        Set a timer for ten minutes.
        What is five times seven?
        My number is 555 010 4477.
        I would like a coffee with milk.
        Give me a single shot coffee with brown sugar.
        Who is it for?
        What's the weather like?
        I live in the house that they built.
        It costs 5 dollars.
    """,
    "de": "Wie spät ist es? / Mach das Licht an. / Ich möchte einen Kaffee mit Milch. / Was ist das? / Komm mit.",
    "fr": "Quelle heure est-il ? / Je voudrais un café avec du lait. / Allume la lumière.",
    "es": "¿Qué hora es? / Quiero un café con leche. / Enciende la luz.",
    "ko": "지금 몇 시예요? / 커피 한 잔 주세요. / 날씨가 좋다.",
    "zh": "现在几点了? / 今天天气怎么样? / 他走了。",
}


def each(texts: dict[str, str]) -> list[tuple[str, str]]:
    return [(lang, t.strip()) for lang, t in texts.items() for t in t.replace("\n", " / ").split(" / ") if t.strip()]


@pytest.mark.parametrize(("language", "text"), each(HANGING))
def test_what_hangs_in_the_air_goes_on(language: str, text: str) -> None:
    assert completeness(text, language) == GOES_ON


@pytest.mark.parametrize(("language", "text"), each(COMPLETE_AT_ONCE))
def test_a_short_answer_or_command_is_complete_at_once(language: str, text: str) -> None:
    assert completeness(text, language) == AT_ONCE


@pytest.mark.parametrize(("language", "text"), each(FINISHED))
def test_a_sentence_may_be_the_end(language: str, text: str) -> None:
    assert SENTENCE <= completeness(text, language) < AT_ONCE


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "When I was young"),
        ("en", "I would like a coffee and."),
        ("en", "If you see him."),
        ("en", "Set a timer for ten"),
        ("de", "Wenn ich nach Hause komme"),
    ],
)
def test_half_a_thought_is_perhaps_one(language: str, text: str) -> None:
    assert completeness(text, language) == PERHAPS


@pytest.mark.parametrize("text", ["", "   ", "..."])
def test_no_words_tell_nothing_or_that_somebody_hesitates(text: str) -> None:
    assert completeness(text, "en") == (GOES_ON if text == "..." else UNKNOWN)


def test_a_language_without_a_table_is_not_guessed_at() -> None:
    assert completeness("Ik wil een", "nl") == UNKNOWN


def test_punctuation_alone_makes_no_sentence_sure() -> None:
    assert completeness("The old house.", "en") < completeness("Is it the old house?", "en") < AT_ONCE
