"""The camera as the rest of the program has it: on when asked for, with a sign, and off by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from ...bus import Bus
from ...config.schema import Config
from ...config.secrets import api_key
from ...errors import CameraError
from ...events import DeviceLost, DeviceRecovered, Event, State, StateChanged
from ...vision_events import CameraOff, CameraOn
from ..picture import Picture
from .devices import camera_devices
from .process import Eye, EyeProcess
from .source import Source, find_source
from .watch import Glance

LOOKED_AFTER_S = 1.0
SILENT_FOR_S = 6.0
"""Without a frame for so long, a camera is lost; a network's pause is shorter."""
TRIED_AGAIN_S = 2.0


class Camera:
    """Publishes `CameraOn`, `CameraOff`, `DeviceLost` and `DeviceRecovered`. Listens when the person speaks."""

    def __init__(
        self, bus: Bus, find: Callable[[], tuple[Source, str | None]], eye: Eye, *, off_after_s: float
    ) -> None:
        """`find` says where to look, and the login there; it may block."""
        self._bus = bus
        self._find = find
        self._off_after_s = off_after_s
        self._eye = eye
        self._changing = asyncio.Lock()
        self._source: Source | None = None
        self._login: str | None = None
        self._lost = ""  # why it cannot see at the moment
        self._looking_after: asyncio.Task[None] | None = None
        self._pacing: set[asyncio.Task[None]] = set()
        self._needed_s = 0.0
        self._speaking = False
        self._spoke_from_s: float | None = None
        bus.subscribe(self._follow)

    @property
    def is_on(self) -> bool:
        return self._source is not None

    @property
    def name(self) -> str:
        """What is looked through, "" while it is off."""
        return "" if self._source is None else self._source.label

    async def on(self) -> None:
        """Have it on, for a while from now. Raises `CameraError`."""
        self._need()
        async with self._changing:
            if self._source is not None:
                return
            source, login = await asyncio.to_thread(self._find)
            try:
                await self._eye.open(source, login)
                await self._eye.pace(self._speaking)
            except BaseException:
                self._eye.close()
                raise
            self._source, self._login, self._lost = source, login, ""
            self._need()
            self._looking_after = asyncio.create_task(self._look_after(source), name="camera")
            self._bus.publish(CameraOn(source.label))

    async def off(self) -> None:
        """Have it off."""
        async with self._changing:
            task, self._looking_after = self._looking_after, None
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
            self._switched_off("")

    async def frames(self, spoken_end_s: float | None, count: int) -> list[Picture]:
        """What was in view when the person had finished, the last of at most `count`, oldest first.

        `spoken_end_s` is on the event loop's clock; None means now. Earlier ones are there when the scene changed while
        the person spoke. The camera is switched on for it. Raises `CameraError`.
        """
        await self.on()
        if self._lost:
            raise CameraError(self._lost, spoken="The camera is gone.")
        since_s = self._spoke_from_s
        if since_s is not None and spoken_end_s is not None and since_s > spoken_end_s:
            since_s = None
        found = await self._eye.frames(spoken_end_s, since_s, count)
        self._need()
        return [Picture(one.jpeg, one.width, one.height, "camera", self.name, one.at_s) for one in found]

    async def glance(self, within: tuple[int, int] | None = None) -> Glance:
        """How it is doing. `within` asks for a preview that fits into so many pixels, and so keeps it on.

        Raises `CameraError`, also when it is off.
        """
        if self._source is None:
            raise CameraError("the camera is off")
        if self._lost:
            raise CameraError(self._lost, spoken="The camera is gone.")
        if within is not None:
            self._need()
        return await self._eye.glance(within)

    async def close(self) -> None:
        await self.off()

    # inside

    def _need(self) -> None:
        self._needed_s = asyncio.get_running_loop().time()

    def _follow(self, event: Event) -> None:
        """Look more often while the person speaks."""
        if not isinstance(event, StateChanged) or (speaking := event.state is State.LISTENING) is self._speaking:
            return
        self._speaking = speaking
        if speaking:
            self._spoke_from_s = asyncio.get_running_loop().time()
        if self.is_on and not self._lost:
            task = asyncio.create_task(self._pace(), name="camera pace")
            self._pacing.add(task)
            task.add_done_callback(self._pacing.discard)

    async def _pace(self) -> None:
        with suppress(CameraError):  # whoever looks after it finds out, too
            await self._eye.pace(self._speaking)

    async def _look_after(self, source: Source) -> None:
        """Until it is off: tell once that it was lost, try again, and switch it off when nobody needs it."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TRIED_AGAIN_S if self._lost else LOOKED_AFTER_S)
            if not self._speaking and loop.time() - self._needed_s >= self._off_after_s:
                break
            try:
                if self._lost:
                    await self._find_again(source)
                    continue
                glance = await self._eye.glance()
            except CameraError as error:
                self._lose(source, str(error))
                continue
            if glance.ended and source.kind == "file":
                return self._switched_off("the video is over")
            if glance.ended or loop.time() - glance.grabbed_s > SILENT_FOR_S:
                self._lose(source, f"{source.label} is gone: is it plugged in, or in reach?")
        self._switched_off("nobody needed it for a while")

    async def _find_again(self, source: Source) -> None:
        try:
            await self._eye.open(source, self._login)
            await self._eye.pace(self._speaking)
        except CameraError:
            self._eye.close()
            return
        self._lost = ""
        self._bus.publish(DeviceRecovered(source.label, f"{source.label} is back"))

    def _lose(self, source: Source, why: str) -> None:
        self._eye.close()
        if not self._lost:
            self._bus.publish(DeviceLost(source.label, why))
        self._lost = why

    def _switched_off(self, message: str) -> None:
        if self._source is not None:
            label, self._source = self._source.label, None
            self._eye.close()
            self._bus.publish(CameraOff(label, message))


def make_camera(config: Config, bus: Bus) -> Camera:
    """The camera that the config names. It is off."""
    vision = config.vision

    def find() -> tuple[Source, str | None]:
        source = find_source(vision.camera, camera_devices, loop=vision.loop)
        return source, api_key("camera") if source.kind == "address" else None

    eye = EyeProcess(longest_side=vision.longest_side, quality=vision.quality)
    return Camera(bus, find, eye, off_after_s=vision.off_after_s)
