"""A sound card with a loudspeaker and a microphone in a simulated room, under the program's own device code.

`DeviceSpeaker` and `DeviceMicrophone` do all they do with a real card; only who calls them is another one, on the
clock of the event loop. The latencies are those a sound server has been seen to need (see audio/portaudio.py).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from voice_assistant.audio.device import Device, Kind
from voice_assistant.audio.portaudio import OpenStream
from voice_assistant.audio.stream import DeviceStream
from voice_assistant.audio.types import ENGINE_RATE_HZ
from voice_assistant.errors import DeviceError

from .air import Air


@dataclass(frozen=True, slots=True)
class Status:
    """What PortAudio says of each block."""

    output_underflow: bool = False
    input_overflow: bool = False


class SoundCard:
    """`plugged` is what can be opened: take a kind away, and its streams fall silent."""

    def __init__(self, air: Air, *, output_s: float = 0.08, input_s: float = 0.06) -> None:
        self.air = air
        self.output_s = output_s
        """From the program to the air."""
        self.input_s = input_s
        """From the air to the program."""
        self.plugged = {Kind.INPUT, Kind.OUTPUT}
        self.failure: BaseException | None = None
        """Of the simulation, not of what is simulated."""
        self.blocks_s: list[float] = []
        """When it asked the program for something to play."""
        self.began_at = asyncio.get_running_loop().time()

    @property
    def stream(self) -> Any:
        """What `DeviceSpeaker` and `DeviceMicrophone` take as their `stream`."""
        return partial(SimulatedStream, self)

    def position(self, at_s: float) -> int:
        """Of a time of the loop, on the time line of the air."""
        return round((at_s - self.began_at) * ENGINE_RATE_HZ)

    def time_s(self, position: int) -> float:
        return self.began_at + position / ENGINE_RATE_HZ


class SimulatedStream(DeviceStream):
    """Calls the program block by block from `open_device` to `close_device`."""

    def __init__(self, card: SoundCard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._card = card
        self._calling: asyncio.Task[None] | None = None

    async def open_device(self, wish: str, block_s: float) -> None:
        await asyncio.sleep(0.02)
        if self.kind not in self._card.plugged:
            raise DeviceError(f"the simulated {self.kind.noun} is unplugged")
        card = self._card
        output = self.kind is Kind.OUTPUT
        device = Device(self.kind, f"simulated {self.kind.noun}", self.kind.noun, ENGINE_RATE_HZ, True)
        latency_s = card.output_s if output else card.input_s
        self.opening(OpenStream(self, device, wish, 1, latency_s, on_pulse=False, raw=None))
        call = self._play if output else self._record
        self._calling = asyncio.create_task(call(round(block_s * ENGINE_RATE_HZ)), name=f"simulated {device.name}")
        self._calling.add_done_callback(self._ended)

    def _ended(self, calling: asyncio.Task[None]) -> None:
        if not calling.cancelled() and (error := calling.exception()) is not None:
            self._card.failure = error

    async def close_device(self) -> None:
        calling, self._calling = self._calling, None
        if calling is not None:
            calling.cancel()
            await asyncio.wait([calling])

    async def _play(self, size: int) -> None:
        """The loudspeaker's clock drifts: its samples are counted on its own time line."""
        card, drift = self._card, 1 + self._card.air.room.drift_ppm * 1e-6
        position = round((card.position(self._loop.time()) + card.output_s * ENGINE_RATE_HZ) * drift)
        while self.kind in card.plugged:
            block = np.zeros((size, 1), dtype=np.float32)
            card.blocks_s.append(self._loop.time())
            at_s = card.time_s(0) + position / drift / ENGINE_RATE_HZ
            self.called(block, at_s - self._loop.time(), Status())
            card.air.play(position, block[:, 0])
            position += size
            await _until(at_s - card.output_s + size / drift / ENGINE_RATE_HZ)
        self.ended()

    async def _record(self, size: int) -> None:
        card = self._card
        position = card.position(self._loop.time())
        while self.kind in card.plugged:
            await _until(card.time_s(position + size) + card.input_s)
            block = card.air.listen(position, position + size)[:, None]
            self.called(block, self._loop.time() - card.time_s(position), Status())
            position += size
        self.ended()


async def _until(at_s: float) -> None:
    await asyncio.sleep(at_s - asyncio.get_running_loop().time())
