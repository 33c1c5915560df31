"""Spoken punctuation: what is done, and what is only talked about."""

from __future__ import annotations

import pytest

from voice_assistant.config.schema import DictationConfig
from voice_assistant.text.dictation.compose import compose
from voice_assistant.text.dictation.spoken import Kind, all_speech
from voice_assistant.text.dictation.steps import Insert, PressKey, Undo

PLAIN = DictationConfig(trailing_space="never")


def written(text: str, language: str = "en") -> str:
    return compose(text, language, PLAIN).text


# Many of these are what Whisper base really wrote for a synthetic voice.
DONE = [
    ("Hello comma how are you question mark", "Hello, how are you?"),
    ("Hello, comma. How are you? Question Mark?", "Hello, how are you?"),
    ("Hello, comma, how are you?", "Hello, how are you?"),
    (
        "Dear Anna comma new line thank you for your letter period new paragraph best wishes comma new line Tom",
        "Dear Anna,\nThank you for your letter.\n\nBest wishes,\nTom",
    ),
    (
        "Dear John, New Line, I hope you are well. Full stop, new paragraph, kind regards, New Line, Mary.",
        "Dear John,\nI hope you are well.\n\nKind regards,\nMary.",
    ),
    ("Buy milk, new line, buy bread, new line, buy eggs.", "Buy milk\nBuy bread\nBuy eggs."),
    ("Buy milk. New line. Buy bread. New line. Buy eggs.", "Buy milk.\nBuy bread.\nBuy eggs."),
    ("1st item, New Line, 2nd item, New Line, 3rd item.", "1st item\n2nd item\n3rd item."),
    ("I like Apple's comma, pairs comma, and plums full stop.", "I like Apple's, pairs, and plums."),
    ("That is great exclamation mark.", "That is great!"),
    ("The trial period ends on Friday, period.", "The trial period ends on Friday."),
    ("Thanks. Period.", "Thanks."),
    ("first comma second comma third full stop", "first, second, third."),
    ("She said, open quote, I am tired, close quote, and left.", 'She said, "I am tired" and left.'),
    ("She said open quote I am tired close quote and left", 'She said "I am tired" and left'),
    ("Put it in open parenthesis C below close parenthesis please.", "Put it in (C below) please."),
    ("Open bracket, optional close bracket, comma, please confirm period.", "[optional], please confirm."),
    ("He said colon open quote yes close quote period", 'He said: "yes".'),
    ("What time is it question mark I need to go", "What time is it? I need to go"),
    ("Hello... new line... world", "Hello...\nWorld"),
    ("Send it. Period. iPhone users new line www.example.org is up", "Send it. iPhone users\nwww.example.org is up"),
    ("I finished the report comma and I sent it to Mary Period.", "I finished the report, and I sent it to Mary."),
    ("I know that comma but I like her comma you see", "I know that, but I like her, you see"),
    ("Is it ready, question mark, new line? Yes, comma, it is exclamation mark.", "Is it ready?\nYes, it is!"),
    ("He said, comma, open quote, do that close quote period.", 'He said, "do that".'),
    ("New line, first point colon, we need more time.", "\nFirst point: we need more time."),
    ("are you coming question mark in that case call me", "are you coming? In that case call me"),
    ("The list colon 1 semicolon 2 semicolon 3.", "The list: 1; 2; 3."),
    ("Well, Dash, I am not sure.", "Well – I am not sure."),
    ("It is a well hyphen known fact.", "It is a well-known fact."),
    ("Please write literal comma here.", "Please write comma here."),
    ("foo no space bar is not foo no space baz", "foo no space bar is not foobaz"),
    ("This is all caps very important, please", "This is VERY IMPORTANT, please"),
    ("This is caps on very important caps off please", "This is VERY IMPORTANT please"),
    ("new paragraph.", "\n\n"),
    ("Question Mark.", "?"),
    ("Meet me at 5 Scratch that meet me at 6.", "Meet me at 6."),
    ("please delete that, scratch that, keep it.", "Keep it."),
]

