"""Numbers, addresses, fillers, vocabulary, replacements and profiles of dictated text."""

from __future__ import annotations

import pytest

from voice_assistant.config.schema import Config, DictationConfig
from voice_assistant.text.dictation.addresses import with_addresses
from voice_assistant.text.dictation.compose import compose
from voice_assistant.text.dictation.fillers import without_fillers, without_stutters
from voice_assistant.text.dictation.numbers import with_figures
from voice_assistant.text.dictation.profiles import settings_for
from voice_assistant.text.dictation.replacements import replaced
from voice_assistant.text.dictation.vocabulary import bias_prompt, corrected, warm_up


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("a twenty five percent discount", "a 25% discount"),
        ("fifty per cent", "50%"),
        ("one percent", "1%"),
        ("forty two dollars and fifty cents, ok", "$42.50, ok"),
        ("one hundred and twenty three euros", "€123"),
        ("a hundred dollars", "$100"),
        ("two million dollars", "$2,000,000"),
        ("I lost five pounds", "I lost 5 pounds"),
        ("five kilograms and two meters", "5 kilograms and 2 meters"),
        ("minus five degrees", "-5 degrees"),
        ("three point one four", "3.14"),
        ("sixty five thousand people", "65,000 people"),
        ("two hundred and one nights", "201 nights"),
        ("one million two hundred thousand", "1.2 million"),
        ("call five five five one two three four", "call 555-1234"),
        ("at seven forty five", "at 7:45"),
        ("at three thirty p m", "at 3:30 p.m."),
        ("seven a.m. and nine a.m. Friday", "7 a.m. and 9 a.m. Friday"),
        ("three oh five p.m.", "3:05 p.m."),
        ("in twenty twenty six", "in 2026"),
        ("nineteen eighty four", "1984"),
        ("on the third of march", "on the 3rd of March"),
        ("March twenty-first", "March 21"),
    ],
)
def test_numbers_are_written_in_figures(said: str, expected: str) -> None:
    assert with_figures(said, "en") == expected


@pytest.mark.parametrize(
    "said",
    [
        "one of them has two dogs",
        "no one came",
        "a hundred people",
        "five to ten minutes late",
        "one and two",
        "the first and the second",
        "two and a half",
        "per one",
        "the point of it",
        "We got 25% for $42.50 at 3:30 p.m.",
    ],
)
def test_small_numbers_and_figures_stay(said: str) -> None:
    assert with_figures(said, "en") == said


@pytest.mark.parametrize(
    ("language", "said", "expected"),
    [
        ("de", "fünfundzwanzig Prozent, drei Komma fünf Meter, sechs Frauen", "25 %, 3,5 Meter, sechs Frauen"),
        ("de", "ein Hund und zwölf Katzen", "ein Hund und 12 Katzen"),
        ("fr", "vingt-cinq pour cent, un homme, quatre-vingt-dix-sept euros", "25 %, un homme, 97 euros"),
        ("es", "veinticinco por ciento, un hombre, treinta y dos euros", "25 %, un hombre, 32 euros"),
        ("zh", "百分之二十五的人付了三千五百元，第一名，一个人", "25%的人付了3500元，第一名，一个人"),
        ("ko", "이십오 퍼센트 할인, 삼천 오백 원, 이 사람", "25% 할인, 3500원, 이 사람"),
    ],
)  # fmt: skip
def test_numbers_in_other_languages(language: str, said: str, expected: str) -> None:
    assert with_figures(said, language) == expected


@pytest.mark.parametrize(
    ("language", "said", "expected"),
    [
        ("en", "My e-mail is john dot smith at example dot com.", "My e-mail is john.smith@example.com."),
        ("en", "Send it to Anna.Miller at example.com.", "Send it to anna.miller@example.com."),
        ("en", "email john at example dot com", "email john@example.com"),
        ("en", "meet me at example dot com", "meet me at example.com"),
        ("en", "Go to w w w dot example dot org slash docs", "Go to www.example.org/docs"),
        ("en", "Go to www.example.org slash docs.", "Go to www.example.org/docs."),
        ("en", "john underscore smith at my dash host dot co dot uk", "john_smith@my-host.co.uk"),
        ("de", "anna punkt meier ät beispiel punkt de", "anna.meier@beispiel.de"),
        ("es", "juan punto perez arroba ejemplo punto es", "juan.perez@ejemplo.es"),
        ("en", "the dot com bubble", "the dot com bubble"),
        ("en", "Look at the red dot in it.", "Look at the red dot in it."),
        ("en", "We are done.It is late.", "We are done.It is late."),
        ("fr", "un bon point de vue", "un bon point de vue"),
        ("es", "el primer punto es claro", "el primer punto es claro"),
    ],
)
def test_addresses(language: str, said: str, expected: str) -> None:
    assert with_addresses(said, language) == expected


@pytest.mark.parametrize(
    ("language", "said", "expected"),
    [
        ("en", "Um, I think, uh, we should go, you know, home.", "I think we should go home."),
        ("en", "You know, I was late.", "I was late."),
        ("en", "It was late, um.", "It was late."),
        ("en", "Do you know, he came?", "Do you know, he came?"),
        ("en", "You know that he works at UM.", "You know that he works at UM."),
        ("en", "Uh-huh.", "Uh-huh."),
        ("de", "Äh, ich gehe, ähm, um die Ecke.", "Ich gehe um die Ecke."),
        ("pt", "Um dia, uma noite.", "Um dia, uma noite."),
        ("es", "Qué bien, eh.", "Qué bien, eh."),
        ("zh", "嗯，我想，呃，去。", "我想，去。"),
        ("ko", "음, 저는 학생입니다.", "저는 학생입니다."),
        ("", "Um, uh, well.", "Um, uh, well."),
    ],
)
def test_fillers(language: str, said: str, expected: str) -> None:
    assert without_fillers(said, language) == expected


