"""Every file in scenarios/ is a test: a talk on the sample clock, from the sound to the history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice_assistant.audio.types import ENGINE_RATE_HZ

from .check import differences, time_line
from .play import Outcome, RealOnes, play, real_engines
from .scenario import Scenario, read

SCENARIOS = [read(path) for path in sorted((Path(__file__).parent / "scenarios").glob("*.toml"))]


@pytest.fixture(scope="module")
def real() -> Iterator[RealOnes]:
    with real_engines() as engines:
        yield engines


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_scenario(scenario: Scenario, real: RealOnes, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if scenario.known_defect is not None:
        request.applymarker(pytest.mark.xfail(strict=True, reason=scenario.known_defect))
    outcome = play(scenario, real)
    if found := differences(scenario, outcome):
        wav = write_wav(tmp_path / f"{scenario.name}.wav", outcome)
        lines = "\n".join(f"- {line}" for line in found)
        where = f"tracks: the microphone, the loudspeaker, without the echo, the same for the detector of speech: {wav}"
        pytest.fail(f"{scenario.about}:\n{lines}\n\n{time_line(outcome)}\n\n{where}", pytrace=False)


def write_wav(path: Path, outcome: Outcome) -> Path:
    soundfile.write(path, np.stack(outcome.tracks, axis=1), ENGINE_RATE_HZ)
    return path
