"""Sound files as they come from the wild."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.rig.compare import find, noise
from voice_assistant.audio.files import read_audio, write_audio
from voice_assistant.audio.types import Audio
from voice_assistant.errors import AudioFileError

SOUND = noise(2.0, 44_100)


@pytest.mark.parametrize("extension", ("wav", "flac", "ogg", "mp3", "WAV"))
@pytest.mark.parametrize("rate_hz", (8_000, 16_000, 22_050, 44_100, 48_000))
def test_written_and_read_again(tmp_path: Path, extension: str, rate_hz: int) -> None:
    path = tmp_path / f"sound.{extension}"
    sound = noise(1.0, rate_hz)
    write_audio(path, sound)
    again = read_audio(path)
    assert again.rate_hz == rate_hz
    assert again.samples.dtype == np.float32
    assert find(sound, again).correlation > (0.9 if extension in ("ogg", "mp3") else 0.9999)
    assert [file.name for file in tmp_path.glob("*sound*")] == [path.name]


@pytest.mark.parametrize("subtype", ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"))
def test_every_sample_format(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "sound.wav"
    soundfile.write(path, SOUND.samples, SOUND.rate_hz, subtype=subtype)
    again = read_audio(path)
    assert len(again.samples) == len(SOUND.samples)
    assert find(SOUND, again).correlation > 0.99


def test_stereo_is_mixed(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    left, right = noise(1.0, 16_000, seed=1).samples, noise(1.0, 16_000, seed=2).samples
    soundfile.write(path, np.stack([left, right], axis=1), 16_000, subtype="FLOAT")
    np.testing.assert_allclose(read_audio(path).samples, (left + right) / 2, atol=1e-6)


def test_too_loud_is_clipped_not_wrapped_around(tmp_path: Path) -> None:
    path = tmp_path / "loud.wav"
    write_audio(path, Audio(np.array([0.0, 1.5, -1.5, 0.5] * 100, dtype=np.float32), 16_000))
    assert read_audio(path).samples[:4] == pytest.approx([0.0, 1.0, -1.0, 0.5], abs=1e-3)


def test_numbers_that_are_none_become_silence(tmp_path: Path) -> None:
    path = tmp_path / "nan.wav"
    soundfile.write(path, np.array([0.5, np.nan, np.inf, -np.inf], dtype=np.float32), 16_000, subtype="FLOAT")
    assert read_audio(path).samples.tolist() == [0.5, 0.0, 1.0, -1.0]


@pytest.mark.parametrize("extension", ("wav", "flac", "ogg", "mp3"))
def test_a_file_that_breaks_off_yields_what_is_there(tmp_path: Path, extension: str) -> None:
    whole, broken = tmp_path / f"whole.{extension}", tmp_path / f"broken.{extension}"
    sound = noise(12.0, 16_000)
    write_audio(whole, sound)
    data = whole.read_bytes()
    broken.write_bytes(data[: len(data) * 6 // 10])
    got = read_audio(broken)
    assert 3.0 < got.duration_s < 11.0
    beginning = Audio(sound.samples[: round(2.5 * 16_000)], 16_000)
    assert find(beginning, got).correlation > 0.95


@pytest.mark.parametrize("extension", ("wav", "flac", "ogg", "mp3"))
def test_a_file_cut_anywhere_is_read_or_refused(tmp_path: Path, extension: str) -> None:
    whole, broken = tmp_path / f"whole.{extension}", tmp_path / f"broken.{extension}"
    write_audio(whole, noise(0.5, 8_000))
    data = whole.read_bytes()
    for size in {0, 1, 3, 4, 11, 12, 40, 43, 44, 45, 46, 47, *range(50, len(data), len(data) // 23)}:
        broken.write_bytes(data[:size])
        try:
            assert len(read_audio(broken).samples) > 0
        except AudioFileError as error:
            assert str(broken) in str(error)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.wav", b"", "is empty"),
        ("text.wav", b"This is not a sound.\n" * 50, "cannot be read as sound"),
        ("zeros.mp3", bytes(5000), "cannot be read as sound"),
        ("page.html", b"<!doctype html><title>404</title>", "cannot be read as sound"),
        ("headerless.raw", bytes(5000), "cannot be read as sound"),
    ],
)
def test_what_is_no_sound_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AudioFileError, match=reason):
        read_audio(path)


def test_a_sound_of_no_length_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, np.zeros(0, dtype=np.float32), 16_000)
    with pytest.raises(AudioFileError, match="holds no sound"):
        read_audio(path)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(AudioFileError, match=r"nowhere\.wav does not exist"):
        read_audio(tmp_path / "nowhere.wav")
    with pytest.raises(AudioFileError, match="is a folder"):
        read_audio(tmp_path)


def test_from_a_pipe(tmp_path: Path) -> None:
    path, pipe = tmp_path / "sound.wav", tmp_path / "pipe"
    write_audio(path, SOUND)
    os.mkfifo(pipe)
    feeder = threading.Thread(target=lambda: pipe.write_bytes(path.read_bytes()))
    feeder.start()
    assert find(SOUND, read_audio(pipe)).correlation > 0.99
    feeder.join()


def test_a_wrong_extension_does_not_matter_for_reading(tmp_path: Path) -> None:
    write_audio(tmp_path / "sound.flac", SOUND)
    (tmp_path / "sound.flac").rename(tmp_path / "sound.wav")
    assert read_audio(tmp_path / "sound.wav").duration_s == 2.0


@pytest.mark.parametrize("name", ("sound.xyz", "sound"))
def test_unknown_formats_are_refused_before_the_work(tmp_path: Path, name: str) -> None:
    with pytest.raises(AudioFileError, match=r"use \.wav, \.flac, \.ogg, \.mp3"):
        write_audio(tmp_path / name, SOUND)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp3"
    write_audio(path, SOUND)
    before = path.read_bytes()
    with pytest.raises(AudioFileError, match="cannot be written"):
        write_audio(path, Audio(SOUND.samples, 123_456))  # no such rate in MP3
    assert path.read_bytes() == before
    assert list(tmp_path.glob("*sound*")) == [path]
    with pytest.raises(AudioFileError, match="cannot be written"):
        write_audio(tmp_path / "no-such-folder" / "sound.wav", SOUND)
