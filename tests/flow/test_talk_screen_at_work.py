"""The screen of a talk beside a daemon of fakes: news comes in through the control socket, keys go out."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.console import Console

from tests.fakes import Studio
from tests.flow.test_daemon import FingerHotkeys, daemon
from tests.rig.waiting import until
from voice_assistant.cli import main
from voice_assistant.config.schema import Config
from voice_assistant.control_client import request
from voice_assistant.daemon import Daemon
from voice_assistant.errors import ControlError
from voice_assistant.events import CutOffTold, PersonaChanged, State, StateChanged
from voice_assistant.view.plain import follow_talk
from voice_assistant.view.run import TalkScreen


class Watched:
    """A screen that somebody looks at, on a thread of its own."""

    def __init__(self, studio: Studio, runtime_dir: Path) -> None:
        self.studio = studio
        self.output = io.StringIO()
        self.screen = TalkScreen(runtime_dir, "ask")
        self.view = self.screen.view
        console = Console(file=self.output, width=90, height=24, force_terminal=True, color_system=None)
        self.task = asyncio.create_task(asyncio.to_thread(self.screen.show, console))

    def press(self, key: str) -> None:
        self.screen.news.put(key)


@asynccontextmanager
async def watched(studio: Studio, runtime_dir: Path) -> AsyncIterator[tuple[Watched, Daemon]]:
    studio.microphone.loud = False
    async with daemon(studio, FingerHotkeys(), runtime_dir) as running:
        screen = Watched(studio, runtime_dir)
        try:
            await until(lambda: StateChanged(State.LISTENING, "ask") in studio.events, "the talk to begin by itself")
            yield screen, running
        finally:
            screen.press("q")
            await asyncio.wait([screen.task])


async def ask(runtime_dir: Path, text: str) -> None:
    await asyncio.to_thread(request, runtime_dir, "ask", text=text)


async def test_it_shows_what_is_said_and_ends_what_it_began(tmp_path: Path) -> None:
    studio = Studio()
    studio.model.replies = [("Paris, of course.", None)]
    async with watched(studio, tmp_path) as (screen, _):
        await ask(tmp_path, "What is the capital?")
        await until(lambda: screen.view.count == 1, "the answer")
        await until(lambda: "Paris, of course." in screen.output.getvalue(), "the screen")
        screen.press("space")
        await until(lambda: screen.view.state is State.LISTENING, "the microphone")
        screen.press("q")
        await screen.task
        await until(lambda: studio.events[-1] == StateChanged(State.IDLE, ""), "the end of the talk")
    assert screen.output.getvalue().endswith("\x1b[?25h\x1b[?1049l"), "the terminal is given back"


async def test_keys(tmp_path: Path) -> None:
    studio = Studio()
    async with watched(studio, tmp_path) as (screen, running):
        screen.press("p")
        await until(lambda: studio.seen(PersonaChanged), "another persona")
        await until(lambda: screen.view.persona == running.status()["persona"] != "assistant", "its name")
        screen.press("c")
        await until(lambda: studio.seen(CutOffTold), "patience")
        screen.press("m")
        await until(lambda: "cannot be muted" in screen.view.notice, "the refusal to be shown")
        screen.press("escape")
        await until(lambda: screen.view.state is State.IDLE, "silence")


async def test_what_was_said_before_is_there(tmp_path: Path) -> None:
    studio = Studio()
    studio.microphone.loud = False
    studio.model.replies = [("Paris.", None)]
    async with daemon(studio, FingerHotkeys(), tmp_path):
        await ask(tmp_path, "What is the capital?")
        await until(lambda: studio.events[-1:] == [StateChanged(State.IDLE, "")], "the answer")
        screen = Watched(studio, tmp_path)
        await until(lambda: "What is the capital?" in screen.output.getvalue(), "the earlier turn")
        screen.press("q")
        await screen.task


async def test_it_ends_when_the_assistant_does(tmp_path: Path) -> None:
    async with watched(Studio(), tmp_path) as (screen, running):
        running.stop()
        with pytest.raises(ControlError, match="has ended"):
            await screen.task
    assert "\x1b[?1049l" in screen.output.getvalue()


async def test_without_a_screen_it_is_followed_to_its_end(tmp_path: Path) -> None:
    studio = Studio(Config.model_validate({"turn_taking": {"nothing_said_s": 1.0, "follow_up_s": 1.0}}))
    studio.microphone.loud = False
    shown: list[object] = []
    async with daemon(studio, FingerHotkeys(), tmp_path):
        await asyncio.to_thread(follow_talk, tmp_path, "ask", shown.append)
    assert StateChanged(State.LISTENING, "ask") in shown
    assert shown[-1] == StateChanged(State.IDLE, "")


async def test_converse_sets_up_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICE_ASSISTANT_RUNTIME", str(tmp_path))
    studio = Studio()
    studio.microphone.loud = False
    async with daemon(studio, FingerHotkeys(), tmp_path) as running:
        assert await asyncio.to_thread(main, ["converse", "--detach", "--persona", "pirate"]) == 0
        await until(lambda: StateChanged(State.LISTENING, "ask") in studio.events, "the talk")
        assert running.status()["persona"] == "pirate"
        assert await asyncio.to_thread(main, ["converse", "--continue"]) == 2
        assert "no talk is kept" in capsys.readouterr().err
        assert await asyncio.to_thread(main, ["converse", "--set", "cues.volume=0.1"]) == 2
        assert "stop it first" in capsys.readouterr().err


def test_nothing_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["converse", "--detach"]) == ControlError.exit_code
    assert "is not running" in capsys.readouterr().err
