"""Programs that record into a journal until they are killed, at a moment of somebody's choice, and what is left then.

    with recorder(folder, seed=7) as victim:
        victim.kill_after(0.4)
    remains = victim.remains()

A recorder makes one short recording after the other, faster than a microphone would, closes each and notes its text,
so that a random moment hits any part of a recording's life. What it was given it says in shared memory, which
survives its end.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_longlong
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import Any

import numpy as np

from tests.rig.waiting import wait_until
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.journal import Journal
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.config.schema import RecordingsConfig

BLOCK_SAMPLES = 512
_BLOCK_S = 0.002  # a microphone takes 0.032
_LONGEST_BLOCKS = 80
_MOST = 2000


@dataclass(frozen=True, slots=True)
class Remains:
    """What was found of `given` recordings (those of which at least one block came from the microphone)."""

    given: int
    missing: int  # not found, with another sound, or without the text that had been noted
    worst_lost_s: float  # sound at the end of a recording


class Victim:
    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._given: Any = RawArray(c_longlong, _MOST)
        self._noted: Any = RawArray(c_longlong, _MOST)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self.process: BaseProcess = context.Process(
            target=_record, args=(folder, seed, self._given, self._noted), daemon=True
        )

    def kill_after(self, seconds: float) -> None:
        """SIGKILL, so many seconds after the first block."""
        wait_until(lambda: self._given[0] > 0, "the first block")
        time.sleep(seconds)
        self.kill()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    def remains(self) -> Remains:
        """What the next start of a program finds."""
        journal = Journal(self._folder, RecordingsConfig(), print)
        journal.recover()
        found = {recording.binding: recording for recording in journal.recordings()}
        journal.close()
        given = [number for number in range(_MOST) if self._given[number]]
        missing, worst = 0, 0
        for number in given:
            recording = found.get(_name(number))
            if recording is None:
                missing += self._given[number] > BLOCK_SAMPLES  # the only block may not have got as far as the disk
                worst = max(worst, self._given[number])
                continue
            missing += bool(self._noted[number]) and recording.text != _text(number)
            kept = read_audio(recording.path).samples
            if not np.allclose(kept, _sound(number)[: len(kept)], atol=2 / 32768):
                missing += 1
            worst = max(worst, self._given[number] - len(kept))
        return Remains(len(given), missing, worst / ENGINE_RATE_HZ)


@contextmanager
def recorder(folder: Path, seed: int) -> Iterator[Victim]:
    """A running recorder; ended at the latest with the context."""
    victim = Victim(folder, seed)
    victim.process.start()
    try:
        yield victim
    finally:
        victim.kill()


def _record(folder: Path, seed: int, given: Any, noted: Any) -> None:
    dice = random.Random(seed)
    journal = Journal(folder, RecordingsConfig(), print)
    for number in range(_MOST):
        sound = _sound(number)
        recording = journal.begin(_name(number))
        for start in range(0, dice.randrange(1, _LONGEST_BLOCKS) * BLOCK_SAMPLES, BLOCK_SAMPLES):
            given[number] += BLOCK_SAMPLES
            recording.write(Audio(sound[start : start + BLOCK_SAMPLES], ENGINE_RATE_HZ))
            time.sleep(_BLOCK_S)
        recording.close()
        time.sleep(dice.random() * 10 * _BLOCK_S)  # the recogniser is at work
        recording.note(_text(number))
        noted[number] = 1


def _name(number: int) -> str:
    return f"recording-{number}"


def _text(number: int) -> str:
    return f"what was said in recording {number}"


def _sound(number: int) -> Samples:
    """Every recording has a sound of its own."""
    noise = np.random.default_rng(number).uniform(-0.5, 0.5, _LONGEST_BLOCKS * BLOCK_SAMPLES)
    return noise.astype(np.float32)
