"""Tools as a person has them: real speech into a virtual microphone, a timer that is heard to ring, a question for
consent that is answered by voice without a key, a real MCP server."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.rig.assistant import RunningAssistant, running_assistant
from tests.rig.person import spoken as say
from tests.rig.person import understood
from tests.rig.pulse import PulseRig
from tests.rig.waiting import wait_until
from voice_assistant.audio.types import Audio

pytestmark = pytest.mark.desktop

ROOT = Path(__file__).parents[2]
CONFIG = f"""
[hotkeys]
backend = "none"

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
YES = "Yes, please."


@pytest.fixture(scope="module")
def spoken() -> dict[str, Audio]:
    return say((TIMER, LATER, SUM, YES))


def ask(assistant: RunningAssistant, sound: PulseRig, audio: Audio) -> None:
    assistant.trigger("ask", "press")
    wait_until(sound.recorders, "the microphone to open")
    sound.play_into_microphone(audio)
    assistant.trigger("ask", "release")


def test_tools_by_voice(sound: PulseRig, spoken: dict[str, Audio], tmp_path: Path) -> None:
    with running_assistant(tmp_path / "a", dict(sound.environment), config=CONFIG) as assistant:
        assistant.wait_until_warm()
        with sound.capture_speaker() as captured:
            ask(assistant, sound, spoken[TIMER])
            assistant.wait_for("AlarmRang")
            wait_until(lambda: len(assistant.seen("SpeakingStarted")) >= 2, "its words")
            assistant.wait_until_idle()
        assert "timer for three seconds is over" in understood(captured.audio).lower().replace("3", "three")

        turns = len(assistant.seen("TurnEnded"))
        ask(assistant, sound, spoken[SUM])
        asked = assistant.wait_for("ConsentAsked")[-1]
        assert asked["tool"] == "small.add_numbers"
        assert "first 3" in asked["question"]
        assistant.wait_for("TurnEnded", turns + 1)
        wait_until(sound.recorders, "the microphone to open, by itself, for the answer")
        sound.play_into_microphone(spoken[YES])
        turn = assistant.wait_for("TurnEnded", turns + 2)[-1]
        assert turn["heard"] == "The sum is 8."
        assert assistant.seen("ConsentDecided")[-1]["allowed"] is True
        ended = [event for event in assistant.seen("ToolEnded") if event["tool"] == "small.add_numbers"]
        assert [event["outcome"] for event in ended] == ["done"]

        ask(assistant, sound, spoken[LATER])
        assistant.wait_for("TurnEnded", turns + 3)
        assistant.kill()
    with running_assistant(tmp_path / "a", dict(sound.environment)) as assistant:
        assistant.wait_for("AlarmRang", within_s=120)
        assert "timer for 20 seconds" in assistant.seen("AlarmRang")[0]["text"]
        logged = (tmp_path / "a" / "state" / "tool-calls.jsonl").read_text()
        assert '"set_timer"' in logged
        assert "twenty" not in logged
