"""A second engine beside the usual one, for voices that only it has: Kokoro says the quotations that Piper reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from ..audio.types import Audio
from ..concurrency import closing
from ..config.schema import TextToSpeechConfig
from ..errors import ConfigError
from ..spelling import did_you_mean
from . import kokoro, piper
from .base import TextToSpeech
from .failover.chain import Chain
from .failover.state import Failover
from .manner import spoken

_SHOWN = 8
_INSTALLED = {"piper": piper.installed_voices, "kokoro": kokoro.installed_voices}


def with_voice(engine: TextToSpeech, config: TextToSpeechConfig, voice: str) -> TextToSpeech:
    """`engine`, which `config` is of, and whatever else speaks with `voice`. Raises `ConfigError` when nothing does."""
    own = _INSTALLED.get(config.engine)
    if not voice or own is None or _is_file(voice) or _name(voice) in own():
        return engine
    for other, installed in _INSTALLED.items():
        if voice in installed():
            from .registry import create_text_to_speech

            second = create_text_to_speech(
                TextToSpeechConfig(
                    engine=other, voice=voice, threads=config.threads, unload_after_s=config.unload_after_s
                )
            )
            return TwoEngines(engine, second, voice)
    there = {name: installed() for name, installed in _INSTALLED.items()}
    lists = (f"{', '.join(names[:_SHOWN])}{', ...' * (len(names) > _SHOWN)}" for names in there.values() if names)
    near = did_you_mean(voice, [name for names in there.values() for name in names])
    hint = near or f" (there are: {', '.join(lists) or 'none'})"
    raise ConfigError(f'the voice "{voice}" for quotations is not installed{hint}')


def _name(voice: str) -> str:
    return voice.partition("#")[0]


def _is_file(voice: str) -> bool:
    return Path(_name(voice)).suffix in (".onnx", ".bin")


class TwoEngines:
    """Implements `TextToSpeech`: `voice` is spoken by `second`, all others by `first`."""

    chain: Chain[Any]  # of `first`, where that is several: see `Failover`

    def __init__(self, first: TextToSpeech, second: TextToSpeech, voice: str) -> None:
        if isinstance(first, Failover):
            self.chain = first.chain
        self._first, self._second = first, second
        self._voice = voice

    async def start(self) -> None:
        await self._first.start()

    takes_manner = True

    async def speak(
        self, text: str, *, voice: str | None = None, speed: float = 1.0, manner: str | None = None
    ) -> AsyncIterator[Audio]:
        engine = self._second if voice == self._voice else self._first
        async with closing(spoken(engine, text, voice=voice, speed=speed, manner=manner)) as sounds:
            async for sound in sounds:
                yield sound

    async def close(self) -> None:
        await self._first.close()
        await self._second.close()
