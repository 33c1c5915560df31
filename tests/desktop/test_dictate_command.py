"""`voice-assistant dictate` and `history`, on real speech, a real recogniser and a real clipboard."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rig.pulse import PulseRig, pulse_rig
from tests.rig.speech import clips
from tests.rig.waiting import wait_until
from tests.rig.x11 import virtual_display
from voice_assistant import paths
from voice_assistant.audio.recordings import load_recordings

pytestmark = pytest.mark.desktop

PROGRAM = str(Path(sys.executable).with_name("voice-assistant"))
LAST_WORDS = "fail better"


@pytest.fixture(scope="module")
def server() -> Iterator[PulseRig]:
    with pulse_rig() as rig:
        yield rig


@pytest.fixture
def rig(server: PulseRig, monkeypatch: pytest.MonkeyPatch) -> PulseRig:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DISPLAY", raising=False)
    return server


@contextmanager
def dictating(rig: PulseRig, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`dictate` with an open microphone."""
    pipe = subprocess.PIPE
    with subprocess.Popen([PROGRAM, "dictate", *arguments], stdin=pipe, stdout=pipe, stderr=pipe, text=True) as program:
        try:
            wait_until(lambda: rig.recorders() or program.poll() is not None, "the microphone to open")
            assert program.poll() is None, program.stderr.read() if program.stderr else ""
            yield program
        finally:
            program.kill()


def history(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, "history", *arguments], capture_output=True, text=True, check=False)


def speak(rig: PulseRig) -> None:
    rig.play_into_microphone(clips()["beckett"].path)


def test_enter_ends_and_the_text_is_printed(rig: PulseRig) -> None:
    with dictating(rig) as program:
        speak(rig)
        text, complaints = program.communicate("\n", timeout=60)
    assert program.returncode == 0
    assert LAST_WORDS in text.lower()
    assert complaints == "", "nothing but the text for a pipe"
    (recording,) = load_recordings(paths.recordings_dir())
    assert recording.text is not None
    assert LAST_WORDS in recording.text.lower()
    assert recording.binding == "dictate"
    again = history("retry", "--language", "en")
    assert LAST_WORDS in again.stdout.lower()


def test_ctrl_c_ends_and_a_file_gets_a_line(rig: PulseRig, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("before\n")
    with dictating(rig, "--sink", f"file:{notes}") as program:
        speak(rig)
        program.send_signal(signal.SIGINT)
        text, _ = program.communicate(timeout=60)
    assert (program.returncode, text) == (0, "")
    first, last = notes.read_text().splitlines()
    assert first == "before"
    assert LAST_WORDS in last.lower()


def test_ctrl_c_twice_gives_up_but_keeps_the_sound(rig: PulseRig) -> None:
    with dictating(rig, "--set", "microphone.tail_s=2.0") as program:  # time for the second one
        speak(rig)
        program.send_signal(signal.SIGINT)
        wait_until(lambda: signal.SIGINT not in pending(program.pid), "the first one to be taken")
        program.send_signal(signal.SIGINT)
        text, complaints = program.communicate(timeout=60)
    assert (program.returncode, text) == (130, "")
    assert "`voice-assistant history retry`" in complaints
    assert LAST_WORDS in history("retry").stdout.lower()
    assert LAST_WORDS in history("show").stdout.lower()


def pending(pid: int) -> set[signal.Signals]:
    """Signals sent to a process and not yet taken."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    mask = int(next(line.split()[1] for line in lines if line.startswith("ShdPnd")), 16)
    return {number for number in signal.Signals if mask >> (number - 1) & 1}


def test_silence_ends_it(rig: PulseRig) -> None:
    with dictating(rig, "--until-silence", "2") as program:
        speak(rig)
        assert program.stdout is not None
        text = program.stdout.read()
        assert program.wait(60) == 0
    assert LAST_WORDS in text.lower()


def test_seconds_end_it_and_silence_is_no_text(rig: PulseRig) -> None:
    with dictating(rig, "--seconds", "1") as program:
        text, complaints = program.communicate(timeout=60)
    assert (program.returncode, text) == (1, "")
    assert complaints == "no speech was heard\n"


def test_what_a_killed_dictation_said_is_in_the_history(rig: PulseRig) -> None:
    with dictating(rig) as program:
        speak(rig)
        program.kill()
    assert "(no text yet)" in history("list").stdout
    assert LAST_WORDS in history("retry").stdout.lower()


def test_the_clipboard_keeps_the_text_when_the_command_is_gone(rig: PulseRig, monkeypatch: pytest.MonkeyPatch) -> None:
    with virtual_display() as display:
        for name in ("DISPLAY", "XAUTHORITY"):
            if name in display.environment:
                monkeypatch.setenv(name, display.environment[name])
        with dictating(rig, "--sink", "clipboard") as program:
            speak(rig)
            text, complaints = program.communicate("\n", timeout=60)
        assert (program.returncode, text, complaints) == (0, "", "")
        assert LAST_WORDS in pasted().lower()
        subprocess.run(["xclip", "-selection", "clipboard"], input="another", text=True, check=True)
        copied = history("copy")
        assert copied.returncode == 0, copied.stderr
        assert LAST_WORDS in pasted().lower()


def pasted() -> str:
    return subprocess.run(
        ["xclip", "-selection", "clipboard", "-out"], capture_output=True, text=True, check=True, env={**os.environ}
    ).stdout


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    (
        (("--sink", "type"), "there is no display to type to", 5),
        (("--sink", "printer"), 'no sink "printer"', 2),
        (("--seconds", "0"), "--seconds takes a number of seconds above 0", 2),
        (("--sink", "file:/nowhere/at/all.txt"), "/nowhere/at/all.txt cannot be written", 1),
        (("--model", "whisper-gigantic"), 'there is no model "whisper-gigantic"', 4),
    ),
)
def test_what_cannot_work_is_said_before_anybody_speaks(
    rig: PulseRig, arguments: tuple[str, ...], message: str, code: int
) -> None:
    ended = subprocess.run([PROGRAM, "dictate", *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode == code
    assert message in ended.stderr
    assert not paths.recordings_dir().exists()
