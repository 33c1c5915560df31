"""What the camera adds to a spoken turn: from the end of speech until the model has been asked.

Real parts: the camera's process on a video file, the reader of writing, the client and a server that notes when it was
asked. The recogniser is a stand-in that always takes the same time, so that its own ups and downs are not measured.

python -m scripts.benchmarks.vision_turn
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from tests.fakes import Studio
from tests.flow.test_session import PERSONAS, Person
from tests.rig.openai_server import OpenAIServer, Request
from tests.rig.waiting import until
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import Config
from voice_assistant.engines.openai_chat import OpenAIChat
from voice_assistant.events import State, TurnEnded, UtteranceEnded
from voice_assistant.nothing import NoDesk
from voice_assistant.roads import Roads
from voice_assistant.vision.making import open_eyes

from .report import Row, at_most

TURNS = int(os.environ.get("VOICE_ASSISTANT_BENCH_TURNS", "25"))
BAR_MS = 100.0
SPEECH_S = 2.0


@dataclass(slots=True)
class Asked:
    """When the server got each question, and how large it was."""

    at_s: list[float]
    pictures: list[int]

    def __call__(self, request: Request) -> str:
        self.at_s.append(time.monotonic())
        content = request.json["messages"][-1]["content"]
        self.pictures.append(0 if isinstance(content, str) else sum(part["type"] == "image_url" for part in content))
        return "Yes."


def turn() -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for what, moving in (("a still scene", False), ("a moving scene", True)):
            video = Path(folder) / f"{what.split()[1]}.avi"
            draw(video, moving=moving)
            rows.append(asyncio.run(_measured(video, Path(folder), what)))
    return rows


def draw(video: Path, *, moving: bool) -> None:
    """Ten seconds of a display with writing on it, 720p at 30 frames a second."""
    import cv2

    writer = cv2.VideoWriter(str(video), cv2.VideoWriter.fourcc(*"MJPG"), 30, (1280, 720))
    noise = np.random.default_rng(1)
    for number in range(300):
        frame = np.full((720, 1280, 3), 70, dtype=np.uint8)
        left = 100 + (number * 4 % 500 if moving else 0)
        cv2.putText(frame, "CO2 713 ppm", (left, 300), cv2.FONT_HERSHEY_SIMPLEX, 3.0, (220, 255, 220), 6)
        cv2.putText(frame, "21.4 C   46 %", (left, 420), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (220, 220, 220), 4)
        writer.write(np.clip(frame + noise.normal(0, 2, frame.shape), 0, 255).astype(np.uint8))
    writer.release()


async def _measured(video: Path, state_dir: Path, what: str) -> Row:
    without: list[float] = []
    with_camera: list[float] = []
    seen: list[int] = []
    with OpenAIServer() as server:
        asked = Asked([], [])
        server.reply = asked
        config = Config.model_validate(
            {
                "language_model": {"engine": "openai", "base_url": server.base_url, "model": "gpt-4o"},
                "vision": {"camera": str(video), "off_after_s": 600.0},
            }
        )
        studio = Studio(config)
        model = OpenAIChat(config.language_model)
        async with open_eyes(config, studio.bus, NoDesk(), state_dir) as eyes:
            studio.equipment = replace(studio.equipment, eyes=eyes, roads=Roads(config, studio.bus, model))
            assistant = Assistant(studio.equipment, model, PERSONAS)
            running = asyncio.create_task(assistant.run())
            person = Person(studio, assistant)
            await eyes.open()
            for number in range(-2, TURNS):
                for binding in ("ask", "show"):
                    await eyes.open() if binding == "show" else await eyes.close()
                    took_ms = 1000 * await _one(studio, person, asked, binding)
                    if number < 0:
                        continue  # warming up
                    (with_camera if binding == "show" else without).append(took_ms)
                    if binding == "show":
                        seen.append(asked.pictures[-1])
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
        await model.close()
    usual = median(without)
    added = [took - usual for took in with_camera]
    how = (
        f"{TURNS} turns of {SPEECH_S:g} s; median {median(added):.0f} ms; without a camera {usual:.0f} ms from the end "
        f"of speech to the question (95 % within {quantiles(without, n=20)[-1]:.0f}); {min(seen)} to {max(seen)} "
        f"pictures a question; load {os.getloadavg()[0]:.1f}"
    )
    return at_most(f"camera: delay of a spoken turn, {what}, p95", quantiles(added, n=20)[-1], "ms", BAR_MS, how)


async def _one(studio: Studio, person: Person, asked: Asked, binding: str) -> float:
    """Seconds from the end of speech until the server was asked."""
    studio.hearing.texts = ["Is the air in here good?"] * 4
    ended: list[float] = []

    def note(event: object) -> None:
        if isinstance(event, UtteranceEnded):
            ended.append(time.monotonic())

    unsubscribe = studio.bus.subscribe(note)
    turns, questions = len(studio.seen(TurnEnded)), len(asked.at_s)
    await person.hold(SPEECH_S, binding)
    await until(lambda: len(studio.seen(TurnEnded)) > turns, "the answer")
    await person.until(State.IDLE)
    unsubscribe()
    assert len(asked.at_s) == questions + 1
    return asked.at_s[-1] - ended[-1]


if __name__ == "__main__":
    from .report import table

    print(table(turn()))
