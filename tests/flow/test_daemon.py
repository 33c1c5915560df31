"""The daemon around a session of fakes: hotkeys that are lost, muted, and held for chords."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes import Studio
from tests.rig.waiting import until
from voice_assistant import waking
from voice_assistant.app import Engines
from voice_assistant.assistant import Assistant
from voice_assistant.cli import main
from voice_assistant.config.reading import ReadingKeys
from voice_assistant.control_client import request
from voice_assistant.daemon import Daemon
from voice_assistant.desktop.hotkeys.base import OWN, READING, HotkeyEvent, OnEvent, OnProblem
from voice_assistant.errors import DeviceError, ToolError
from voice_assistant.events import DeviceRecovered, HotkeysMuted, Problem, Resumed, State, StateChanged
from voice_assistant.persona_store import load_personas
from voice_assistant.tools.alarms import Alarm
from voice_assistant.tools.alarms_elsewhere import AlarmsElsewhere

MEANWHILE = {*OWN, *(f"{READING}{name}" for name in ReadingKeys.model_fields)}
"""Keys that are taken only while something is going on."""


class FingerHotkeys:
    """A listener whose keys a test presses."""

    backend = "finger"
    reason = "a test"

    def __init__(self) -> None:
        self.alive = False
        self.attempts = 0
        self.error: DeviceError | None = None
        self.inactive: set[str] = set()
        self.tell: OnEvent = lambda event: None
        self.problem: OnProblem = lambda line: None

    def start(self, on_event: OnEvent, on_problem: OnProblem) -> None:
        self.attempts += 1
        if self.error is not None:
            raise self.error
        self.tell, self.problem, self.alive = on_event, on_problem, True

    def set_active(self, name: str, active: bool) -> None:
        (self.inactive.discard if active else self.inactive.add)(name)

    def close(self) -> None:
        self.alive = False

    def die(self) -> None:
        self.alive = False
        self.problem("the display has gone")


class NothingToRecover:
    async def run(self) -> None: ...


@asynccontextmanager
async def daemon(studio: Studio, hotkeys: FingerHotkeys, runtime_dir: Path) -> AsyncIterator[Daemon]:
    assistant = Assistant(studio.equipment, studio.model, load_personas())
    engines = Engines(studio.hearing, studio.model, studio.voice, studio.judge)
    config = studio.equipment.config
    made = Daemon(config, studio.bus, assistant, engines, hotkeys, NothingToRecover())  # type: ignore[arg-type]
    ready = asyncio.Event()
    running = asyncio.create_task(made.run(runtime_dir, ready.set))
    await ready.wait()
    try:
        yield made
    finally:
        made.stop()
        await running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "CHECK_S", 0.01)


async def test_hotkeys_that_died_come_back_when_they_can(tmp_path: Path) -> None:
    studio, hotkeys = Studio(), FingerHotkeys()
    async with daemon(studio, hotkeys, tmp_path):
        assert hotkeys.alive
        hotkeys.error = DeviceError("still no display")
        hotkeys.die()
        await until(lambda: studio.seen(Problem), "the loss to be told")
        await until(lambda: hotkeys.attempts > 3, "more attempts")
        assert not studio.seen(DeviceRecovered)
        hotkeys.error = None
        await until(lambda: studio.seen(DeviceRecovered), "the hotkeys to be back")
        hotkeys.tell(HotkeyEvent("ask", True, 0.0))
        await until(lambda: StateChanged(State.LISTENING, "ask") in studio.events, "the key to be heard")
    assert len(studio.seen(Problem)) == 1, "trying again is no news"


async def test_hotkeys_that_could_not_be_had_at_first_are_tried_again(tmp_path: Path) -> None:
    studio, hotkeys = Studio(), FingerHotkeys()
    hotkeys.error = DeviceError("no display yet")
    async with daemon(studio, hotkeys, tmp_path) as running:
        await until(lambda: studio.seen(Problem), "the problem")
        assert running.status()["hotkeys"]["reason"] == "no display yet"
        hotkeys.error = None
        await until(lambda: hotkeys.alive, "the hotkeys")
        assert running.status()["hotkeys"]["reason"] == "a test"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGHUP there")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
async def test_a_signal_ends_it_in_order(tmp_path: Path, number: str) -> None:
    async with daemon(Studio(), FingerHotkeys(), tmp_path):
        assert (tmp_path / "control.json").exists()
        os.kill(os.getpid(), getattr(signal, number))
        await until(lambda: not (tmp_path / "control.json").exists(), "the end")


async def test_an_engine_that_fails_in_its_own_way_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse() -> None:
        raise RuntimeError("of another package")

    studio = Studio()
    monkeypatch.setattr(studio.hearing, "start", refuse)
    async with daemon(studio, FingerHotkeys(), tmp_path) as running:
        await until(lambda: running.status()["warm"], "the other engines")
        [problem] = studio.seen(Problem)
        assert "ScriptedHearing did not start" in str(problem)


async def test_sleep_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio()
    monkeypatch.setattr(waking.SleepWatch, "look", lambda self: 3600.0)
    async with daemon(studio, FingerHotkeys(), tmp_path):
        await until(lambda: studio.seen(Resumed), "the news")
    assert studio.seen(Resumed)[0] == Resumed(3600.0)


async def test_muting_gives_all_keys_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    studio, hotkeys = Studio(), FingerHotkeys()
    async with daemon(studio, hotkeys, tmp_path) as running:
        assert await asyncio.to_thread(request, tmp_path, "mute", muted=True) == {"ok": True, "muted": True}
        assert hotkeys.inactive == {*studio.equipment.config.bindings, *MEANWHILE}
        assert running.status()["muted"] is True
        await asyncio.to_thread(request, tmp_path, "mute")
        assert hotkeys.inactive == MEANWHILE
        monkeypatch.setenv("VOICE_ASSISTANT_RUNTIME", str(tmp_path))
        for command, inactive in (("off", {*studio.equipment.config.bindings, *MEANWHILE}), ("on", MEANWHILE)):
            assert await asyncio.to_thread(main, ["hotkeys", command]) == 0
            assert hotkeys.inactive == inactive
    assert studio.seen(HotkeysMuted) == [HotkeysMuted(True), HotkeysMuted(False)] * 2


async def test_a_bare_modifier_held_for_a_chord_does_not_silence_an_answer(tmp_path: Path) -> None:
    studio, hotkeys = Studio(), FingerHotkeys()
    studio.model.replies = [("A long answer that takes its time to be said aloud.", None)]
    async with daemon(studio, hotkeys, tmp_path):
        await asyncio.to_thread(request, tmp_path, "ask", text="well?")
        await until(lambda: StateChanged(State.SPEAKING, "ask") in studio.events, "the answer")
        hotkeys.tell(HotkeyEvent("ask", True, 1.0, bare=True))
        hotkeys.tell(HotkeyEvent("ask", False, 1.1, chord=True))
        for _ in range(20):  # from the thread to the loop, to the inbox, to the session
            await asyncio.sleep(0)
        assert studio.speaker.flushed == 0
        hotkeys.tell(HotkeyEvent("ask", True, 2.0, bare=True))
        hotkeys.tell(HotkeyEvent("ask", False, 2.1))
        await until(lambda: studio.speaker.flushed > 0, "a tap to silence it")


async def test_a_single_question_sets_its_timers_where_they_ring(tmp_path: Path) -> None:
    elsewhere = AlarmsElsewhere(tmp_path)
    with pytest.raises(ToolError, match="voice-assistant start"):
        elsewhere.add("timer", 1.0)
    async with daemon(Studio(), FingerHotkeys(), tmp_path):
        due = elsewhere.now() + 300
        added = await asyncio.to_thread(elsewhere.add, "timer", due, "pizza", 300.0)
        assert await asyncio.to_thread(lambda: elsewhere.all) == [Alarm(1, "timer", due, "pizza", 300.0)]
        await asyncio.to_thread(elsewhere.remove, added)
        assert await asyncio.to_thread(lambda: elsewhere.all) == []
