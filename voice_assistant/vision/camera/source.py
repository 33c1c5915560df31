"""What the config calls the camera: one of this machine, a video file in its place, or an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from ...errors import CameraError
from .devices import CameraDevice

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Source:
    """Where frames come from. `where` is a number, a path or an address; `label` is for people, without a password."""

    kind: Literal["device", "file", "address"]
    where: int | str
    label: str
    loop: bool = True  # a file begins again at its end


def find_source(wish: str, devices: Callable[[], Sequence[CameraDevice]], *, loop: bool = True) -> Source:
    """What `wish`, from the config, means. `devices` lists the cameras of this machine, as far as it can.

    Raises `CameraError`.
    """
    wish = wish.strip()
    if "://" in wish:
        parts = urlsplit(wish)
        return Source("address", wish, parts.netloc.rpartition("@")[2])
    if wish.isdigit():
        number = int(wish)
        named = next((device.label for device in devices() if device.number == number), f"camera {number}")
        return Source("device", number, named)
    path = Path(wish).expanduser()
    if path.is_file():
        return Source("file", str(path.absolute()), path.name, loop)
    found = devices()
    if wish.casefold() in ("", DEFAULT):
        return Source("device", found[0].number, found[0].label) if found else Source("device", 0, "the camera")
    alike = [device for device in found if wish.casefold() in device.label.casefold()]
    exact = [device for device in alike if device.label.casefold() == wish.casefold()]
    if len(exact) == 1 or len(alike) == 1:
        device = (exact if len(exact) == 1 else alike)[0]
        return Source("device", device.number, device.label)
    if len(path.parts) > 1 or (path.suffix and not alike):
        raise CameraError(f'there is no video file "{wish}" to be the camera')
    there_is = ", ".join(f'{device.number} "{device.label}"' for device in found) or "none at all"
    which = "more than one camera is" if alike else "no camera is"
    raise CameraError(f'{which} called "{wish}": there is {there_is}; take its number (`voice-assistant devices`)')
