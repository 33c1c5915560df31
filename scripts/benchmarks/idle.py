"""The running assistant with nobody talking to it: time to ready, processor, memory, and a closed microphone."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from tests.rig.assistant import RunningAssistant, running_assistant
from tests.rig.pulse import PulseRig, pulse_rig
from tests.rig.waiting import wait_until
from tests.rig.x11 import virtual_display

from .report import Row, at_most, not_measured

WATCHED_S = 60.0


def idle() -> list[Row]:
    """On a virtual display and a virtual sound card, with all engines loaded."""
    names = [("start -> ready", "s", 3.0), ("idle: processor", "% of a core", 0.5), ("idle: open microphones", "", 0.0)]
    try:
        with pulse_rig() as sound, virtual_display() as display, tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            with running_assistant(Path(folder), {**display.environment, **sound.environment}) as assistant:
                return _watch(assistant, sound, ready_s=time.perf_counter() - began)
    except (OSError, AssertionError, subprocess.SubprocessError) as error:
        return [not_measured(name, unit, bar, str(error)) for name, unit, bar in names]


def _watch(assistant: RunningAssistant, sound: PulseRig, *, ready_s: float) -> list[Row]:
    rows = [at_most("start -> ready", ready_s, "s", 3.0, "`voice-assistant start` until it says so, models on disk")]
    assistant.wait_until_warm()
    percent, processes = used(assistant)
    how = f"user and system time of all {len(processes)} processes over {WATCHED_S:.0f} s, hotkeys on, engines loaded"
    rows.append(at_most("idle: processor", percent, "% of a core", 0.5, how))
    rows.append(at_most("idle: open microphones", len(sound.recorders()), "", 0, "streams the sound server knows of"))
    for process in processes:
        how = f"resident: {_name(process)}"
        rows.append(at_most("idle: memory", process.memory_info().rss / 2**20, "MB", None, how))
    return rows


def unloaded() -> list[Row]:
    """The same after a while without use, when the models have given their memory back."""
    names = [("idle, unloaded: processor", "% of a core", 0.3), ("idle, unloaded: memory", "MB", 120.0)]
    sections = ("speech_to_text", "language_model", "text_to_speech")
    config = "".join(f"[{section}]\nunload_after_s = 1.0\n" for section in sections)
    try:
        with pulse_rig() as sound, virtual_display() as display, tempfile.TemporaryDirectory() as folder:
            environment = {**display.environment, **sound.environment}
            with running_assistant(Path(folder), environment, config=config) as assistant:
                assistant.wait_until_warm()
                wait_until(lambda: not _models(assistant), "the models to be unloaded", within_s=60)
                percent, processes = used(assistant)
                memory = sum(map(_megabytes, processes))
                how = "proportional set size (what is shared counts once): " + ", ".join(map(_short, processes))
                return [
                    at_most(name, value, unit, bar, how)
                    for (name, unit, bar), value in zip(names, (percent, memory), strict=True)
                ]
    except (OSError, AssertionError, subprocess.SubprocessError) as error:
        return [not_measured(name, unit, bar, str(error)) for name, unit, bar in names]


def _models(assistant: RunningAssistant) -> list[psutil.Process]:
    """The processes that hold a model."""
    holders = ("multiprocessing-fork", "llama_server")
    children = psutil.Process(assistant.pid).children(recursive=True)
    return [child for child in children if any(holder in _name(child) for holder in holders)]


def _short(process: psutil.Process) -> str:
    return f"{_name(process).split('/')[-1][:40]} {_megabytes(process):.0f} MB"


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_full_info().pss) / 2**20


def used(assistant: RunningAssistant, watched_s: float = WATCHED_S) -> tuple[float, list[psutil.Process]]:
    """Percent of a core that all processes used together, and the processes."""
    processes = [psutil.Process(assistant.pid), *psutil.Process(assistant.pid).children(recursive=True)]
    before_s = sum(map(_processor_s, processes))
    began = time.perf_counter()
    time.sleep(watched_s)
    used_s = sum(map(_processor_s, processes)) - before_s
    return 100 * used_s / (time.perf_counter() - began), processes


def _processor_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _name(process: psutil.Process) -> str:
    return " ".join(process.cmdline())[-110:]
