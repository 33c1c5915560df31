"""What the config calls the camera, and which there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from voice_assistant.config.vision import VisionConfig
from voice_assistant.errors import CameraError
from voice_assistant.vision.camera.capture import with_login
from voice_assistant.vision.camera.devices import CameraDevice, linux_cameras
from voice_assistant.vision.camera.source import Source, find_source

HERE = [CameraDevice(0, "Integrated Camera: IR"), CameraDevice(2, "Integrated Camera"), CameraDevice(4, "HD Pro C920")]


@pytest.mark.parametrize(
    ("wish", "source"),
    [
        ("default", Source("device", 0, "Integrated Camera: IR")),
        ("4", Source("device", 4, "HD Pro C920")),
        ("7", Source("device", 7, "camera 7")),
        ("c920", Source("device", 4, "HD Pro C920")),
        ("integrated camera", Source("device", 2, "Integrated Camera")),
        ("http://192.168.1.20:8080/video", Source("address", "http://192.168.1.20:8080/video", "192.168.1.20:8080")),
        ("rtsp://phone.local/live", Source("address", "rtsp://phone.local/live", "phone.local")),
    ],
)
def test_what_a_name_means(wish: str, source: Source) -> None:
    assert find_source(wish, lambda: HERE) == source


def test_a_file_is_the_camera(tmp_path: Path) -> None:
    clip = tmp_path / "clip.mp4"
    clip.touch()
    assert find_source(str(clip), lambda: HERE, loop=False) == Source("file", str(clip), "clip.mp4", loop=False)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("webcam", 'no camera is called "webcam": there is 0 "Integrated Camera: IR"'),
        ("integrated", 'more than one camera is called "integrated"'),
        ("films/nothing.mp4", 'there is no video file "films/nothing.mp4"'),
        ("nothing.mkv", 'there is no video file "nothing.mkv"'),
    ],
)
def test_what_is_not_there_is_said(wish: str, words: str) -> None:
    with pytest.raises(CameraError, match=words):
        find_source(wish, lambda: HERE)


def test_without_a_list_the_first_camera_is_tried() -> None:
    assert find_source("default", list).where == 0


@pytest.mark.parametrize(
    "camera", ["rtsp://me:secret@phone/live", "ftp://phone/video", "http:// x", "file:///etc/passwd"]
)
def test_an_address_holds_no_password_and_is_one_of_a_stream(camera: str) -> None:
    with pytest.raises(ValidationError) as failed:
        VisionConfig(camera=camera)
    assert "must" in str(failed.value)


def test_a_login_goes_into_the_address_whatever_is_in_it() -> None:
    assert with_login("rtsp://phone:554/live?a=b", "me:p@ss/w:rd") == "rtsp://me:p%40ss%2Fw%3Ard@phone:554/live?a=b"
    assert with_login("rtsp://phone/live", None) == "rtsp://phone/live"


def test_linux_names_cameras_and_leaves_out_nodes_without_pictures(tmp_path: Path) -> None:
    classes, dev = tmp_path / "class", tmp_path / "dev"
    dev.mkdir()
    for number, name in ((10, "Ten"), (2, "Two"), (3, "Two: metadata"), (4, "gone")):
        (classes / f"video{number}").mkdir(parents=True)
        (classes / f"video{number}" / "name").write_text(f"{name}\n")
        if name != "gone":
            (dev / f"video{number}").touch()
    able = {"video10": None, "video2": True, "video3": False}
    found = linux_cameras(classes, dev, lambda node: able[node.name])
    assert found == [CameraDevice(2, "Two"), CameraDevice(10, "Ten", readable=False)]
    assert linux_cameras(classes, dev) == [], "files are no cameras"
    assert linux_cameras(tmp_path / "nothing", dev) == []
