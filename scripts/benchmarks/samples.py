"""Speech to measure on: a folder the caller names, or what the package index and our own voice give."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.rig.speech import clips
from voice_assistant.audio.files import write_audio
from voice_assistant.audio.types import Audio
from voice_assistant.concurrency import closing
from voice_assistant.config.schema import Config
from voice_assistant.engines.registry import create_text_to_speech

SENTENCES = (
    "Please remind me to water the plants on Thursday morning.",
    "The quick brown fox jumps over the lazy dog near the river bank.",
    "Could you tell me how long the train from London to Edinburgh takes?",
    "She sold her old bicycle and bought a pair of walking shoes instead.",
    "We need flour, butter, a dozen eggs and some dark chocolate.",
    "The meeting has been moved to the large room on the second floor.",
)


@dataclass(frozen=True, slots=True)
class Sample:
    path: Path
    language: str
    transcript: str  # by a person, never by a recogniser
    group: str


async def samples(folder: Path | None, workspace: Path) -> list[Sample]:
    """Those of `folder`; without one, human recordings of the package index and sentences said by Piper."""
    if folder is not None:
        return _listed(folder)
    human = [Sample(clip.path, "en", clip.text, "moonshine-voice") for clip in clips().values()]
    return human + await spoken(SENTENCES, workspace)


def _listed(folder: Path) -> list[Sample]:
    """What `folder/manifest.tsv` (path, duration_s, language, speaker, transcript) lists with a true transcript."""
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Sample(folder / row["path"], row["language"], row["transcript"], Path(row["path"]).parent.as_posix())
        for row in rows
        if row["transcript"] and not row["transcript"].startswith("[") and (folder / row["path"]).is_file()
    ]


async def spoken(sentences: Sequence[str], workspace: Path) -> list[Sample]:
    voice = create_text_to_speech(Config().text_to_speech)
    made = []
    try:
        for number, sentence in enumerate(sentences):
            async with closing(voice.speak(sentence)) as stream:
                parts = [part async for part in stream]
            path = workspace / f"spoken-{number}.wav"
            write_audio(path, Audio.join(parts, parts[0].rate_hz))
            made.append(Sample(path, "en", sentence, "piper"))
    finally:
        await voice.close()
    return made
