"""A persona's manner of speaking reaches a voice that can be told, and no other."""

from __future__ import annotations

from tests.fakes import ScriptedVoice
from tests.rig.openai_server import OpenAIServer
from voice_assistant.concurrency import closing
from voice_assistant.config.schema import TextToSpeechConfig
from voice_assistant.engines.base import TextToSpeech
from voice_assistant.engines.openai_text_to_speech import OpenAITextToSpeech
from voice_assistant.engines.registry import create_text_to_speech
from voice_assistant.engines.second_voice import TwoEngines
from voice_assistant.speaking.synthesis_pace import SynthesisPace
from voice_assistant.speaking.voicing import Voice, voiced
from voice_assistant.turn import once


async def say(engine: TextToSpeech, voice: Voice) -> None:
    sounds_of = voiced(once("Ahoy."), engine, lambda text: voice, SynthesisPace(), heard_s=None)
    async with sounds_of as sounds, closing(sounds) as pieces:
        async for _ in pieces:
            pass


async def test_a_server_is_told_how_to_speak() -> None:
    with OpenAIServer() as server:
        engine = OpenAITextToSpeech(TextToSpeechConfig(engine="openai", base_url=server.base_url))
        try:
            await say(engine, Voice(manner="a gruff old sailor"))
            await say(engine, Voice())
        finally:
            await engine.close()
    told, untold = (request.json for request in server.requests)
    assert told["instructions"] == "a gruff old sailor"
    assert "instructions" not in untold


async def test_it_is_told_through_several_engines_and_beside_a_second_voice() -> None:
    with OpenAIServer() as dead, OpenAIServer() as server:
        dead.dead = True
        config = TextToSpeechConfig(
            engine="openai",
            base_url=dead.base_url,
            last_resort=False,
            fallbacks=[TextToSpeechConfig(engine="openai", base_url=server.base_url, last_resort=False)],
        )
        engine = TwoEngines(create_text_to_speech(config), ScriptedVoice(), "af_heart")
        try:
            await say(engine, Voice(manner="a gruff old sailor"))
        finally:
            await engine.close()
    assert server.requests[-1].json["instructions"] == "a gruff old sailor"


async def test_a_voice_that_cannot_be_told_just_speaks() -> None:
    voice = ScriptedVoice()
    await say(voice, Voice(manner="a gruff old sailor"))
    assert voice.said == ["Ahoy."]
