"""Small programs of the desktop that do one thing for us, such as `wl-copy`."""

from __future__ import annotations

import asyncio
import contextlib

from ..errors import DeviceError


async def run(*command: str, stdin: bytes | None = None, package: str, timeout_s: float = 10.0) -> bytes:
    """What `command` writes to its standard output. `package` is what to install when it is missing.

    Raises `DeviceError`: missing, failed, or no answer within `timeout_s`.
    """
    name = command[0]
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL if stdin is None else asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise DeviceError(f"the program {name} is not installed: install the package {package}") from error
    try:
        async with asyncio.timeout(timeout_s):
            output, complaint = await process.communicate(stdin)
    except TimeoutError as error:
        raise DeviceError(f"{name} did not answer within {timeout_s:g} s") from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        reason = complaint.decode(errors="replace").strip().splitlines()
        raise DeviceError(f"{name} failed: {reason[-1] if reason else f'exit code {process.returncode}'}")
    return output
