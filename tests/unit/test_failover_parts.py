"""The seam between two models, the rest of a sentence, and what stands in which order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voice_assistant.audio.types import Audio
from voice_assistant.config.fallbacks import in_order, last_resort
from voice_assistant.config.load import load_config
from voice_assistant.config.schema import LanguageModelConfig, TextToSpeechConfig
from voice_assistant.engines.base import Message, ToolCall
from voice_assistant.engines.failover.going_on import gone_on, without_tools
from voice_assistant.engines.failover.rest import SaidSoFar
from voice_assistant.engines.failover.seam import Seam, WholeWords
from voice_assistant.engines.limits import Limits
from voice_assistant.errors import ConfigError
from voice_assistant.text.durations import spoken_s

WRITTEN = "The capital of France is Paris, which"


def joined(written: str, continuation: str, size: int) -> str:
    seam = Seam(written)
    pieces = [continuation[at : at + size] for at in range(0, len(continuation), size)]
    return written + "".join(seam.add(piece) for piece in pieces) + seam.end()


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "continuation",
    [
        "lies on the Seine.",
        " lies on the Seine.",
        "which lies on the Seine.",
        "Paris, which lies on the Seine.",
        "... which lies on the Seine.",
        "The capital of France is Paris, which lies on the Seine.",
        "the capital of France is Paris, which lies on the Seine.",
    ],
)
@pytest.mark.parametrize("written", [WRITTEN, WRITTEN + " "])
def test_nothing_is_written_twice(written: str, continuation: str, size: int) -> None:
    assert joined(written, continuation, size) == "The capital of France is Paris, which lies on the Seine."


@pytest.mark.parametrize(
    ("written", "continuation", "whole"),
    [
        ("", "Hello there.", "Hello there."),
        ("Hello there.", "", "Hello there."),
        ("Hello there.", "Hello there.", "Hello there."),
        ("One, two,", "two, three.", "One, two, three."),
        ("One.", "Two.", "One. Two."),
        ("안녕하세요. 저는", " 학생입니다.", "안녕하세요. 저는 학생입니다."),
        ("東京は", "日本の首都です。", "東京は日本の首都です。"),
        ("It is", ", I think, late.", "It is, I think, late."),
    ],
)
def test_the_seam_is_not_to_be_seen(written: str, continuation: str, whole: str) -> None:
    assert joined(written, continuation, 2) == whole


def test_a_word_is_given_out_when_it_is_whole() -> None:
    words = WholeWords()
    assert [words.add(piece) for piece in ("Good", " eve", "ning", ", dear", " ", "Jo")] == [
        "",
        "Good ",
        "",
        "evening, ",
        "dear ",
        "",
    ]
    assert words.end() == "Jo"
    assert WholeWords().add("東京は日本") == "東京は日本"


SENTENCE = "The first people reached the summit in nineteen fifty three, with ropes."


@pytest.mark.parametrize("share", [0.0, 0.1, 0.35, 0.5, 0.8, 0.99])
def test_the_next_voice_begins_at_or_a_little_before_the_word_where_the_first_broke_off(share: float) -> None:
    said = SaidSoFar(SENTENCE)
    said.add(Audio.silence(share * spoken_s(SENTENCE), 16_000))
    said.broke_off()
    assert SENTENCE.endswith(said.rest) and said.rest
    left_out_s = spoken_s(SENTENCE[: len(SENTENCE) - len(said.rest)])
    assert left_out_s <= share * spoken_s(SENTENCE)
    assert left_out_s >= 0.6 * share * spoken_s(SENTENCE) - 0.6


def test_a_voice_that_tells_its_words_is_believed() -> None:
    said = SaidSoFar("One two three four.")
    said.add(Audio(np.zeros(100, dtype=np.float32), 16_000, word_ends_s=(0.1, 0.2)))
    said.add(Audio(np.zeros(100, dtype=np.float32), 16_000, word_ends_s=(0.1,)))
    said.broke_off()
    assert said.rest == "four."


def test_all_of_it_may_have_been_said() -> None:
    said = SaidSoFar("One two.")
    said.add(Audio(np.zeros(100, dtype=np.float32), 16_000, word_ends_s=(0.1, 0.2)))
    said.broke_off()
    assert said.rest == ""


def test_a_model_without_tools_is_told_what_they_found() -> None:
    messages = [
        Message("user", "What time is it?"),
        Message("assistant", "", calls=(ToolCall("1", "time", "{}"),)),
        Message("tool", "ten past nine", answers="1"),
    ]
    assert without_tools(messages) == [messages[0], Message("user", "(What was found: ten past nine)")]


def test_who_can_go_on_as_if_it_were_its_own_is_not_asked_to() -> None:
    class Own:
        goes_on = True

    asked = [Message("user", "Where?")]
    assert gone_on(asked, "", object()) == asked
    assert gone_on(asked, "In Par ", Own()) == [*asked, Message("assistant", "In Par")]
    *_, begun, wish = gone_on(asked, "In Par ", object())
    assert begun == Message("assistant", "In Par") and '"In Par"' in wish.text


# config


def test_what_a_fallback_leaves_out_is_as_in_the_section(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        '[language_model]\nengine = "openai"\nbase_url = "http://one/v1"\nmodel = "big"\ntemperature = 0.5\n'
        'fallbacks = [{ base_url = "http://two/v1" }, { engine = "embedded" }]\n'
    )
    section = load_config(file=file, environ={}).language_model
    first, second, third = in_order(section)
    assert (first.base_url, second.base_url, third.base_url) == ("http://one/v1", "http://two/v1", None)
    assert (second.engine, second.model, second.temperature) == ("openai", "big", 0.5)
    assert (third.engine, third.model, third.temperature) == ("embedded", "smollm2-135m-instruct", 0.5)
    assert [entry.number for entry in (first, second, third)] == [1, 2, 3]
    assert last_resort(section) is None  # one is named


def test_the_last_resort_is_there_unless_it_is_not_wanted() -> None:
    server = TextToSpeechConfig(engine="openai", voice="nova", speed=1.5)
    resort = last_resort(server)
    assert resort is not None
    assert (resort.engine, resort.voice, resort.speed) == ("piper", "en_US-joe-medium", 1.5)
    assert last_resort(TextToSpeechConfig(engine="openai", last_resort=False)) is None
    assert last_resort(TextToSpeechConfig()) is None
    assert last_resort(TextToSpeechConfig(engine="openai", fallbacks=[TextToSpeechConfig(engine="kokoro")])) is None


def test_somebody_behind_makes_impatient_unless_the_person_has_said_how_long_to_wait() -> None:
    config = LanguageModelConfig(engine="openai")
    assert Limits.of(config).first_s == 30.0
    hurried = Limits.of(config.placed(1, alone=False))
    assert hurried.connect_s < 2.0 and hurried.first_s < 15.0 and hurried.stall_s < hurried.first_s
    own = LanguageModelConfig(engine="openai", timeout_s=50.0).placed(1, alone=False)
    assert (Limits.of(own).first_s, Limits.of(own).connect_s) == (50.0, hurried.connect_s)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            '[speech_to_text]\nfallbacks = [\n  { base_url = "http://x/v1" }]',
            r':3: speech_to_text\.fallbacks\[0\].*"openai"',
        ),
        ('[speech_to_text]\nbase_url = "tcp://x:1"', r':2: .*add engine = "wyoming"'),
        ('[text_to_speech]\nengine = "openai"\nbase_url = "tcp://x:1"', r':3: .*add engine = "wyoming"'),
        ('[text_to_speech]\nengine = "wyoming"', r':2: .*needs an address such as "tcp://'),
        ('[text_to_speech]\nengine = "wyoming"\nbase_url = "tcp://x"', r":3: .*with the port"),
        ('[language_model]\nengine = "wyoming"\nbase_url = "tcp://x:1"', ":2: .*Wyoming has no language models"),
        ('[[language_model.fallbacks]]\nengin = "openai"', r':2: unknown key "engin".*did you mean "engine"'),
        ("[[language_model.fallbacks]]\nfallbacks = []", ":2: .*has no fallbacks of its own"),
        ('[[language_model.fallbacks]]\napi_key = "x"', ":2: .*VOICE_ASSISTANT_LANGUAGE_MODEL_2_API_KEY"),
    ],
)
def test_faults_name_the_line(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=fault):
        load_config(file=file, environ={})
