"""The only door to PortAudio: it lists devices, opens streams, and starts anew when its list has gone stale.

PortAudio lists the devices once, when it is initialised. To see a change it must be initialised again, which closes
every stream of the process. So whoever holds a stream holds it from here, and says whether it may be interrupted.

All functions block and may be called on any thread; they take turns. An event loop calls them on `thread`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import RLock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..concurrency import Worker
from ..errors import DeviceError
from . import pulse
from .device import DEFAULT, Device, Kind, choose
from .hush import hushed

thread = Worker("sound devices")
"""When the sound server hangs, calls wait for it here, for at most half a minute each."""
_lock = RLock()

_PULSE_NAMES = ("pulse", "default")
_LATENCY: dict[Kind, str | float] = {Kind.INPUT: "high", Kind.OUTPUT: 0.08}
"""Measured on two cores with four processes that want them all: a speaker at 0.04 s stutters, at 0.08 s it does not.
A microphone loses nothing at "high" (0.06 s), and delivers in clumps when it is given more."""
_MAX_DELAY_S = 2.0
_DEVICE_UNAVAILABLE = -9985


class Owner(Protocol):
    """Whoever holds a stream. All is called on foreign threads."""

    def called(self, samples: NDArray[np.float32], delay_s: float, status: Any) -> None:
        """Take (or fill) `samples`, shape (frames, channels). `status` tells of lost samples.

        `delay_s` is the time between us and the air for the first of them.
        """
        ...

    def opening(self, stream: OpenStream) -> None:
        """`stream` is about to run: the first chance to see its device, rate and channels."""
        ...

    def ended(self) -> None:
        """The stream ended by itself: the device or the sound server is gone."""
        ...

    def interrupted(self) -> None:
        """The stream was closed so that PortAudio could start anew; it can be opened again at once."""
        ...

    def may_interrupt(self) -> bool: ...


@dataclass(slots=True, eq=False)
class OpenStream:
    """A stream that runs."""

    owner: Owner
    device: Device
    wish: str  # the device as in the config
    channels: int
    latency_s: float
    on_pulse: bool
    raw: Any
    closing: bool = False


_open: list[OpenStream] = []


def devices(kind: Kind) -> list[Device]:
    """All devices of `kind`. Raises `DeviceError` when there is no way to look."""
    with _lock:
        with suppress(pulse.PulseUnreachableError):
            return pulse.devices(kind)
        return [device for device, _ in _portaudio_devices(_sounddevice(), kind)]


def open_stream(owner: Owner, kind: Kind, wish: str, block_s: float) -> OpenStream:
    """Open the device that `wish` means, and let it run, in blocks of `block_s`. Raises `DeviceError`."""
    sounddevice = _sounddevice()
    device = None
    with _lock:
        with suppress(pulse.PulseUnreachableError):
            device = choose(pulse.devices(kind), wish, kind)
        with hushed():
            return _open_in_spite(sounddevice, owner, kind, wish, device, block_s)


def _open_in_spite(
    sounddevice: Any, owner: Owner, kind: Kind, wish: str, device: Device | None, block_s: float
) -> OpenStream:
    """Of a list that may be stale: from before the device was plugged in, or the server was started."""
    if not sys.platform.startswith("linux") and not _open:
        _start_anew(sounddevice)  # the default may be another one by now; on Linux the sound server follows it
    try:
        return _open_now(sounddevice, owner, kind, wish, device, block_s)
    except DeviceError:
        if any(stream.raw.active and not stream.owner.may_interrupt() for stream in _open):
            raise
        _start_anew(sounddevice)
        return _open_now(sounddevice, owner, kind, wish, device, block_s)


def close_streams(owner: Owner) -> None:
    """Let go of all that was opened for `owner`, at once, also what it did not live to see opened."""
    with _lock:
        for stream in [stream for stream in _open if stream.owner is owner]:
            _close(stream)


def displaced(stream: OpenStream) -> str | None:
    """Why the sound server has not `stream` on a device it may be on, after trying to mend that; None if it has.

    Raises `PulseUnreachableError`.
    """
    with _lock:
        return _mend_place(stream)


def _mend_place(stream: OpenStream) -> str | None:
    kind = stream.device.kind
    where = pulse.place(kind)
    if where is None or where.name == stream.device.name:
        return None
    if stream.wish == DEFAULT and not where.placeholder:
        stream.device = where  # the default changed, or the person moved us
        return None
    try:
        device = choose(pulse.devices(kind), stream.wish, kind)
    except DeviceError:
        return f"it is gone, and the sound server put us on {where.label}"
    if where.placeholder:
        pulse.move(kind, device)
        stream.device = device
    return None


def _close(stream: OpenStream) -> None:
    stream.closing = True
    _open.remove(stream)
    for let_go in (stream.raw.abort, stream.raw.close):
        with suppress(_sounddevice().PortAudioError):
            let_go()


def _start_anew(sounddevice: Any) -> None:
    interrupted = list(_open)
    for stream in interrupted:
        _close(stream)
    sounddevice._terminate()
    sounddevice._initialize()
    for stream in interrupted:
        stream.owner.interrupted()


def _open_now(
    sounddevice: Any, owner: Owner, kind: Kind, wish: str, pulse_device: Device | None, block_s: float
) -> OpenStream:
    listed = _portaudio_devices(sounddevice, kind)
    index = next((index for device, index in listed if device.name in _PULSE_NAMES), None)
    if index is not None and pulse_device is None and sys.platform.startswith("linux"):
        raise DeviceError("the sound server (PulseAudio or PipeWire) is not running, or does not answer")
    if index is not None and pulse_device is not None:
        with _environment(wish, pulse_device):
            stream = _run(sounddevice, owner, wish, pulse_device, index, block_s, on_pulse=True)
        with suppress(pulse.PulseUnreachableError):
            # ALSA's way to PulseAudio heeds the environment, PipeWire's own does not: then we move it.
            if wish != DEFAULT and (where := pulse.place(kind)) and where.name != pulse_device.name:
                pulse.move(kind, pulse_device)
        return stream
    device = choose([device for device, _ in listed], wish, kind)
    index = next(index for candidate, index in listed if candidate is device)
    return _run(sounddevice, owner, wish, device, index, block_s, on_pulse=False)


@contextmanager
def _environment(wish: str, device: Device) -> Iterator[None]:
    """Make libpulse, which looks into the environment, take `device` for streams opened meanwhile."""
    if wish == DEFAULT:  # without a name the stream follows the default, also later
        yield
        return
    variable = "PULSE_SOURCE" if device.kind is Kind.INPUT else "PULSE_SINK"
    before = os.environ.get(variable)
    os.environ[variable] = device.name
    try:
        yield
    finally:
        if before is None:
            del os.environ[variable]
        else:
            os.environ[variable] = before


def _run(
    sounddevice: Any, owner: Owner, wish: str, device: Device, index: int, block_s: float, *, on_pulse: bool
) -> OpenStream:
    make = sounddevice.InputStream if device.kind is Kind.INPUT else sounddevice.OutputStream
    opened: list[OpenStream] = []

    def callback(samples: NDArray[np.float32], frames: int, time: Any, status: Any) -> None:
        if device.kind is Kind.INPUT:
            delay_s = time.currentTime - time.inputBufferAdcTime
        else:
            delay_s = time.outputBufferDacTime - time.currentTime
        # Not every driver knows.
        owner.called(samples, delay_s if 0 < delay_s < _MAX_DELAY_S else opened[0].latency_s, status)

    def finished() -> None:
        if opened and not opened[0].closing:
            owner.ended()

    def connect(channels: int) -> Any:
        return make(
            device=index,
            samplerate=device.rate_hz,
            channels=channels,
            dtype="float32",
            blocksize=round(device.rate_hz * block_s),
            latency=_LATENCY[device.kind],
            callback=callback,
            finished_callback=finished,
        )

    try:
        try:
            raw, channels = connect(1), 1
        except sounddevice.PortAudioError:
            raw, channels = connect(2), 2  # some sound cards have no mono
        stream = OpenStream(owner, device, wish, channels, float(raw.latency), on_pulse, raw)
        opened.append(stream)
        _open.append(stream)
        owner.opening(stream)
        raw.start()
    except sounddevice.PortAudioError as error:
        close_streams(owner)
        raise _cannot_open(device, error) from error
    return stream


def _cannot_open(device: Device, error: Exception) -> DeviceError:
    noun = device.kind.noun
    if len(error.args) > 1 and error.args[1] == _DEVICE_UNAVAILABLE:
        return DeviceError(
            f'the {noun} "{device.label}" is busy: another program has it to itself; '
            f"close that, or choose another {noun} (`voice-assistant devices`)"
        )
    reason = str(error.args[0]) if error.args else "unknown reason"
    return DeviceError(
        f'the {noun} "{device.label}" cannot be opened ({reason}); '
        f"choose another one in the config (`voice-assistant devices`)"
    )


def _portaudio_devices(sounddevice: Any, kind: Kind) -> list[tuple[Device, int]]:
    """The devices of PortAudio's default host API (others list the same ones again), with their indices."""
    channels = f"max_{kind}_channels"
    apis = sounddevice.query_hostapis()
    if not apis:
        return []
    api = next((api for api in apis if api[f"default_{kind}_device"] >= 0), apis[0])
    found = []
    for index in api["devices"]:
        info = sounddevice.query_devices(index)
        if info[channels] > 0:
            default = index == api[f"default_{kind}_device"]
            rate_hz = round(info["default_samplerate"])
            found.append((Device(kind, info["name"], info["name"], rate_hz, default), index))
    return found


def _sounddevice() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise DeviceError(
            "PortAudio is not installed; on Debian and Ubuntu: sudo apt install libportaudio2 libasound2-plugins"
        ) from error
    return sounddevice
