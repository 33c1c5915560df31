"""The running assistant: hotkeys and the control socket in front, the session behind, until it is stopped."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from . import __version__, inbox, paths
from .app import Engines
from .assistant import Assistant
from .audio.mutable_microphone import MutableMicrophone
from .audio.others import OtherStreams
from .bus import Bus
from .config.schema import Config
from .control import ControlServer, Handler
from .desktop.hotkeys.base import CANCEL, OWN, READING, HotkeyEvent, HotkeyListener
from .desktop.hotkeys.hesitation import Hesitation
from .dictation import warm_up_vocabulary
from .engines.registry import create_voice_activity, create_wake_words
from .errors import DeviceError, UsageError
from .events import (
    DeviceRecovered,
    Event,
    HotkeysMuted,
    MicrophoneMuted,
    Problem,
    ReadingChanged,
    Resumed,
    State,
    StateChanged,
)
from .inbox import Ask, Cancel, Command, Converse, CutOff, Forget, Press, Release, Resume, SetPersona, Steer, TakeBack
from .other_audio import OtherAudio
from .reading.requests import command_of_key, reading_requests
from .recovery import Recovery
from .standby import Standby
from .standing import Standing
from .tools.alarms import Alarms
from .tools.alarms_elsewhere import alarm_requests
from .tools.mcp.pool import McpServers
from .turn_taking.wake_word import Spotter
from .vision.camera.switch import CameraSwitch
from .vision.eyes import Eyes
from .waking import watch_over

log = logging.getLogger(__name__)


class Daemon:
    """Runs one `Assistant` for a person at a desk."""

    def __init__(
        self,
        config: Config,
        bus: Bus,
        assistant: Assistant,
        engines: Engines,
        hotkeys: HotkeyListener,
        recovery: Recovery,
        microphone: MutableMicrophone | None = None,
        servers: McpServers | None = None,
        alarms: Alarms | None = None,
        eyes: Eyes | None = None,
    ) -> None:
        self._config = config
        self._bus = bus
        self._assistant = assistant
        self._engines = engines
        self._alarms = alarms or Alarms()
        self._standing = Standing(config, bus, engines, assistant.roads, servers)
        self._hotkeys = hotkeys
        self._recovery = recovery
        self._microphone = microphone
        self._standby = Standby(
            bus,
            assistant.microphone,
            lambda: Spotter(create_wake_words(config.wake_word), create_voice_activity(config.voice_activity)),
            self._called,
            lambda: assistant.unoccupied,
            on=config.wake_word.enabled,
        )
        self._camera = CameraSwitch(bus, eyes)
        self._stopping = asyncio.Event()
        self._began_s = time.monotonic()
        self._warm = False
        self._muted = False
        self._hotkeys_problem = ""
        self._reading_keys = [f"{READING}{name}" for name in type(config.reading_keys).model_fields]
        self._start_hotkeys: Callable[[], None]
        bus.subscribe(self._follow)
        self._other_audio = OtherAudio(OtherStreams(paths.state_dir() / "softened.json"))
        if config.speaker.duck_others:
            bus.subscribe(self._other_audio.happened)

    async def run(self, runtime_dir: Path, on_ready: Callable[[], None]) -> None:
        """Serve until `stop`, SIGINT, SIGTERM or SIGHUP. Raises `ControlError` when the control port is taken."""
        control = ControlServer(runtime_dir, self._config.control.port, self._handlers(), self._bus)
        with self._signals(), self._listening():
            async with control.serve(), asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(self._assistant.run(), name="session"),
                    group.create_task(self._warm_up(), name="warm-up"),
                    group.create_task(self._standby.run(), name="standby"),
                    group.create_task(self._other_audio.run(), name="other audio"),
                    group.create_task(watch_over(self._look_after), name="sleep watch"),
                ]
                on_ready()
                await self._stopping.wait()
                for task in tasks:
                    task.cancel()

    def stop(self) -> None:
        self._stopping.set()

    async def _warm_up(self) -> None:
        await self._engines.warm_up(self._bus)
        await asyncio.to_thread(warm_up_vocabulary, self._config)
        self._warm = True
        await self._recovery.run()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        signals = [signal.SIGINT, signal.SIGTERM]
        if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # not under nohup
            signals.append(signal.SIGHUP)  # the terminal was closed
        with suppress(NotImplementedError):  # Windows: Ctrl+C arrives as KeyboardInterrupt
            for number in signals:
                loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            with suppress(NotImplementedError):
                for number in signals:
                    loop.remove_signal_handler(number)

    # hotkeys

    @contextmanager
    def _listening(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        key = Hesitation(self._key, lambda: self._assistant.state.state is not State.IDLE, loop.call_later)
        self._start_hotkeys = lambda: self._hotkeys.start(
            lambda event: _from_thread(loop, key, event),
            lambda problem: _from_thread(loop, self._no_hotkeys, problem),
        )
        for name in (*OWN, *self._reading_keys):
            self._hotkeys.set_active(name, False)  # taken only while something is going on: others want their Escape
        try:
            self._start_hotkeys()
        except DeviceError as error:  # `trigger` still works
            self._no_hotkeys(str(error))
        try:
            yield
        finally:
            self._hotkeys.close()

    def _no_hotkeys(self, why: str) -> None:
        self._hotkeys_problem = why
        self._bus.publish(Problem(why))

    @property
    def hotkeys_reason(self) -> str:
        """Why they are heard in the way they are, or not at all."""
        return self._hotkeys.reason if self._hotkeys.alive else self._hotkeys_problem or self._hotkeys.reason

    async def _look_after(self, slept_s: float) -> None:
        """Say that we slept, and listen again when the display, or the desktop's shortcut service, is back."""
        if slept_s:
            self._bus.publish(Resumed(slept_s))
        if not self._hotkeys.alive and self._hotkeys.backend != "none":
            with suppress(DeviceError):
                await asyncio.to_thread(self._start_hotkeys)
                self._bus.publish(DeviceRecovered("hotkeys", "the hotkeys work again"))

    def _key(self, event: HotkeyEvent) -> None:
        if event.name.startswith(READING):
            if event.pressed:
                self._assistant.send(Steer(command_of_key(event.name.removeprefix(READING))))
            return
        if event.name in OWN:
            if event.pressed:
                self._assistant.send(Cancel() if event.name == CANCEL else CutOff())
            return
        if event.pressed:
            self._assistant.send(Press(event.name, event.at_s))
        else:
            self._assistant.send(Release(event.name, event.at_s, event.chord))

    def _called(self, place: int) -> None:
        """Somebody said the wake word; what follows it is at `place` of the talk's microphone."""
        self._assistant.send(Converse(self._config.wake_word.binding, place))

    # observing

    def _follow(self, event: Event) -> None:
        match event:
            case StateChanged(state):
                for name in OWN:
                    self._hotkeys.set_active(name, state is not State.IDLE)
            case ReadingChanged(state):
                for name in self._reading_keys:
                    self._hotkeys.set_active(name, bool(state) and not self._muted)

    # the control socket

    def _handlers(self) -> Mapping[str, Handler]:
        return {
            "trigger": self._trigger,
            "cancel": lambda request: self._send(Cancel()),
            "persona": lambda request: self._send(SetPersona(_text(request, "name"))),
            "ask": lambda request: self._send(Ask(_text(request, "text"), str(request.get("binding", "ask")))),
            "mute": self._mute,
            "mute_microphone": self._mute_microphone,
            "converse": lambda request: self._send(Converse(str(request.get("binding", "ask")))),
            "wake-word": self._wake_word,
            "camera": self._camera.turn,
            "forget": lambda request: self._send(Forget()),
            "resume": self._resume,
            "talk": lambda request: self._talk(),
            "cut-off": lambda request: self._send(CutOff()),
            **reading_requests(self._assistant),
            **alarm_requests(self._alarms),
            "consent": lambda request: self._send(inbox.Decide(request.get("allowed") is True)),
            "undo": lambda request: self._send(TakeBack()),
            "status": lambda request: self.status(),
            "stop": self._stop,
        }

    def _send(self, command: Command) -> Mapping[str, Any]:
        self._assistant.send(command)
        return {}

    def _trigger(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        name, action = _text(request, "name"), request.get("action", "tap")
        if action not in ("press", "release", "tap"):
            raise UsageError(f"no action {action!r}: press, release or tap")
        now_s = time.monotonic()
        if action in ("press", "tap"):
            self._assistant.send(Press(name, now_s))
        if action in ("release", "tap"):
            self._assistant.send(Release(name, now_s))
        return {}

    def _resume(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Go on with the kept talk `talk`, or with the last one."""
        name = str(request.get("talk") or "")
        talk = self._assistant.talks.find(name)
        if talk is None:
            raise UsageError(f'there is no talk "{name}"' if name else "no talk is kept that could be gone on with")
        self._assistant.send(Resume(talk))
        return {"talk": talk.id, "turns": len(talk.turns)}

    def _talk(self) -> Mapping[str, Any]:
        """What was said in the present talk, for who shows it; unlike all the rest, this holds words."""
        present = self._assistant.conversation
        turns = [{"asked": turn.asked, "heard": turn.heard, "persona": turn.persona} for turn in present.turns]
        return {"talk": self._assistant.talks.id, "turns": turns, "summary": present.summary}

    def _mute(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give all hotkeys back to the other programs, or take them again; without `muted`, the other of the two."""
        self._muted = bool(request.get("muted", not self._muted))
        for name in self._config.bindings:
            self._hotkeys.set_active(name, not self._muted)
        for name in self._reading_keys:
            self._hotkeys.set_active(name, self._assistant.reading.active and not self._muted)
        self._bus.publish(HotkeysMuted(self._muted))
        return {"muted": self._muted}

    def _wake_word(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Wait for a wake word with the microphone open, or close it; without `on`, the other of the two."""
        self._standby.switch(bool(request.get("on", not self._standby.on)))
        return {"on": self._standby.on}

    def _mute_microphone(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Hear nothing, or hear again; without `muted`, the other of the two."""
        if self._microphone is None:
            raise UsageError("this microphone cannot be muted")
        self._microphone.muted = bool(request.get("muted", not self._microphone.muted))
        self._bus.publish(MicrophoneMuted(self._microphone.muted))
        return {"muted": self._microphone.muted}

    def _stop(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        self.stop()
        return {}

    def status(self) -> dict[str, Any]:
        """What is going on, in JSON types. Holds nothing that was said."""
        return {
            "version": __version__,
            "pid": os.getpid(),
            "uptime_s": round(time.monotonic() - self._began_s, 1),
            "state": self._assistant.state.state.value,
            "binding": self._assistant.state.binding,
            "warm": self._warm,
            "persona": self._assistant.persona.name,
            "personas": self._assistant.personas,
            "reading": self._assistant.reading.where(words=False),
            "muted": self._muted,
            "microphone_muted": self._microphone is not None and self._microphone.muted,
            "camera": self._camera.name,
            "wake_words": list(self._config.wake_word.words) if self._standby.on else [],
            "commands": sorted(self._handlers()),
            "bindings": {name: list(binding.keys) for name, binding in self._config.bindings.items()},
            "hotkeys": {
                "backend": self._hotkeys.backend,
                "reason": self.hotkeys_reason,
                "alive": self._hotkeys.alive,
            },
            **self._standing.told(self._assistant.persona),
        }


def _text(request: Mapping[str, Any], key: str) -> str:
    value = request.get(key)
    if not isinstance(value, str) or not value:
        raise UsageError(f"the request lacks {key!r}")
    return value


def _from_thread(loop: asyncio.AbstractEventLoop, function: Callable[..., object], *args: object) -> None:
    with suppress(RuntimeError):  # the loop has closed: nobody is left to tell
        loop.call_soon_threadsafe(function, *args)
