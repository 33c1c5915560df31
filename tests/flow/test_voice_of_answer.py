"""An answer is said in a voice that speaks its language, on a virtual clock."""

from __future__ import annotations

import dataclasses

import pytest

from tests.fakes import Studio
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import Config
from voice_assistant.persona import Persona

pytestmark = pytest.mark.looptime

PERSONAS = {
    "assistant": Persona(name="assistant", description="helps", instructions="Be brief."),
    "pirate": Persona(name="pirate", description="arr", instructions="Arr.", voice="en_US-salty-low"),
}
INSTALLED = {"en_US-joe-medium": "en_US", "en_US-salty-low": "en_US", "de_DE-thorsten-medium": "de_DE"}


async def voice_of(reply: str, *, persona: str = "assistant", voices: dict[str, str] | None = None) -> str | None:
    config = Config.model_validate({"persona": persona, "text_to_speech": {"voices": voices or {}}})
    studio = Studio(config)
    studio.equipment = dataclasses.replace(studio.equipment, voices=lambda: INSTALLED)
    studio.model.replies = [(reply, None)]
    await Assistant(studio.equipment, studio.model, PERSONAS).once("ask", "So?")
    assert len(set(studio.voice.voices)) == 1, "one voice says the whole answer"
    return studio.voice.voices[0]


GERMAN = "Das ist nicht schwer. Man nimmt den Zug, und dann geht man zu Fuß weiter. Very easy."


async def test_a_reply_in_another_language_gets_a_voice_that_speaks_it() -> None:
    assert await voice_of(GERMAN) == "de_DE-thorsten-medium"
    assert await voice_of("It is not hard. You take the train.") is None  # the engine's own


async def test_a_persona_keeps_its_voice_in_its_language() -> None:
    assert await voice_of("It is not hard. You take the train.", persona="pirate") == "en_US-salty-low"
    assert await voice_of(GERMAN, persona="pirate") == "de_DE-thorsten-medium"


async def test_without_a_voice_that_fits_the_usual_one_does_its_best() -> None:
    assert await voice_of("Ce n'est pas difficile, et vous le savez. Vous prenez le train.") is None


async def test_who_wants_one_voice_for_everything_gets_it() -> None:
    config = Config.model_validate({"text_to_speech": {"follow_language": False}})
    studio = Studio(config)
    studio.equipment = dataclasses.replace(studio.equipment, voices=lambda: INSTALLED)
    studio.model.replies = [(GERMAN, None)]
    await Assistant(studio.equipment, studio.model, PERSONAS).once("ask", "So?")
    assert set(studio.voice.voices) == {None}
