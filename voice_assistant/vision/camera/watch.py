"""What looks through the camera, in the child process: every frame is grabbed, some are looked at, few are kept."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from ...errors import CameraError
from .capture import Capture, opencv
from .choosing import choose
from .measuring import Pixels, measure
from .reel import OLDEST_S, Reel, Shot
from .source import Source

SILENT_FPS = 1.0
SPEAKING_FPS = 30.0
"""Looked at, while somebody speaks: every frame of a common camera. A few of them are kept (see `Reel`)."""
BLACK_FOR_S = 1.0
_FRAMES_LATE = 3
_SEAM_S = 0.05
"""Frames that were left out between two that are so close hid nothing."""
_FIRST_WITHIN_S = 4.0
_LONGEST_S = 60.0
NOTHING = "The camera sends no picture."


@dataclass(frozen=True, slots=True)
class Preview:
    """A tiny picture, to be shown."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class Glance:
    """How the camera is doing."""

    at_s: float  # of the newest frame that was looked at
    grabbed_s: float  # of the newest that the camera delivered
    width: int
    height: int
    fps: float  # that the camera delivers
    looked_fps: float
    sharpness: float
    changes: int  # of what is in view, so far
    kept: int = 0
    black: bool = False  # for a while
    ended: bool = False
    preview: Preview | None = None  # when asked for


@dataclass(frozen=True, slots=True)
class Encoded:
    jpeg: bytes
    width: int
    height: int
    at_s: float


class Watch:
    """Grabs every frame that the camera delivers, so that none is old, and looks at as many as it is told to."""

    def __init__(self, source: Source, login: str | None, longest_side: int) -> None:
        self._capture = Capture(source, login)
        self._cv2 = opencv()
        self._longest_side = longest_side
        self._reel = Reel()
        self._lock = threading.Lock()
        self._looked = threading.Condition(self._lock)
        self._speaking = False
        self._wanted = True  # one at once
        self._newest: Pixels | None = None
        self._glance = Glance(0.0, time.monotonic(), 0, 0, 0.0, 0.0, 0.0, 0)
        self._stop = False
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def pace(self, speaking: bool) -> None:
        """How often to look; when that changes, at once."""
        with self._lock:
            self._speaking, self._wanted = speaking, True

    def glance(self, within: tuple[int, int] | None) -> Glance:
        """`within` asks for a preview that fits into so many pixels, and for another look."""
        with self._lock:
            glance, newest = self._glance, self._newest
            self._wanted = self._wanted or within is not None
        if within is None or newest is None:
            return glance
        height, width = newest.shape[:2]
        factor = min(within[0] / width, within[1] / height)
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        small = self._cv2.resize(newest, size, interpolation=self._cv2.INTER_AREA)
        return replace(glance, preview=Preview(*size, self._cv2.cvtColor(small, self._cv2.COLOR_BGR2RGB).tobytes()))

    def frames(
        self, spoken_end_s: float | None, since_s: float | None, count: int, quality: int, wait_s: float
    ) -> list[Encoded]:
        """See `choose`. Looks once more when the newest frame is of before the end of speech. Raises `CameraError`."""
        asked_s = time.monotonic()
        end_s = asked_s if spoken_end_s is None else min(spoken_end_s, asked_s)
        with self._looked:
            self._wanted = self._wanted or self._glance.at_s < end_s
            self._looked.wait_for(
                lambda: self._glance.ended or self._has_seen(end_s, asked_s),
                wait_s if self._reel.shots else _FIRST_WITHIN_S,
            )
            if not self._reel.shots:
                raise CameraError("the camera delivers no picture yet: try again in a moment", spoken=NOTHING)
            if self._glance.ended or not self._has_seen(end_s, asked_s):
                raise CameraError("the camera delivers no more pictures", spoken=NOTHING)
            chosen = [replace(shot) for shot in choose(self._reel.shots, spoken_end_s, since_s, count)]
        if chosen and chosen[-1].measured.black:
            raise CameraError(
                "the camera sees only black: is its lens covered, or its shutter closed?",
                spoken="The camera sees only black. Is its lens covered?",
            )
        return [self._encode(shot, quality) for shot in chosen]

    def close(self) -> None:
        self._stop = True

    def _has_seen(self, end_s: float, now_s: float) -> bool:
        """Whether we looked since `end_s`, or at the newest frame there is, from a camera that has not stopped."""
        glance = self._glance
        late_s = max(OLDEST_S, _FRAMES_LATE / max(glance.fps, 1e-3))
        return glance.at_s >= end_s or (glance.at_s == glance.grabbed_s and now_s - glance.at_s < late_s)

    def _encode(self, shot: Shot, quality: int) -> Encoded:
        cv2 = self._cv2
        how = [
            cv2.IMWRITE_JPEG_QUALITY,
            quality,
            cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
            cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
        ]
        _, jpeg = cv2.imencode(".jpg", shot.pixels, how)
        height, width = shot.pixels.shape[:2]
        return Encoded(jpeg.tobytes(), width, height, shot.at_s)

    # on the thread

    def _run(self) -> None:
        try:
            self._look()
        finally:
            with self._looked:
                self._glance = replace(self._glance, ended=True)
                self._looked.notify_all()
            self._capture.close()

    def _look(self) -> None:
        before_s = looked_s = fps = looked_fps = 0.0
        black_since_s: float | None = None
        while not self._stop and (at_s := self._capture.grab()) is not None:
            gap_s, since_s = at_s - before_s, at_s - looked_s
            fps, before_s = _rate(fps, gap_s), at_s
            with self._lock:
                every, wanted = self._speaking, self._wanted
                self._glance = replace(self._glance, grabbed_s=at_s, fps=fps)
            pause_s = 1 / (SPEAKING_FPS if every else SILENT_FPS)
            if not self._capture.settled or not (wanted or since_s > 0.9 * pause_s):
                continue
            pixels = self._capture.retrieve()
            if pixels is None:  # damaged on its way
                continue
            pixels = self._fitting(pixels)
            measured = measure(self._cv2, pixels)
            looked_fps, looked_s = _rate(looked_fps, since_s), at_s
            black_since_s = (black_since_s or at_s) if measured.black else None
            black = black_since_s is not None and at_s - black_since_s >= BLACK_FOR_S
            height, width = pixels.shape[:2]
            with self._looked:
                self._wanted = False
                self._newest = pixels
                self._reel.add(pixels, measured, at_s, every=every, seamless=since_s <= max(gap_s, _SEAM_S))
                told = Glance(at_s, at_s, width, height, fps, looked_fps, measured.sharpness, self._reel.changes)
                self._glance = replace(told, kept=len(self._reel.shots), black=black)
                self._looked.notify_all()

    def _fitting(self, pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        factor = self._longest_side / max(height, width)
        if factor >= 1:
            return pixels
        size = (round(width * factor), round(height * factor))
        return self._cv2.resize(pixels, size, interpolation=self._cv2.INTER_AREA)  # type: ignore[no-any-return]


def _rate(before: float, interval_s: float) -> float:
    """Frames a second, as a mean that follows; the first interval is from the beginning of time."""
    if interval_s > _LONGEST_S:
        return before
    now = 1 / max(interval_s, 1e-3)
    return 0.9 * before + 0.1 * now if before else now
