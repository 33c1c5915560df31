"""The camera with the real OpenCV: video files that are drawn, a phone on loopback, and what goes wrong."""

from __future__ import annotations

import asyncio
import json
import socket
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest

from tests.rig.camera import number_in, numbered, phone, write_video
from tests.rig.processes import gone
from tests.rig.waiting import until
from voice_assistant.bus import Bus
from voice_assistant.cli import main
from voice_assistant.config.schema import Config
from voice_assistant.errors import CameraError
from voice_assistant.events import DeviceLost, DeviceRecovered, Event, State, StateChanged
from voice_assistant.vision.camera import process
from voice_assistant.vision.camera.camera import Camera, make_camera
from voice_assistant.vision.camera.reel import OLDEST_S
from voice_assistant.vision_events import CameraOff, CameraOn

pytestmark = pytest.mark.contract

FPS = 25.0
SLACK_S = 0.3
"""A machine under load grabs a frame late; then it is later than it shows."""


@asynccontextmanager
async def camera(where: str | Path, events: list[Event] | None = None, **vision: object) -> AsyncIterator[Camera]:
    bus = Bus()
    if events is not None:
        bus.subscribe(events.append)
    made = make_camera(Config.model_validate({"vision": {"camera": str(where), **vision}}), bus)
    made.bus = bus  # type: ignore[attr-defined]
    try:
        yield made
    finally:
        await made.close()


def speak(of: Camera, state: State = State.LISTENING) -> None:
    of.bus.publish(StateChanged(state, "ask"))  # type: ignore[attr-defined]


