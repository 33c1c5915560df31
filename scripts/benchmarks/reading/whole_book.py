"""A book made into a file by the command, and transcribed back: speed, memory, what is dropped or said twice."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import time
from difflib import SequenceMatcher
from pathlib import Path

import jiwer
import psutil

from tests.rig.wording import normal_words
from voice_assistant.audio.files import read_audio
from voice_assistant.engines.native_threads import cores

from ..programs import VOICE_ASSISTANT
from ..report import Row, at_most
from ..samples import spoken
from ..word_errors import transcribed
from .book import PAGES_A_CHAPTER, page

SPEED, POINTS = 10.0, 2.0
_HALF = 0.5


def whole_book(book: Path, folder: Path, pages: int) -> list[Row]:
    out = folder / "book.wav"
    began_s = time.perf_counter()
    peak_mb = _run([*VOICE_ASSISTANT, "read", str(book), "--from", "start", "--out", str(out)], folder)
    took_s = time.perf_counter() - began_s
    seconds = read_audio(out).duration_s
    speed = round(seconds / took_s, 1)
    how = f"{pages} pages, {seconds / 60:.0f} minutes of sound in {took_s:.0f} s, {cores()} cores, file written"
    rows = [
        Row("rendering speed", speed, "times", SPEED, speed >= SPEED, how),
        at_most("memory: rendering, at most", peak_mb, "MB", None, f"all processes, {cores()} voices side by side"),
    ]
    return [*rows, *_told_again(out, folder, pages)]


def _run(command: list[str], folder: Path) -> float:
    """Peak of the memory of the command and its children, in MB."""
    environment = {**os.environ, "VOICE_ASSISTANT_STATE": str(folder / "state")}
    peak = 0.0
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, _megabytes(process.pid))
            time.sleep(_HALF)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak


def _megabytes(pid: int) -> float:
    total = 0.0
    try:
        processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return total
    for process in processes:
        try:
            told = process.memory_full_info()
        except psutil.Error:
            continue
        total += getattr(told, "pss", told.rss) / 2**20
    return total


def _told_again(out: Path, folder: Path, pages: int) -> list[Row]:
    """A sentence is dropped when less than half of its words are found where it should be; said twice likewise."""
    sentences = [text for number in range(pages) for text in _with_heading(number)]
    heard = normal_words(transcribed([out], "en")[out]).split()
    said = [normal_words(text).split() for text in sentences]
    words = [word for sentence in said for word in sentence]
    found = [False] * len(words)
    inserted = 0
    for tag, begin, end, heard_begin, heard_end in SequenceMatcher(None, words, heard, autojunk=False).get_opcodes():
        if tag == "equal":
            found[begin:end] = [True] * (end - begin)
        elif tag == "insert":
            inserted = max(inserted, heard_end - heard_begin)
    dropped, at = 0, 0
    for sentence in said:
        dropped += sum(found[at : at + len(sentence)]) < _HALF * len(sentence)
        at += len(sentence)
    shortest = min(map(len, said))
    rate = 100 * float(jiwer.wer(" ".join(words), " ".join(heard)))
    clean = _clean_rate(folder)
    how = f"book {rate:.2f} %, the voice's own sentences one by one {clean:.2f} %; the value is the difference"
    return [
        at_most("sentences dropped", dropped, "", 0.0, f"of {len(said)}, transcribed back and aligned"),
        at_most("longest insertion", inserted, "words", max(shortest, 5), "more would be something said twice"),
        at_most("word error rate, against clean sentences", rate - clean, "points", POINTS, how),
    ]


def _with_heading(number: int) -> list[str]:
    heading = [f"Chapter {number // PAGES_A_CHAPTER + 1}."] if number % PAGES_A_CHAPTER == 0 else []
    return [*heading, *re.split(r"(?<=\.)\s+", page(number))]


def _clean_rate(folder: Path) -> float:
    """Sentences of the book, each said alone by the same voice."""
    made = asyncio.run(spoken(_with_heading(0)[1:], folder))
    texts = transcribed([sample.path for sample in made], "en")
    said = [normal_words(sample.transcript) for sample in made]
    return 100 * float(jiwer.wer(said, [normal_words(texts[sample.path]) for sample in made]))
