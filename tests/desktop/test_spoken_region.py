"""A spoken question about a part of the screen, as a person has it: key, voice, mouse, and the answer heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.assistant import running_assistant
from tests.rig.drawn_window import Mouse
from tests.rig.person import spoken
from tests.rig.pulse import PulseRig
from tests.rig.waiting import wait_until
from tests.rig.x11 import VirtualDisplay

pytestmark = pytest.mark.desktop

CONFIG = """
[bindings.look]
keys = ["F9"]
sources = ["microphone", "region"]
persona = "assistant"
sinks = ["speak"]
"""
QUESTION = "What is the total?"
BILL = "Oats 11.20 EUR\nMilk 27.30 EUR\nTotal 38.50 EUR\nThank you\n"


def test_a_question_about_what_is_drawn_with_the_mouse(
    sound: PulseRig, display: VirtualDisplay, tmp_path: Path
) -> None:
    question, mouse = spoken((QUESTION,))[QUESTION], Mouse(display.name)
    environment = {**display.environment, **sound.environment}
    with running_assistant(tmp_path / "assistant", environment, config=CONFIG) as assistant:
        assistant.wait_until_warm()
        display.select_text(BILL)
        display.keyboard.press("F9")
        wait_until(sound.recorders, "the microphone to open")
        sound.play_into_microphone(question)
        display.keyboard.release("F9")
        assistant.wait_for("RegionAsked")
        mouse.move(0, 0)
        mouse.press()
        mouse.move(400, 200)
        mouse.move(1270, 790)
        mouse.release()
        (turn,) = assistant.wait_for("TurnEnded", within_s=120)
    mouse.close()
    assert "total" in turn["asked"].lower()
    assert "38.50" in turn["heard"]