def test_stutters() -> None:
    assert without_stutters("the the cat and and I, I saw that that had had no") == (
        "the cat and I, I saw that that had had no"
    )


VOCABULARY = ["PyTorch", "Kubernetes", "Grafana", "PostgreSQL", "Siobhan", "Rust", "Go", "Flask", "Anthropic"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("We use pie torch and cooper netties every day.", "We use PyTorch and Kubernetes every day."),
        ("pytorch's tensors, kuberneties, and Kubernets.", "PyTorch's tensors, Kubernetes, and Kubernetes."),
        ("post gre sql or postgres sequel", "PostgreSQL or PostgreSQL"),
        ("Siobahn looked at graphana.", "Siobhan looked at Grafana."),
    ],
)  # fmt: skip
def test_near_misses_are_corrected(said: str, expected: str) -> None:
    assert corrected(said, VOCABULARY, "en") == expected


@pytest.mark.parametrize(
    "said",
    [
        "There is rust on the car, let us go.",
        "The graph on a page shows nothing.",
        "She has a flask of tea.",
        "The party torch was lit.",
        "I took the pie to church.",
        "We saw an tropic island.",
        "The cubes are neat.",
        "PyTorch, Kubernetes and Grafana.",
    ],
)
def test_other_words_are_left_alone(said: str) -> None:
    assert corrected(said, VOCABULARY, "en") == said


def test_warming_up_knows_any_language() -> None:
    for language in ("en", "ko", "zh", ""):
        warm_up(VOCABULARY, language)
        assert corrected("PyTorch 쉼표", VOCABULARY, language) == "PyTorch 쉼표"


def test_a_prompt_for_the_recogniser() -> None:
    assert bias_prompt(["PyTorch", "Grafana", "PyTorch", " "]) == "PyTorch, Grafana."
    assert bias_prompt([]) is None
    long = bias_prompt([f"word{number}" for number in range(500)])
    assert long is not None and len(long) < 700 and long.startswith("word0, word1")


def test_replacements_are_whole_words_in_any_case() -> None:
    table = {"my address": "1 Main St.", "address": "place", "brb": "be right back"}
    assert replaced("My Address, my addresses; the address. BRB", table) == (
        "1 Main St., my addresses; the place. be right back"
    )
    assert replaced("nothing here", {}) == "nothing here"


def test_profiles() -> None:
    config = Config.model_validate(
        {
            "dictation": {"clean_up": "tidy"},
            "profiles": [
                {"app": "*term*", "commands": False, "clean_up": "none"},
                {"app": "XTerm", "numbers": "spoken"},
            ],
        }
    )
    assert settings_for("firefox", config) == config.dictation
    assert settings_for(None, config) == config.dictation
    assert settings_for("xterm", config) == DictationConfig(commands=False, clean_up="none", numbers="spoken")


FIT = DictationConfig()


@pytest.mark.parametrize(
    ("before", "said", "expected"),
    [
        ("", "hello there", "Hello there"),
        ("I said", "Hello there", " hello there"),
        ("I said ", "The end", "the end"),
        ("Done.", "the end", " The end"),
        ("Done.\n", "the end", "The end"),
        ("We met (", "In Paris.", "in Paris"),
        ('He said "', "Yes.", "yes."),
        ("I saw", "Paul.", " Paul."),
        ("Hello", "comma how are you", ", how are you"),
        ("你好，", "我是小明", "我是小明"),
        ("안녕하세요.", "저는 학생입니다", " 저는 학생입니다"),
        ("Line", "New line.", "\n"),
    ],
)
def test_text_fits_what_stands_before_the_cursor(before: str, said: str, expected: str) -> None:
    language = "zh" if before.startswith("你") else "ko" if before.startswith("안") else "en"
    assert compose(said, language, FIT, before).text == expected


def test_no_full_stop_in_front_of_the_rest_of_a_sentence() -> None:
    assert compose("Very late.", "en", FIT, "We came", after=" to the party").text == " very late"
    assert compose("Very late.", "en", FIT, "We came", after="").text == " very late."


@pytest.mark.parametrize(
    ("wanted", "before", "expected"),
    [
        ("auto", None, "Hello. "),
        ("auto", "", "Hello."),
        ("always", "", "Hello. "),
        ("never", None, "Hello."),
    ],
)
def test_the_trailing_space(wanted: str, before: str | None, expected: str) -> None:
    settings = DictationConfig.model_validate({"trailing_space": wanted})
    assert compose("Hello.", "en", settings, before).text == expected


def test_no_trailing_space_after_a_line_or_chinese() -> None:
    assert compose("Hello. New line.", "en", FIT, None).text == "Hello.\n"
    assert compose("你好。", "zh", FIT, None).text == "你好。"


def test_everything_together() -> None:
    dictated = compose(
        "Um, send pie torch to my address comma at three thirty p m period",
        "en",
        DictationConfig(trailing_space="never"),
        None,
        vocabulary=VOCABULARY,
        replacements={"my address": "1 Main Street"},
    )
    assert dictated.text == "Send PyTorch to 1 Main Street, at 3:30 p.m."
