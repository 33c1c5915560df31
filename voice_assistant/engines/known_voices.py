"""The voices that an engine can speak with at once, and their languages."""

from __future__ import annotations

from ..config.schema import TextToSpeechConfig
from ..text.voices import language_of_voice
from . import kokoro, piper


def known_voices(config: TextToSpeechConfig) -> dict[str, str]:
    """Language by name of voice; empty for an engine that does not tell."""
    match config.engine:
        case "piper":
            names = piper.installed_voices()
        case "kokoro":
            # Its Chinese and Japanese are phonemes of espeak-ng, and hard to understand: only for who asks for them.
            names = [name for name in kokoro.installed_voices() if name[0] not in "jz"]
        case _:
            names = []
    return {name: language_of_voice(name) for name in names}
