"""The part of the camera that runs in a child process: it holds the device and the frames.

A hanging driver, a decoder that crashes on what the network sends, the memory of OpenCV: all of it ends with the child.
"""

from __future__ import annotations

from ...errors import CameraError
from .source import Source
from .watch import NOTHING, Encoded, Glance, Watch

_watch: Watch | None = None


def open_camera(source: Source, login: str | None, longest_side: int) -> None:
    """Begin to watch. Raises `CameraError`."""
    global _watch
    if _watch is not None:
        _watch.close()
    _watch = Watch(source, login, longest_side)


def set_pace(speaking: bool) -> None:
    if _watch is not None:
        _watch.pace(speaking)


def glance(within: tuple[int, int] | None) -> Glance:
    return _watching().glance(within)


def frames(spoken_end_s: float | None, since_s: float | None, count: int, quality: int, wait_s: float) -> list[Encoded]:
    return _watching().frames(spoken_end_s, since_s, count, quality, wait_s)


def _watching() -> Watch:
    if _watch is None:  # the process was started anew
        raise CameraError("the camera's process ended unexpectedly", spoken=NOTHING)
    return _watch
