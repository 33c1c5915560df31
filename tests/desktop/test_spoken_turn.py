"""The whole thing as a person has it: a key pressed in a real X server, real speech into a virtual microphone, the
answer heard from a virtual speaker and transcribed again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.rig.assistant import RunningAssistant, running_assistant
from tests.rig.person import spoken as say
from tests.rig.person import understood
from tests.rig.pulse import PulseRig
from tests.rig.waiting import wait_until
from tests.rig.wording import word_errors
from tests.rig.x11 import VirtualDisplay, virtual_display
from voice_assistant.audio.types import Audio
from voice_assistant.control_client import request

pytestmark = pytest.mark.desktop

CONFIG = """
[language_model]
temperature = 0.0
max_tokens = 30

[turn_taking]
nothing_said_s = 4.0
"""


@pytest.fixture(scope="module")
def display() -> Iterator[VirtualDisplay]:
    with virtual_display(window_manager=True) as display:
        yield display


@pytest.fixture(scope="module")
def assistant(
    sound: PulseRig, display: VirtualDisplay, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAssistant]:
    folder = tmp_path_factory.mktemp("assistant")
    with running_assistant(folder, {**display.environment, **sound.environment}, config=CONFIG) as assistant:
        assistant.wait_until_warm()
        yield assistant


@pytest.fixture(scope="module")
def spoken() -> dict[str, Audio]:
    return say((QUESTION, DICTATION, SWITCH, BACK))


QUESTION = "What is the capital of France?"
DICTATION = "The quick brown fox jumps over the lazy dog."
SWITCH = "Please talk like a pirate."
BACK = "Please be yourself again."


def say_while_holding(key: str, audio: Audio, sound: PulseRig, display: VirtualDisplay) -> None:
    """Press, wait until the microphone really records, speak, release."""
    display.keyboard.press(key)
    try:
        wait_until(sound.recorders, "the microphone to open")
        sound.play_into_microphone(audio)
    finally:
        display.keyboard.release(key)


def test_a_spoken_question_is_answered_aloud(
    assistant: RunningAssistant, sound: PulseRig, display: VirtualDisplay, spoken: dict[str, Audio]
) -> None:
    turns = len(assistant.seen("TurnEnded"))
    with sound.capture_speaker() as captured:
        say_while_holding("F6", spoken[QUESTION], sound, display)
        turn = assistant.wait_for("TurnEnded", turns + 1)[-1]
    assert "capital of france" in turn["asked"].lower()
    assert turn["heard"]  # what so small a model answers is its own affair; that it is heard is ours
    assert word_errors(turn["heard"], understood(captured.audio)) <= 0.5
    assert not turn["interrupted"]
    wait_until(lambda: not sound.recorders(), "the microphone to close")


def test_escape_silences_and_is_nobodys_business_otherwise(
    assistant: RunningAssistant, sound: PulseRig, display: VirtualDisplay, spoken: dict[str, Audio]
) -> None:
    turns, started = len(assistant.seen("TurnEnded")), len(assistant.seen("SpeakingStarted"))
    say_while_holding("F6", spoken[QUESTION], sound, display)
    assistant.wait_for("SpeakingStarted", started + 1)
    display.keyboard.tap("Escape")
    turn = assistant.wait_for("TurnEnded", turns + 1)[-1]
    assert turn["interrupted"]
    written = "".join(event["text"] for event in assistant.seen("ReplyDelta"))
    assert turn["heard"] in written
    assistant.wait_until_idle()

    terminal = display.open_xterm(keys_raw=True)
    terminal.focus()
    display.keyboard.tap("Escape")
    wait_until(lambda: "\x1b" in terminal.text(), "the terminal to get its Escape back")


def test_dictation_lands_in_the_focused_program(
    assistant: RunningAssistant, sound: PulseRig, display: VirtualDisplay, spoken: dict[str, Audio]
) -> None:
    delivered = len(assistant.seen("TextDelivered"))
    editor = display.open_xterm(keys_raw=True)
    editor.focus()
    say_while_holding("F5", spoken[DICTATION], sound, display)
    assistant.wait_for("TextDelivered", delivered + 1)
    dictated = str(assistant.seen("Transcribed")[-1]["text"])
    assert "quick brown fox" in dictated.lower()
    wait_until(lambda: editor.text().strip() == dictated, "the dictated text, to the letter")
    assert "\x1b" not in editor.text(), "the hotkey itself must not leak into the program"


def test_the_persona_changes_by_voice_and_back(
    assistant: RunningAssistant, sound: PulseRig, display: VirtualDisplay, spoken: dict[str, Audio]
) -> None:
    for text, persona in ((SWITCH, "pirate"), (BACK, "assistant")):
        turns = len(assistant.seen("TurnEnded"))
        say_while_holding("F6", spoken[text], sound, display)
        assistant.wait_for("TurnEnded", turns + 1)
        assert assistant.status()["persona"] == persona


def test_a_press_from_a_compositor_does_the_same_as_a_key(
    assistant: RunningAssistant, sound: PulseRig, spoken: dict[str, Audio]
) -> None:
    turns = len(assistant.seen("TurnEnded"))
    assistant.trigger("ask", "press")
    wait_until(sound.recorders, "the microphone to open")
    sound.play_into_microphone(spoken[QUESTION])
    assistant.trigger("ask", "release")
    turn = assistant.wait_for("TurnEnded", turns + 1)[-1]
    assert "capital of france" in turn["asked"].lower()
    assert turn["heard"]


def test_a_talk_without_keys_goes_back_and_forth_and_ends_in_silence(
    assistant: RunningAssistant, sound: PulseRig, spoken: dict[str, Audio]
) -> None:
    turns = len(assistant.seen("TurnEnded"))
    request(assistant.runtime_dir, "converse")
    for number in (1, 2):
        wait_until(sound.recorders, "the microphone to open, by itself")
        sound.play_into_microphone(spoken[QUESTION])
        turn = assistant.wait_for("TurnEnded", turns + number)[-1]
        assert "capital of france" in turn["asked"].lower()
        assert not turn["interrupted"]
    wait_until(lambda: not sound.recorders(), "the microphone to close when nothing more is said")
    assistant.wait_until_idle()


def test_everything_said_is_on_disk_and_nothing_of_it_in_the_log(assistant: RunningAssistant) -> None:
    folder = assistant.runtime_dir.parent
    recordings = sorted((folder / "data" / "recordings").glob("*.wav"))
    assert len(recordings) >= 5
    logged = "".join(file.read_text() for file in (folder / "state").rglob("*.txt")).lower()
    assert "france" not in logged
    assert "lazy dog" not in logged
    assert "france" not in assistant.output.lower(), "an output that is no terminal is a log too"


def test_a_second_assistant_is_refused(assistant: RunningAssistant, sound: PulseRig, display: VirtualDisplay) -> None:
    with (
        pytest.raises(AssertionError, match=f"already running \\(process {assistant.pid}\\)"),
        running_assistant(assistant.runtime_dir.parent, {**display.environment, **sound.environment}),
    ):
        pass
    assert assistant.status()["pid"] == assistant.pid
