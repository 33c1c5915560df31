"""Parts for a run that does without: a question in writing needs no microphone, a written answer no speaker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .audio.types import Audio
from .desktop.insertion.base import Landed, Target
from .errors import DeviceError


class NoMicrophone:
    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        raise DeviceError("this command has no microphone")
        yield


class NoSpeaker:
    played_s = 0.0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        raise DeviceError("this command has no speaker")
        yield

    async def play(self, audio: Audio) -> None: ...

    async def drain(self) -> None: ...

    def flush(self) -> None: ...

    def duck(self, gain: float) -> None: ...


class NoRecording:
    def write(self, audio: Audio) -> None: ...

    def close(self) -> None: ...

    def note(self, text: str) -> None: ...

    def cancel(self) -> None: ...


class NoJournal:
    """For sound that is in a file already."""

    def begin(self, binding: str) -> NoRecording:
        return NoRecording()


class NoDesk:
    async def selection(self) -> str:
        raise DeviceError("this command has no desktop")

    async def clipboard(self) -> str:
        raise DeviceError("this command has no desktop")

    async def picture(self) -> bytes | None:
        return None

    async def copy(self, text: str) -> None:
        raise DeviceError("this command has no desktop")

    async def held(self) -> str:
        return ""

    async def deliver_held(self) -> Landed | None:
        return None

    async def pin(self) -> Target | None:
        return None

    async def insert(self, text: str, target: Target | None) -> Landed:
        raise DeviceError("this command has no desktop")

    async def press(self, key: str, target: Target | None) -> bool:
        return False

    async def undo(self) -> Landed:
        raise DeviceError("this command has no desktop")

    async def before_cursor(self) -> str | None:
        return None

    async def print(self, text: str) -> None:
        """Nothing: an observer has shown the text while it was written."""
