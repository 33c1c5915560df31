"""Our Wyoming client on our Wyoming server, with the real recogniser, voice and wake word between them."""

from __future__ import annotations

import pytest
from wyoming.client import AsyncClient

from tests.rig.wording import word_errors
from voice_assistant.app import engines
from voice_assistant.audio.types import Audio
from voice_assistant.config.schema import Config, SpeechToTextConfig, TextToSpeechConfig
from voice_assistant.engines import wyoming_protocol as wyoming
from voice_assistant.engines.wyoming_speech_to_text import WyomingSpeechToText
from voice_assistant.engines.wyoming_text_to_speech import WyomingTextToSpeech
from voice_assistant.serving.wyoming_server import serving

pytestmark = pytest.mark.contract

HOST = "127.0.0.1"
TEXT = "The people reached the top of the mountain in the evening. It was cold there."


async def test_what_the_server_says_the_server_understands() -> None:
    config = Config()
    async with engines(config) as made, serving(config, made, HOST, 0) as port:
        url = f"tcp://{HOST}:{port}"
        voice = WyomingTextToSpeech(TextToSpeechConfig(engine="wyoming", base_url=url, timeout_s=300.0))
        hearing = WyomingSpeechToText(SpeechToTextConfig(engine="wyoming", base_url=url, timeout_s=300.0))
        sounds = [sound async for sound in voice.speak(TEXT)]
        heard = await hearing.transcribe(Audio.join(sounds, sounds[0].rate_hz))
        assert heard.language == "en"
        assert word_errors(TEXT, heard.text) <= 0.2  # the voice varies; a sentence that is missing costs more

        sounds = [sound async for sound in voice.speak("Hey Jarvis.")]
        padded = [*sounds, Audio.silence(1.5, sounds[0].rate_hz)]
        async with AsyncClient.from_uri(url) as client:
            await client.write_event(wyoming.Detect(names=["hey_jarvis"]).event())
            for sound in padded:
                await client.write_event(wyoming.chunk_of(sound.samples, sound.rate_hz).event())
            await client.write_event(wyoming.AudioStop().event())
            answer = await client.read_event()
            assert answer is not None
            assert wyoming.Detection.from_event(answer).name == "hey_jarvis"
