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
from .scenario import Expected, Reaction, Scenario, read

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


def test_the_same_talk_sounds_the_same_again(real: RealOnes) -> None:
    scenario = next(scenario for scenario in SCENARIOS if scenario.name == "interruption")
    first, second = play(scenario, real), play(scenario, real)
    assert time_line(first) == time_line(second)
    for one, other in zip(first.tracks, second.tracks, strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_does_not_come_true_is_told_in_words(real: RealOnes) -> None:
    """An answer of eight sentences, and a person who expects the wrong things of it."""
    scenario = next(scenario for scenario in SCENARIOS if scenario.name == "key_silences")
    steps = [scenario.steps[0], scenario.steps[1].model_copy(update={"expect": Reaction(goes_on=True)})]
    wrong = scenario.model_copy(update={"steps": steps, "expect": Expected(heard=["Nothing"], interrupted=[False])})
    found = differences(wrong, play(wrong, real))
    assert [line.split(":")[0] for line in found] == [f"step 2 (at {_begins_s(found[0])} s)", "heard 1", "interrupted"]
    assert found[1].startswith("heard 1: expected 'Nothing', was 'The tower is three hundred metres high. It was")


def _begins_s(line: str) -> str:
    return line.split("at ")[1].split(" s)")[0]


def write_wav(path: Path, outcome: Outcome) -> Path:
    soundfile.write(path, np.stack(outcome.tracks, axis=1), ENGINE_RATE_HZ)
    return path
