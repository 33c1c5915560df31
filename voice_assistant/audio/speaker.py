"""A speaker of this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..bus import Bus
from ..errors import DeviceError
from ..events import Overrun
from .device import DEFAULT, Kind
from .file_speaker import MAX_QUEUED_S
from .playqueue import PlayQueue
from .portaudio import OpenStream
from .resample import StreamResampler
from .stream import DeviceStream
from .types import Audio, Samples, Tap
from .volume import Volume

BLOCK_S = 0.02
GIVE_UP_S = 10.0
"""A speaker lost for so long fails what is being played."""
_PIECE_S = 0.25
_MARGIN_S = 0.02
_NEARLY_DRY_S = 0.1


class DeviceSpeaker:
    """Plays on `device`, as it is called in the config, at `volume`, which may change. Implements `Speaker`.

    Publishes `Overrun` when the card ran dry in the middle of a sound, `DeviceLost` and `DeviceRecovered`. A lost
    speaker pauses what is played; after `GIVE_UP_S`, `play` and `drain` raise `DeviceError`. `tap` gets all that
    is handed to the card, as long as the speaker is open.
    """

    def __init__(
        self,
        bus: Bus,
        device: str = DEFAULT,
        *,
        volume: float | Volume = 1.0,
        tap: Tap | None = None,
        stream: Callable[..., DeviceStream] = DeviceStream,
    ) -> None:
        self._bus = bus
        self._stream = stream
        self._device = device
        self._volume = volume if isinstance(volume, Volume) else Volume(volume)
        self._tap = tap
        self._playback: _Playback | None = None
        self._is_open = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        if self._is_open:
            raise RuntimeError("the speaker is open already: one voice at a time")
        self._is_open = True
        try:
            playback = _Playback(self._bus, self._volume, self._tap)
            stream = self._stream(Kind.OUTPUT, self._device, playback, self._bus, block_s=BLOCK_S)
            playback.stream = stream
            self._playback = playback
            await stream.start()
            try:
                yield
            finally:
                playback.close()
                await stream.stop()
        finally:
            self._is_open = False

    @property
    def played_s(self) -> float:
        return self._playback.queue.played_s if self._playback else 0.0

    async def play(self, audio: Audio) -> None:
        await self._opened().play(audio)

    async def drain(self) -> None:
        await self._opened().drain()

    def flush(self) -> None:
        if self._playback is not None:
            self._playback.flush()

    def duck(self, gain: float) -> None:
        if self._playback is not None:
            self._playback.queue.duck(gain)

    def _opened(self) -> _Playback:
        if self._playback is None or not self._is_open:
            raise RuntimeError("the speaker is not open")
        return self._playback


class _Playback:
    """What is played from one `open` to its end."""

    stream: DeviceStream

    def __init__(self, bus: Bus, volume: Volume, tap: Tap | None) -> None:
        self._tap = tap
        self.queue = PlayQueue(rate_hz=48_000)
        self._bus = bus
        self._volume, self._level = volume, volume.level
        self._loop = asyncio.get_running_loop()
        self._clip: StreamResampler | None = None  # holds the last milliseconds of a sound that may go on
        self._in_the_air_at = 0.0  # on the loop's clock: when the last sample handed over has been heard
        self._flushes = 0
        self._moved = asyncio.Event()
        self._sounding = False
        self._underruns = 0

    # on foreign threads

    def opening(self, stream: OpenStream) -> None:
        self.queue.change_rate(stream.device.rate_hz)

    def called(self, samples: NDArray[np.float32], delay_s: float, status: Any) -> None:
        filled = self.queue.fill(samples[:, 0])
        self._level = self._volume.apply(samples[:, 0], self._level)
        if self._tap is not None:
            self._tap.write(samples[:, 0], self.queue.rate_hz, self._loop.time() + delay_s)
        if filled:
            self._in_the_air_at = self._loop.time() + delay_s + filled / self.queue.rate_hz
        samples[:, 1:] = samples[:, :1]
        underrun = self._sounding and bool(status.output_underflow)
        if filled or underrun:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._progress, underrun)
        self._sounding = filled > 0

    def may_interrupt(self) -> bool:
        return self.queue.queued_s == 0

    # on the event loop

    async def play(self, audio: Audio) -> None:
        flushes = self._flushes
        for piece in _pieces(audio):
            await self._until(lambda: self.queue.queued_s <= MAX_QUEUED_S or flushes != self._flushes)
            if flushes != self._flushes:
                return
            if self._clip is None or (self._clip.from_hz, self._clip.to_hz) != (audio.rate_hz, self.queue.rate_hz):
                self._finish_clip()
                self._clip = StreamResampler(audio.rate_hz, self.queue.rate_hz)
            self.queue.put(np.clip(self._clip.push(piece), -1, 1))

    async def drain(self) -> None:
        flushes = self._flushes
        self._finish_clip()
        await self._until(lambda: self.queue.queued_s == 0 or flushes != self._flushes)
        if flushes == self._flushes:
            await asyncio.sleep(self._in_the_air_at + _MARGIN_S - self._loop.time())

    def flush(self) -> None:
        self._flushes += 1
        self._clip = None
        if self.stream.lost_since is None:
            self.queue.flush()
        else:
            self.queue.clear()  # nobody there to hear it fade
        self._moved.set()

    def close(self) -> None:
        self._flushes += 1
        self._clip = None
        self.queue.clear()
        self._moved.set()

    def _finish_clip(self) -> None:
        """The sound does not go on: play its last milliseconds, too."""
        if self._clip is not None:
            if self._clip.to_hz == self.queue.rate_hz:
                self.queue.put(np.clip(self._clip.finish(), -1, 1))
            self._clip = None

    def _progress(self, underrun: bool) -> None:
        self._moved.set()
        if self.queue.queued_s < _NEARLY_DRY_S:
            self._finish_clip()
        if underrun:
            self._underruns += 1
            self._bus.publish(Overrun(self.stream.label, self._underruns))

    async def _until(self, condition: Callable[[], bool]) -> None:
        """Wait while the sound plays on. Raises `DeviceError` when it has not for `GIVE_UP_S`."""
        while not condition():
            lost_since = self.stream.lost_since
            if lost_since is not None and self._loop.time() - lost_since > GIVE_UP_S:
                self.close()  # or it would be heard when nobody expects it any more
                raise DeviceError(
                    f'the speaker "{self.stream.label}" is gone; plug it in, or choose another one in the config '
                    f"(`voice-assistant devices`)"
                )
            self._moved.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_PIECE_S):
                    await self._moved.wait()


def _pieces(audio: Audio) -> Iterator[Samples]:
    size = max(1, round(_PIECE_S * audio.rate_hz))
    for start in range(0, len(audio.samples), size):
        yield audio.samples[start : start + size]
