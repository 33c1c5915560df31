"""What our Wyoming server says that it can do."""

from __future__ import annotations

from typing import Any

from .. import __version__
from ..config.schema import Config
from ..engines import wyoming_protocol as wyoming
from ..engines.known_voices import known_voices
from ..engines.languages import known_codes
from ..text.voices import language_of_voice

_NAME = "voice-assistant"
_BY = wyoming.Attribution(name="Voice Assistant", url="")


def offer(config: Config) -> wyoming.Info:
    """The recogniser, the voices and the wake words of `config`."""
    hearing, voice = config.speech_to_text, config.text_to_speech
    known = known_voices(voice) or {voice.voice: language_of_voice(voice.voice)}
    names = sorted(known, key=lambda name: name != voice.voice)  # the configured one first
    return wyoming.Info(
        asr=[
            wyoming.AsrProgram(
                **_artifact(_NAME, "speech-to-text"),
                models=[
                    wyoming.AsrModel(
                        **_artifact(hearing.model, f"{hearing.engine} {hearing.model}"),
                        languages=known_codes() if hearing.language == "auto" else [hearing.language],
                    )
                ],
            )
        ],
        tts=[
            wyoming.TtsProgram(
                **_artifact(_NAME, "text-to-speech"),
                voices=[
                    wyoming.TtsVoice(**_artifact(name, f"{voice.engine} {name}"), languages=[known[name] or "en"])
                    for name in names
                ],
                supports_synthesize_streaming=True,
            )
        ],
        wake=[
            wyoming.WakeProgram(
                **_artifact(_NAME, "wake words"),
                models=[
                    wyoming.WakeModel(**_artifact(word, _phrase(word)), languages=["en"], phrase=_phrase(word))
                    for word in config.wake_word.words
                ],
            )
        ],
    )


def _artifact(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "attribution": _BY,
        "installed": True,
        "description": description,
        "version": __version__,
    }


def _phrase(word: str) -> str:
    return word.replace("_", " ")
