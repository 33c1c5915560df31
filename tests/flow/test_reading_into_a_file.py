"""A document into a sound file: everything once, with its pauses; whole, or not at all. And the keys of `read`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import av
import numpy as np
import pytest

from tests.rig.reading import LoudVoice, PaperPages, ReadingRoom, paper
from voice_assistant.audio.book_file import Tags
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.types import Audio
from voice_assistant.commands.read_shown import steer
from voice_assistant.config.schema import Config
from voice_assistant.documents.base import OutlineEntry
from voice_assistant.errors import AudioFileError, Code, EngineError, Stage
from voice_assistant.reading.assembling import chapters_of
from voice_assistant.reading.piece_store import piece_store
from voice_assistant.reading.rendering import Book, Rendered, render
from voice_assistant.reading.script import Script
from voice_assistant.reading.sentence import PARAGRAPH_S, SENTENCE_S
from voice_assistant.reading.wording import Wording

TEXTS = ["One is the first. Two comes next.", "Three begins anew."]
LONG = [f"This is paragraph number {n} of a long story. " * 8 for n in range(10)]


class Study:
    """Where documents are made into files; `voices` work side by side, and remember what they said."""

    def __init__(self, folder: Path, *, voices: int = 1) -> None:
        self.folder = folder / "folder"
        self.folder.mkdir()
        self.kept = folder / "kept"
        self.voices = [WordyVoice() for _ in range(voices)]
        self.reached: list[int] = []

    @property
    def said(self) -> list[str]:
        return [text for voice in self.voices for text in voice.said]

    @property
    def contents(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}

    def made(self, place: int) -> None:
        self.reached.append(place)

    def written(self, part: float) -> None: ...

    async def render(
        self,
        *texts: str,
        out: str = "out.wav",
        config: Config | None = None,
        outline: tuple[OutlineEntry, ...] = (),
        subtitles: bool = False,
    ) -> Rendered:
        config = config or Config()
        script = Script(PaperPages(paper(*texts)))
        book = Book(
            script, Wording(config), config.text_to_speech, tags=Tags("A Book", "Jane Doe", "en"), outline=outline
        )
        with piece_store(self.kept, "document") as store:
            return await render(
                book, self.voices, store, self.folder / out, subtitles=subtitles, progress=self
            )  # fmt: skip


class WordyVoice(LoudVoice):
    """Tells when it says each word: each letter takes as long as any other."""

    async def speak(self, text: str, *, voice: str | None = None, speed: float = 1.0) -> AsyncIterator[Audio]:
        self.takes_s = 0.0
        async for sound in super().speak(text, voice=voice, speed=speed):
            loudness = 0.1 if voice is None else 0.02
            sound.samples[:] = loudness * np.sin(np.arange(len(sound.samples)) * 0.3)
            ends = [len(" ".join(text.split()[: n + 1])) / 20 / speed for n in range(len(text.split()))]
            starts = [end - len(word) / 20 / speed for end, word in zip(ends, text.split(), strict=True)]
            yield Audio(sound.samples, sound.rate_hz, word_ends_s=tuple(ends), word_starts_s=tuple(starts))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path)


async def test_all_of_it_is_in_the_file_with_its_pauses(study: Study) -> None:
    rendered = await study.render(*TEXTS)
    spoken_s = sum(len(text) for text in study.said) / 20
    assert rendered.duration_s == pytest.approx(spoken_s + SENTENCE_S + PARAGRAPH_S, abs=0.001)
    assert read_audio(study.folder / "out.wav").duration_s == pytest.approx(rendered.duration_s, abs=0.001)
    assert study.reached == [1]
    assert list(study.contents) == ["out.wav"]
    assert not [file for file in study.kept.rglob("*") if file.is_file()]


async def test_several_voices_say_everything_once_and_in_order(tmp_path: Path) -> None:
    study = Study(tmp_path, voices=3)
    rendered = await study.render(*LONG, subtitles=True)
    assert rendered.pieces == 5
    assert min(len(voice.said) for voice in study.voices) > 0
    assert len(study.said) == 10 * 8
    assert study.reached == sorted(study.reached)
    assert study.reached[-1] == 9
    cues = [line for line in (study.folder / "out.srt").read_text().splitlines() if line.startswith("This is")]
    assert [int(cue.split("number ")[1].split(" ")[0]) for cue in cues] == [n for n in range(10) for _ in range(8)]


async def test_what_is_stopped_goes_on_and_only_what_is_missing_is_made(study: Study) -> None:
    voice = study.voices[0]
    voice.error, voice.fails_on = EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, "the voice crashed"), "number seven "
    with pytest.raises(EngineError, match="crashed"):
        await study.render(*LONG)
    assert study.contents == {}
    voice.error = None
    voice.said.clear()
    rendered = await study.render(*LONG)
    assert rendered.resumed == 3
    assert len(study.said) == (rendered.pieces - rendered.resumed) * 2 * 8
    assert "number seven " in " ".join(study.said)
    whole = study.contents["out.wav"]
    await study.render(*LONG)
    assert study.contents["out.wav"] == whole


async def test_another_word_makes_only_its_own_piece_anew(study: Study) -> None:
    voice = study.voices[0]
    texts = [*LONG, "And then came Nguyen."]
    voice.error, voice.fails_on = EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, "the voice crashed"), "Nguyen"
    with pytest.raises(EngineError):
        await study.render(*texts)
    voice.said.clear()
    rendered = await study.render(*texts, config=Config(pronunciation={"Nguyen": "win"}))
    assert rendered.resumed == rendered.pieces - 1
    assert voice.said[-1] == "And then came win."


async def test_a_damaged_piece_is_made_again(study: Study) -> None:
    voice = study.voices[0]
    voice.error, voice.fails_on = EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, "the voice crashed"), "number nine "
    with pytest.raises(EngineError):
        await study.render(*LONG)
    first, second, third, *_ = sorted(study.kept.rglob("*.flac"))
    first.write_bytes(first.read_bytes()[:2000])
    second.unlink()
    third.with_suffix(".json").write_text("{")
    pieces = len(sorted(study.kept.rglob("*.flac"))) + 1
    voice.error = None
    rendered = await study.render(*LONG)
    assert rendered.resumed == pieces - 3


async def test_the_same_document_is_not_made_twice_at_once(study: Study) -> None:
    with piece_store(study.kept, "document"), pytest.raises(AudioFileError, match="already"):
        await study.render(*TEXTS)
    await study.render(*TEXTS)


async def test_what_fails_in_the_middle_leaves_the_older_file_alone(study: Study) -> None:
    (study.folder / "out.wav").write_bytes(b"older")
    voice = study.voices[0]
    voice.error, voice.fails_on = EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, "the voice crashed"), "Three"
    with pytest.raises(EngineError, match="crashed"):
        await study.render(*TEXTS)
    assert study.contents == {"out.wav": b"older"}


async def test_what_is_cancelled_leaves_nothing(study: Study) -> None:
    begun = asyncio.Event()
    study.made = lambda place: begun.set()  # type: ignore[method-assign]
    task = asyncio.create_task(study.render(*LONG))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert study.contents == {}


async def test_what_is_cancelled_while_it_is_written_leaves_nothing(study: Study) -> None:
    loop, writing = asyncio.get_running_loop(), asyncio.Event()
    study.written = lambda part: loop.call_soon_threadsafe(writing.set)  # type: ignore[method-assign,assignment]
    task = asyncio.create_task(study.render(*LONG * 2, out="out.mp3", subtitles=True))
    await writing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert study.contents == {}


async def test_nothing_to_say_is_told(study: Study) -> None:
    with pytest.raises(AudioFileError, match="nothing to be said"):
        await study.render()
    assert study.contents == {}


@pytest.mark.parametrize("ending", ["m4b", "mp3", "opus", "flac"])
async def test_chapters_and_title_are_in_the_file(study: Study, ending: str) -> None:
    outline = (OutlineEntry("First", 1, 1), OutlineEntry("Part Two", 1, 3), OutlineEntry("Second", 2, 3))
    texts = ["A preface.", "# First", "It begins.", "# Second", "It ends.", "So it does."]
    rendered = await study.render(*texts, out=f"out.{ending}", outline=outline)
    with av.open(str(study.folder / f"out.{ending}")) as file:
        chapters = [
            (chapter["metadata"]["title"], chapter["start"] * (chapter["time_base"] or 0))
            for chapter in file.chapters()
        ]
        told = {**file.metadata, **file.streams.audio[0].metadata}
    assert [title for title, _ in chapters] == ["…", "First", "Part Two: Second"]
    assert chapters[1][1] == pytest.approx(len("A preface.") / 20 + 1.0, abs=0.01)
    assert rendered.chapters == 3
    assert (told["title"], told["artist"]) == ("A Book", "Jane Doe")


def test_a_reading_that_begins_in_the_middle_begins_with_that_chapter() -> None:
    outline = [OutlineEntry(f"Chapter {n}", 1, n * 10) for n in range(1, 5)]
    chapters = chapters_of(outline, [(25, 0.0), (31, 4.0), (44, 9.0)], 12.0)
    assert [(c.title, c.start_s, c.end_s) for c in chapters] == [
        ("Chapter 2", 0.0, 4.0),
        ("Chapter 3", 4.0, 9.0),
        ("Chapter 4", 9.0, 12.0),
    ]
    assert chapters_of([], [(0, 0.0)], 12.0) == ()


async def test_quotations_are_in_the_other_voice_and_as_loud(study: Study) -> None:
    config = Config.model_validate({"reading": {"quote_voice": "en_US-other-medium"}})
    await study.render("“It is late, and the last train has left,” she said to all of them at once.", config=config)
    assert study.voices[0].voices == ["en_US-other-medium", None]
    sound = read_audio(study.folder / "out.wav")
    quoted, own = sound.samples[: sound.rate_hz], sound.samples[-sound.rate_hz :]
    assert np.abs(quoted).max() == pytest.approx(np.abs(own).max(), rel=0.1)


async def test_subtitles_have_the_times_of_the_written_words(study: Study) -> None:
    await study.render("It costs $5 today, at <best>.", "Bye.", subtitles=True)
    assert study.voices[0].said[0] == "It costs five dollars today, at <best>."
    vtt = (study.folder / "out.vtt").read_text()
    assert vtt == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.950\n"
        "It <00:00:00.150>costs <00:00:00.450>$5 <00:00:01.100>today, <00:00:01.450>at <00:00:01.600>&lt;best&gt;.\n\n"
        "00:00:02.550 --> 00:00:02.750\nBye.\n\n"
    )
    srt = (study.folder / "out.srt").read_text()
    assert srt.startswith("1\n00:00:00,000 --> 00:00:01,950\nIt costs $5 today, at <best>.\n\n2\n")


@pytest.mark.looptime
async def test_the_keys_steer() -> None:
    room = ReadingRoom(paper(*TEXTS))
    task = asyncio.create_task(room.reader.run())
    await asyncio.sleep(0.5)
    steer(room.reader, "space")
    assert room.reader.paused
    await asyncio.sleep(100)
    steer(room.reader, "space")
    assert not room.reader.paused
    steer(room.reader, "x")
    steer(room.reader, "down")
    await asyncio.sleep(0.5)
    assert room.texts == ["One is the first.", "Three begins anew."]
    steer(room.reader, "left")
    await asyncio.sleep(0.5)
    assert room.texts[-1] == "Two comes next."
    steer(room.reader, "+")
    assert room.reader.speed > 1.0
    steer(room.reader, "-")
    assert room.reader.speed == 1.0
    steer(room.reader, "up")
    steer(room.reader, "r")
    await asyncio.sleep(0.5)
    assert room.texts[-1] == "One is the first."
    steer(room.reader, "q")
    await task
    assert not room.reader.finished
