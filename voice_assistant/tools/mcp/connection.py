"""One server: connected, its tools known, connected again when it went away."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from ...config.tools import McpServerConfig
from ...errors import ToolError
from ..base import Tool
from .offered import offered_by
from .servers import expanded

if TYPE_CHECKING:
    from mcp import Client

T = TypeVar("T")

log = logging.getLogger(__name__)

CONNECT_S = 30.0
"""Some are downloaded by the command that starts them."""
CALLED_AGAIN_S = 10.0
"""So long a call waits for a server that is being connected to."""
LOOK_S = 15.0
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0


class Connection:
    """`run` holds it, in one task; calls come from any. `on_problem` is told once each time it goes away."""

    def __init__(self, name: str, config: McpServerConfig, on_problem: Callable[[str], None]) -> None:
        self.name = name
        self.tools: list[Tool] = []
        self._config = config
        self._on_problem = on_problem
        self._client: Client | None = None
        self._connected = asyncio.Event()
        self._broken = asyncio.Event()
        self._changed = asyncio.Event()
        self._told = False

    @property
    def connected(self) -> bool:
        return self._client is not None

    async def until_connected(self) -> None:
        await self._connected.wait()

    async def run(self) -> None:
        """Until cancelled."""
        wait_s = FIRST_WAIT_S
        while True:
            try:
                await self._serve()
                wait_s = FIRST_WAIT_S
            except Exception as error:  # the package's, the transport's, the server's: all mean that it is gone
                log.info("MCP server %s: %s", self.name, type(error).__name__)
                self._tell(error)
            await asyncio.sleep(wait_s)
            wait_s = min(LONGEST_WAIT_S, 2 * wait_s)

    async def call(self, ask: Callable[[Client], Awaitable[T]]) -> T:
        """Raises `ToolError` when it cannot be reached, and what it complains of."""
        from mcp import MCPError

        if self._client is None:
            with suppress(TimeoutError):
                async with asyncio.timeout(CALLED_AGAIN_S):
                    await self._connected.wait()
        client = self._client
        if client is None:
            raise ToolError(f"{self.name} cannot be reached", spoken=f"I can't reach {self.name}.")
        try:
            return await ask(client)
        except MCPError as error:
            if "closed" in str(error).lower():
                self._broken.set()
                raise self._gone() from error
            raise ToolError(f"{self.name} says: {str(error)[:300]}", spoken=f"{self.name} did not do it.") from error
        except (OSError, RuntimeError) as error:
            self._broken.set()
            raise self._gone() from error
        except Exception as error:
            if type(error).__module__.partition(".")[0] in ("anyio", "httpx", "httpx2", "httpcore"):
                self._broken.set()
                raise self._gone() from error
            raise

    def _gone(self) -> ToolError:
        return ToolError(f"{self.name} went away in the middle of it", spoken=f"{self.name} went away just now.")

    async def _serve(self) -> None:
        async with AsyncExitStack() as stack:
            async with asyncio.timeout(CONNECT_S):
                client = await stack.enter_async_context(await self._new_client(stack))
                self.tools = await offered_by(self, client)
            self._client, self._told = client, False
            self._broken.clear()
            self._connected.set()
            try:
                await self._watch(client)
            finally:
                self._client = None
                self._connected.clear()
        raise ConnectionError

    async def _watch(self, client: Client) -> None:
        """Returns when it is gone. Its tools may change meanwhile."""
        while True:
            waiting = [asyncio.create_task(event.wait()) for event in (self._broken, self._changed)]
            try:
                await asyncio.wait(waiting, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in waiting:
                    task.cancel()
            if self._broken.is_set():
                return
            self._changed.clear()
            async with asyncio.timeout(LOOK_S):
                self.tools = await offered_by(self, client)  # also the sign of life

    async def _new_client(self, stack: AsyncExitStack) -> Client:
        mcp = await asyncio.to_thread(importlib.import_module, "mcp")
        return mcp.Client(  # type: ignore[no-any-return]
            await self._transport(stack), message_handler=self._message, cache=None, mode="auto"
        )

    async def _transport(self, stack: AsyncExitStack) -> Any:
        config = self._config
        if config.url is not None:
            from mcp.client.streamable_http import streamable_http_client
            from mcp.shared._httpx_utils import create_mcp_http_client

            http = await stack.enter_async_context(create_mcp_http_client(headers=expanded(config.headers)))
            return streamable_http_client(config.url, http_client=http)
        from mcp.client.stdio import StdioServerParameters, stdio_client

        assert config.command is not None
        null = stack.enter_context(os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))  # what it says is no talk
        return stdio_client(
            StdioServerParameters(command=config.command, args=config.args, env=expanded(config.env), cwd=config.cwd),
            errlog=null,
        )

    async def _message(self, message: Any) -> None:
        if type(message).__name__.endswith("ListChangedNotification"):
            self._changed.set()

    def _tell(self, error: BaseException) -> None:
        if not self._told:
            self._told = True
            why = _reason(error)
            self._on_problem(f"the tools of {self.name} are not there{why}: it is tried again")


def _reason(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    match error:
        case FileNotFoundError():
            return " (its command is not found)"
        case TimeoutError():
            return " (it does not answer)"
        case ConnectionError():
            return " (it went away)"
    return f" ({type(error).__name__})"
