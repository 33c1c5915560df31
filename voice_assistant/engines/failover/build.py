"""The chain of engines that a section of the config asks for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlsplit

from ...config.engine import EngineConfig
from ...config.fallbacks import C, in_order, last_resort
from ...config.schema import LanguageModelConfig, SpeechToTextConfig, TextToSpeechConfig
from ...errors import Stage
from ...models import is_installed
from ..base import CallsTools, LanguageModel, SpeechToText, TextToSpeech
from ..known_voices import known_voices
from .chain import Chain
from .language_model import FailoverCallingModel, FailoverLanguageModel
from .link import Link
from .speech_to_text import FailoverSpeechToText
from .text_to_speech import FailoverTextToSpeech, Voices

log = logging.getLogger(__name__)


def speech_to_text(section: SpeechToTextConfig, make: Callable[[SpeechToTextConfig], SpeechToText]) -> SpeechToText:
    """What `section` asks for, each engine made by `make`; a chain where there are several. Raises `ConfigError`."""
    entries = _entries(section)
    if len(entries) == 1:
        return make(section)
    links = [Link(_named(e.engine, e.model, e.base_url), make(e), last) for e, last in entries]
    return FailoverSpeechToText(Chain(Stage.SPEECH_TO_TEXT, links))


def language_model(section: LanguageModelConfig, make: Callable[[LanguageModelConfig], LanguageModel]) -> LanguageModel:
    """See `speech_to_text`."""
    entries = _entries(section)
    if len(entries) == 1:
        return make(section)
    links = [Link(_named(e.engine, e.model, e.base_url), make(e), last) for e, last in entries]
    calls = isinstance(links[0].engine, CallsTools)
    return (FailoverCallingModel if calls else FailoverLanguageModel)(Chain(Stage.LANGUAGE_MODEL, links))


def text_to_speech(section: TextToSpeechConfig, make: Callable[[TextToSpeechConfig], TextToSpeech]) -> TextToSpeech:
    """See `speech_to_text`."""
    entries = _entries(section)
    if len(entries) == 1:
        return make(section)
    links = [Link(_named(e.engine, e.voice, e.base_url), make(e), last) for e, last in entries]
    voices: Mapping[Link[TextToSpeech], Voices] = {
        link: Voices(entry.voice, partial(known_voices, entry), entry.voices)
        for link, (entry, _) in zip(links, entries, strict=True)
    }
    return FailoverTextToSpeech(Chain(Stage.TEXT_TO_SPEECH, links), voices)


def _entries(section: C) -> list[tuple[C, bool]]:
    """The sections of all engines, and whether it is the last resort."""
    resort = last_resort(section)
    if resort is not None and not _installed(resort):
        log.info("no last resort: %s is not installed", resort.engine)
        resort = None
    configured = in_order(section)
    if resort is None:
        return [(entry, False) for entry in configured]
    placed = [entry.placed(entry.number, alone=False) for entry in configured]
    return [*((entry, False) for entry in placed), (resort.placed(len(placed) + 1, alone=False), True)]


def _installed(section: EngineConfig) -> bool:
    name = section.voice if isinstance(section, TextToSpeechConfig) else getattr(section, "model", "")
    return is_installed(name)


def _named(engine: str, model: str, base_url: str | None) -> str:
    where = f" at {urlsplit(base_url).netloc}" if base_url else ""
    return f"{engine} {model}{where}"
