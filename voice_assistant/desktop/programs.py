"""Small programs of the desktop that do one thing for us, such as `wl-copy`."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping

from ..errors import DeviceError


async def run(
    *command: str,
    package: str,
    stdin: bytes | None = None,
    environ: Mapping[str, str] | None = None,
    silent: bool = False,
    timeout_s: float = 10.0,
) -> bytes:
    """What `command` writes to its standard output. `package` is what to install when it is missing.

    `environ` is added to ours. `silent` is for programs that go on in the background: nothing of what they write
    is read.

    Raises `DeviceError`: missing, failed, or no answer within `timeout_s`.
    """
    name = command[0]
    output_to = asyncio.subprocess.DEVNULL if silent else asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL if stdin is None else asyncio.subprocess.PIPE,
            stdout=output_to,
            stderr=output_to,
            env=os.environ | dict(environ or {}),
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
        reason = (complaint or b"").decode(errors="replace").strip().splitlines()
        raise DeviceError(f"{name} failed: {reason[-1] if reason else f'exit code {process.returncode}'}")
    return output or b""
