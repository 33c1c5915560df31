"""The embedded language model's server as its parent sees it: start it, ask whether it lives, end it."""

from __future__ import annotations

import asyncio
import json
import secrets
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from ..errors import Code, EngineError, Stage
from . import weights
from .llama_server import Settings
from .native_threads import cores

LOAD_TIMEOUT_S = 120.0
PACKAGE_PARENT = Path(__file__).resolve().parents[2]


class LlamaProcess:
    """One running server. Make it with `start`."""

    def __init__(
        self, process: subprocess.Popen[str], model: Path, base_url: str, key: str, projector: Path | None = None
    ) -> None:
        self._process = process
        self.model = model
        self.projector = projector
        self.base_url = base_url
        self.key = key

    @classmethod
    async def start(
        cls, model: Path, *, context_tokens: int, threads: int, projector: Path | None = None
    ) -> LlamaProcess:
        """Load `model`, a GGUF file, in a new process; with a `projector`, another one, it sees.

        Raises `EngineError` NO_MODEL, CRASHED or TIMEOUT.
        """
        seeing = str(projector) if projector is not None else ""
        settings = Settings(str(model), secrets.token_urlsafe(32), context_tokens, threads or cores(), seeing)
        process = _spawn()
        try:
            async with asyncio.timeout(LOAD_TIMEOUT_S):
                line = await asyncio.to_thread(_exchange, process, settings.line())
        except BaseException as error:
            process.kill()
            asyncio.get_running_loop().run_in_executor(None, _reap, process)
            if isinstance(error, TimeoutError):
                line = f"the embedded language model {model.name} did not load within {LOAD_TIMEOUT_S:g} s"
                raise EngineError(Stage.LANGUAGE_MODEL, Code.TIMEOUT, f"{line}: choose a smaller one") from error
            raise
        answer = json.loads(line or "{}")
        if "base_url" in answer:
            return cls(process, model, answer["base_url"], settings.key, projector)
        process.kill()
        await asyncio.to_thread(_reap, process)
        if "error" in answer:
            name = model.name if projector is None else f"{model.name} with the projector {projector.name}"
            raise weights.broken(Stage.LANGUAGE_MODEL, name, RuntimeError(answer["error"]))
        raise crashed(f"the embedded language model {model.name} ended while it was loading ({_ending(process)})")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    async def died(self, within_s: float) -> bool:
        """Whether it has ended, or does so `within_s`: a broken connection is noticed before a death."""
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(self._process.wait, within_s)
        return not self.alive

    def ending(self) -> str:
        """How it ended, for a message."""
        return _ending(self._process)

    async def close(self) -> None:
        """End it; returns when it is gone."""
        self._process.kill()
        await asyncio.to_thread(_reap, self._process)


def crashed(what: str) -> EngineError:
    return EngineError(Stage.LANGUAGE_MODEL, Code.CRASHED, f"{what}: try again, or choose a smaller model")


def _spawn() -> subprocess.Popen[str]:
    # Out of our process group, so that Ctrl+C in the terminal reaches only us.
    return subprocess.Popen(
        [sys.executable, "-m", "voice_assistant.engines.llama_server"],
        cwd=PACKAGE_PARENT,  # where -m looks first
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _exchange(process: subprocess.Popen[str], line: str) -> str:
    """Say `line`, return the answer, "" when it has ended instead."""
    stdin, stdout = _pipes(process)
    with suppress(OSError):
        stdin.write(line)
        stdin.flush()
    return stdout.readline()


def _reap(process: subprocess.Popen[str]) -> None:
    process.wait()
    for pipe in _pipes(process):
        with suppress(OSError):
            pipe.close()


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None and process.stdout is not None
    return process.stdin, process.stdout


def _ending(process: subprocess.Popen[str]) -> str:
    code = process.returncode
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
