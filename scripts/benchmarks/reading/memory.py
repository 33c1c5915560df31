"""What reading a long book takes, all processes together, and whether it grows."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import median

import psutil

from voice_assistant.config.schema import Config
from voice_assistant.documents.service import Source
from voice_assistant.engines.registry import create_text_to_speech
from voice_assistant.reading.narrator import Narrator
from voice_assistant.reading.opened import OpenedDocument
from voice_assistant.reading.script import Script

from ..report import Row, at_most, not_measured

BAR_MB, GROWTH_MB = 400.0, 20.0
NAME = "memory: reading a 500-page book, at most"


async def memory(book: Path) -> list[Row]:
    """VOICE_ASSISTANT_BENCH_SENTENCES: how many are said, as fast as the voice can (200; the book has 8000)."""
    if not hasattr(psutil.Process().memory_full_info(), "pss"):
        return [not_measured(NAME, "MB", BAR_MB, "this system does not tell shared memory apart")]
    sentences = int(os.environ.get("VOICE_ASSISTANT_BENCH_SENTENCES", "200"))
    document, engine = OpenedDocument(Source(book)), create_text_to_speech(Config().text_to_speech)
    took: list[list[float]] = []
    try:
        script = Script(document, language=(await document.about()).language)
        narrator = Narrator(engine, Config())
        sentence = await script.at(0)
        while sentence is not None and len(took) < sentences:
            async for _ in narrator.sounds(sentence):
                pass
            took.append(_megabytes())
            sentence = await script.after(sentence)
    finally:
        document.close()
        await engine.close()
    sums = [sum(each) for each in took]
    quarter = max(1, len(sums) // 4)
    early, late = median(sums[quarter : 2 * quarter]), median(sums[-quarter:])
    parts = " + ".join(f"{part:.0f}" for part in max(took, key=sum))
    how = f"{len(took)} sentences; {parts} MB: this process and its children; shared memory in proportion"
    return [
        at_most(NAME, max(sums), "MB", BAR_MB, how),
        at_most(
            "memory: growth while reading",
            late - early,
            "MB",
            GROWTH_MB,
            f"{early:.0f} MB in the second quarter, {late:.0f} in the last",
        ),
    ]


def _megabytes() -> list[float]:
    us = psutil.Process()
    return [process.memory_full_info().pss / 2**20 for process in (us, *us.children(recursive=True))]
