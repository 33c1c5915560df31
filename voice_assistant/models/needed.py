"""Which local models a config makes use of."""

from __future__ import annotations

from ..config.schema import Config


def needed_models(config: Config) -> list[str]:
    """Catalogue names or paths of the weights that the engines of `config` load from this machine."""
    sections = (
        (config.speech_to_text.engine == "faster-whisper", config.speech_to_text.model),
        (config.language_model.engine == "embedded", config.language_model.model),
        (config.text_to_speech.engine == "piper", config.text_to_speech.voice),
    )
    return [name for local, name in sections if local]
