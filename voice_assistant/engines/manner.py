"""Voices that can be told how to speak, and those that cannot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol, runtime_checkable

from ..audio.types import Audio
from .base import TextToSpeech


@runtime_checkable
class TakesManner(Protocol):
    """A `TextToSpeech` whose `speak` takes a `manner`: how to speak, in words, or None."""

    takes_manner: bool


def spoken(
    engine: TextToSpeech, text: str, *, voice: str | None, speed: float, manner: str | None
) -> AsyncIterator[Audio]:
    """`engine.speak`, told the `manner` if it takes one."""
    told: dict[str, Any] = {"manner": manner} if manner and isinstance(engine, TakesManner) else {}
    return engine.speak(text, voice=voice, speed=speed, **told)
