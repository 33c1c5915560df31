"""A voice that the usual engine does not have: another engine speaks it, or it is told at once that none can."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import ScriptedVoice
from voice_assistant.config.schema import TextToSpeechConfig
from voice_assistant.engines.failover.state import Failover
from voice_assistant.engines.registry import create_text_to_speech
from voice_assistant.engines.second_voice import TwoEngines, with_voice
from voice_assistant.errors import ConfigError


@pytest.fixture(autouse=True)
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_ASSISTANT_MODELS", str(tmp_path))
    for file in ("en_US-joe-medium/en_US-joe-medium.onnx.json", "kokoro-voices/af_heart.bin"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).touch()


@pytest.mark.parametrize("voice", ["", "en_US-joe-medium", "en_US-joe-medium#3", "/somewhere/mine.onnx"])
def test_what_the_engine_can_say_needs_no_other(voice: str) -> None:
    engine = ScriptedVoice()
    assert with_voice(engine, TextToSpeechConfig(engine="piper"), voice) is engine


def test_a_server_knows_its_own_voices() -> None:
    engine = ScriptedVoice()
    assert with_voice(engine, TextToSpeechConfig(engine="openai"), "alloy") is engine


def test_a_voice_of_another_engine_brings_that() -> None:
    assert isinstance(with_voice(ScriptedVoice(), TextToSpeechConfig(engine="piper"), "af_heart"), TwoEngines)


def test_a_voice_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match=r"nobody.*en_US-joe-medium, af_heart"):
        with_voice(ScriptedVoice(), TextToSpeechConfig(engine="piper"), "nobody")


async def test_each_voice_is_said_by_its_engine() -> None:
    first, second = ScriptedVoice(takes_s=0.0), ScriptedVoice(takes_s=0.0)
    both = TwoEngines(first, second, "af_heart")
    for voice in (None, "af_heart", "de_DE-thorsten-medium"):
        async for _ in both.speak(f"said by {voice}", voice=voice):
            pass
    assert (first.voices, second.voices) == ([None, "de_DE-thorsten-medium"], ["af_heart"])


def test_beside_several_engines_it_is_several() -> None:
    config = TextToSpeechConfig(fallbacks=[TextToSpeechConfig(engine="openai", base_url="http://192.0.2.1/v1")])
    both = with_voice(create_text_to_speech(config), config, "af_heart")
    assert isinstance(both, Failover)
    assert [link.name for link in both.chain.links] == [
        "piper en_US-joe-medium",
        "openai en_US-joe-medium at 192.0.2.1",
    ]
