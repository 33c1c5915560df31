"""What it costs to listen with open hands: the running assistant, on a virtual display and a virtual sound card."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.rig.assistant import RunningAssistant, running_assistant
from tests.rig.pulse import PulseRig, pulse_rig
from tests.rig.speech import clips
from tests.rig.x11 import virtual_display
from voice_assistant.control_client import request

from ..idle import used
from ..report import Row, at_most, not_measured

WATCHED_S = 30.0
SETTLED_S = 3.0
TALK = "[turn_taking]\nnothing_said_s = 120.0\n"
WAKE_WORD = "[wake_word]\nenabled = true\n"


def listening() -> list[Row]:
    measured: list[tuple[str, float, str, Callable[[RunningAssistant, PulseRig], None]]] = [
        ("listening hands-free, silence", 2.0, TALK, _converse),
        ("waiting for a wake word, silence", 2.0, WAKE_WORD, _nothing),
        ("waiting for a wake word, somebody talks", 4.0, WAKE_WORD, _talk),
    ]
    return [_row(name, bar, config, begin) for name, bar, config, begin in measured]


def _row(name: str, bar: float, config: str, begin: Callable[[RunningAssistant, PulseRig], None]) -> Row:
    try:
        with pulse_rig() as sound, virtual_display() as display, tempfile.TemporaryDirectory() as folder:
            environment = {**display.environment, **sound.environment}
            with running_assistant(Path(folder), environment, config=config) as assistant:
                assistant.wait_until_warm()
                begin(assistant, sound)
                time.sleep(SETTLED_S)
                percent, processes = used(assistant, WATCHED_S)
                if not sound.recorders():
                    return not_measured(name, "% of a core", bar, "the microphone was closed meanwhile")
                how = f"user and system time of all {len(processes)} processes over {WATCHED_S:.0f} s"
                return at_most(name, percent, "% of a core", bar, how)
    except (OSError, AssertionError, subprocess.SubprocessError) as error:
        return not_measured(name, "% of a core", bar, str(error))


def _converse(assistant: RunningAssistant, sound: PulseRig) -> None:
    request(assistant.runtime_dir, "converse", binding="ask")


def _nothing(assistant: RunningAssistant, sound: PulseRig) -> None:
    pass


def _talk(assistant: RunningAssistant, sound: PulseRig) -> None:
    sound.play_into_microphone(clips()["two-cities"].path, wait=False)
