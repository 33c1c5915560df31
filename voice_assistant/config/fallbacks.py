"""The engines of a stage in the order of preference: the section's own, its fallbacks, and one of this computer.

[language_model]
engine = "openai"
base_url = "http://gpu-box:8000/v1"
model = "big"
fallbacks = [
  { base_url = "http://attic:8000/v1" },     # the same model on another machine
  { engine = "embedded", model = "small" },
]
"""

from __future__ import annotations

from typing import TypeVar

from .engine import EngineConfig
from .schema import LanguageModelConfig, SpeechToTextConfig, TextToSpeechConfig

C = TypeVar("C", bound=EngineConfig)

OF_THE_PERSON = {"language", "while_speaking", "follow_language", "speed", "temperature", "max_tokens"}
"""What an entry with another engine takes over as well: it is not about the engine."""

HERE: dict[type[EngineConfig], tuple[str, ...]] = {
    SpeechToTextConfig: ("faster-whisper",),
    LanguageModelConfig: ("embedded",),
    TextToSpeechConfig: ("piper", "kokoro"),
}
"""Engines of this computer."""


def in_order(section: C) -> list[C]:
    """The section itself, then what takes over, each complete. Without the last resort."""
    entries = [section, *(_complete(section, entry) for entry in section.others)]
    alone = len(entries) == 1
    return [entry.placed(number, alone=alone) for number, entry in enumerate(entries, start=1)]


def last_resort(section: C) -> C | None:
    """The engine that comes along, where the section wants it and names only others."""
    here = HERE[type(section)]
    if not section.last_resort or any(entry.engine in here for entry in in_order(section)):
        return None
    kept = section.model_dump(include=OF_THE_PERSON & section.model_fields_set)
    return type(section)(**kept)


def _complete(section: C, entry: C) -> C:
    """`entry`, with what it leaves out; beside another engine, the settings of this one mean nothing."""
    given = {name: getattr(entry, name) for name in entry.model_fields_set}
    taken = section.model_fields_set - {"fallbacks"}
    if given.get("engine", section.engine) != section.engine:
        taken &= OF_THE_PERSON
    return type(section)(**{name: getattr(section, name) for name in taken} | given)
