"""The one-off commands as a person types them, with the real engines: text to sound and back again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.rig.speech import clips
from tests.rig.wording import word_errors
from voice_assistant.audio.files import read_audio
from voice_assistant.cli import main

pytestmark = pytest.mark.contract

SENTENCE = "The museum opens at nine in the morning."


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A question, asked by Piper."""
    folder = tmp_path_factory.mktemp("spoken")
    assert main(["say", "What is the capital of France?", "--out", str(folder / "question.wav")]) == 0
    return folder / "question.wav"


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "mp3"])
def test_what_is_said_into_a_file_can_be_read_back(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"museum.{kind}"
    assert main(["say", SENTENCE, "--out", str(file)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["transcribe", str(file), "--language", "en"]) == 0
    assert word_errors(SENTENCE, capsys.readouterr().out) <= 0.15


def test_twice_the_speed_takes_about_half_the_time(tmp_path: Path) -> None:
    for name, speed in (("slow", "1.0"), ("fast", "2.0")):
        assert main(["say", SENTENCE, "--speed", speed, "--out", str(tmp_path / f"{name}.wav")]) == 0
    slow, fast = (read_audio(tmp_path / f"{name}.wav").duration_s for name in ("slow", "fast"))
    assert 0.4 < fast / slow < 0.7


def test_a_spoken_question_is_answered_in_writing_and_in_sound(
    spoken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tmp_path / "answer.wav"
    arguments = ["ask", "--audio", str(spoken), "--out", str(answer), "--json", "--set", "language_model.temperature=0"]
    assert main(arguments) == 0
    result = json.loads(capsys.readouterr().out)
    assert "capital of france" in result["asked"].lower()
    assert result["reply"]
    assert list(result["latency_s"]) == ["transcript", "first token", "first sentence", "first sound"]
    assert main(["transcribe", str(answer)]) == 0
    assert word_errors(result["reply"], capsys.readouterr().out) <= 0.5


def test_a_written_question_is_answered_in_writing(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["ask", "What is the capital of France?", "--quiet", "--set", "language_model.temperature=0"]
    assert main(arguments) == 0
    assert "capital" in capsys.readouterr().out.lower()


def test_the_demo_measures_every_stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--json", "--repeat", "2", "--out", str(tmp_path / "demo.wav")]) == 0
    result = json.loads(capsys.readouterr().out)
    assert len(result["turns"]) == 2
    ends = list(result["median_s"].values())
    assert ends == sorted(ends)
    assert ends[0] > 0
    assert (tmp_path / "demo.wav").stat().st_size > 10_000


def test_subtitles_and_word_times(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(clips()["two-cities"].path)
    assert main(["transcribe", file, "--srt"]) == 0
    srt = capsys.readouterr().out
    times = re.findall(r"(\d\d:\d\d:\d\d,\d{3}) --> (\d\d:\d\d:\d\d,\d{3})", srt)
    assert len(times) >= 5
    assert times == sorted(times)
    assert srt.startswith("1\n00:00:0")
    assert main(["transcribe", file, "--vtt"]) == 0
    assert capsys.readouterr().out.startswith("WEBVTT\n\n00:00:0")
    assert main(["transcribe", file, "--json", "--words"]) == 0
    result = json.loads(capsys.readouterr().out)
    words = [word for segment in result["segments"] for word in segment["words"]]
    assert [word["start_s"] for word in words] == sorted(word["start_s"] for word in words)
    assert 43 < result["duration_s"] < 45


@pytest.mark.parametrize("sound", ["silence", "hum", "noise"])
def test_what_holds_no_speech_gives_no_text(sound: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rate_hz, seconds = 16_000, 4
    time_s = np.arange(seconds * rate_hz) / rate_hz
    samples = {
        "silence": np.zeros(seconds * rate_hz),
        "hum": 0.1 * np.sin(2 * np.pi * 50 * time_s),
        "noise": np.random.default_rng(1).normal(0, 0.05, seconds * rate_hz),
    }[sound]
    file = tmp_path / f"{sound}.wav"
    soundfile.write(file, samples, rate_hz)
    assert main(["transcribe", str(file)]) == 0
    assert capsys.readouterr().out.strip() == ""
    assert main(["ask", "--audio", str(file), "--quiet"]) == 7
    assert "no speech was found" in capsys.readouterr().err


@pytest.mark.parametrize(("subtype", "rate_hz", "channels"), [("PCM_24", 44_100, 2), ("PCM_U8", 8_000, 1)])
def test_any_kind_of_recording_is_understood(
    subtype: str, rate_hz: int, channels: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from voice_assistant.audio.resample import resample

    clip = resample(clips()["two-cities"].audio(12.0), rate_hz)
    file = tmp_path / "odd.wav"
    soundfile.write(file, np.repeat(clip.samples[:, None], channels, axis=1), rate_hz, subtype=subtype)
    assert main(["transcribe", str(file)]) == 0
    assert "best of times" in capsys.readouterr().out.lower()


def test_one_bad_file_among_good_ones_is_told_and_passed_over(
    spoken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "notes.wav"
    bad.write_text("this is no sound")
    assert main(["transcribe", str(bad), str(spoken)]) == 7
    printed = capsys.readouterr()
    assert "France" in printed.out
    assert "notes.wav" in printed.err


@pytest.mark.parametrize(
    ("arguments", "exit_code", "line"),
    [
        (["say", "hi", "--out", "speech.xyz"], 7, "speech.xyz"),
        (["say", "hi", "--voice", "en_US-jo-medium", "--out", "a.wav"], 6, "en_US-jo-medium"),
        (["transcribe", "missing.wav"], 7, "missing.wav"),
        (["ask", "hi", "--persona", "pirat", "--quiet"], 3, 'did you mean "pirate"'),
        (["ask", "hi", "--audio", "x.wav"], 2, "not both"),
        (["demo", "--repeat", "0"], 2, "at least 1"),
        (["say", "hi", "--set", "text_to_speech.sped=2"], 3, 'did you mean "speed"'),
        (["say", "hi", "--set", "nonsense"], 2, "KEY=VALUE"),
        (["status"], 8, "not running"),
        (["trigger", "ask"], 8, "not running"),
    ],
)
def test_bad_input_is_one_line_and_an_exit_code(
    arguments: list[str],
    exit_code: int,
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == exit_code
    printed = capsys.readouterr().err
    assert line in printed
    assert len(printed.splitlines()) == 1
