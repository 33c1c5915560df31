"""MJPEG as cameras really send it: with and without lengths, broken off, too large, or nothing of the kind."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import cv2
import pytest

from tests.rig.camera import number_in, numbered
from voice_assistant.vision.camera.mjpeg import MjpegStream
from voice_assistant.vision.camera.reaching import boundary_of


def jpeg(number: int) -> bytes:
    return bytes(cv2.imencode(".jpg", numbered(number))[1].tobytes())


class Trickle(io.BytesIO):
    """A network that delivers a little at a time."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return self.read(min(size or 1, 5000))


def stream(sent: bytes) -> MjpegStream:
    answer: Any = SimpleNamespace(response=Trickle(sent), boundary=b"frame", close=lambda: None)
    return MjpegStream(cv2, answer)


def numbers(of: MjpegStream) -> list[int]:
    found = []
    while of.grab():
        good, pixels = of.retrieve()
        if good:
            found.append(number_in(cv2.imencode(".png", pixels)[1].tobytes()))  # type: ignore[arg-type]
    return found


def part(number: int, *, length: bool = True, boundary: bytes = b"--frame") -> bytes:
    content = jpeg(number)
    size = b"Content-length: %d\r\n" % len(content) if length else b""
    return boundary + b"\r\nContent-Type: image/jpeg\r\n" + size + b"\r\n" + content + b"\r\n"


@pytest.mark.parametrize("length", [True, False])
def test_each_part_is_a_frame(length: bool) -> None:
    sent = b"".join(part(number, length=length) for number in (5, 6, 7)) + b"--frame--\r\n"
    assert numbers(stream(sent)) == [5, 6, 7]


def test_a_frame_is_there_as_soon_as_it_is_complete() -> None:
    camera = stream(part(5))
    assert camera.grab() and camera.retrieve()[0]
    assert not camera.grab(), "and the stream is over"


def test_a_broken_frame_is_left_out_and_a_broken_stream_has_ended() -> None:
    broken = b"--frame\r\nContent-Length: 4\r\n\r\n\xff\xd8\xff\xe0"
    assert numbers(stream(part(5) + broken + part(6) + part(7)[:-500])) == [5, 6]
    assert numbers(stream(b"")) == numbers(stream(b"--frame\r\nContent-Length: 99999999999\r\n\r\n")) == []
    assert not stream(b"x" * 33_000_000).grab()


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/x-mixed-replace; boundary=frame", b"frame"),
        ('multipart/x-mixed-replace;boundary="--my camera"', b"my camera"),
        ("Multipart/X-Mixed-Replace; charset=x; boundary=--abc; q=1", b"abc"),
        ("video/mp4", None),
        ("multipart/x-mixed-replace", None),
        ("", None),
    ],
)
def test_the_boundary_is_found_however_it_is_written(content_type: str, boundary: bytes | None) -> None:
    assert boundary_of(content_type) == boundary
