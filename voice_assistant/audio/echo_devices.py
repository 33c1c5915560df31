"""Which devices there are for listening while speaking: headphones, or a sound server that cancels the echo itself."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from ..config.schema import Config
from ..errors import DeviceError
from . import pulse
from .device import Device, Kind, choose
from .echo_control import EchoMode
from .portaudio import thread

_PATIENCE_S = 1.0
"""A server that hangs answers after half a minute; until then we cancel the echo ourselves."""


async def find_mode(config: Config) -> EchoMode:
    """What "auto" means with the devices that `config` names and that are there now."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await thread.call(_mode, config.microphone.device, config.speaker.device)
    except (TimeoutError, pulse.PulseUnreachableError):
        return EchoMode.WEBRTC


def server_devices() -> tuple[str, str]:
    """Microphone and speaker between which the sound server cancels the echo. Blocks. Raises `DeviceError`."""
    with suppress(pulse.PulseUnreachableError):
        if found := pulse.echo_cancelled():
            return found
    raise DeviceError(
        "the sound server has no echo cancellation: `pactl load-module module-echo-cancel aec_method=webrtc`, "
        'or mode = "auto" in the section [echo] of the config'
    )


def _mode(microphone: str, speaker: str) -> EchoMode:
    heard, played = _chosen(Kind.INPUT, microphone), _chosen(Kind.OUTPUT, speaker)
    if played is not None and pulse.headphones(played.name):
        return EchoMode.HEADPHONES
    if heard is not None and played is not None and (heard.name, played.name) == pulse.echo_cancelled():
        return EchoMode.SERVER
    return EchoMode.WEBRTC


def _chosen(kind: Kind, wish: str) -> Device | None:
    with suppress(DeviceError):
        return choose(pulse.devices(kind), wish, kind)
    return None
