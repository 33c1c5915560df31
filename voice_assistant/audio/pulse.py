"""PulseAudio, and PipeWire in its clothes: the names of devices, and where our streams really are.

Through ALSA, PortAudio sees one device "pulse" and nothing behind it. And when a device goes away, the server moves
its streams to another one without a word: a microphone may end up on the monitor of the speaker, where the assistant
would listen to itself. So we ask the server.

All functions block, for up to half a minute when the server hangs, and are called on one thread: see `portaudio`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from .device import Device, Kind

T = TypeVar("T")

_HEAD_PORTS = ("headphone", "headset")
_NONE = 0xFFFFFFFF  # PA_INVALID_INDEX
_connection: Any = None


class PulseUnreachableError(Exception):
    """No such sound server, or it broke off."""


def reachable() -> bool:
    """Whether a PulseAudio or PipeWire server answers."""
    try:
        _ask(lambda pulse: pulse.server_info())
    except PulseUnreachableError:
        return False
    return True


def devices(kind: Kind) -> list[Device]:
    """All devices of `kind`, monitors and dummies marked as placeholders. Raises `PulseUnreachableError`."""
    return _ask(lambda pulse: _devices(pulse, kind))


def place(kind: Kind) -> Device | None:
    """The device that this process's stream of `kind` is on; None when there is no such stream.

    Raises `PulseUnreachableError`.
    """
    return _ask(lambda pulse: _place(pulse, kind))


def headphones(name: str) -> bool:
    """Whether what the speaker `name` plays is heard in headphones alone, as far as the server knows.

    Raises `PulseUnreachableError`.
    """
    return _ask(lambda pulse: any(_on_the_head(info) for info in pulse.sink_list() if info.name == name))


def echo_cancelled() -> tuple[str, str] | None:
    """The microphone in which the server itself cancels the echo, and the speaker that it does this for.

    Raises `PulseUnreachableError`.
    """
    return _ask(_echo_cancelled)


def move(kind: Kind, device: Device) -> None:
    """Move this process's streams of `kind` to `device`. Raises `PulseUnreachableError`."""
    _ask(lambda pulse: _move(pulse, kind, device))


def _devices(pulse: Any, kind: Kind) -> list[Device]:
    server = pulse.server_info()
    if kind is Kind.INPUT:
        return [_device(info, kind, server.default_source_name) for info in pulse.source_list()]
    return [_device(info, kind, server.default_sink_name) for info in pulse.sink_list()]


def _device(info: Any, kind: Kind, default_name: str) -> Device:
    monitor = kind is Kind.INPUT and info.monitor_of_sink != _NONE
    return Device(
        kind=kind,
        name=info.name,
        label=info.description or info.name,
        rate_hz=info.sample_spec.rate,
        default=info.name == default_name,
        placeholder=monitor or info.name == "auto_null",
    )


def _place(pulse: Any, kind: Kind) -> Device | None:
    for stream in _own_streams(pulse, kind):
        info = pulse.source_info(stream.source) if kind is Kind.INPUT else pulse.sink_info(stream.sink)
        return _device(info, kind, "")
    return None


def _on_the_head(sink: Any) -> bool:
    port = getattr(sink.port_active, "name", "") or ""
    form = sink.proplist.get("device.form_factor", "")
    return form in ("headphone", "headset", "hands-free") or any(part in port.casefold() for part in _HEAD_PORTS)


def _echo_cancelled(pulse: Any) -> tuple[str, str] | None:
    microphones = [info.name for info in pulse.source_list() if _cancels_echo(info) and info.monitor_of_sink == _NONE]
    speakers = [info.name for info in pulse.sink_list() if _cancels_echo(info)]
    return (microphones[0], speakers[0]) if microphones and speakers else None


def _cancels_echo(device: Any) -> bool:
    facts = (device.name, device.driver, device.proplist.get("node.group"), device.proplist.get("node.name"))
    return any("echo-cancel" in fact.casefold().replace("_", "-") for fact in facts if fact)


def _move(pulse: Any, kind: Kind, device: Device) -> None:
    for stream in _own_streams(pulse, kind):
        if kind is Kind.INPUT:
            pulse.source_output_move(stream.index, pulse.get_source_by_name(device.name).index)
        else:
            pulse.sink_input_move(stream.index, pulse.get_sink_by_name(device.name).index)


def _own_streams(pulse: Any, kind: Kind) -> list[Any]:
    streams = pulse.source_output_list() if kind is Kind.INPUT else pulse.sink_input_list()
    return [s for s in streams if s.proplist.get("application.process.id") == str(os.getpid())]


def _ask(question: Callable[[Any], T]) -> T:
    """Ask on the connection we have; on a new one if that broke (the server was started anew)."""
    global _connection
    if not sys.platform.startswith("linux"):
        raise PulseUnreachableError("no PulseAudio on this platform")
    try:
        import pulsectl
    except (ImportError, OSError) as error:  # OSError: no libpulse on this machine
        raise PulseUnreachableError(str(error)) from error

    if _connection is not None:
        with suppress(pulsectl.PulseError):
            return question(_connection)
        _disconnect()
    try:
        _connection = pulsectl.Pulse("voice-assistant")
        return question(_connection)
    except pulsectl.PulseError as error:
        _disconnect()
        raise PulseUnreachableError(str(error)) from error


def _disconnect() -> None:
    global _connection
    if _connection is not None:
        with suppress(Exception):
            _connection.close()
        _connection = None
