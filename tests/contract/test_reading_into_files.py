"""`read --out` with the real voice: an audiobook with chapters whose subtitles are exact, and one that was killed."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import av
import numpy as np
import pytest

from tests.rig.documents import epub
from tests.rig.models import use_real_models
from tests.rig.waiting import wait_until
from tests.rig.wording import word_errors
from voice_assistant.audio.loudness import TARGET_LUFS, blocks_of, integrated_lufs
from voice_assistant.audio.types import Audio
from voice_assistant.cli import main
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import Transcript
from voice_assistant.engines.registry import create_speech_to_text

pytestmark = pytest.mark.contract

CHAPTERS = {
    "one.xhtml": "<h1>The Museum</h1><p>The museum opens at nine in the morning. Children pay nothing at all.</p>",
    "two.xhtml": "<h1>The Evening</h1><p>In the evening the old town hall is lit by thousands of lamps. "
    "The last train leaves shortly before midnight.</p>",
}
EVENING = """The Evening. In the evening the old town hall is lit by thousands of lamps.
The last train leaves shortly before midnight."""
RATE_HZ = 24_000
SECONDS = re.compile(r"(\d\d):(\d\d):(\d\d\.\d{3})")


@pytest.fixture(autouse=True)
def _real_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_real_models(monkeypatch, tmp_path / "data")
    monkeypatch.setenv("VOICE_ASSISTANT_STATE", str(tmp_path / "state"))


def decoded(file: Path) -> Audio:
    resampler, parts = av.AudioResampler("flt", "mono", RATE_HZ), []
    with av.open(str(file)) as container:
        for frame in container.decode(audio=0):
            parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    return Audio(np.concatenate(parts), RATE_HZ)


def transcribed(sound: Audio) -> Transcript:
    async def transcribe() -> Transcript:
        engine = create_speech_to_text(Config().speech_to_text)
        try:
            return await engine.transcribe(sound, language="en", words=True)
        finally:
            await engine.close()

    return asyncio.run(transcribe())


MISHEARD = 0.2
"""Share of words: the voice says a text a little differently each time. A sentence that is missing costs more."""


def seconds(clock: str) -> float:
    match = SECONDS.fullmatch(clock)
    assert match is not None, clock
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3])


def times_of_words(vtt: str) -> dict[str, float]:
    """When each word begins that is there once."""
    found = [(word.lower(), seconds(clock)) for clock, word in re.findall(r"<([\d:.]+)>(\w+)", vtt)]
    count = Counter(word for word, _ in found)
    return {word: at_s for word, at_s in found if count[word] == 1}


def test_an_audiobook_has_chapters_and_exact_subtitles(tmp_path: Path) -> None:
    contents = [("The Museum", "one.xhtml"), ("The Evening", "two.xhtml")]
    (tmp_path / "book.epub").write_bytes(epub(CHAPTERS, title="A Day", contents=contents))
    out = tmp_path / "book.m4b"
    assert main(["read", str(tmp_path / "book.epub"), "--out", str(out), "--subtitles"]) == 0
    with av.open(str(out)) as file:
        chapters = [(c["metadata"]["title"], float(c["start"] * (c["time_base"] or 0))) for c in file.chapters()]
        assert (file.metadata["title"], file.metadata["artist"]) == ("A Day", "Ann Author")
    assert [title for title, _ in chapters] == ["The Museum", "The Evening"]
    sound = decoded(out)
    loudness = integrated_lufs(blocks_of(sound))
    assert loudness is not None and abs(loudness - TARGET_LUFS) < 1.0
    begins_s = chapters[1][1]
    heard = transcribed(Audio(sound.samples[int(begins_s * RATE_HZ) :], RATE_HZ))
    assert word_errors(EVENING, heard.text) <= MISHEARD

    told_s = times_of_words((tmp_path / "book.vtt").read_text(encoding="utf-8"))
    off_s = [
        abs(word.start_s + begins_s - told_s[name])
        for segment in heard.segments
        for word in segment.words
        if (name := re.sub(r"\W", "", word.text.lower())) in told_s
    ]
    assert len(off_s) >= 8, "enough of them were understood"
    assert float(np.median(off_s)) <= 0.15  # what a recogniser says of times is no better


def test_what_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    story = [f"Number {n}. The old teacher walked to the bridge over the river after dinner. " * 3 for n in range(12)]
    (tmp_path / "story.txt").write_text("\n\n".join(story), encoding="utf-8")
    out = tmp_path / "story.opus"
    command = [
        sys.executable,
        "-m",
        "voice_assistant",
        "read",
        str(tmp_path / "story.txt"),
        "--out",
        str(out),
        "--subtitles",
    ]
    kept = tmp_path / "state" / "rendering"
    with subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL) as process:
        wait_until(
            lambda: any(kept.glob("*/*.json")) or process.poll() is not None, what="the first piece", within_s=180
        )
        process.kill()
    assert not out.exists()
    again = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=True)
    assert "pieces from before" in again.stderr
    srt = (tmp_path / "story.srt").read_text(encoding="utf-8")
    assert [int(n) for n in re.findall(r"^Number (\d+)\.", srt, re.MULTILINE)] == [
        n for n in range(12) for _ in range(3)
    ]
    assert not list(kept.glob("*/*"))
