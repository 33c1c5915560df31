"""A text that another program wants spoken: in the voice it names, or in one for its language."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ..audio.types import Audio
from ..concurrency import closing
from ..config.schema import Config
from ..engines.base import TextToSpeech
from ..engines.known_voices import known_voices
from ..text.language import language_of
from ..text.speakable import speakable
from ..text.voices import language_of_voice, voice_for


async def spoken(
    config: Config, engine: TextToSpeech, text: str, *, voice: str | None = None, language: str | None = None
) -> AsyncIterator[Audio]:
    """The sound of `text`. Raises `EngineError`."""
    settings = config.text_to_speech
    known = known_voices(settings)
    name = voice if voice in known else settings.voice
    wanted = (language or "").replace("-", "_").split("_")[0]
    if voice not in known and settings.follow_language:
        name = voice_for(wanted or language_of(text), name, known, settings.voices)
    said = speakable(text, language_of_voice(name) or "en", config.pronunciation)
    if not said:
        return
    chosen = None if name == settings.voice else name
    async with closing(engine.speak(said, voice=chosen, speed=settings.speed)) as sounds:
        async for sound in sounds:
            yield sound
