"""Bars of the conversation: turns, interruptions, echo, endurance. What can be is measured on the sample clock.

The rows in real time come first, on an otherwise idle machine, please; the rooms take some minutes of computing.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.simulation.play import real_engines

from .report import Row, not_measured
from .samples import samples
from .talk.barge_in import barge_in
from .talk.double_talk import double_talk
from .talk.false_stops import false_stops
from .talk.latency import latency
from .talk.listening import listening
from .talk.memory import memory
from .talk.own_voice import own_voice
from .talk.under_runs import under_runs


def conversation(folder: Path | None) -> list[Row]:
    with tempfile.TemporaryDirectory() as workspace:
        clips = asyncio.run(samples(folder, Path(workspace)))
        rows = asyncio.run(latency(clips))
        rows += asyncio.run(under_runs())
        rows += listening()
        with real_engines() as real:
            rows += barge_in(real)
            rows += own_voice(real)
            rows += double_talk(real, clips)
            rows += false_stops(real, folder)
            rows += memory(real)
    peers = "scripts/bench peers measures it, with their packages in environments of their own"
    return [*rows, not_measured("time to first sound against the better peer", "times", 0.5, peers)]
