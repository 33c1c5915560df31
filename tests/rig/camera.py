"""Cameras for tests: one on the event loop's clock, a video that is drawn, and a phone that sends MJPEG."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from voice_assistant.errors import CameraError
from voice_assistant.vision.camera.measuring import Pixels
from voice_assistant.vision.camera.source import Source
from voice_assistant.vision.camera.watch import Encoded, Glance

SOURCE = Source("device", 0, "Webcam")
BITS = 13
_CELL, _DARK, _LIGHT = 16, 60, 190
"""Pixels of a stripe. From one number to the next one stripe alone changes (Gray code), which is no other view."""


class ClockEye:
    """Sees, at once and whatever is asked for, the present moment; `error` is why not."""

    def __init__(self) -> None:
        self.error: CameraError | None = None
        self.opened: list[Source] = []
        self.logins: list[str | None] = []
        self.is_open = False
        self.frozen_s: float | None = None  # it has delivered nothing since
        self.ended = False
        self.paces: list[bool] = []
        self.asked: list[tuple[float | None, float | None, int]] = []

    async def open(self, source: Source, login: str | None) -> None:
        await asyncio.sleep(0.5)
        if self.error is not None:
            raise self.error
        self.opened.append(source)
        self.logins.append(login)
        self.is_open = True

    async def pace(self, speaking: bool) -> None:
        self.paces.append(speaking)

    async def glance(self, within: tuple[int, int] | None = None) -> Glance:
        if self.error is not None:
            raise self.error
        now_s = asyncio.get_running_loop().time() if self.frozen_s is None else self.frozen_s
        return Glance(now_s, now_s, 640, 480, 30.0, 1.0, 100.0, 1, 1, False, self.ended)

    async def frames(self, spoken_end_s: float | None, since_s: float | None, count: int) -> list[Encoded]:
        if self.error is not None:
            raise self.error
        self.asked.append((spoken_end_s, since_s, count))
        now_s = asyncio.get_running_loop().time()
        return [Encoded(b"jpeg", 640, 480, now_s if spoken_end_s is None else spoken_end_s)]

    def close(self) -> None:
        self.is_open = False


def numbered(
    number: int, *, width: int = 640, height: int = 360, blur: float = 0.0, scene: int | None = None
) -> Pixels:
    """A picture that shows `number`: in stripes that `number_in` can read, and its `scene` (every 1000) in figures."""
    scene = number // 1000 if scene is None else scene
    picture = np.random.default_rng(scene).integers(40, 120, (height // 40, width // 40, 3), dtype=np.uint8)
    picture = np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    cv2.putText(picture, str(scene), (40, height - 60), cv2.FONT_HERSHEY_SIMPLEX, 4, (255, 255, 255), 12)
    if blur:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), blur), np.uint8)
    code = number ^ (number >> 1)
    for bit in range(BITS):
        picture[:_CELL, bit * _CELL : (bit + 1) * _CELL] = _LIGHT if code >> bit & 1 else _DARK
    return picture


def number_in(jpeg: bytes) -> int:
    """What `numbered` wrote there."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    middle = (_DARK + _LIGHT) // 2
    lit = [int(picture[_CELL // 2, bit * _CELL + _CELL // 2]) > middle for bit in range(BITS)]
    number = 0
    for bit in reversed(range(BITS)):
        number |= (lit[bit] ^ (number >> (bit + 1) & 1)) << bit
    return number


def write_video(file: Path, frames: list[Pixels], fps: float) -> Path:
    """A real video file, MJPEG in AVI."""
    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), fps, (width, height))
    assert writer.isOpened()
    for frame in frames:
        writer.write(frame)
    writer.release()
    return file


class Phone:
    """The app on a phone that is the camera: /video is MJPEG, all else is what goes wrong."""

    def __init__(self, picture: Callable[[float], Pixels], fps: float, password: str) -> None:
        """`picture` is asked with the seconds since the stream began."""
        self.picture = picture
        self.fps = fps
        self.expected = password
        self.streams = 0
        self.gone = False
        phone = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                phone._serve(self)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """It goes out of reach: whoever looks is thrown out, and nobody gets in."""
        self.gone = True

    def mend(self) -> None:
        self.gone = False

    def close(self) -> None:
        self.gone = True
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        if self.gone:
            request.close_connection = True
            return
        if self.expected and request.headers.get("Authorization") != self.expected:
            request.send_response(401)
            request.send_header("WWW-Authenticate", 'Basic realm="phone"')
            request.send_header("Content-Length", "0")
            request.end_headers()
        elif request.path == "/page":
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()
            request.wfile.write(b"<html>my camera</html>")
        elif request.path != "/video":
            request.send_error(404)
        else:
            self._stream(request)

    def _stream(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        request.end_headers()
        self.streams += 1
        began_s = time.monotonic()
        try:
            while not self.gone:
                jpeg = cv2.imencode(".jpg", self.picture(time.monotonic() - began_s))[1].tobytes()
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                request.wfile.write(head.encode() + jpeg + b"\r\n")
                time.sleep(1 / self.fps)
        except OSError:
            pass  # nobody looks any more


@contextmanager
def phone(
    picture: Callable[[float], Pixels] = lambda at_s: numbered(int(10 * at_s)), *, fps: float = 20.0, password: str = ""
) -> Iterator[Phone]:
    served = Phone(picture, fps, password)
    try:
        yield served
    finally:
        served.close()
