"""Tools as a person has them: a key in a real X server, real speech into a virtual microphone, a timer that is heard to
ring, a question for consent that is answered by voice without a key, a real MCP server."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.rig.assistant import RunningAssistant, running_assistant
from tests.rig.person import spoken as say
from tests.rig.person import understood
from tests.rig.pulse import PulseRig
from tests.rig.waiting import wait_until
from tests.rig.x11 import VirtualDisplay, virtual_display
from voice_assistant.audio.types import Audio

pytestmark = pytest.mark.desktop

ROOT = Path(__file__).parents[2]
CONFIG = f"""
[indicator]
enabled = false

[tools.mcp.small]
command = "{sys.executable}"
args = ["-m", "tests.rig.mcp_server"]
cwd = "{ROOT}"
"""
TIMER = "Set a timer for three seconds."
LATER = "Set a timer for twenty seconds."
SUM = "Use the add numbers tool with first three and second five."
MISNAMED = "Use the add number tool of small with first three and second five."
RESOURCES = "Use the list resources tool of small."
YES = "Yes, please."


@pytest.fixture(scope="module")
def spoken() -> dict[str, Audio]:
    return say((TIMER, LATER, SUM, MISNAMED, RESOURCES, YES))


@pytest.fixture(scope="module")
def display() -> Iterator[VirtualDisplay]:
    with virtual_display(window_manager=True) as display:
        yield display


def ask(display: VirtualDisplay, sound: PulseRig, audio: Audio) -> None:
    display.keyboard.press("F6")
    try:
        wait_until(sound.recorders, "the microphone to open")
        sound.play_into_microphone(audio)
    finally:
        display.keyboard.release("F6")


def allowed(assistant: RunningAssistant, display: VirtualDisplay, sound: PulseRig, said: Audio, yes: Audio) -> str:
    """What is heard after `said`, which is asked about, and `yes`. Who is not understood says it all again."""
    for _ in range(3):
        asked = len(assistant.seen("ConsentAsked"))
        ask(display, sound, said)
        assistant.wait_for("ConsentAsked", asked + 1)
        wait_until(sound.recorders, "the microphone to open, by itself, for the answer", within_s=60)
        turns = len(assistant.seen("TurnEnded"))
        sound.play_into_microphone(yes)

        def answered(since: int = turns) -> list[str]:
            return [turn["heard"] for turn in assistant.seen("TurnEnded")[since:] if "yes" in turn["asked"].lower()]

        with suppress(AssertionError):
            heard = wait_until(answered, "what the tool brought", within_s=60)[0]
            assistant.wait_until_idle()
            return str(heard)
        assistant.wait_until_idle()
    raise AssertionError("asked and allowed three times in vain")


def test_tools_by_voice(sound: PulseRig, display: VirtualDisplay, spoken: dict[str, Audio], tmp_path: Path) -> None:
    environment = {**display.environment, **sound.environment}
    with running_assistant(tmp_path / "a", environment, config=CONFIG) as assistant:
        assistant.wait_until_warm()
        wait_until(lambda: assistant.status()["tool_servers"][0]["connected"], "the server of tools", within_s=120)
        with sound.capture_speaker() as captured:
            ask(display, sound, spoken[TIMER])
            assistant.wait_for("AlarmRang")
            wait_until(lambda: len(assistant.seen("SpeakingStarted")) >= 2, "its words")
            assistant.wait_until_idle()
        rang = captured.audio
        assert allowed(assistant, display, sound, spoken[SUM], spoken[YES]) == "The sum is 8."
        asked = assistant.seen("ConsentAsked")[-1]
        assert asked["tool"] == "small.add_numbers"
        assert "first 3" in asked["question"]
        assert assistant.seen("ConsentDecided")[-1]["allowed"] is True
        assert allowed(assistant, display, sound, spoken[MISNAMED], spoken[YES]) == "The sum is 8."
        assert "today" in allowed(assistant, display, sound, spoken[RESOURCES], spoken[YES])
        called = [event["tool"] for event in assistant.seen("ToolEnded") if event["outcome"] == "done"]
        assert called == ["set_timer", "small.add_numbers", "small.add_numbers", "small.list_resources"]

        assert "timer for three seconds is over" in understood(rang).lower().replace("3", "three")

        turns = len(assistant.seen("TurnEnded"))
        ask(display, sound, spoken[LATER])
        assistant.wait_for("TurnEnded", turns + 1)
        assistant.kill()
    with running_assistant(tmp_path / "a", environment) as assistant:
        assistant.wait_for("AlarmRang", within_s=120)
        assert "timer for 20 seconds" in assistant.seen("AlarmRang")[0]["text"]
        logged = (tmp_path / "a" / "state" / "tool-calls.jsonl").read_text()
        assert '"set_timer"' in logged
        assert "twenty" not in logged
