"""Time to first sound, side by side with Hugging Face's speech-to-speech and pipecat's local pipeline."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from ..report import Row, at_most, not_measured

ROUNDS = 3
"""Everybody has a talk in each, so that whatever else the machine does hits all alike."""
EACH = 5
"""Utterances of a talk, after one that is not counted: it loads what is loaded at the first answer."""


def peers(folder: Path | None) -> list[Row]:
    """Takes twenty minutes, and at the first time the installation besides."""
    try:
        from tests.rig.pulse import pulse_rig

        from .contenders import CONTENDERS, Contender, parts
        from .environments import NotInstalled
        from .measure import Answer, talk
        from .summary import WHAT, ratios, rows_of
        from .utterances import utterances
    except ImportError as error:
        return [not_measured("against others", "s", None, f"no test rig: {error}")]
    rows: list[Row] = []
    there: dict[str, Contender] = {}
    for contender in CONTENDERS:
        try:
            there[contender.name] = contender
        except NotInstalled as error:
            rows.append(not_measured(f"{WHAT}, {type(contender).__name__}", "s", None, str(error)))
    answers: dict[str, list[Answer]] = defaultdict(list)
    broken: dict[str, str] = {}
    loads: list[float] = []
    with tempfile.TemporaryDirectory() as workspace:
        warm_up, *spoken = utterances(folder, Path(workspace))
        for number in range(ROUNDS):
            some = [spoken[(number * EACH + index) % len(spoken)] for index in range(EACH)]
            for name, contender in there.items():
                print(f"==> round {number + 1} of {ROUNDS}: {name}", file=sys.stderr)
                place = Path(workspace) / f"{number}-{name.replace(' ', '-')}"
                try:
                    with pulse_rig() as sound:
                        answers[name] += talk(contender, some, warm_up, sound, parts(), place)
                    loads.append(os.getloadavg()[0])
                except (AssertionError, RuntimeError) as error:
                    broken[name] = str(error)
                    print(f"    {error}", file=sys.stderr)
    for name, contender in there.items():
        rows += rows_of(name, contender.how, answers[name], broken.get(name))
    load = statistics.median(loads) if loads else 0.0
    rows.append(at_most("load of the machine", load, "processes", None, "median after each talk, all included"))
    return rows + ratios(CONTENDERS[0].name, {name: answers[name] for name in there})
