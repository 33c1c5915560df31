"""Which local models a config makes use of."""

from __future__ import annotations

from ..config.fallbacks import in_order, last_resort
from ..config.schema import Config, TextToSpeechConfig
from ..engines.kokoro import MODEL, VOICES
from .catalog import Catalog, Kind, Model
from .store import looks_like_path

_UNCHOSEN = (Kind.VOICE_ACTIVITY, Kind.END_OF_TURN)


def needed_models(config: Config) -> list[str]:
    """Catalogue names or paths of the weights that the engines of `config` load from this machine."""
    sections = [
        *((entry.engine == "faster-whisper", entry.model) for entry in in_order(config.speech_to_text)),
        *((entry.engine == "embedded", entry.model) for entry in in_order(config.language_model)),
        *(wanted for entry in in_order(config.text_to_speech) for wanted in _voices(entry)),
    ]
    return list(dict.fromkeys(name for local, name in sections if local))


def _voices(config: TextToSpeechConfig) -> list[tuple[bool, str]]:
    piper, kokoro = config.engine == "piper", config.engine == "kokoro"
    model = config.model if "model" in config.model_fields_set else MODEL
    return [*((piper, voice) for voice in [config.voice, *config.voices.values()]), (kokoro, model), (kokoro, VOICES)]


def _of_last_resort(config: Config) -> list[str]:
    """What would be good to have when all servers fail; nothing waits for it."""
    hearing, mind, voice = config.speech_to_text, config.language_model, config.text_to_speech
    found = [section.model for section in (last_resort(hearing), last_resort(mind)) if section is not None]
    return found + [section.voice for section in [last_resort(voice)] if section is not None]


def models_in_use(catalog: Catalog, config: Config) -> list[Model]:
    """What `config` makes use of from the catalogue: its needed models, and the defaults that no setting chooses.

    Raises `ModelError` for a name that the catalogue does not know.
    """
    names = [name for name in [*needed_models(config), *_of_last_resort(config)] if not looks_like_path(name)]
    return [catalog.get(name) for name in names] + [model for model in catalog.defaults if model.kind in _UNCHOSEN]
