"""The assistant as a person has it: `voice-assistant start` in a process of its own, on a desktop of our own."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.rig.waiting import wait_until
from voice_assistant import paths
from voice_assistant.control_client import request, watch
from voice_assistant.errors import ControlError

PROGRAM = str(Path(sys.executable).with_name("voice-assistant"))


class RunningAssistant:
    """A started assistant, and what its control socket told."""

    def __init__(self, process: subprocess.Popen[str], runtime_dir: Path, output: Path) -> None:
        self.process = process
        self.runtime_dir = runtime_dir
        self.events: list[dict[str, Any]] = []
        self.was_killed = False
        self._output = output

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def output(self) -> str:
        """What it printed so far."""
        return self._output.read_text(encoding="utf-8", errors="replace")

    def status(self) -> dict[str, Any]:
        return request(self.runtime_dir, "status")

    def trigger(self, name: str, action: str = "tap") -> None:
        request(self.runtime_dir, "trigger", name=name, action=action)

    def seen(self, kind: str) -> list[dict[str, Any]]:
        """Events of one kind since the start, oldest first."""
        return [event for event in self.events if event["event"] == kind]

    def wait_for(self, kind: str, count: int = 1, *, within_s: float = 60.0) -> list[dict[str, Any]]:
        """All events of `kind` once there are `count` of them."""
        wait_until(
            lambda: len(self.seen(kind)) >= count or self.process.poll() is not None,
            f"{count} x {kind}; had {[event['event'] for event in self.events]}",
            within_s=within_s,
        )
        assert len(self.seen(kind)) >= count, f"it ended: {self.output}"
        return self.seen(kind)

    def wait_until_idle(self) -> None:
        wait_until(lambda: self.status()["state"] == "idle", "idle")

    def wait_until_warm(self) -> None:
        wait_until(lambda: self.status()["warm"], "engines loaded", within_s=120)

    def kill(self) -> None:
        """SIGKILL: it is gone, and whatever it was doing with it."""
        self.was_killed = True
        self.process.kill()
        self.process.wait(timeout=30)

    def follow(self) -> None:
        with suppress(ControlError):
            for event in watch(self.runtime_dir):
                self.events.append(event)


@contextmanager
def running_assistant(
    folder: Path, environment: Mapping[str, str], *arguments: str, config: str = ""
) -> Iterator[RunningAssistant]:
    """`voice-assistant start` with everything of its own in `folder`, except the models; ended with SIGTERM.

    `environment` is that of its desktop. Fails the test when it is not ready in time, or ends badly.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "config.toml").exists():
        (folder / "config.toml").write_text(config)
    runtime_dir = folder / "runtime"
    places = {
        "VOICE_ASSISTANT_CONFIG": str(folder / "config.toml"),
        "VOICE_ASSISTANT_DATA": str(folder / "data"),
        "VOICE_ASSISTANT_MODELS": str(paths.models_dir()),
        "VOICE_ASSISTANT_STATE": str(folder / "state"),
        "VOICE_ASSISTANT_RUNTIME": str(runtime_dir),
    }
    output = folder / f"output-{len(list(folder.glob('output-*')))}.txt"
    with output.open("w") as file:
        process = subprocess.Popen(
            [PROGRAM, "start", *arguments],
            env={**environment, **places},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
    assistant = RunningAssistant(process, runtime_dir, output)
    try:
        wait_until(lambda: "ready" in assistant.output or process.poll() is not None, "ready", within_s=60)
        assert process.poll() is None, assistant.output
        follower = threading.Thread(target=assistant.follow, daemon=True)
        follower.start()
        yield assistant
        if not assistant.was_killed:
            process.terminate()
            assert process.wait(timeout=30) == 0, assistant.output
        follower.join(timeout=10)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(timeout=30)
