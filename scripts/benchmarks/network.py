"""What a network adds to each stage: engines that take no time, behind a road that does.

The engines are not measured, so that a busy machine makes no difference: only connections, protocols and the way.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.fakes import ScriptedHearing, ScriptedModel, ScriptedVoice, Studio
from tests.rig.openai_server import OpenAIServer
from tests.rig.speech import clips
from voice_assistant.app import Engines
from voice_assistant.audio.types import Audio
from voice_assistant.concurrency import closing
from voice_assistant.config.schema import Config, LanguageModelConfig, SpeechToTextConfig, TextToSpeechConfig
from voice_assistant.engines.base import Message
from voice_assistant.engines.registry import create_language_model, create_speech_to_text, create_text_to_speech
from voice_assistant.serving.wyoming_server import serving

from .report import Row, at_most

HOST = "127.0.0.1"
ROADS = {"cable": 0.0005, "Wi-Fi": 0.005, "from afar": 0.04}
"""Seconds in each direction."""
TIMES = 15
SPEECH_S = 4.0


def network(samples: Path | None) -> list[Row]:
    """No bar: what the network adds to each stage, as OpenAI's protocol and Wyoming have it."""
    return asyncio.run(_network())


async def _network() -> list[Row]:
    rows: list[Row] = []
    answers: list[str | Exception] = ["Yes." for _ in range(10 * TIMES)]
    hearing = ScriptedHearing(answers, takes_s=0.0)
    made = Engines(hearing, ScriptedModel(), ScriptedVoice(takes_s=0.0), Studio().judge)
    config = Config(speech_to_text=SpeechToTextConfig(while_speaking=False))
    with OpenAIServer() as openai:
        async with serving(config, made, HOST, 0) as wyoming:
            for name, delay_s in ROADS.items():
                to_openai = slow_road(urlsplit(openai.base_url).port or 0, delay_s)
                async with to_openai as port, slow_road(wyoming, delay_s) as wyoming_port:
                    road = f"{name}, {2000 * delay_s:g} ms there and back"
                    rows += await _all(road, f"http://{HOST}:{port}/v1", f"tcp://{HOST}:{wyoming_port}")
    return rows


async def _all(road: str, openai: str, wyoming: str) -> list[Row]:
    """Of one road."""
    speech = clips()["beckett"].audio(SPEECH_S)
    mind = create_language_model(LanguageModelConfig(engine="openai", base_url=openai, last_resort=False))
    rows: list[Row] = []
    for engine, url in (("openai", openai), ("wyoming", wyoming)):
        hearing = create_speech_to_text(SpeechToTextConfig(engine=engine, base_url=url, last_resort=False))
        voice = create_text_to_speech(TextToSpeechConfig(engine=engine, base_url=url, last_resort=False))
        rows += await _measure(f"{engine}, {road}", Engines(hearing, mind, voice, Studio().judge), speech)
        await hearing.close()
        await voice.close()
    await mind.close()
    return rows


async def _measure(road: str, made: Engines, question: Audio) -> list[Row]:
    async def hear() -> float:
        began_s = time.perf_counter()
        await made.speech_to_text.transcribe(question, language="en")
        return time.perf_counter() - began_s

    async def think() -> float:
        async with closing(made.language_model.stream([Message("user", "Hello.")])) as pieces:
            return await _first(pieces)

    async def speak() -> float:
        async with closing(made.text_to_speech.speak("The tallest mountain above the sea,")) as sounds:
            return await _first(sounds)

    how = f"best of {TIMES}, engines that take no time"
    return [
        at_most(f"{what}, road: {road}", 1000 * await _best_s(work), "ms", None, how)
        for what, work in (
            (f"{question.duration_s:.0f} s of speech -> text", hear),
            ("question -> first word", think),
            ("clause -> first sound", speak),
        )
    ]


async def _first(stream: AsyncIterator[object]) -> float:
    """Seconds to its first item; it is read to its end, so that the connection can be used again."""
    began_s, first_s = time.perf_counter(), 0.0
    async for _ in stream:
        first_s = first_s or time.perf_counter() - began_s
    return first_s


async def _best_s(work: Callable[[], Awaitable[float]]) -> float:
    await work()
    return min([await work() for _ in range(TIMES)])


@asynccontextmanager
async def slow_road(port: int, delay_s: float) -> AsyncIterator[int]:
    """A port that leads to `port`, with everything `delay_s` later, in both directions; gives it."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop, ends = asyncio.get_running_loop(), asyncio.Event()
        while data := await reader.read(65_536):
            loop.call_later(delay_s, writer.write, data)
        loop.call_later(delay_s, ends.set)
        await ends.wait()
        writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * delay_s)  # the connection itself
        there, back = await asyncio.open_connection(HOST, port)
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(carry(reader, back), carry(there, writer))

    server = await asyncio.start_server(connected, HOST, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
