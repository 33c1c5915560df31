"""The cameras of this machine, by the number that OpenCV opens them with.

Linux tells what each is called and which of its nodes delivers pictures. On macOS the names come from the system's own
report, in the order that OpenCV counts in; Windows has no such list without a library, so there cameras have numbers.
"""

from __future__ import annotations

import errno
import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_CLASS = Path("/sys/class/video4linux")
_DEV = Path("/dev")
_QUERYCAP = 0x80685600  # VIDIOC_QUERYCAP of linux/videodev2.h
_DEVICE_CAPS = 0x80000000
_CAPTURE, _STREAMING = 0x1, 0x04000000
_REPORT_S = 10.0


@dataclass(frozen=True, slots=True)
class CameraDevice:
    number: int
    label: str
    readable: bool = True  # we have the right to open it


def camera_devices() -> list[CameraDevice]:
    """All cameras, the default one first. Empty where there is no way to know. Blocks, on macOS for seconds."""
    if sys.platform.startswith("linux"):
        return linux_cameras(_CLASS, _DEV)
    if sys.platform == "darwin":
        return _mac_cameras()
    return []


def linux_cameras(
    classes: Path, dev: Path, delivers: Callable[[Path], bool | None] | None = None
) -> list[CameraDevice]:
    """Those that `classes` (sysfs) names and `dev` has a node for. A webcam has a second node, for metadata only.

    `delivers` says whether a node has pictures, None when we may not ask.
    """
    delivers = delivers or _delivers_pictures
    found = []
    for folder in classes.glob("video*"):
        number = re.fullmatch(r"video(\d+)", folder.name)
        node = dev / folder.name
        if number is None or not node.exists():
            continue
        label = folder.name
        with suppress(OSError):
            label = (folder / "name").read_text(encoding="utf-8", errors="replace").strip() or label
        if (does := delivers(node)) is not False:
            found.append(CameraDevice(int(number[1]), label, does is not None))
    return sorted(found, key=lambda device: device.number)


def _delivers_pictures(node: Path) -> bool | None:
    import fcntl

    try:
        opened = os.open(node, os.O_RDWR | os.O_NONBLOCK)
    except PermissionError:
        return None
    except OSError as error:
        return error.errno == errno.EBUSY
    try:
        answer = fcntl.ioctl(opened, _QUERYCAP, bytes(104))
    except OSError:
        return False
    finally:
        os.close(opened)
    of_driver, of_node = struct.unpack_from("=II", answer, 84)
    able = of_node if of_driver & _DEVICE_CAPS else of_driver
    return bool(able & _CAPTURE) and bool(able & _STREAMING)


def _mac_cameras() -> list[CameraDevice]:
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        report = subprocess.run(
            ["/usr/sbin/system_profiler", "-json", "SPCameraDataType"],
            capture_output=True,
            timeout=_REPORT_S,
            check=True,
        )
        cameras = json.loads(report.stdout).get("SPCameraDataType", [])
        return [CameraDevice(number, str(camera.get("_name", number))) for number, camera in enumerate(cameras)]
    return []
