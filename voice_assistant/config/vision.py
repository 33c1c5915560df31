"""Eyes: which camera, and how long it stays on; what pictures are like, and who may get them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from .section import Section

Sees = Literal["auto"] | bool
"""Whether a model takes pictures; "auto": known by its name, or by what its server says to the first one."""

_ADDRESS = re.compile(r"(https?|rtsps?)://[^\s/]\S*")


def _camera(value: str) -> str:
    _, mark, rest = value.partition("://")
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
    loop: bool = Field(True, description="a video file as the camera begins again at its end; false: it goes off there")
    off_after_s: float = Field(60.0, ge=5.0, le=86_400.0, description="the camera goes off when not needed for so long")
    frames: int = Field(
        3, ge=1, le=16, description="most frames of the camera in one question, where something moves; else it is one"
    )
    longest_side: int = Field(1600, ge=64, le=8192, description="of a picture of the camera or a file, in pixels")
    screen_longest_side: int = Field(1920, ge=64, le=8192, description="of a picture of the screen, in pixels")
    quality: int = Field(85, ge=30, le=100, description="of the JPEG that a model is sent")
    read_writing: bool = Field(True, description="writing in pictures is read here, and told to the model as text")
    confirm_remote: bool = Field(
        True, description="you are asked before pictures go to a server on another machine for the first time"
    )
