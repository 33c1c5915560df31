"""`ask` about pictures, as it is typed, with the real opener, reader and camera; the server notes what it gets."""

from __future__ import annotations

import base64
import io
import json
import os
import pty
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.rig.openai_server import OpenAIServer
from voice_assistant import paths
from voice_assistant.cli import main
from voice_assistant.vision.permission import FILE

pytestmark = pytest.mark.contract


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        running.reply = lambda request: "Biscuits."
        yield running


def label(file: Path, words: str = "Oat Biscuits\nNet weight 250 g") -> Path:
    image = Image.new("RGB", (900, 400), "white")
    ImageDraw.Draw(image).text((40, 60), words, "black", ImageFont.load_default(60))
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    image.save(file, exif=exif)
    return file


def ask(server: OpenAIServer | str, *arguments: str, model: str = "gpt-4o") -> int:
    url = server if isinstance(server, str) else server.base_url
    settings = {"engine": "openai", "base_url": url, "model": model}
    given = [part for key, value in settings.items() for part in ("--set", f"language_model.{key}={value}")]
    return main(["ask", "--quiet", *given, *arguments])


def parts(server: OpenAIServer) -> tuple[str, list[Image.Image]]:
    content: Any = server.requests[-1].json["messages"][-1]["content"]
    if isinstance(content, str):
        return content, []
    pictures = [part["image_url"]["url"].partition(",")[2] for part in content if part["type"] == "image_url"]
    words = "".join(part.get("text", "") for part in content)
    return words, [Image.open(io.BytesIO(base64.b64decode(picture))) for picture in pictures]


def test_the_model_gets_the_pictures_and_the_writing(
    server: OpenAIServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = label(tmp_path / "one.jpg"), label(tmp_path / "two.png", "Lot 4711")
    assert ask(server, "--image", str(one), "--image", str(two), "Which is older?") == 0
    words, pictures = parts(server)
    assert [picture.size for picture in pictures] == [(900, 400)] * 2
    assert not any(picture.getexif() for picture in pictures)
    assert "In picture 1:\nOat Biscuits\nNet weight 250 g" in words and "In picture 2:\nLot 4711" in words
    assert words.endswith("Which is older?")
    output = capsys.readouterr()
    assert output.out == "Biscuits.\n"
    assert "looked at a file (900x400, 2 lines of writing), a file (900x400, 1 line of writing)" in output.err


def test_a_model_that_does_not_see_gets_the_writing(
    server: OpenAIServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = label(tmp_path / "label.png")
    assert ask(server, "--json", "--image", str(file), "Is it much?", model="gpt-3.5-turbo") == 0
    words, pictures = parts(server)
    assert pictures == []
    assert "Net weight 250 g" in words
    answer = json.loads(capsys.readouterr().out)
    assert answer["reply"] == "I can only see the writing. Biscuits."
    assert answer["seen"][0] == {"origin": "file", "width": 900, "height": 400, "lines": 2, "age_s": None}


def test_where_nothing_is_written_it_is_not_asked(
    server: OpenAIServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (300, 200), "green").save(tmp_path / "green.png")
    assert ask(server, "--image", str(tmp_path / "green.png"), "What is it?", model="gpt-3.5-turbo") == 0
    assert server.requests == []
    assert "can't see any writing" in capsys.readouterr().out


def test_a_video_file_is_a_camera(server: OpenAIServer, tmp_path: Path) -> None:
    import cv2

    writer = cv2.VideoWriter(str(tmp_path / "film.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10, (640, 360))
    for _ in range(100):
        writer.write(np.full((360, 640, 3), (20, 40, 200), dtype=np.uint8))
    writer.release()
    camera = f"vision.camera={tmp_path / 'film.avi'}"
    assert ask(server, "--camera", "--set", camera, "--set", "vision.read_writing=false", "What colour?") == 0
    words, [picture] = parts(server)
    assert "a picture from my camera" in words
    assert picture.size == (640, 360)
    assert picture.getpixel((320, 180)) == pytest.approx((200, 40, 20), abs=8)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "no such file"), (b"GIF89a broken", "broken.png"), (b"just a text, really", "broken.png")],
)
def test_what_cannot_be_opened_is_one_line(
    server: OpenAIServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, said: str
) -> None:
    file = tmp_path / "broken.png"
    if content is not None:
        file.write_bytes(content)
    assert ask(server, "--image", str(file), "What is it?") == 11
    error = capsys.readouterr().err
    assert said in error.lower() or "broken.png" in error
    assert len(error.strip().splitlines()) == 1
    assert server.requests == []


def test_without_a_camera_or_a_screen_it_is_one_line(
    server: OpenAIServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert ask(server, "--camera", "--set", "vision.camera=no-such-camera", "What is it?") == 5
    assert ask(server, "--screen", "--", "What is it?") == 11
    assert len(capsys.readouterr().err.strip().splitlines()) == 2
    assert server.requests == []


REMOTE = "http://192.0.2.1:9/v1"  # nobody's


def test_nothing_goes_to_another_machine_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = label(tmp_path / "label.png")
    assert ask(REMOTE, "--image", str(file), "What is it?") == 2
    assert "192.0.2.1:9" in capsys.readouterr().err
    assert ask(REMOTE, "What is on my screen?") == 2
    assert "--yes" in capsys.readouterr().err
    assert not (paths.state_dir() / FILE).exists()


@pytest.mark.parametrize(("typed", "kept"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_the_terminal_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, kept: bool
) -> None:
    file, (keyboard, terminal) = label(tmp_path / "label.png"), pty.openpty()
    os.write(keyboard, typed.encode())
    with os.fdopen(terminal) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        wanted = ["--set", "language_model.timeout_s=0.2", "--set", "language_model.last_resort=false"]
        assert ask(REMOTE, "--image", str(file), *wanted, "What is it?") == (6 if kept else 2)
    os.close(keyboard)
    assert "Pictures would go to 192.0.2.1:9" in capsys.readouterr().err
    assert (paths.state_dir() / FILE).exists() is kept
