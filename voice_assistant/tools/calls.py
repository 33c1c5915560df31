"""Calling a tool: within its time, its result bounded, its failure in words, every call in the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from ..bus import Bus
from ..concurrency import now_s
from ..errors import VoiceAssistantError
from ..tool_events import ToolEnded, ToolStarted
from .base import Arguments, Outcome, Result, Tool
from .call_log import CallLog

log = logging.getLogger(__name__)

MAX_CHARACTERS = 12_000
"""More of a result is no use to a voice, and would push the conversation out of the model's memory."""


class Calls:
    """Over all answers of a session."""

    def __init__(self, bus: Bus, call_log: CallLog, timeout_s: float) -> None:
        self._bus = bus
        self._log = call_log
        self._timeout_s = timeout_s

    async def run(self, tool: Tool, arguments: Arguments) -> Result:
        """Never raises but when cancelled: what went wrong is the result, for the model and for the ear."""
        began_s, outcome = now_s(), Outcome.CANCELLED
        self._bus.publish(ToolStarted(began_s, tool.full_name))
        try:
            result, outcome = await self._outcome(tool, arguments)
            return result
        finally:
            self._note(tool, arguments, outcome, now_s() - began_s)

    async def compute(
        self, tool: Tool, arguments: Arguments, when_sure: Callable[[Callable[[], object]], None]
    ) -> Result:
        """An instant tool, for an answer that may be a guess; that it was called is a fact only `when_sure`."""
        began_s = now_s()
        result, outcome = await self._outcome(tool, arguments)
        took_s = now_s() - began_s

        def sure() -> None:
            self._bus.publish(ToolStarted(began_s, tool.full_name))
            self._note(tool, arguments, outcome, took_s)

        when_sure(sure)
        return result

    async def _outcome(self, tool: Tool, arguments: Arguments) -> tuple[Result, Outcome]:
        try:
            async with asyncio.timeout(tool.timeout_s or self._timeout_s):
                return _bounded(await tool.run(arguments)), Outcome.DONE
        except TimeoutError:
            late = Result("error: it took too long and was stopped", "That took too long, so I stopped it.")
            return late, Outcome.TIMED_OUT
        except VoiceAssistantError as error:
            return _bounded(Result(f"error: {error}", error.spoken)), Outcome.FAILED
        except Exception as error:  # a tool of others, or a mistake of ours: the talk goes on
            log.exception("tool %s failed", tool.full_name)
            broke = Result(f"error: the tool broke ({type(error).__name__})", "That did not work: the tool broke.")
            return broke, Outcome.FAILED

    def _note(self, tool: Tool, arguments: Arguments, outcome: Outcome, took_s: float) -> None:
        self._bus.publish(ToolEnded(now_s(), tool.full_name, outcome.value, took_s))
        self._log.note(tool.full_name, outcome, took_s, arguments)

    def not_run(self, tool: str, outcome: Outcome, arguments: Arguments) -> None:
        """It was wanted, and was not called."""
        self._bus.publish(ToolEnded(now_s(), tool, outcome.value, 0.0))
        self._log.note(tool, outcome, 0.0, arguments)


def _bounded(result: Result) -> Result:
    if len(result.text) <= MAX_CHARACTERS:
        return result
    left_out = len(result.text) - MAX_CHARACTERS
    return replace(result, text=f"{result.text[:MAX_CHARACTERS]}\n[{left_out} more characters]")
