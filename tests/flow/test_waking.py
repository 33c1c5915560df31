"""Sleep is noticed from two clocks. On a virtual clock."""

from __future__ import annotations

import asyncio

import pytest

from voice_assistant.waking import CHECK_S, SLEPT_S, SleepWatch, watch_over

pytestmark = pytest.mark.looptime


class Clocks:
    wall_s = 1_000_000.0
    monotonic_s = 50.0

    def watch(self) -> SleepWatch:
        return SleepWatch(lambda: self.wall_s, lambda: self.monotonic_s)

    def awake(self, seconds: float) -> None:
        self.wall_s += seconds
        self.monotonic_s += seconds


def test_sleep_is_a_jump_of_the_wall_clock_alone() -> None:
    clocks = Clocks()
    watch = clocks.watch()
    clocks.awake(1000)
    assert watch.look() == 0
    clocks.wall_s += 3600
    clocks.awake(5)
    assert watch.look() == pytest.approx(3600)
    assert watch.look() == 0, "told once"


@pytest.mark.parametrize("step_s", [SLEPT_S / 2, -SLEPT_S * 2, -3600])
def test_a_clock_that_is_set_is_not_sleep(step_s: float) -> None:
    clocks = Clocks()
    watch = clocks.watch()
    clocks.wall_s += step_s
    assert watch.look() == 0


async def test_the_clocks_are_looked_at_again_and_again() -> None:
    clocks, slept = Clocks(), list[float]()

    async def look(slept_s: float) -> None:
        slept.append(slept_s)
        clocks.wall_s += 60

    task = asyncio.create_task(watch_over(look, clocks.watch()))
    await asyncio.sleep(3.5 * CHECK_S)
    task.cancel()
    assert slept == [0, pytest.approx(60), pytest.approx(60)]
