"""What a talk listens to, and by what it may be interrupted: chosen by the config and the devices, then measured."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum

from ..bus import Bus
from ..config.schema import EchoConfig
from ..events import EchoChanged
from .echo import CanInterrupt, EchoCancelledMicrophone
from .echo_watch import EchoWatch
from .reference import Reference
from .types import Audio, Microphone


class EchoMode(StrEnum):
    """Who keeps our own voice out of the microphone."""

    WEBRTC = "webrtc"  # we
    SERVER = "server"  # the sound server
    HEADPHONES = "headphones"  # there is none
    OFF = "off"  # nobody


class EchoControl:
    """The microphone of a talk, and how far it can be trusted. Implements `Microphone` and `Echo`.

    `find` looks what the devices are: it is asked when the microphone is opened. What it says only names the mode:
    the echo is measured and cancelled all the same, because headphones are taken off, and what is in the headphone
    socket may be loudspeakers. Publishes `EchoChanged`.
    """

    def __init__(
        self,
        config: EchoConfig,
        bus: Bus,
        microphone: Microphone,
        reference: Reference,
        find: Callable[[], Awaitable[EchoMode]],
    ) -> None:
        self._config = config
        self._bus = bus
        self._plain = microphone
        self._free = EchoCancelledMicrophone(microphone, reference, measured=self._measured)
        self._find = find
        self._cancelled = True
        self._told: EchoChanged | None = None
        self.mode = EchoMode.WEBRTC if config.mode == "auto" else EchoMode(config.mode)
        self.reduction_db: float | None = None
        """How much softer our own voice is made; None while that is not known."""

    @property
    def can_interrupt(self) -> CanInterrupt:
        if self._config.interrupt_by != "auto":
            return self._config.interrupt_by
        if self.mode is EchoMode.OFF:
            return "key"
        return "voice" if self._cancelled else "word"

    async def look(self) -> None:
        """See what the devices are, and say so."""
        if self._config.mode == "auto":
            self.mode = await self._find()
        self._tell()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        await self.look()
        microphone = self._free if self._config.mode in ("auto", "webrtc") else self._plain
        async with microphone.open() as blocks:
            yield blocks

    def _measured(self, watch: EchoWatch) -> None:
        self.reduction_db = watch.reduction_db
        if watch.cancelled is not None:
            self._cancelled = watch.cancelled
        self._tell()

    def _tell(self) -> None:
        told, event = self._told, EchoChanged(self.mode.value, self.can_interrupt, self.reason, self.reduction_db)
        same = told and (told.mode, told.can_interrupt) == (event.mode, event.can_interrupt)
        if not same or told is None or _differ(told.reduction_db, event.reduction_db):
            self._told = event
            self._bus.publish(event)

    @property
    def reason(self) -> str:
        """By what we may be interrupted, and why, in a line."""
        what = _WHAT[self.mode]
        if self.mode is EchoMode.WEBRTC and self._cancelled and (self.reduction_db or 0.0) >= 1.0:
            what += f" (by {self.reduction_db:.0f} dB)"
        if self._config.interrupt_by != "auto":
            return f"{what}; {_HOW[self.can_interrupt]}, as the config says"
        if self.can_interrupt == "word":
            return f"{what}, but it is not: {_HOW['word']}; headphones help, or a softer voice"
        return f"{what}; {_HOW[self.can_interrupt]}"


def _differ(before_db: float | None, now_db: float | None) -> bool:
    if before_db is None or now_db is None:
        return before_db is not now_db
    return abs(before_db - now_db) > _NEWS_DB


_NEWS_DB = 6.0
_WHAT = {
    EchoMode.WEBRTC: "our own voice is cancelled in the microphone",
    EchoMode.SERVER: "our own voice is cancelled by the sound server",
    EchoMode.HEADPHONES: "headphones: the microphone does not hear our voice",
    EchoMode.OFF: "our own voice is not cancelled",
}
_HOW: dict[CanInterrupt, str] = {
    "voice": "speak at any time to interrupt",
    "word": 'only "stop" interrupts',
    "key": "only a key interrupts",
}
