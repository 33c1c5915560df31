"""Eyes as a person has them: a key held in a real X server, real speech, a video file as the camera, the real screen,
the real reader; the model is a server that notes what it is shown."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.desktop.test_spoken_turn import say_while_holding
from tests.rig.assistant import RunningAssistant, running_assistant
from tests.rig.openai_server import OpenAIServer
from tests.rig.person import spoken as say
from tests.rig.pulse import PulseRig
from tests.rig.waiting import wait_until
from tests.rig.x11 import VirtualDisplay, virtual_display
from voice_assistant.audio.types import Audio

pytestmark = pytest.mark.desktop

HELD_UP = "Is the air in this room still good?"
SCREEN = "What is on my screen?"
FIGURE = "What does the display show?"
AWAY = "Please close your eyes."

CONFIG = """
[language_model]
engine = "openai"
base_url = "{base_url}"
model = "gpt-4o"

[vision]
camera = "{camera}"
"""


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        running.reply = lambda request: "I see it well."
        yield running


@pytest.fixture(scope="module")
def display() -> Iterator[VirtualDisplay]:
    with virtual_display(window_manager=True) as display:
        yield display


def film(file: Path) -> Path:
    """A minute of a display that shows a figure."""
    import cv2

    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 10, (1280, 720))
    image = Image.new("RGB", (1280, 720), (20, 40, 60))
    ImageDraw.Draw(image).text((200, 280), "CO2 713 ppm", (230, 255, 230), ImageFont.load_default(140))
    frame = np.asarray(image)[:, :, ::-1]
    for _ in range(600):
        writer.write(np.ascontiguousarray(frame))
    writer.release()
    return file


@pytest.fixture(scope="module")
def assistant(
    sound: PulseRig, display: VirtualDisplay, server: OpenAIServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAssistant]:
    folder = tmp_path_factory.mktemp("seeing")
    config = CONFIG.format(base_url=server.base_url, camera=film(folder / "film.avi"))
    with running_assistant(folder, {**display.environment, **sound.environment}, config=config) as assistant:
        assistant.wait_until_warm()
        yield assistant


@pytest.fixture(scope="module")
def spoken() -> dict[str, Audio]:
    return say((HELD_UP, SCREEN, FIGURE, AWAY))


def ask(assistant: RunningAssistant, sound: PulseRig, display: VirtualDisplay, key: str, said: Audio) -> dict[str, Any]:
    turns = len(assistant.seen("TurnEnded"))
    say_while_holding(key, said, sound, display)
    turn = assistant.wait_for("TurnEnded", turns + 1)[-1]
    assistant.wait_until_idle()
    return turn


def shown(server: OpenAIServer) -> tuple[str, list[Image.Image]]:
    """The words and the pictures of the last question."""
    content = server.requests[-1].json["messages"][-1]["content"]
    pictures: list[Image.Image] = [
        Image.open(io.BytesIO(base64.b64decode(part["image_url"]["url"].partition(",")[2])))
        for part in content
        if part["type"] == "image_url"
    ]
    return "".join(part.get("text", "") for part in content), pictures


def test_what_is_held_up_to_the_camera_is_seen_and_read(
    assistant: RunningAssistant,
    sound: PulseRig,
    display: VirtualDisplay,
    server: OpenAIServer,
    spoken: dict[str, Audio],
) -> None:
    turn = ask(assistant, sound, display, "F8", spoken[HELD_UP])
    assert turn["heard"] == "I see it well."
    text, [picture] = shown(server)
    assert "room" in text and "a picture from my camera" in text
    assert picture.size == (1280, 720)
    corner = picture.getpixel((20, 20))
    assert corner == pytest.approx((20, 40, 60), abs=6)
    assert not picture.getexif()
    [seen] = assistant.seen("PicturesSeen")
    assert seen["pictures"][0]["origin"] == "camera"
    assert assistant.seen("CameraOn")


def test_a_figure_is_read_off_without_the_model(
    assistant: RunningAssistant,
    sound: PulseRig,
    display: VirtualDisplay,
    server: OpenAIServer,
    spoken: dict[str, Audio],
) -> None:
    asked = len(server.requests)
    turn = ask(assistant, sound, display, "F8", spoken[FIGURE])
    assert "713" in turn["heard"] or "seven hundred thirteen" in turn["heard"]
    assert len(server.requests) == asked


def test_closed_eyes_see_nothing(
    assistant: RunningAssistant,
    sound: PulseRig,
    display: VirtualDisplay,
    server: OpenAIServer,
    spoken: dict[str, Audio],
) -> None:
    asked = len(server.requests)
    ask(assistant, sound, display, "F6", spoken[AWAY])
    assert len(server.requests) == asked
    wait_until(lambda: assistant.seen("CameraOff"), "the camera to go off")


def test_the_screen_is_seen_when_it_is_spoken_of(
    assistant: RunningAssistant,
    sound: PulseRig,
    display: VirtualDisplay,
    server: OpenAIServer,
    spoken: dict[str, Audio],
) -> None:
    display.open_xterm()  # an empty screen is black, and a black one is taken for locked
    ask(assistant, sound, display, "F6", spoken[SCREEN])
    text, [picture] = shown(server)
    assert "a picture of my screen" in text
    assert picture.width > 600
    history = [message["content"] for message in server.requests[-1].json["messages"][1:-1]]
    assert all(isinstance(content, str) for content in history), "no picture is left in the history"
    assert any("[a picture from the camera" in content for content in history)
    assert len(assistant.seen("CameraOn")) == len(assistant.seen("CameraOff")), "nobody asked for the camera"
