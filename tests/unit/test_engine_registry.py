"""Engines by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from voice_assistant.config.schema import (
    LanguageModelConfig,
    SpeechToTextConfig,
    TextToSpeechConfig,
    VoiceActivityConfig,
)
from voice_assistant.engines import registry
from voice_assistant.engines.base import LanguageModel, SpeechToText, TextToSpeech, VoiceActivity
from voice_assistant.errors import ConfigError, Stage

PARROT = """
class Parrot:
    def __init__(self, config):
        self.config = config


class Refusing:
    def __init__(self, config):
        raise RuntimeError("no parrot here")
"""


@pytest.fixture
def parrot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of an engine from an installed package."""
    (tmp_path / "parrot_speech.py").write_text(PARROT)
    info = tmp_path / "parrot_speech-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: parrot-speech\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[voice_assistant.engines]\n"
        "text-to-speech.parrot = parrot_speech:Parrot\n"
        "text-to-speech.piper = parrot_speech:Parrot\n"
        "text-to-speech.broken = parrot_speech:Missing\n"
        "text-to-speech.refusing = parrot_speech:Refusing\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    return "parrot"


def test_every_built_in_engine_is_made_from_its_config() -> None:
    made: list[SpeechToText | LanguageModel | TextToSpeech | VoiceActivity] = []
    for name in registry.names(Stage.SPEECH_TO_TEXT):
        made.append(registry.create_speech_to_text(SpeechToTextConfig(engine=name, last_resort=False)))
    for name in registry.names(Stage.LANGUAGE_MODEL):
        made.append(registry.create_language_model(LanguageModelConfig(engine=name, last_resort=False)))
    for name in registry.names(Stage.TEXT_TO_SPEECH):
        made.append(registry.create_text_to_speech(TextToSpeechConfig(engine=name, last_resort=False)))
    made.append(registry.create_voice_activity(VoiceActivityConfig()))
    assert [type(engine).__name__ for engine in made] == [
        "FasterWhisper",
        "OpenAISpeechToText",
        "WyomingSpeechToText",
        "EmbeddedChat",
        "OpenAIChat",
        "Piper",
        "Kokoro",
        "OpenAITextToSpeech",
        "WyomingTextToSpeech",
        "GatedSilero",
    ]


def test_making_engines_loads_no_model_library() -> None:
    program = """if True:
        import sys
        from voice_assistant.config.schema import *
        from voice_assistant.engines.registry import *
        for engine in ("faster-whisper", "openai"): create_speech_to_text(SpeechToTextConfig(engine=engine))
        for engine in ("embedded", "openai"): create_language_model(LanguageModelConfig(engine=engine))
        for engine in ("piper", "kokoro", "openai"): create_text_to_speech(TextToSpeechConfig(engine=engine))
        heavy = {"faster_whisper", "ctranslate2", "onnxruntime", "piper", "kokoro_onnx", "xllamacpp", "openai"}
        print(heavy & set(sys.modules))
    """
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_a_wrong_name_gets_the_nearest_right_one() -> None:
    with pytest.raises(ConfigError, match=r'speech_to_text\.engine: .*"faster-wisper".*did you mean "faster-whisper"'):
        registry.create_speech_to_text(SpeechToTextConfig(engine="faster-wisper"))
    with pytest.raises(ConfigError, match="there is: embedded, openai"):
        registry.create_language_model(LanguageModelConfig(engine="zzz"))


def test_an_engine_from_another_package(parrot: str) -> None:
    config = TextToSpeechConfig(engine=parrot, options={"pitch": 2}, last_resort=False)
    assert registry.names(Stage.TEXT_TO_SPEECH) == [
        "piper",
        "kokoro",
        "openai",
        "wyoming",
        "broken",
        "parrot",
        "refusing",
    ]
    assert parrot not in registry.names(Stage.SPEECH_TO_TEXT)
    engine = registry.create_text_to_speech(config)
    assert type(engine).__name__ == "Parrot"
    assert engine.config is config  # type: ignore[attr-defined]


def test_a_built_in_engine_is_not_replaced_unawares(parrot: str) -> None:
    assert type(registry.create_text_to_speech(TextToSpeechConfig(engine="piper"))).__name__ == "Piper"


def test_a_package_that_cannot_be_loaded_is_named(parrot: str) -> None:
    with pytest.raises(ConfigError, match=r'"broken" from package parrot-speech cannot be used \(AttributeError'):
        registry.create_text_to_speech(TextToSpeechConfig(engine="broken"))


def test_a_package_that_fails_to_make_its_engine_is_named(parrot: str) -> None:
    with pytest.raises(ConfigError, match=r'"refusing" from package parrot-speech .*\(RuntimeError: no parrot here\)'):
        registry.create_text_to_speech(TextToSpeechConfig(engine="refusing"))
