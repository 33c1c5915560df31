"""Frames out of OpenCV, in the child process: opened with time-outs, and what goes wrong in words."""

from __future__ import annotations

import itertools
import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...errors import CameraError
from .measuring import Pixels
from .mjpeg import MjpegStream
from .reaching import reach
from .source import Source

WIDTH, HEIGHT = 1280, 720
"""What a camera of this machine is asked for. It gives what it has."""
_OPENED_WITHIN_MS, _READ_WITHIN_MS = 6000, 5000
_SETTLES_S = 0.4
"""A camera's first frames are dark, until its exposure has found itself."""
_MOST_PIXELS = 2**26
_LATE_S, _FAR_BEHIND_S, _MOST_SKIPPED = 0.1, 1.0, 8
_WAITED_S = 0.5
"""A frame waits in the driver for less."""

_OPTIONS = {
    "file": "protocol_whitelist;file",  # a play list must not reach out
    "http": "protocol_whitelist;http,https,tls,tcp,httpproxy|fflags;nobuffer|flags;low_delay",
    "rtsp": "protocol_whitelist;rtsp,rtsps,rtp,udp,tcp,tls|rtsp_transport;tcp|fflags;nobuffer|flags;low_delay",
}


def opencv() -> Any:
    """The module, silent: what its drivers and decoders write would stand in the middle of ours."""
    os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(_MOST_PIXELS))
    os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")  # else Windows takes half a minute to open
    import cv2

    cv2.setNumThreads(1)  # small pictures: more threads cost more than they bring
    return cv2


class Capture:
    """One open camera. All methods block, on one thread. Construction raises `CameraError`."""

    def __init__(self, source: Source, login: str | None = None) -> None:
        """`login` is "user:password", for an address that wants one."""
        self.source = source
        self._cv2 = opencv()
        self._login = login
        answer = reach(str(source.where), login) if source.kind == "address" else None
        self._raw = self._open() if answer is None else MjpegStream(self._cv2, answer)
        self._began_s = time.monotonic()

    def grab(self) -> float | None:
        """Wait for the next frame; its time on the monotonic clock, None when there will be no more.

        A frame of a file comes when its moment has come.
        """
        for skipped in itertools.count():
            if not self._raw.grab() and not (self.source.kind == "file" and self.source.loop and self._start_again()):
                return None
            now_s = time.monotonic()
            if self.source.kind != "file":
                return self._exposed_s(now_s)
            due_s: float = self._began_s + self._raw.get(self._cv2.CAP_PROP_POS_MSEC) / 1000
            late_s = now_s - due_s
            if late_s > _FAR_BEHIND_S or (late_s > _LATE_S and skipped >= _MOST_SKIPPED):
                self._began_s += late_s  # the machine slept, or cannot decode it in time: it plays later from now on
                return now_s
            if late_s <= _LATE_S:  # else the next one is due already
                time.sleep(max(0.0, -late_s))
                return due_s
        return None

    def retrieve(self) -> Pixels | None:
        """The frame that was grabbed. None when it cannot be decoded."""
        good, pixels = self._raw.retrieve()
        if not good or pixels is None or pixels.ndim != 3:
            return None
        return pixels

    @property
    def settled(self) -> bool:
        return self.source.kind != "device" or time.monotonic() - self._began_s > _SETTLES_S

    def close(self) -> None:
        self._raw.release()

    def _exposed_s(self, now_s: float) -> float:
        """When the frame was taken, where the driver says so on our clock (Linux); else it is of now."""
        if self.source.kind == "device" and sys.platform.startswith("linux"):
            stamped_s: float = self._raw.get(self._cv2.CAP_PROP_POS_MSEC) / 1000
            if 0 <= now_s - stamped_s < _WAITED_S:
                return stamped_s
        return now_s

    def _start_again(self) -> bool:
        self._raw.release()
        self._raw = self._open()
        self._began_s = time.monotonic()
        return bool(self._raw.grab())

    def _open(self) -> Any:
        cv2, source = self._cv2, self.source
        if source.kind == "device":
            raw = self._open_device()
        else:
            scheme = "file" if source.kind == "file" else str(source.where)[:4].lower()
            os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = _OPTIONS[scheme]
            within = [
                cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
                _OPENED_WITHIN_MS,
                cv2.CAP_PROP_READ_TIMEOUT_MSEC,
                _READ_WITHIN_MS,
            ]
            where = with_login(str(source.where), self._login)
            raw = cv2.VideoCapture(where, cv2.CAP_FFMPEG, [*within, cv2.CAP_PROP_N_THREADS, 1])
        if not raw.isOpened():
            raw.release()
            raise _cannot_open(source)
        return raw

    def _open_device(self) -> Any:
        cv2, number = self._cv2, int(self.source.where)
        api = {"linux": cv2.CAP_V4L2, "darwin": cv2.CAP_AVFOUNDATION, "win32": cv2.CAP_MSMF}
        raw = cv2.VideoCapture(number, api.get(sys.platform, cv2.CAP_ANY))
        if raw.isOpened():
            if sys.platform.startswith("linux"):  # uncompressed, USB carries ten of these a second at best
                raw.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            raw.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
            raw.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
        return raw


def with_login(address: str, login: str | None) -> str:
    if not login:
        return address
    user, _, password = login.partition(":")
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{rest}"


def _cannot_open(source: Source) -> CameraError:
    if source.kind == "file":
        return CameraError(f"{source.label} is not a video, or is damaged: it cannot be the camera")
    if source.kind == "address":
        return CameraError(
            f"{source.label} answers, but sends no video: the address must be that of the MJPEG or RTSP stream itself",
            spoken="The camera's address sends no video.",
        )
    if sys.platform.startswith("linux"):
        return _cannot_open_on_linux(source)
    where = (
        "System Settings, Privacy & Security, Camera"
        if sys.platform == "darwin"
        else "Settings, Privacy & security, Camera"
    )
    return CameraError(
        f"{source.label} cannot be opened: it is not there, another program has it, or it is forbidden ({where})",
        spoken="I can't open the camera.",
    )


def _cannot_open_on_linux(source: Source) -> CameraError:
    node = Path(f"/dev/video{source.where}")
    if not node.exists():
        return CameraError(
            "no camera found: plug one in, or set [vision] camera to a video file or the address of a phone's camera",
            spoken="I find no camera.",
        )
    if not os.access(node, os.R_OK | os.W_OK):
        return CameraError(
            f"{source.label} may not be opened ({node}): join the group video with `sudo usermod -aG video $USER` and "
            "log in anew",
            spoken="I am not allowed to use the camera.",
        )
    return CameraError(
        f"{source.label} is busy or delivers no video: close the program that has it, or choose another camera "
        "(`voice-assistant devices`)",
        spoken="Another program has the camera.",
    )
