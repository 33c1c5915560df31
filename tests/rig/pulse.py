"""A sound card for tests: a private PulseAudio server with a virtual microphone and a virtual speaker.

    with pulse_rig() as rig:
        subprocess.Popen([...], env={**os.environ, **rig.environment})
        with rig.capture_speaker() as capture:
            rig.play_into_microphone("question.wav")
        capture.audio

What is played into the sink `micfeed` is heard by the source `vmic`; what goes to the sink `speaker` is captured
from its monitor. Nothing of the machine's own sound is touched. All processes die with the tests.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from tests.rig.waiting import wait_until
from voice_assistant.audio.types import Audio

RATE_HZ = 48_000
MICROPHONE = "vmic"
SPEAKER = "speaker"
_FEED = "micfeed"
_NEEDED = ("pulseaudio", "pactl", "paplay", "parec", "setpriv")


class Capture:
    """What went to the speaker since the capture began, at `RATE_HZ`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def audio(self) -> Audio:
        """All of it so far; may be asked for while it goes on."""
        data = self._path.read_bytes()
        return Audio(np.frombuffer(data[: len(data) // 4 * 4], dtype="<f4").astype(np.float32), RATE_HZ)

    @property
    def sound(self) -> Audio:
        """The same without the silence around it."""
        samples = self.audio.samples
        loud = np.flatnonzero(np.abs(samples) > 0.001)
        return Audio(samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0], RATE_HZ)


class PulseRig:
    """The running server and what a test may do to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PULSE_SERVER": f"unix:{folder}/pulse.sock",
            "PULSE_COOKIE": str(folder / "cookie"),
            "PULSE_RUNTIME_PATH": str(folder / "run"),
        }
        """For child processes, on top of their own: makes this server their sound server."""
        (folder / "run").mkdir(mode=0o700)
        self._server: subprocess.Popen[bytes] | None = None
        self._listeners: list[subprocess.Popen[bytes]] = []
        self._others: list[subprocess.Popen[bytes]] = []
        self._modules: dict[str, str] = {}
        self._captures = 0

    # --- the server ---

    def start_server(self) -> None:
        """Start it (again), with microphone and speaker."""
        self._server = self._spawn(
            [
                *[
                    "pulseaudio",
                    "-n",
                    "--daemonize=no",
                    "--exit-idle-time=-1",
                    "--use-pid-file=no",
                    "--disable-shm=yes",
                ],
                *["-L", f"module-native-protocol-unix socket={self.folder}/pulse.sock auth-anonymous=1"],
                f"--log-target=file:{self.folder}/pulse.log",
            ]
        )
        wait_until(self._answers, what="the sound server")
        self._modules.clear()
        self.load_speaker(wait=False)  # first, so that it is the default from the beginning
        self._load("feed", "module-null-sink", f"sink_name={_FEED}", f"rate={RATE_HZ}", "channels=1")
        self.load_microphone()
        self._await_sound(f"{SPEAKER}.monitor")
        self.pactl("set-default-sink", SPEAKER)

    def kill_server(self) -> None:
        """End it at once, as a crash would."""
        assert self._server is not None
        self._stop_listening()
        self._server.kill()
        self._server.wait()

    def restart_server(self) -> None:
        self.kill_server()
        self.start_server()

    def pause_server(self) -> None:
        """Make it hang (SIGSTOP) until `resume_server`."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def resume_server(self) -> None:
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)

    # --- devices ---

    def unload_microphone(self, name: str = MICROPHONE) -> None:
        """Unplug the microphone. Streams that record from it are moved or ended by the server."""
        self._unload(name)

    def load_microphone(self, name: str = MICROPHONE) -> None:
        """Plug the microphone in (again). Another name makes a second one that hears the same."""
        label = f"source_properties=device.description={name.title()}"
        self._load(name, "module-remap-source", f"master={_FEED}.monitor", f"source_name={name}", label)
        self._listen(name)
        self._await_sound(name)

    def unload_speaker(self, name: str = SPEAKER) -> None:
        self._unload(name)

    def load_speaker(self, name: str = SPEAKER, *, wait: bool = True) -> None:
        label = f"sink_properties=device.description={name.title()}"
        self._load(name, "module-null-sink", f"sink_name={name}", f"rate={RATE_HZ}", "channels=1", label)
        self._listen(f"{name}.monitor")
        if wait:
            self._await_sound(f"{name}.monitor")

    def set_default_microphone(self, name: str) -> None:
        self.pactl("set-default-source", name)

    def recorders(self) -> list[str]:
        """Names of the sources that somebody but the rig records from."""
        return self._users("source-outputs", "sources", "source")

    def players(self) -> list[str]:
        """Names of the sinks that somebody plays to."""
        return self._users("sink-inputs", "sinks", "sink")

    # --- sound ---

    def play_into_microphone(self, sound: Audio | Path | str, *, wait: bool = True) -> subprocess.Popen[bytes]:
        """The user speaks. Returns when all has been said, or at once with `wait=False`."""
        if isinstance(sound, Audio):
            path = self.folder / f"spoken-{len(self._others)}.wav"
            soundfile.write(path, sound.samples, sound.rate_hz, subtype="FLOAT")
        else:
            path = Path(sound)
        player = self._spawn(["paplay", "--client-name=rig", "--latency-msec=500", "-d", _FEED, str(path)])
        self._others.append(player)
        if wait and player.wait() != 0:
            raise RuntimeError(f"paplay {path} failed; is the sound server running?")
        return player

    @contextmanager
    def capture_speaker(self, name: str = SPEAKER) -> Iterator[Capture]:
        """Record what goes to the speaker while the context is open."""
        self._captures += 1
        path = self.folder / f"captured-{self._captures}.f32"
        recorder = self._record(f"{name}.monitor", path, "--format=float32le", f"--rate={RATE_HZ}")
        try:
            wait_until(lambda: path.exists() and path.stat().st_size > 0, what="the first sound captured")
            yield Capture(path)
        finally:
            _end(recorder)

    # --- inside ---

    def pactl(self, *arguments: str) -> str:
        """Run pactl on this server and return what it prints."""
        environment = {**self._child_environment(), "LC_ALL": "C"}
        return subprocess.run(
            ["pactl", *arguments], env=environment, check=True, capture_output=True, text=True, timeout=20
        ).stdout

    def close(self) -> None:
        for process in [*self._others, *self._listeners, *([self._server] if self._server else [])]:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)  # a stopped process would not end
            _end(process)

    def _answers(self) -> bool:
        assert self._server is not None
        if self._server.poll() is not None:
            log = self.folder / "pulse.log"
            raise RuntimeError(f"pulseaudio ended: {log.read_text() if log.exists() else 'no log'}")
        with suppress(subprocess.CalledProcessError):
            return bool(self.pactl("info"))
        return False

    def _load(self, key: str, module: str, *arguments: str) -> None:
        self._modules[key] = self.pactl("load-module", module, *arguments).strip()

    def _unload(self, key: str) -> None:
        self.pactl("unload-module", self._modules.pop(key))

    def _listen(self, source: str) -> None:
        """Keep `source` awake: without a recorder a null sink works in pieces of two seconds, so that the first
        recording would start that much late."""
        heard = self.folder / f"listening-{source}"
        heard.unlink(missing_ok=True)
        self._listeners.append(self._record(source, heard, "--format=u8", "--rate=8000"))  # small: it is not read

    def _await_sound(self, source: str) -> None:
        heard = self.folder / f"listening-{source}"
        wait_until(lambda: heard.exists() and heard.stat().st_size > 0, what=f"the first sound of {source}")

    def _stop_listening(self) -> None:
        for listener in self._listeners:
            _end(listener)
        self._listeners.clear()

    def _record(self, source: str, path: Path, *rest: str) -> subprocess.Popen[bytes]:
        with path.open("wb") as file:
            return self._spawn(
                [
                    "parec",
                    "--client-name=rig",
                    "--latency-msec=20",
                    "--raw",
                    "--channels=1",
                    "-d",
                    source,
                    *rest,
                ],
                stdout=file,
            )

    def _users(self, streams: str, devices: str, key: str) -> list[str]:
        clients: list[dict[str, Any]] = json.loads(self.pactl("-f", "json", "list", streams))
        names = {d["index"]: d["name"] for d in json.loads(self.pactl("-f", "json", "list", devices))}
        return [
            names.get(client[key], "?")
            for client in clients
            if client["properties"].get("application.process.binary") not in (None, "parec", "paplay", "pacat")
        ]

    def _child_environment(self) -> dict[str, str]:
        # With DISPLAY, libpulse asks the X server for another sound server, and starts a D-Bus daemon.
        hidden = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SOURCE", "PULSE_SINK")
        own = {"XDG_RUNTIME_DIR": str(self.folder / "run"), "HOME": str(self.folder)}
        return {k: v for k, v in os.environ.items() if k not in hidden} | own | self.environment

    def _spawn(self, command: list[str], stdout: Any = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            # A sound card waits for nobody. Where that is not allowed, `nice` says so and goes on.
            ["setpriv", "--pdeathsig", "KILL", "nice", "-n", "-10", *command],
            env=self._child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def pulse_rig() -> Iterator[PulseRig]:
    """A running rig; everything is gone afterwards."""
    if missing := [program for program in _NEEDED if shutil.which(program) is None]:
        raise RuntimeError(f"the sound rig needs {', '.join(missing)}: apt install pulseaudio pulseaudio-utils")
    folder = Path(tempfile.mkdtemp(prefix="pulse-"))  # short: socket paths are limited to 107 characters
    rig = PulseRig(folder)
    try:
        rig.start_server()
        yield rig
    finally:
        rig.close()
        shutil.rmtree(folder, ignore_errors=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
