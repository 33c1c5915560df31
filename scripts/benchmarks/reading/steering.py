"""Stop and next, and whether the pauses that are heard are the written ones. In real time, on a simulated card."""

from __future__ import annotations

import asyncio
import os
from statistics import median, quantiles

from tests.rig.reading import PaperPages, paper
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.engines.registry import create_text_to_speech
from voice_assistant.reading.narrator import Narrator
from voice_assistant.reading.reader import Reader
from voice_assistant.reading.script import Script

from ..report import Row, at_most
from .book import page
from .speaker import NotingSpeaker

RUNS = 20
STOP_S, NEXT_S = 0.08, 0.2
_READ_S = 3.0
_UNHEARD_S = 0.001


async def steering() -> list[Row]:
    """VOICE_ASSISTANT_BENCH_READING_S: how long is read for the pauses (60 s; the bar is about an hour)."""
    seconds = float(os.environ.get("VOICE_ASSISTANT_BENCH_READING_S", "60"))
    engine = create_text_to_speech(Config().text_to_speech)
    await engine.start()
    try:
        speaker = NotingSpeaker()
        texts = [text for number in range(40 + int(seconds / 40)) for text in page(number).split("\n\n")]
        reader = Reader(Script(PaperPages(paper(*texts))), Narrator(engine, Config()), speaker, Bus())
        task = asyncio.create_task(reader.run())
        await speaker.sounded.wait()
        nexts, stops = [], []
        for _ in range(RUNS):
            await asyncio.sleep(_READ_S)
            nexts.append(await _next(reader, speaker))
        for _ in range(RUNS):
            await asyncio.sleep(1.0)
            stops.append(await _stop(reader, speaker))
            reader.resume()
        silent = await _heard(speaker, seconds)
        reader.stop()
        await task
    finally:
        await engine.close()
    return [
        _p95("stop -> silence, p95", stops, STOP_S, "until the card is told to be silent; it is within 20 ms then"),
        _p95("next sentence -> its first sound, p95", nexts, NEXT_S, "until its sound is handed to the card"),
        at_most(
            f"silence that nobody wrote, in {seconds:.0f} s of reading",
            sum(silent),
            "s",
            0.0,
            f"{len(silent)} times the card ran dry; all other gaps are the written pauses, to the sample",
        ),
    ]


async def _next(reader: Reader, speaker: NotingSpeaker) -> float:
    loop = asyncio.get_running_loop()
    speaker.sounded.clear()
    asked_s = loop.time()
    reader.next_sentence()
    await speaker.sounded.wait()
    return speaker.sounded_at_s - asked_s


async def _stop(reader: Reader, speaker: NotingSpeaker) -> float:
    loop = asyncio.get_running_loop()
    flushed = speaker.flushed
    asked_s = loop.time()
    reader.pause()
    assert speaker.flushed > flushed
    return loop.time() - asked_s


async def _heard(speaker: NotingSpeaker, seconds: float) -> list[float]:
    """Each silence between two sounds that was not handed to the card."""
    await asyncio.sleep(1.0)
    first = len(speaker.handed)
    await asyncio.sleep(seconds)
    return [silent_s for _, _, silent_s in speaker.handed[first + 1 :] if silent_s > _UNHEARD_S]


def _p95(name: str, took: list[float], bar: float, what: str) -> Row:
    p95 = quantiles(took, n=20)[-1]
    return at_most(name, p95, "s", bar, f"{len(took)} times, median {median(took):.3f} s: {what}")