TALKED_ABOUT = [
    "The period of the Roman Empire was long.",
    "A comma is a punctuation mark.",
    "It is in the new line of products.",
    "The comma key is broken.",
    "Put a comma after the word and a period at the end.",
    "He came to a full stop at the light.",
    "The colon is part of the intestine.",
    "She was treated for colon cancer.",
    "That was a difficult time period.",
    "The grace period ends on Friday.",
    "I love period dramas.",
    "We saw a period drama last night.",
    "Export it as comma separated values.",
    "The Oxford comma divides people.",
    "There is a question mark over his future.",
    "Can you make a dash for the door?",
    "The salad needs a dash of salt.",
    "I have to dash to the shops.",
    "There is no space left on the disc.",
    "We have no space for it.",
    "The text is written in all caps.",
    "Type your name and press Enter.",
    "You can press enter to continue.",
    "Press enter to continue.",
    "I would like to undo that change.",
    "Please don't delete that file.",
    "Dogs will scratch that itch.",
    "We should scratch that surface.",
    "This is a literal translation.",
    "It is common, as we know, to be late.",
    "They opened a new line, closed another.",
    "We are launching a new line of shoes.",
    "Commas and periods are marks.",
    "The text ends at the first comma.",
    "A single colon will do.",
    "Remove that comma.",
    "Please delete that comma.",
    "That comma is wrong.",
    "You can read next line by line.",
    "It begins with a big exclamation mark.",
]


@pytest.mark.parametrize(("said", "expected"), DONE)
def test_a_command_is_done(said: str, expected: str) -> None:
    assert written(said) == expected


@pytest.mark.parametrize("said", TALKED_ABOUT)
def test_talk_about_a_command_is_text(said: str) -> None:
    assert written(said) == said


@pytest.mark.parametrize(
    ("language", "said", "expected"),
    [
        ("zh", "你好逗号我是小明句号", "你好，我是小明。"),
        ("zh", "你好吗问号换行我很好", "你好吗？\n我很好"),
        ("zh", "你好，逗号，我很好。", "你好，我很好。"),
        ("zh", "这里需要一个逗号。", "这里需要一个逗号。"),
        ("zh", "逗号的用法很多。", "逗号的用法很多。"),
        ("zh", "編輯器會自動換行。", "編輯器會自動換行。"),
        ("ko", "안녕하세요 쉼표 저는 민수입니다 마침표", "안녕하세요, 저는 민수입니다."),
        ("ko", "안녕하세요. 새 줄. 감사합니다.", "안녕하세요.\n감사합니다."),
        ("ko", "어디 가세요 물음표", "어디 가세요?"),
        ("ko", "쉼표는 문장 부호입니다.", "쉼표는 문장 부호입니다."),
        ("ko", "이 쉼표 때문에 틀렸어요.", "이 쉼표 때문에 틀렸어요."),
        ("de", "Hallo Anna Komma neue Zeile wie geht es dir Fragezeichen", "Hallo Anna,\nwie geht es dir?"),
        ("de", "Das ist der springende Punkt.", "Das ist der springende Punkt."),
        ("de", "Ein Komma steht vor dem Nebensatz.", "Ein Komma steht vor dem Nebensatz."),
        ("fr", "Bonjour virgule comment allez-vous point d'interrogation", "Bonjour, comment allez-vous\u202f?"),
        ("fr", "C'est un bon point de vue.", "C'est un bon point de vue."),
        ("es", "Hola, coma, ¿cómo estás?", "Hola, ¿cómo estás?"),
        ("es", "Quiero que coma más fruta.", "Quiero que coma más fruta."),
        ("es", "El punto de vista es claro.", "El punto de vista es claro."),
    ],
)
def test_other_languages(language: str, said: str, expected: str) -> None:
    assert written(said, language) == expected


def test_keys_and_undoing_are_steps_of_their_own() -> None:
    assert compose("Thank you. Press Enter.", "en", PLAIN).steps == (Insert("Thank you."), PressKey("Enter"))
    assert compose("scratch that.", "en", PLAIN).steps == (Undo(),)
    assert compose("Scratch that. Scratch that. Good.", "en", PLAIN).steps == (Undo(), Undo(), Insert("Good."))
    assert compose("Wrong. Scratch that.", "en", PLAIN).steps == ()


def test_commands_can_be_switched_off() -> None:
    settings = PLAIN.model_copy(update={"commands": False})
    assert compose("Hello comma press enter", "en", settings).steps == (Insert("Hello comma press enter"),)


@pytest.mark.parametrize("language", ["", "xx", "ja"])
def test_a_language_without_tables_is_left_alone(language: str) -> None:
    assert written("Hello comma um twenty five percent", language) == "Hello comma um twenty five percent"


def test_every_command_works_by_the_phrase_that_is_taught() -> None:
    for language, speech in all_speech().items():
        for command in speech.commands:
            if command.kind in (Kind.LITERAL, Kind.CAPS, Kind.CAPS_ON, Kind.CAPS_OFF, Kind.JOIN):
                continue
            phrase = command.phrases[0]
            if phrase == "common":  # only ever heard by mistake, between two pauses
                continue
            dictated = compose(f"{phrase}.", language, PLAIN)
            assert phrase.casefold() not in dictated.text.casefold(), (language, phrase)
            assert dictated.steps, (language, phrase)
