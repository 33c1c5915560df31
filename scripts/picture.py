"""Takes the pictures of the documents: the real assistant in a real terminal, asked by a synthetic voice.

    .venv/bin/python -m scripts.picture docs/terminal.png    # `start`
    .venv/bin/python -m scripts.picture docs/talk.png        # `converse`; the name tells which

Needs what the desktop tests need, and ffmpeg.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.rig.pulse import pulse_rig
from tests.rig.waiting import wait_until
from tests.rig.x11 import virtual_display
from voice_assistant import paths
from voice_assistant.audio.types import Audio
from voice_assistant.concurrency import closing
from voice_assistant.config.schema import Config
from voice_assistant.control_client import request
from voice_assistant.engines.registry import create_text_to_speech
from voice_assistant.errors import ControlError

PROGRAM = Path(sys.executable).with_name("voice-assistant")
SAID = (
    "What is the capital of France?",
    "Please talk like a pirate.",
    "How are you today?",
    "Please be yourself again.",
)
TALK = ("What is the capital of France?", "Who wrote Romeo and Juliet?", "Tell me about the Louvre.")
WIDTH, HEIGHT = 960, 340
TALK_HEIGHT = 594


async def spoken(texts: Sequence[str]) -> list[Audio]:
    voice = create_text_to_speech(Config().text_to_speech)
    sounds = []
    for text in texts:
        async with closing(voice.speak(text)) as stream:
            parts = [part async for part in stream]
        sounds.append(Audio.join(parts, parts[0].rate_hz))
    await voice.close()
    return sounds


def places(folder: str) -> dict[str, str]:
    """Everything of its own in `folder`, except the models."""
    return {
        "VOICE_ASSISTANT_CONFIG_DIR": folder,
        "VOICE_ASSISTANT_DATA": folder,
        "VOICE_ASSISTANT_MODELS": str(paths.models_dir()),
        "VOICE_ASSISTANT_STATE": folder,
        "VOICE_ASSISTANT_RUNTIME": f"{folder}/runtime",
    }


def in_terminal(size: str, *arguments: str) -> list[str]:
    look = ["-fa", "DejaVu Sans Mono", "-fs", "11", "-bg", "#16181d", "-fg", "#d8dee9", "-geometry", f"{size}+0+0"]
    return ["xterm", *look, "+sb", "-b", "12", "-e", str(PROGRAM), *arguments]


def take_talk(picture: Path) -> None:
    """The view of a talk, in the middle of an answer."""
    sounds = asyncio.run(spoken(TALK))
    with pulse_rig() as sound, virtual_display() as display, tempfile.TemporaryDirectory() as folder:
        runtime = Path(folder) / "runtime"
        settings = ["--set", "cues.enabled=false", "--set", "indicator.enabled=false"]
        command = in_terminal("104x30", "converse", *settings)
        terminal = display.launch(command, {**sound.environment, **places(folder)})

        def state(wanted: str) -> Callable[[], bool]:
            def is_so() -> bool:
                try:
                    return bool(request(runtime, "status")["state"] == wanted)
                except ControlError:
                    return False

            return is_so

        for question in sounds:
            wait_until(state("listening"), "somebody who listens", within_s=90)
            wait_until(sound.recorders, "the microphone")
            sound.play_into_microphone(question)
            wait_until(state("speaking"), "the answer", within_s=90)
        _grab(display.name, picture, WIDTH, TALK_HEIGHT, after_s=3)
        request(runtime, "stop")
        terminal.wait(timeout=30)


def take(picture: Path) -> None:
    sounds = asyncio.run(spoken(SAID))
    with pulse_rig() as sound, virtual_display() as display, tempfile.TemporaryDirectory() as folder:
        runtime = Path(folder) / "runtime"
        terminal = display.launch(in_terminal("118x24", "start"), {**sound.environment, **places(folder)})

        def idle(*, warm: bool = False) -> bool:
            try:
                status = request(runtime, "status")
            except ControlError:
                return False
            return bool(status["state"] == "idle" and (status["warm"] or not warm))

        wait_until(lambda: idle(warm=True), "the assistant", within_s=90)
        for number, question in enumerate(sounds):
            display.keyboard.press("F6")
            wait_until(sound.recorders, "the microphone")
            last = number == len(sounds) - 1
            player = sound.play_into_microphone(question, wait=not last)
            if last:
                _grab(display.name, picture, WIDTH, HEIGHT)  # caught in the act of listening
                player.wait(timeout=30)
            display.keyboard.release("F6")
            wait_until(idle, "the answer", within_s=90)
        request(runtime, "stop")
        terminal.wait(timeout=30)


def _grab(display: str, picture: Path, width: int, height: int, *, after_s: int = 1) -> None:
    """A frame after a second or more: there is something to show by then."""
    command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "x11grab", "-draw_mouse", "0", "-framerate", "5"]
    command += [
        "-video_size",
        f"{width}x{height}",
        "-i",
        display,
        "-vf",
        f"select=eq(n\\,{5 * after_s})",
        "-frames:v",
        "1",
        str(picture),
    ]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    (take_talk if target.stem == "talk" else take)(target)
