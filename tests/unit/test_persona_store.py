from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from voice_assistant import paths
from voice_assistant.errors import ConfigError, UsageError
from voice_assistant.persona_store import BUILT_IN_DIR, is_built_in, load_persona, load_personas, new_persona
from voice_assistant.text.format import constraint_of, fits
from voice_assistant.text.persona_switch import persona_wanted

BUILT_IN = sorted(file.stem for file in BUILT_IN_DIR.glob("*.toml"))


def write(name: str, text: str) -> Path:
    file = paths.personas_dir() / f"{name}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_the_promised_personas_are_built_in() -> None:
    names = (
        "assistant caption-reader coder comedian conspiracy-parody detailed-translator dictation-clean-up "
        "interviewer korean-vocabulary language-tutor meeting-scribe pirate storyteller teacher translator yoda"
    )
    assert names.split() == BUILT_IN


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_persona_is_right_and_answers_to_its_names(name: str) -> None:
    personas = load_personas()
    persona = personas[name]
    assert persona.examples, "small models need to be shown"
    for spoken in (name, *persona.aliases):
        assert persona_wanted(f"Switch to {spoken}.", personas, "x") == name


@pytest.mark.parametrize("name", sorted(set(BUILT_IN) - {"korean-vocabulary", "coder"}))
def test_a_spoken_persona_shows_only_what_can_be_spoken(name: str) -> None:
    persona = load_persona(name)
    for text in (persona.greeting or "", *(example.assistant for example in persona.examples)):
        assert not set(text) & set("*#`_[]{}<>|")


def test_korean_vocabulary_shows_korean_semicolon_english_lines() -> None:
    examples = load_persona("korean-vocabulary").examples
    assert len(examples) >= 3
    for example in examples:
        for line in example.assistant.splitlines():
            korean, english = line.split(";")
            assert korean and not korean.isascii() and english.isascii()


def test_a_file_of_one_s_own_overrides_the_built_in_one() -> None:
    write("pirate", 'description = "mine"\ninstructions = "Arr."\n')
    assert load_persona("pirate").description == "mine"
    assert not is_built_in("pirate")
    assert is_built_in("yoda")


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_examples_of_a_built_in_persona_are_what_it_asks_for(name: str) -> None:
    persona = load_persona(name)
    assert persona.tests, "how is anybody to see whether it works?"
    for example in persona.examples:
        assert persona.format is None or fits(example.assistant, persona.format), example.assistant
        unchecked = name in ("comedian", "interviewer") or "doctor" in example.assistant
        assert unchecked or persona.check is None or re.search(persona.check, example.assistant), example.assistant


def test_what_a_persona_leaves_out_is_as_in_the_one_it_extends() -> None:
    write("butler", 'extends = "pirate"\nalso = "Call me sir."\nspeed = 0.8\n')
    butler, pirate = load_persona("butler"), load_persona("pirate")
    assert butler.instructions == f"{pirate.instructions} Call me sir."
    assert (butler.description, butler.examples, butler.greeting) == (
        pirate.description,
        pirate.examples,
        pirate.greeting,
    )
    assert butler.speed == 0.8
    write("old-butler", 'extends = "butler"\nspeed = 0.7\n')
    assert load_persona("old-butler").instructions == butler.instructions


def test_one_s_own_file_can_extend_the_built_in_one_of_its_name_and_change_a_setting() -> None:
    assert "in a formal tone" in load_persona("language-tutor").instructions
    assert any("vous" in example.assistant for example in load_persona("language-tutor").examples)
    write("language-tutor", 'extends = "language-tutor"\n[settings]\nformality = "casual"\n')
    tutor = load_persona("language-tutor")
    assert "in a casual tone" in tutor.instructions
    assert "{" not in tutor.instructions + tutor.description + (tutor.greeting or "")
    said = " ".join(example.assistant for example in tutor.examples)
    assert "Tu veux" in said and "vous" not in said


def test_a_format_says_what_the_engine_is_asked_for() -> None:
    form = load_persona("korean-vocabulary").format
    assert form is not None
    assert constraint_of(form).grammar.startswith('root ::= line ("\\n" line){0,13}')
    assert fits("물;water\n아침;morning", form)
    assert not fits("Here is the list:\n물;water", form)
    assert not fits("", form)


