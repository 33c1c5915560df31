"""Eyes: which camera, and how long it stays on."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from .section import Section

_ADDRESS = re.compile(r"(https?|rtsps?)://[^\s/]\S*")


def _camera(value: str) -> str:
    scheme, mark, rest = value.partition("://")
    if not mark:
        return value
    if not _ADDRESS.fullmatch(value):
        raise ValueError("must be a camera, a video file, or an address that begins with http://, https:// or rtsp://")
    if "@" in rest.split("/")[0]:
        raise ValueError("must not hold a user name or password: they come from the environment or the system keyring")
    return value


class VisionConfig(Section):
    """What it may look at. Nothing is looked at before it is asked for."""

    camera: Annotated[str, AfterValidator(_camera)] = Field(
        "default",
        description='"default", a camera\'s number or name (see `devices`), a video file, or an address: '
        "http(s):// for MJPEG, rtsp://",
    )
    off_after_s: float = Field(60.0, ge=5.0, le=86_400.0, description="the camera goes off when not needed for so long")
