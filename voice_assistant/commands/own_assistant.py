"""An assistant of the command's own, for as long as it runs: where none is running already."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..control_client import request
from ..errors import ControlError, VoiceAssistantError

_START_S = 60.0
_POLL_S = 0.1
_END_S = 10.0


def is_running(runtime_dir: Path) -> bool:
    try:
        request(runtime_dir, "status")
    except ControlError:
        return False
    return True


@contextmanager
def own_assistant(runtime_dir: Path, args: argparse.Namespace) -> Iterator[None]:
    """`start`, in a process of its own that ends with the context, or with us, however we end.

    Raises what it said when it could not start.
    """
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "voice_assistant", "start", "--until-eof", *_settings(args)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=told,
            start_new_session=True,  # deaf to the terminal's Ctrl+C
        )
        assert process.stdin is not None
        try:
            deadline = time.monotonic() + _START_S
            while not is_running(runtime_dir):
                if process.poll() is not None:
                    told.seek(0)
                    raise _failed(told.read().decode(errors="replace"), process.returncode)
                if time.monotonic() > deadline:
                    raise ControlError("the assistant did not start in time: see `voice-assistant doctor`")
                time.sleep(_POLL_S)
            yield
        finally:
            process.stdin.close()
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _settings(args: argparse.Namespace) -> list[str]:
    """The same settings on its command line."""
    config = ["--config", str(args.config.resolve())] if args.config else []
    return [*config, *(part for setting in args.settings for part in ("--set", setting))]


def _failed(told: str, exit_code: int) -> VoiceAssistantError:
    lines = [line.removeprefix("voice-assistant: ") for line in told.splitlines() if line.strip()]
    error = VoiceAssistantError("\n".join(lines[-20:]) or "the assistant ended at once: see its log")
    error.exit_code = exit_code
    return error
