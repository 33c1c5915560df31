"""What all engines that talk to a Wyoming server share: the connection, and its errors in our words.

Wyoming is the protocol of Home Assistant's voice services: lines of JSON with sound between them, over TCP. It knows
no password and no encryption.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TypeVar
from urllib.parse import urlsplit

from ..errors import Code, EngineError, Stage
from .limits import CHECK_S, Limits
from .wyoming_protocol import Describe, Error, Event, Eventable, Info, async_read_event, async_write_event

E = TypeVar("E", bound=Eventable)


class WyomingServer:
    """One server, reached for one stage; each request has a connection of its own."""

    def __init__(self, stage: Stage, limits: Limits, uri: str | None) -> None:
        self.stage = stage
        self.limits = limits
        self.name = f"the {stage} server {uri}"
        parts = urlsplit(uri or "")
        self._host, self._port = parts.hostname or "", parts.port or 0

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Exchange]:
        """Raises `EngineError`, also for what fails in the context."""
        try:
            async with asyncio.timeout(self.limits.connect_s):
                reader, writer = await asyncio.open_connection(self._host, self._port)
        except (OSError, TimeoutError) as error:  # a name that is not known, a port where nobody listens
            raise self.unreachable() from error
        try:
            yield Exchange(self, reader, writer)
        except OSError as error:
            raise self.broke_off() from error
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def check(self) -> None:
        """Ask what it can do: a sign of life. Raises `EngineError`."""
        await self.describe()

    async def describe(self) -> Info:
        async with self.connected() as exchange:
            await exchange.send(Describe())
            while True:
                event = await exchange.next(CHECK_S)
                if Info.is_type(event.type):
                    return self.read(Info, event)

    def read(self, kind: type[E], event: Event) -> E:
        """`event` as a `kind`. Raises `EngineError` when it is none."""
        try:
            read: E = kind.from_event(event)  # type: ignore[assignment]
            return read
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self.senseless() from error

    def unreachable(self) -> EngineError:
        return self._failed(Code.UNREACHABLE, f"cannot reach {self.name}: is it running, and is the address right?")

    def broke_off(self) -> EngineError:
        return self._failed(Code.UNREACHABLE, f"{self.name} broke off in the middle of its answer: try again")

    def timed_out(self, waited_s: float) -> EngineError:
        section = self.stage.value.replace(" ", "_").replace("-", "_")
        line = f"{self.name} did not answer within {waited_s:g} s: try again, or raise {section}.timeout_s"
        return self._failed(Code.TIMEOUT, line)

    def senseless(self) -> EngineError:
        line = f"{self.name} sent an answer that makes no sense: check the address, and that it speaks Wyoming"
        return self._failed(Code.BROKEN, line)

    def refused(self) -> EngineError:
        """It may quote what was said: that is left out."""
        return self._failed(Code.BROKEN, f"{self.name} has a problem of its own: see its log")

    def _failed(self, code: Code, line: str) -> EngineError:
        return EngineError(self.stage, code, line)


class Exchange:
    """Events to and from a server."""

    def __init__(self, server: WyomingServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader, self._writer = reader, writer

    async def send(self, what: Eventable) -> None:
        try:
            async with asyncio.timeout(self._server.limits.first_s):
                await async_write_event(what.event(), self._writer)
        except TimeoutError as error:
            raise self._server.timed_out(self._server.limits.first_s) from error

    async def next(self, within_s: float | None) -> Event:
        """Raises `EngineError`: the end of the connection, too, and an error that the server tells."""
        try:
            async with asyncio.timeout(within_s):
                event = await async_read_event(self._reader)
        except TimeoutError as error:
            raise self._server.timed_out(within_s or 0.0) from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise self._server.broke_off() from error
        except (KeyError, TypeError, AttributeError) as error:
            raise self._server.senseless() from error
        if event is None:  # also what is no event
            raise self._server.broke_off()
        if Error.is_type(event.type):
            raise self._server.refused()
        return event
