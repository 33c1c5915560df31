"""A small process that holds the clipboard after we have ended: it gets the content, and says when it has it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from ..errors import DeviceError


def start_keeper(module: str, content: bytes, environ: Mapping[str, str]) -> None:
    """Run `module`, which reads `content` and writes "copied" or what went wrong. Blocks until it does.

    `environ` is added to ours. Raises `DeviceError`.
    """
    keeper = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | dict(environ),
        start_new_session=True,  # Ctrl+C in our terminal is not meant for it
    )
    assert keeper.stdin is not None and keeper.stdout is not None
    with keeper.stdin as pipe:
        pipe.write(content)
    with keeper.stdout as pipe:
        answer = pipe.readline().decode().strip()
    if answer != "copied":
        keeper.wait()
        raise DeviceError(answer or "the clipboard could not be kept")
    keeper.returncode = 0  # it outlives us on purpose
