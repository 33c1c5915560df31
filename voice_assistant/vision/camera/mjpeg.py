"""MJPEG over HTTP, as phones and small cameras send it: a JPEG file after the other, in the answer to one request.

Read here, not by the general decoder: a frame that nobody looks at is then never decoded, which is nearly all of them
in silence; and cameras that serve one reader only are asked once.
"""

from __future__ import annotations

import http.client
import re
from typing import Any

import numpy as np

from .measuring import Pixels
from .reaching import Answer

_LARGEST = 32_000_000
"""Bytes of a frame; more is no camera."""
_BLOCK = 65_536
_BEGIN = b"\xff\xd8"


class MjpegStream:
    """As `cv2.VideoCapture` has it. Closed when it breaks."""

    def __init__(self, cv2: Any, answer: Answer) -> None:
        self._cv2 = cv2
        self._answer = answer
        self._mark = b"--" + answer.boundary
        self._waiting = bytearray()
        self._jpeg = b""

    def isOpened(self) -> bool:  # noqa: N802
        return not self._answer.response.closed

    def grab(self) -> bool:
        """Wait for the next frame. False when the stream has ended, or says nothing for too long."""
        try:
            self._jpeg = self._part()
        except (OSError, ValueError, http.client.HTTPException):
            return False
        return True

    def retrieve(self) -> tuple[bool, Pixels | None]:
        cv2 = self._cv2
        try:
            pixels = cv2.imdecode(np.frombuffer(self._jpeg, np.uint8), cv2.IMREAD_COLOR)
        except cv2.error:
            return False, None
        return pixels is not None, pixels

    def get(self, what: int) -> float:
        return 0.0

    def release(self) -> None:
        self._answer.close()

    def _part(self) -> bytes:
        head = self._until(b"\r\n\r\n")
        length = re.search(rb"content-length:\s*(\d+)", head, re.IGNORECASE)
        if length is None:  # then it ends where the next one begins
            body = self._until(self._mark)
            return body[max(0, body.find(_BEGIN)) :]
        return self._exactly(int(length[1]))

    def _until(self, mark: bytes) -> bytes:
        searched = 0
        while (place := self._waiting.find(mark, searched)) < 0:
            searched = max(0, len(self._waiting) - len(mark))
            self._more()
        return self._taken(place, place + len(mark))

    def _exactly(self, size: int) -> bytes:
        if size > _LARGEST:
            raise ValueError(size)
        while len(self._waiting) < size:
            self._more()
        return self._taken(size, size)

    def _taken(self, size: int, end: int) -> bytes:
        found = bytes(self._waiting[:size])
        del self._waiting[:end]
        return found

    def _more(self) -> None:
        block = self._answer.response.read1(_BLOCK)
        if not block or len(self._waiting) > _LARGEST:
            raise ValueError("over")
        self._waiting += block