async def test_a_video_plays_in_real_time_and_the_frame_is_of_the_end_of_speech(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.avi", [numbered(number) for number in range(round(8 * FPS))], FPS)
    async with camera(clip) as eyes:
        speak(eyes)
        await eyes.on()
        loop = asyncio.get_running_loop()
        begins: list[float] = []
        for _ in range(4):
            await asyncio.sleep(0.4)
            end_s = loop.time()
            *_, picture = await eyes.frames(end_s, 1)
            assert picture.taken_at_s is not None and end_s - picture.taken_at_s <= OLDEST_S + SLACK_S
            assert (picture.width, picture.height, picture.name) == (640, 360, "clip.avi")
            begins.append(picture.taken_at_s - number_in(picture.jpeg) / FPS)
        assert max(begins) - min(begins) < SLACK_S, "as many frames as there was time"


async def test_a_moment_that_is_past_is_shown_and_what_was_seen_before(tmp_path: Path) -> None:
    views = [numbered(1000 * (frame // 20)) for frame in range(80)]  # another one each second
    async with camera(write_video(tmp_path / "clip.avi", views, 20.0), loop=False) as eyes:
        speak(eyes)
        await eyes.on()
        newest = await eyes.frames(None, 1)
        while number_in(newest[-1].jpeg) < 3000:
            await asyncio.sleep(0.05)
            newest = await eyes.frames(None, 1)
        assert newest[-1].taken_at_s is not None
        then_s = newest[-1].taken_at_s - 1.2
        pictures = await eyes.frames(then_s, 3)
        numbers = [number_in(picture.jpeg) for picture in pictures]
        assert numbers[-1] in (1000, 2000) and numbers == sorted(set(numbers)) and len(numbers) >= 2
        assert b"Exif" not in pictures[-1].jpeg


async def test_a_video_begins_again_or_the_camera_goes_off_at_its_end(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.avi", [numbered(number) for number in range(10)], FPS)
    async with camera(clip) as eyes:
        await eyes.on()
        await asyncio.sleep(1.0)  # longer than the video
        assert await eyes.frames(None, 1)
    events: list[Event] = []
    async with camera(clip, events, loop=False) as eyes:
        await eyes.on()
        await until(lambda: not eyes.is_on, "the video is over")
        assert events == [CameraOn("clip.avi"), CameraOff("clip.avi", "the video is over")]


async def test_off_means_that_the_process_and_all_it_saw_are_gone(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.avi", [numbered(1)] * 10, FPS)
    async with camera(clip) as eyes:
        await eyes.on()
        pid = eyes._eye.pid  # type: ignore[attr-defined]
        assert psutil.pid_exists(pid)
        await eyes.off()
        await until(lambda: gone(pid), "it ends")


async def test_a_large_picture_is_made_small_enough_and_a_covered_lens_is_said(tmp_path: Path) -> None:
    large = numbered(5, width=1920, height=1080)
    async with camera(write_video(tmp_path / "large.avi", [large] * 10, FPS), longest_side=800) as eyes:
        [picture] = await eyes.frames(None, 1)
        decoded = cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert (picture.width, picture.height) == (800, 450) and decoded is not None and decoded.shape == (450, 800, 3)
    black = np.zeros((240, 320, 3), np.uint8)
    async with camera(write_video(tmp_path / "black.avi", [black] * 30, FPS)) as eyes:
        await eyes.on()
        for _ in range(400):
            if (await eyes.glance()).black:
                break
            await asyncio.sleep(0.05)
        with pytest.raises(CameraError, match="only black") as failed:
            await eyes.frames(None, 1)
        assert "lens" in failed.value.spoken


async def test_a_phone_is_the_camera_is_lost_and_comes_back() -> None:
    events: list[Event] = []
    with phone(password="Basic " + b64encode(b"me:p@ss").decode()) as served:
        async with camera(f"{served.address}/video", events) as eyes:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("VOICE_ASSISTANT_CAMERA_API_KEY", "me:p@ss")
                await eyes.on()
            speak(eyes)
            await asyncio.sleep(0.5)
            [*_, first] = await eyes.frames(None, 1)
            [*_, second] = await eyes.frames(None, 1)
            assert 0 < number_in(first.jpeg) <= number_in(second.jpeg)
            served.cut()
            await until(lambda: any(isinstance(event, DeviceLost) for event in events), "it is told")
            with pytest.raises(CameraError):
                await eyes.frames(None, 1)
            served.mend()
            await until(lambda: any(isinstance(event, DeviceRecovered) for event in events), "it is found again")
            assert await eyes.frames(None, 1)
    assert sum(isinstance(event, DeviceLost) for event in events) == 1


async def test_one_that_hangs_is_let_go_of_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = write_video(tmp_path / "clip.avi", [numbered(1)] * 10, FPS)
    events: list[Event] = []
    async with camera(clip, events) as eyes:
        await eyes.on()
        child = psutil.Process(eyes._eye.pid)  # type: ignore[attr-defined]
        monkeypatch.setattr(process, "ANSWERS_WITHIN_S", 0.5)
        child.suspend()
        with pytest.raises(CameraError, match="hangs"):
            await eyes.frames(None, 1)
        monkeypatch.undo()
        await until(lambda: any(isinstance(event, DeviceRecovered) for event in events), "it works again")
        assert await eyes.frames(None, 1)
        await until(lambda: not child.is_running() or child.status() == "zombie", "the stuck process to go")


async def refused(where: str) -> CameraError:
    async with camera(where) as eyes:
        with pytest.raises(CameraError) as failed:
            await eyes.on()
        assert not eyes.is_on
    return failed.value


async def test_what_goes_wrong_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("this is no film")
    assert "is not a video" in str(await refused(str(tmp_path / "notes.mp4")))
    (tmp_path / "list.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n")
    assert "is not a video" in str(await refused(str(tmp_path / "list.m3u8")))
    with phone(password="Basic x") as served:
        assert "set-key camera" in str(await refused(f"{served.address}/video"))
    with phone() as served:
        assert "the path of the video" in str(await refused(f"{served.address}/vidoe"))
        assert "web page" in str(await refused(f"{served.address}/page"))
        address = served.address
    assert "nothing listens" in str(await refused(f"{address}/video"))
    assert "nothing listens" in str(await refused(address.replace("http", "rtsp")))
    with socket.socket() as hole:  # accepts, and never says a word
        hole.bind(("127.0.0.1", 0))
        hole.listen()
        port = hole.getsockname()[1]
        assert "does not answer" in str(await refused(f"http://127.0.0.1:{port}/video"))


@pytest.mark.skipif(Path("/dev/video0").exists(), reason="there is a camera")
async def test_no_camera() -> None:
    error = await refused("0")
    assert "no camera found" in str(error) and error.spoken == "I find no camera."


def test_look_prints_what_is_seen_and_writes_it_only_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    clip = write_video(tmp_path / "clip.avi", [numbered(7)] * 20, FPS)
    command = ["look", "--camera", str(clip), "--no-writing"]
    assert main([*command, "--once", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["camera"], told["width"], told["black"], told["writing"]) == ("clip.avi", 640, False, None)
    assert not list(tmp_path.rglob("*.jp*g"))
    assert main([*command, "--save", "seen.jpg"]) == 0
    assert "written to seen.jpg: 640x360" in capsys.readouterr().out
    assert number_in((tmp_path / "seen.jpg").read_bytes()) == 7
    assert main([*command, "--save", "seen.png"]) == 2
    assert main([*command, "--save", "nowhere/seen.jpg"]) == 2
    assert main(["look", "--once", "--camera", "nothing.mp4"]) == 5
    assert 'there is no video file "nothing.mp4"' in capsys.readouterr().err
