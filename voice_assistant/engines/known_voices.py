"""The voices that an engine can speak with at once, and their languages."""

from __future__ import annotations

from ..config.schema import TextToSpeechConfig
from ..text.voices import language_of_voice
from .piper import installed_voices


def known_voices(config: TextToSpeechConfig) -> dict[str, str]:
    """Language by name of voice; empty for an engine that does not tell."""
    if config.engine == "piper":
        return {name: language_of_voice(name) for name in installed_voices()}
    return {}
