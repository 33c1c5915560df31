"""`voice-assistant converse` as a person has it: a terminal, a voice, a keyboard; and the talk is kept."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rig.person import spoken as say
from tests.rig.pulse import PulseRig
from tests.rig.waiting import wait_until
from voice_assistant import paths
from voice_assistant.audio.types import Audio
from voice_assistant.control_client import request

pytestmark = pytest.mark.desktop

PROGRAM = str(Path(sys.executable).with_name("voice-assistant"))
QUESTION = "What is the capital of France?"
STORY = "Tell me a story about a fox and a dog."
SETTINGS = ("cues.enabled=false", "indicator.enabled=false", "language_model.temperature=0.0")


@pytest.fixture(scope="module")
def spoken() -> dict[str, Audio]:
    return say((QUESTION, STORY))


class Terminal:
    """A program in a terminal of 100 x 30, by tmux."""

    def __init__(self, folder: Path, environment: dict[str, str], *command: str) -> None:
        socket = next(path for number in range(9) if not (path := folder / f"tmux-{number}").exists())
        self._tmux = ["tmux", "-S", str(socket), "-f", os.devnull]  # the server before may not be gone yet
        self._environment = environment
        line = f"{shlex.join(command)}; echo exit code $?; cat"
        subprocess.run([*self._tmux, "new-session", "-d", "-x", "100", "-y", "30", line], env=environment, check=True)

    @property
    def text(self) -> str:
        pane = [*self._tmux, "capture-pane", "-p"]
        return subprocess.run(pane, env=self._environment, capture_output=True, text=True, check=True).stdout

    def shows(self, text: str, *, within_s: float = 60.0) -> str:
        """The screen, as soon as `text` is on it."""

        def screen() -> str:
            shown = self.text
            return shown if text in " ".join(shown.split()) else ""

        try:
            return wait_until(screen, f"{text!r} on the screen", within_s=within_s)
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{self.text}") from None

    def press(self, key: str) -> None:
        subprocess.run([*self._tmux, "send-keys", key], env=self._environment, check=True)

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], env=self._environment, check=False)


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="talk-"))  # short: the path of a socket is limited
    yield path
    shutil.rmtree(path, ignore_errors=True)


@contextmanager
def terminal(folder: Path, sound: PulseRig, *command: str) -> Iterator[Terminal]:
    places = {
        "VOICE_ASSISTANT_CONFIG_DIR": str(folder),
        "VOICE_ASSISTANT_DATA": str(folder / "data"),
        "VOICE_ASSISTANT_MODELS": str(paths.models_dir()),
        "VOICE_ASSISTANT_STATE": str(folder / "state"),
        "VOICE_ASSISTANT_RUNTIME": str(folder / "runtime"),
        "TERM": "xterm-256color",
    }
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "TMUX")
    inherited = {name: value for name, value in os.environ.items() if name not in hidden}
    shown = Terminal(folder, {**inherited, **sound.environment, **places}, *command)
    try:
        yield shown
    finally:
        shown.close()


def talks(folder: Path) -> list[list[dict[str, str]]]:
    files = sorted((folder / "data" / "talks").glob("*.jsonl"))
    return [[json.loads(line) for line in file.read_text("utf-8").splitlines()] for file in files]


def test_a_talk_is_watched_interrupted_ended_and_gone_on_with(
    folder: Path, sound: PulseRig, spoken: dict[str, Audio]
) -> None:
    settings = [part for setting in SETTINGS for part in ("--set", setting)]
    with terminal(folder, sound, PROGRAM, "converse", *settings) as screen:
        screen.shows("loading the models")
        screen.shows("listening", within_s=120)
        wait_until(sound.recorders, "the microphone")
        sound.play_into_microphone(spoken[QUESTION])
        screen.shows("1 turn ·")
        shown = screen.shows("until you heard it")
        assert "capital of France?" in shown
        assert "▪ words" in shown
        runtime = folder / "runtime"
        wait_until(lambda: request(runtime, "status")["state"] == "listening", "the next turn")

        sound.play_into_microphone(spoken[STORY])
        screen.shows("assistant is speaking")
        screen.press("Space")
        screen.shows("1 interruption")
        screen.press("m")
        screen.shows("microphone muted")
        screen.press("m")
        screen.press("p")
        screen.shows("caption-reader")
        screen.press("q")
        ended = screen.shows("exit code 0")
        assert "2 turns" in ended
        assert "until you heard it" not in ended, "the screen is given back"
        wait_until(lambda: not (runtime / "control.json").exists(), "its own assistant to end")
        assert not sound.recorders()

    [first] = talks(folder)
    assert ["France" in turn["asked"] for turn in first] == [True, False]
    with terminal(folder, sound, PROGRAM, "converse", "--continue", *settings) as screen:
        screen.shows("capital of France?")
        screen.shows("listening", within_s=120)
        wait_until(sound.recorders, "the microphone")
        sound.play_into_microphone(spoken[QUESTION])
        screen.shows("1 turn ·")
        screen.press("C-c")
        screen.shows("exit code 0")
    [first] = talks(folder)
    assert len(first) == 3

    logged = "".join(path.read_text("utf-8", "replace") for path in (folder / "state").rglob("*.txt"))
    assert "France" not in logged


def test_what_cannot_start_says_why(folder: Path, sound: PulseRig) -> None:
    with terminal(folder, sound, PROGRAM, "converse", "--set", "microphone.device=nowhere") as screen:
        shown = screen.shows("exit code 5")
        assert "nowhere" in shown
        assert "Traceback" not in shown


def test_the_assistant_of_a_killed_view_ends_too(folder: Path, sound: PulseRig) -> None:
    with terminal(folder, sound, PROGRAM, "converse", "--set", "cues.enabled=false") as screen:
        screen.shows("loading the models")
        screen.close()
        wait_until(lambda: not (folder / "runtime" / "control.json").exists(), "its own assistant to end", within_s=60)
