"""A microphone of this machine."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..bus import Bus
from ..events import Overrun
from .device import DEFAULT, Kind
from .file_microphone import BLOCK_SAMPLES
from .level import measure_level
from .portaudio import OpenStream
from .resample import Blocks, StreamResampler
from .stream import DeviceStream
from .types import ENGINE_RATE_HZ, Audio, Samples

BLOCK_S = BLOCK_SAMPLES / ENGINE_RATE_HZ
MAX_WAITING_BLOCKS = round(30 / BLOCK_S)
"""Blocks kept for a reader that is busy with something else; then the oldest are lost."""


class DeviceMicrophone:
    """Records from `device`, as it is called in the config. Implements `Microphone`.

    Publishes `LevelMeasured` for each block, `Overrun` when samples were lost, `DeviceLost` and `DeviceRecovered`.
    Opening raises `DeviceError`.
    """

    def __init__(self, bus: Bus, device: str = DEFAULT, *, stream: Callable[..., DeviceStream] = DeviceStream) -> None:
        self._bus = bus
        self._device = device
        self._stream = stream

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        recording = _Recording(self._bus)
        stream = self._stream(Kind.INPUT, self._device, recording, self._bus, block_s=BLOCK_S)
        await stream.start()
        try:
            yield recording
        finally:
            await stream.stop()


class _Recording:
    """Takes what the device delivers, and hands it out as blocks of one size at `ENGINE_RATE_HZ`."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._loop = asyncio.get_running_loop()
        self._label = ""
        self._resampler = StreamResampler(ENGINE_RATE_HZ, ENGINE_RATE_HZ)
        self._cutter = Blocks(BLOCK_SAMPLES)
        self._blocks: deque[Audio] = deque()
        self._arrived = asyncio.Event()
        self._overruns = 0

    # on foreign threads

    def opening(self, stream: OpenStream) -> None:
        self._label = stream.device.label
        self._resampler = StreamResampler(stream.device.rate_hz, ENGINE_RATE_HZ)

    def called(self, samples: NDArray[np.float32], delay_s: float, status: Any) -> None:
        mono: Samples = samples.mean(axis=1, dtype=np.float32)  # a copy: PortAudio will use the memory again
        at_s = self._loop.time() - delay_s
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._take, mono, at_s, self._resampler, bool(status.input_overflow))

    def may_interrupt(self) -> bool:
        return True  # a gap of a tenth of a second, and the speaker could not be opened without it

    # on the event loop

    def _take(self, samples: Samples, at_s: float, resampler: StreamResampler, overflow: bool) -> None:
        if overflow:
            self._overrun()
        at_s -= resampler.held_s + self._cutter.waiting / ENGINE_RATE_HZ  # what comes out first was heard before
        for block in self._cutter.push(resampler.push(samples)):
            if len(self._blocks) == MAX_WAITING_BLOCKS:
                self._blocks.popleft()
                self._overrun()
            self._blocks.append(Audio(block, ENGINE_RATE_HZ, at_s))
            at_s += BLOCK_S
            self._arrived.set()
            self._bus.publish(measure_level(block))

    def _overrun(self) -> None:
        self._overruns += 1
        self._bus.publish(Overrun(self._label, self._overruns))

    def __aiter__(self) -> AsyncIterator[Audio]:
        return self

    async def __anext__(self) -> Audio:
        while not self._blocks:
            self._arrived.clear()
            await self._arrived.wait()
        return self._blocks.popleft()
