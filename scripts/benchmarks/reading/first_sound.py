"""From the wish to read to the first sound that is handed to the card; and `piper`, fed the whole text."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median, quantiles

from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.documents.service import Source
from voice_assistant.engines.base import TextToSpeech
from voice_assistant.engines.registry import create_text_to_speech
from voice_assistant.engines.weights import find_file
from voice_assistant.errors import Stage
from voice_assistant.reading.narrator import Narrator
from voice_assistant.reading.opened import Opened, OpenedDocument, OpenedText
from voice_assistant.reading.reader import Reader
from voice_assistant.reading.script import Script

from ..report import Row, at_most
from .speaker import NotingSpeaker

RUNS = 15
BAR_S, TIMES_SOONER = 0.3, 5.0


async def first_sound(texts: Mapping[str, str], book: Path) -> list[Row]:
    """The voice is loaded, as in the running assistant; the document is not open yet."""
    engine = create_text_to_speech(Config().text_to_speech)
    await engine.start()
    try:
        rows, medians = [], {}
        for name, text in texts.items():
            took = [await _read(engine, OpenedText(f"{text} {run}.")) for run in range(RUNS)]
            medians[name] = median(took)
            rows += _rows(name, took, "the selected text")
        kept = OpenedDocument(Source(book))
        try:
            rows += _rows("a 500-page book", [await _read(engine, kept) for _ in range(RUNS)], "an EPUB, open")
        finally:
            kept.close()
        cold = [await _read_and_close(engine, OpenedDocument(Source(book))) for _ in range(5)]
        how = f"median of {len(cold)}: process and file opened for each"
        rows.append(at_most("first sound: a 500-page book, cold", median(cold), "s", None, how))
    finally:
        await engine.close()
    theirs = _piper(texts["a page"])
    rows.append(_against_piper(medians["a page"], theirs))
    return rows


async def _read(engine: TextToSpeech, document: Opened) -> float:
    speaker = NotingSpeaker()
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    about = await document.about()
    reader = Reader(Script(document, language=about.language), Narrator(engine, Config()), speaker, Bus())
    task = asyncio.create_task(reader.run())
    waiting = asyncio.create_task(speaker.sounded.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    took_s = speaker.sounded_at_s - began_s
    reader.stop()
    await task
    await waiting
    return took_s


async def _read_and_close(engine: TextToSpeech, document: OpenedDocument) -> float:
    try:
        return await _read(engine, document)
    finally:
        document.close()


def _rows(name: str, took: list[float], what: str) -> list[Row]:
    p95 = quantiles(took, n=20)[-1]
    how = f"{what}: median of {len(took)}, p95 {p95:.3f} s; to the first sound handed to the card, voice loaded"
    return [at_most(f"first sound: {name}, p50", median(took), "s", BAR_S, how)]


def _piper(text: str) -> float:
    """Seconds to the first sound of `piper` given all of `text` at once, its model loaded: median of three."""
    voice = find_file(Stage.TEXT_TO_SPEECH, Config().text_to_speech.voice, ".onnx")
    command = [sys.executable, "-c", _PIPER, str(voice)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        took = []
        for _ in range(3):
            process.stdout.readline()  # it is ready
            began_s = time.perf_counter()
            process.stdin.write(text.replace("\n", " ") + "\n")
            process.stdin.flush()
            process.stdout.readline()
            took.append(time.perf_counter() - began_s)
        process.stdin.close()
        process.stdout.read()
    return median(took)


_PIPER = """
import sys, tempfile, wave
from piper import PiperVoice
voice = PiperVoice.load(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    with tempfile.TemporaryFile() as file, wave.open(file, "wb") as wav:
        voice.synthesize_wav(line.strip(), wav)
    print("done", flush=True)
    print("ready", flush=True)
"""


def _against_piper(ours_s: float, theirs_s: float) -> Row:
    ratio = round(theirs_s / ours_s, 1)
    how = f"ours {ours_s:.2f} s; piper's synthesize_wav of the whole page {theirs_s:.2f} s, model loaded"
    return Row("first sound of a page, sooner than piper", ratio, "times", TIMES_SOONER, ratio >= TIMES_SOONER, how)
