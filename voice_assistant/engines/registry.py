"""Engines by stage and name: those built in, and those that other packages bring.

A package adds an engine with an entry point of group `voice_assistant.engines`, named stage.name, for example
"text-to-speech.coqui", whose value is a factory: it takes the section of the config and returns the engine.
Creating an engine is cheap; what it needs is loaded when it starts.
"""

from __future__ import annotations

import importlib
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from ..config.mind import MemoryConfig
from ..config.roads import RoadName
from ..config.schema import (
    Config,
    LanguageModelConfig,
    SpeechToTextConfig,
    TextToSpeechConfig,
    VoiceActivityConfig,
    WakeWordConfig,
)
from ..config.tools import ThinkingConfig
from ..errors import ConfigError, Stage, VoiceAssistantError
from ..spelling import did_you_mean
from .base import Embedder, EndOfTurn, HearingModel, LanguageModel, SpeechToText, TextToSpeech, VoiceActivity, WakeWords
from .failover import build

GROUP = "voice_assistant.engines"

_BUILT_IN: dict[Stage, dict[str, str]] = {
    Stage.SPEECH_TO_TEXT: {
        "faster-whisper": "faster_whisper:FasterWhisper",
        "openai": "openai_speech_to_text:OpenAISpeechToText",
        "wyoming": "wyoming_speech_to_text:WyomingSpeechToText",
    },
    Stage.LANGUAGE_MODEL: {
        "embedded": "embedded_chat:EmbeddedChat",
        "openai": "openai_chat:OpenAIChat",
    },
    Stage.TEXT_TO_SPEECH: {
        "piper": "piper:Piper",
        "kokoro": "kokoro:Kokoro",
        "openai": "openai_text_to_speech:OpenAITextToSpeech",
        "wyoming": "wyoming_text_to_speech:WyomingTextToSpeech",
    },
    Stage.VOICE_ACTIVITY: {
        "silero": "voice_activity:GatedSilero",
    },
}


def names(stage: Stage) -> list[str]:
    """Names of the engines of `stage`, built in first."""
    built_in = list(_BUILT_IN[stage])
    return built_in + sorted(name for name in _third_party(stage) if name not in built_in)


def create_speech_to_text(config: SpeechToTextConfig) -> SpeechToText:
    """The engine the config names, or several that take over from one another. Raises `ConfigError`."""

    def make(entry: SpeechToTextConfig) -> SpeechToText:
        engine: SpeechToText = _create(Stage.SPEECH_TO_TEXT, entry.engine, entry)
        return engine

    return build.speech_to_text(config, make)


def create_language_model(config: LanguageModelConfig) -> LanguageModel:
    """The engine the config names, or several that take over from one another. Raises `ConfigError`."""

    def make(entry: LanguageModelConfig) -> LanguageModel:
        engine: LanguageModel = _create(Stage.LANGUAGE_MODEL, entry.engine, entry)
        return engine

    return build.language_model(config, make)


def create_thinking_model(config: ThinkingConfig) -> LanguageModel | None:
    """The model that thinks hard, where it has a server of its own."""
    if config.model is None or config.base_url is None:
        return None
    from .openai_chat import OpenAIChat

    section = LanguageModelConfig(
        engine="openai",
        model=config.model,
        base_url=config.base_url,
        timeout_s=min(config.timeout_s, 3600.0),
        max_tokens=config.max_tokens,
        options=config.options,
        last_resort=False,
    )
    return OpenAIChat(section, Stage.THINKING)


def create_text_to_speech(config: TextToSpeechConfig) -> TextToSpeech:
    """The engine the config names, or several that take over from one another. Raises `ConfigError`."""

    def make(entry: TextToSpeechConfig) -> TextToSpeech:
        engine: TextToSpeech = _create(Stage.TEXT_TO_SPEECH, entry.engine, entry)
        return engine

    return build.text_to_speech(config, make)


def create_voice_activity(config: VoiceActivityConfig) -> VoiceActivity:
    """A detector of its own for one listener: it remembers what it heard."""
    engine: VoiceActivity = _create(Stage.VOICE_ACTIVITY, "silero", config)
    return engine


def create_wake_words(config: WakeWordConfig) -> WakeWords:
    """A listener of its own, with what it needs loaded. Raises `EngineError`."""
    from .micro_wakeword import MicroWakeWords

    here = MicroWakeWords(config.words, config.threshold)
    if config.base_url is None:
        return here
    from .wyoming_wake_word import WyomingWakeWords

    return WyomingWakeWords(config.base_url, config.server_words, here)


def create_embedder(config: MemoryConfig) -> Embedder | None:
    """What finds facts by meaning; None when nothing does: no server is given, and no model installed or wanted."""
    if not config.embedding_model:
        return None
    if config.base_url is not None:
        from .openai_embeddings import OpenAIEmbeddings

        return OpenAIEmbeddings(config.base_url, config.embedding_model)
    from .minilm import MiniLM, is_there

    return MiniLM(config.embedding_model) if is_there(config.embedding_model) else None


def create_hearing_models(config: Config) -> dict[RoadName, HearingModel]:
    """One for each road that leads to a model that hears."""
    from .audio_chat import AudioChat
    from .realtime import Realtime

    return {"audio-chat": AudioChat(config.audio_chat), "realtime": Realtime(config.realtime)}


def create_end_of_turn() -> EndOfTurn:
    """There is one so far."""
    from .smart_turn import SmartTurn

    return SmartTurn()


def _create(stage: Stage, name: str, config: object) -> Any:
    if (built_in := _BUILT_IN[stage].get(name)) is not None:
        module, attribute = built_in.split(":")
        return getattr(importlib.import_module(f".{module}", __package__), attribute)(config)
    section = stage.value.replace(" ", "_").replace("-", "_")
    entry_point = _third_party(stage).get(name)
    if entry_point is None:
        known = names(stage)
        hint = did_you_mean(name, known) or f" (there is: {', '.join(known)})"
        raise ConfigError(f'{section}.engine: there is no engine "{name}" for {stage}{hint}')
    try:
        return entry_point.load()(config)
    except VoiceAssistantError:
        raise
    except Exception as error:  # the code of others
        package = entry_point.dist.name if entry_point.dist else entry_point.value
        why = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise ConfigError(f'{section}.engine: "{name}" from package {package} cannot be used ({why})') from error


def _third_party(stage: Stage) -> dict[str, EntryPoint]:
    prefix = stage.value.replace(" ", "-") + "."
    found = (point for point in entry_points(group=GROUP) if point.name.startswith(prefix))
    return {point.name.removeprefix(prefix): point for point in found}
