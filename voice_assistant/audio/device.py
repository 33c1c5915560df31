"""What a microphone or speaker of this machine is called, and which one a name in the config means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..errors import DeviceError

DEFAULT = "default"


class Kind(StrEnum):
    """Which way the sound goes."""

    INPUT = "input"
    OUTPUT = "output"

    @property
    def noun(self) -> str:
        return "microphone" if self is Kind.INPUT else "speaker"


@dataclass(frozen=True, slots=True)
class Device:
    """One microphone or speaker."""

    kind: Kind
    name: str  # what the system calls it; unique
    label: str  # what a person calls it
    rate_hz: int  # what it works at by itself
    default: bool = False
    placeholder: bool = False
    """Not a real one: a speaker's monitor as microphone, or the server's stand-in for "no speaker"."""


def choose(devices: Sequence[Device], wish: str, kind: Kind) -> Device:
    """The device of `kind` that `wish` means: "default", a name, a label, or a part that only one has.

    Placeholders are taken only when named in full. Raises `DeviceError` that says what there is.
    """
    devices = [device for device in devices if device.kind is kind]
    real = [device for device in devices if not device.placeholder]
    wanted = wish.strip().casefold()
    if wanted in ("", DEFAULT):
        if not real:
            raise DeviceError(f"no {kind.noun} found: plug one in; `voice-assistant devices` lists what there is")
        return next((device for device in real if device.default), real[0])
    exact = [device for device in devices if wanted in (device.name.casefold(), device.label.casefold())]
    if exact:
        return exact[0]
    alike = [device for device in real if wanted in device.name.casefold() or wanted in device.label.casefold()]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise DeviceError(f'more than one {kind.noun} is called "{wish}": {_list(alike)}; name one of them in full')
    there_is = f"there is {_list(real)}" if real else "there is none at all"
    raise DeviceError(f'no {kind.noun} called "{wish}": {there_is} (`voice-assistant devices`)')


def _list(devices: Sequence[Device]) -> str:
    return ", ".join(f'"{device.label}"' for device in devices)
