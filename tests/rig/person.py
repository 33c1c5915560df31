"""What a person says to the assistant, by a synthetic voice; and what is understood of what it answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable

from voice_assistant.audio.types import Audio
from voice_assistant.concurrency import closing
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import SpeechToText, TextToSpeech
from voice_assistant.engines.registry import create_speech_to_text, create_text_to_speech

TRIES = 12


def spoken(texts: Iterable[str]) -> dict[str, Audio]:
    """Each of `texts`, said so that it is understood when it is heard whole.

    A voice says a sentence a little differently each time, and now and then so that nobody would understand it.
    """

    async def speak() -> dict[str, Audio]:
        config = Config()
        voice, ear = create_text_to_speech(config.text_to_speech), create_speech_to_text(config.speech_to_text)
        try:
            return {text: await _clearly(text, voice, ear) for text in texts}
        finally:
            await voice.close()
            await ear.close()

    return asyncio.run(speak())


def understood(audio: Audio) -> str:
    """The text of `audio`, in English."""

    async def transcribe() -> str:
        ear = create_speech_to_text(Config().speech_to_text)
        try:
            return (await ear.transcribe(audio, language="en")).text
        finally:
            await ear.close()

    return asyncio.run(transcribe())


async def _clearly(text: str, voice: TextToSpeech, ear: SpeechToText) -> Audio:
    heard = ""
    for _ in range(TRIES):
        async with closing(voice.speak(text)) as stream:
            parts = [part async for part in stream]
        audio = Audio.join(parts, parts[0].rate_hz)
        heard = (await ear.transcribe(audio, language="en")).text
        if _words(heard) == _words(text):
            return audio
    raise AssertionError(f"the voice cannot say {text!r}: {heard!r} was understood")


def _words(text: str) -> list[str]:
    return [_NUMBERS.get(word, word) for word in re.findall(r"[\w']+", text.lower())]


_NUMBERS = {"3": "three", "5": "five", "20": "twenty"}
