"""Takes the README's picture: the real assistant in a real terminal, asked by a synthetic voice.

    .venv/bin/python -m scripts.picture docs/terminal.png

Needs what the desktop tests need, and ffmpeg.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
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
WIDTH, HEIGHT = 960, 340


async def spoken() -> list[Audio]:
    voice = create_text_to_speech(Config().text_to_speech)
    sounds = []
    for text in SAID:
        async with closing(voice.speak(text)) as stream:
            parts = [part async for part in stream]
        sounds.append(Audio.join(parts, parts[0].rate_hz))
    await voice.close()
    return sounds


def take(picture: Path) -> None:
    sounds = asyncio.run(spoken())
    with pulse_rig() as sound, virtual_display() as display, tempfile.TemporaryDirectory() as folder:
        runtime = Path(folder) / "runtime"
        places = {
            "VOICE_ASSISTANT_CONFIG_DIR": folder,
            "VOICE_ASSISTANT_DATA": folder,
            "VOICE_ASSISTANT_MODELS": str(paths.models_dir()),
            "VOICE_ASSISTANT_STATE": folder,
            "VOICE_ASSISTANT_RUNTIME": str(runtime),
        }
        look = ["-fa", "DejaVu Sans Mono", "-fs", "11", "-bg", "#16181d", "-fg", "#d8dee9", "-geometry", "118x24+0+0"]
        terminal = display.launch(
            ["xterm", *look, "+sb", "-b", "12", "-e", str(PROGRAM), "start"], {**sound.environment, **places}
        )

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
                _grab(display.name, picture)  # caught in the act of listening
                player.wait(timeout=30)
            display.keyboard.release("F6")
            wait_until(idle, "the answer", within_s=90)
        request(runtime, "stop")
        terminal.wait(timeout=30)


def _grab(display: str, picture: Path) -> None:
    """A frame after a second: the level meter has something to show by then."""
    command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "x11grab", "-draw_mouse", "0", "-framerate", "5"]
    command += [
        "-video_size",
        f"{WIDTH}x{HEIGHT}",
        "-i",
        display,
        "-vf",
        "select=eq(n\\,5)",
        "-frames:v",
        "1",
        str(picture),
    ]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]))
