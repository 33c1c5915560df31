"""A device stream that heals itself: it notices a lost device, says so once, and goes on when it is back."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..bus import Bus
from ..errors import DeviceError
from ..events import DeviceLost, DeviceRecovered
from . import portaudio, pulse
from .device import DEFAULT, Kind
from .portaudio import OpenStream, thread

log = logging.getLogger(__name__)

CHECK_S = 0.25
SILENT_S = 1.0
"""No callback for so long means that the device is lost. It also gets a call when there is nothing to hear."""
START_S = 3.0
"""How long a device may take to get going: a server that was asleep has been seen to need 1.8 s."""
FIRST_RETRY_S = 0.1
LAST_RETRY_S = 2.0
CLOSE_S = 1.0
"""How long closing waits for a server that hangs; the thread goes on trying without us."""


class Sound(Protocol):
    """What a `DeviceStream` carries: a recording, or something to play. Called on foreign threads."""

    def opening(self, stream: OpenStream) -> None:
        """`stream` is about to run, for the first time or again, perhaps on another device."""
        ...

    def called(self, samples: NDArray[np.float32], delay_s: float, status: Any) -> None:
        """Take (or fill) `samples`, shape (frames, channels): see `portaudio.Owner`."""
        ...

    def may_interrupt(self) -> bool:
        """Whether a gap would go unnoticed just now, or do no harm."""
        ...


class DeviceStream:
    """One stream on the device that `wish` means, kept running from `start` to `stop`.

    Events: `DeviceLost` when it is lost, once, and `DeviceRecovered` when it runs again.
    """

    def __init__(self, kind: Kind, wish: str, sound: Sound, bus: Bus, *, block_s: float) -> None:
        self.kind = kind
        self.lost_since: float | None = None  # on the loop's clock
        self._wish = wish.strip() or DEFAULT
        self._sound = sound
        self._bus = bus
        self._block_s = block_s
        self._stream: OpenStream | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._trouble = asyncio.Event()
        self._interrupted = False
        self._calls = 0
        self._called_at = 0.0
        self._silence_counts_from = 0.0

    @property
    def label(self) -> str:
        """Name of the device for people."""
        return self._stream.device.label if self._stream else self._wish

    async def start(self) -> None:
        """Raises `DeviceError`."""
        try:
            await self._open()
        except BaseException:
            await self.stop()
            raise
        self._supervisor = asyncio.create_task(self._supervise(), name=f"supervise {self.kind.noun}")

    async def stop(self) -> None:
        """Let go of the device, also when it hangs."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.wait([self._supervisor])
        # Comes behind what the thread is doing for us, such as opening a stream nobody waits for any more.
        closing = asyncio.ensure_future(self.close_device())
        await asyncio.wait([closing], timeout=CLOSE_S)

    # the sound card: a simulated one overrides these two, and all the rest is as with a real one

    async def open_device(self, wish: str, block_s: float) -> None:
        """Let the device call us. Raises `DeviceError`."""
        await thread.call(portaudio.open_stream, self, self.kind, wish, block_s)

    async def close_device(self) -> None:
        await thread.call(portaudio.close_streams, self)

    # for portaudio, on foreign threads

    def opening(self, stream: OpenStream) -> None:
        self._stream = stream
        self._sound.opening(stream)

    def called(self, samples: NDArray[np.float32], delay_s: float, status: Any) -> None:
        self._called_at = self._loop.time()
        self._calls += 1
        self._sound.called(samples, delay_s, status)

    def ended(self) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is interested any more
            self._loop.call_soon_threadsafe(self._trouble.set)

    def interrupted(self) -> None:
        self._interrupted = True
        self.ended()

    def may_interrupt(self) -> bool:
        return self._sound.may_interrupt()

    # on the event loop

    async def _open(self) -> None:
        self._trouble.clear()
        self._interrupted = False
        self._calls = 0
        self._silence_counts_from = self._loop.time() + START_S - SILENT_S
        await self.open_device(self._wish, self._block_s)

    async def _supervise(self) -> None:
        while True:
            reason = await self._lost()
            if not (self._interrupted and await self._reopened()):
                await self._recover(reason)

    async def _lost(self) -> str:
        """Return when the device is lost, and why."""
        silent_before = False
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECK_S):
                    await self._trouble.wait()
                return "it was unplugged, or the sound server ended"
            # Twice in a row: after the machine was asleep, or we were, the callback deserves the first word.
            silent = self._silent()
            if silent and silent_before:
                return "nothing comes from it" if self.kind is Kind.INPUT else "it takes no sound"
            silent_before = silent
            if not silent and (reason := await self._displaced()):
                return reason

    def _silent(self) -> bool:
        return self._loop.time() - max(self._called_at, self._silence_counts_from) > SILENT_S

    async def _displaced(self) -> str | None:
        assert self._stream is not None
        if not self._stream.on_pulse:
            return None
        try:
            async with asyncio.timeout(SILENT_S):  # a server that hangs answers after half a minute
                return await thread.call(portaudio.displaced, self._stream)
        except (TimeoutError, pulse.PulseUnreachableError):
            return None

    async def _recover(self, reason: str) -> None:
        noun, lost = self.kind.noun, self.label
        self.lost_since = self._loop.time()
        self._bus.publish(DeviceLost(lost, f'the {noun} "{lost}" is lost: {reason}; waiting for it'))
        retry_s = FIRST_RETRY_S
        while not await self._reopened():
            await asyncio.sleep(retry_s)
            retry_s = min(2 * retry_s, LAST_RETRY_S)
        self.lost_since = None
        self._bus.publish(DeviceRecovered(self.label, f'the {noun} "{self.label}" works again'))

    async def _reopened(self) -> bool:
        """Try; whether it runs again. A speaker's first calls prove nothing: they fill its buffer."""
        await self.close_device()
        try:
            await self._open()
        except DeviceError as error:
            log.info("%s not back yet: %s", self.kind.noun, error)
            return False
        assert self._stream is not None
        proof = 1 if self.kind is Kind.INPUT else round(self._stream.latency_s / self._block_s) + 2
        while self._calls < proof:
            if self._trouble.is_set() or self._silent():
                return False
            await asyncio.sleep(CHECK_S / 10)
        return True
