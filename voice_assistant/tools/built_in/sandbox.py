"""Python in a sandbox: Monty, an interpreter of its own without files, network or processes.

Bounded in time and memory; offered only where it is installed (the extra `python`).
"""

from __future__ import annotations

from importlib.util import find_spec

from ...errors import ToolError
from ..base import Arguments, Result, Tool, parameters, text_of

SECONDS = 5.0
MEMORY_BYTES = 64_000_000
MOST_OUTPUT = 20_000


def sandbox() -> list[Tool]:
    if find_spec("pydantic_monty") is None:
        return []
    code = {"type": "string", "description": "Python; what it prints, and its last expression, come back"}
    return [
        Tool(
            "run_python",
            "Run a short Python program in a sandbox: no files, no network, only math, json, re, datetime and the like",
            parameters("code", code=code),
            run_python,
            timeout_s=3 * SECONDS,
        )
    ]


async def run_python(arguments: Arguments) -> Result:
    from pydantic_monty import AsyncMonty, CollectString, MontyCrashedError, MontyError, ResourceLimits

    code = text_of(arguments, "code")
    printed = CollectString()
    limits = ResourceLimits(max_feed_duration_secs=SECONDS, max_memory=MEMORY_BYTES)
    try:
        async with AsyncMonty(request_timeout=2 * SECONDS) as pool, pool.checkout(limits=limits) as session:
            value = await session.feed_run(code, print_callback=printed)
    except MontyCrashedError:
        raise ToolError("the program took too long or too much memory and was stopped") from None
    except MontyError as error:
        raise ToolError(f"the program failed: {str(error)[-2000:]}", spoken="The program failed.") from None
    said = str(printed.output)[:MOST_OUTPUT]
    if value is not None:
        said += str(value)[:MOST_OUTPUT]
    return Result(said or "(no output)")
