"""Recordings lost when their program is killed, and when their microphone is pulled out: none."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import tempfile
from pathlib import Path

from tests.rig.microphone_removal import heard_before_removal
from tests.rig.pulse import pulse_rig
from tests.rig.recorder import recorder

from .report import Row, at_most, not_measured

KILLS = 200
REMOVALS = 50
_SEED = 3
_LONGEST_LIFE_S = 0.6


def never_lost() -> list[Row]:
    return [*_kills(), _removals()]


def _kills() -> list[Row]:
    dice = random.Random(_SEED)
    given = lost = 0
    worst_s = 0.0
    for number in range(KILLS):
        folder = Path(tempfile.mkdtemp())
        try:
            with recorder(folder, seed=number) as victim:
                victim.kill_after(dice.uniform(0.0, _LONGEST_LIFE_S))
            remains = victim.remains()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        given += remains.given
        lost += remains.missing
        worst_s = max(worst_s, remains.worst_lost_s)
    how = f"{KILLS} kill -9 at random moments (seed {_SEED}), {given} recordings begun, each compared sample by sample"
    return [
        at_most("recordings lost in random kill -9", lost, "recordings", 0, how),
        at_most("sound lost at the end of one that was killed", worst_s, "s", 1, "the worst of them"),
    ]


def _removals() -> Row:
    name = "recordings lost in device removals"
    if shutil.which("pulseaudio") is None:
        return not_measured(name, "recordings", 0, "needs a sound server of its own: apt install pulseaudio")
    dice = random.Random(_SEED)
    with pulse_rig() as rig, tempfile.TemporaryDirectory() as folder:
        os.environ.update(rig.environment)
        kept = [
            asyncio.run(heard_before_removal(rig, Path(folder) / str(number), after_s=dice.uniform(0.7, 2.0)))
            for number in range(REMOVALS)
        ]
    how = (
        f"microphone pulled out in mid-sentence {REMOVALS} times; what was said until 0.5 s before is in the recording"
    )
    return at_most(name, REMOVALS - sum(kept), "recordings", 0, how)