START = 'description = "x"\ninstructions = "y"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('description = "x"\ninstruction = "y"', '2: unknown key "instruction" (did you mean "instructions"?)'),
        ('description = "x"\n', ': the file needs "instructions"'),
        ('description = "x"\ninstructions = "  "', "2: instructions must not be empty"),
        ('name = "z"\ndescription = "x"\ninstructions = "y"', "1: a persona is named as its file is, mine.toml"),
        (START + 'speed = "fast"', '3: speed must be a number, not "fast"'),
        (START + "speed = 9", "3: speed must be at most 4, not 9"),
        (START + 'language = "English"', "3: language must be a language code such as"),
        (START + 'history = "no"', '3: history must be true or false, not "no"'),
        (
            'description = "x"\ninstructions = "y"\naliases = "a"',
            '3: aliases must be a list in square brackets, not "a"',
        ),
        (
            START + '[[examples]]\nuser = "a"\nassistant = "b"\n[[examples]]\nuser = "c"',
            '6: [examples[1]] needs "assistant"',
        ),
        (
            START + '[[examples]]\nuser = "a"\nasistant = "b"\nassistant = "b"',
            '5: unknown key "asistant" in [examples[0]] (did you mean "assistant"?)',
        ),
        ('description = "x', "1: "),
        (START + 'road = "real"', '3: road must be one of "cascade", "audio-chat", "realtime", not "real"'),
        (START + "memory = true", '3: memory must be one of "shared", "own", "off", not true'),
        (START + 'also = "z"', "3: also adds to instructions of another: it needs extends"),
        ('extends = "pirat"', '1: extends: there is no persona "pirat" (did you mean "pirate"?)'),
        ('extends = "mine"', '1: extends: there is no persona "mine"'),
        (START + '[settings]\ntone = "x"', '4: settings: nothing here says "{tone}"'),
        (
            'description = "x"\ninstructions = "{tome}"\n[settings]\ntone = "x"',
            '2: instructions: there is no setting "tome" (did you mean "tone"?)',
        ),
        (START + "[format]\nline = '('", "4: format.line is no regular expression: missing )"),
        (START + "[format]\nline = '(?=a)b'", "4: format.line cannot be enforced: it looks around, or sets flags"),
        (START + "[format]\nmax_lines = 3", "3: format needs exactly one of line, pattern, grammar and json_schema"),
        (START + "[[tests]]\nuser = 'a'\nmatches = '['", "5: tests[0].matches is no regular expression"),
        ('api_key = "hush"\ndescription = "x"\ninstructions = "y"', "1: api_key: keys of services do not belong in"),
    ],
)
def test_each_fault_has_its_line(text: str, message: str) -> None:
    file = write("mine", text)
    with pytest.raises(ConfigError) as caught:
        load_persona("mine")
    line = min(str(caught.value).splitlines())
    assert line.removeprefix(f"{file}").removeprefix(":" if message[0] != ":" else "").startswith(message)
    assert "hush" not in line


@pytest.mark.parametrize("name", ["Pirate", "my persona", "none"])
def test_a_file_with_an_impossible_name_is_said_to_be_so(name: str) -> None:
    write(name, 'description = "x"\ninstructions = "y"')
    with pytest.raises(ConfigError, match="is no name for a persona"):
        load_persona(name)


def test_an_unknown_name_gets_the_nearest_one() -> None:
    with pytest.raises(UsageError, match=r'there is no persona "pirat" \(did you mean "pirate"\?\)'):
        load_persona("pirat")
    with pytest.raises(UsageError, match="there is: assistant, caption-reader"):
        load_persona("qqqq")


def test_a_faulty_persona_does_not_take_the_others_along(caplog: pytest.LogCaptureFixture) -> None:
    write("mine", "description = 1")
    with caplog.at_level(logging.WARNING):
        assert list(load_personas()) == BUILT_IN
    assert "mine.toml:1: description must be text in quotes" in caplog.text


def test_the_template_of_a_new_persona_is_right_also_with_everything_uncommented() -> None:
    file = new_persona("butler")
    assert load_persona("butler").examples == ()
    text = file.read_text(encoding="utf-8")
    write("butler", "\n".join(line.removeprefix("#") if line[1:2].strip() else line for line in text.splitlines()))
    persona = load_persona("butler")
    assert persona.greeting == "At your service."
    assert len(persona.examples) == 1


def test_a_new_persona_never_overwrites() -> None:
    new_persona("butler", base="pirate")
    assert load_persona("butler").instructions == load_persona("pirate").instructions
    with pytest.raises(UsageError, match="exists already"):
        new_persona("butler")


def test_personas_that_extend_one_another_are_said_to() -> None:
    write("egg", 'extends = "hen"\n')
    write("hen", 'extends = "egg"\n')
    with pytest.raises(ConfigError, match=r"egg\.toml:1: extends: this goes round in a circle|hen\.toml:1: extends"):
        load_persona("egg")


def test_a_fault_of_the_other_s_file_is_told_with_its_line() -> None:
    write("hen", START + "speed = 99\n")
    write("egg", 'extends = "hen"\n')
    with pytest.raises(ConfigError, match=r"hen\.toml:3: speed must be at most 4, not 99"):
        load_persona("egg")
