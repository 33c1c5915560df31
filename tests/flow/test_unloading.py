"""Memory is given back when nobody needs it, on a virtual clock."""

from __future__ import annotations

import asyncio

import pytest

from voice_assistant.engines.idle import UnloadWhenIdle

pytestmark = pytest.mark.looptime


async def test_unloads_after_the_last_use_not_the_first() -> None:
    unloaded_at: list[float] = []
    loop = asyncio.get_running_loop()
    idle = UnloadWhenIdle(300.0, lambda: unloaded_at.append(loop.time()))
    with idle.use():
        await asyncio.sleep(1_000)
    await asyncio.sleep(200)
    with idle.use():
        with idle.use():
            await asyncio.sleep(10)
        await asyncio.sleep(400)
    ended_at = loop.time()
    assert unloaded_at == []
    await asyncio.sleep(299)
    assert unloaded_at == []
    await asyncio.sleep(1_000)
    assert unloaded_at == [pytest.approx(ended_at + 300)]


async def test_zero_never_unloads_and_stopped_is_stopped() -> None:
    unloaded: list[str] = []
    never = UnloadWhenIdle(0.0, lambda: unloaded.append("never"))
    stopped = UnloadWhenIdle(5.0, lambda: unloaded.append("stopped"))
    for idle in (never, stopped):
        with idle.use():
            await asyncio.sleep(1)
    stopped.stop()
    await asyncio.sleep(100_000)
    assert unloaded == []
