"""The thread that a blocking thing lives on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from tests.rig.waiting import until
from voice_assistant.concurrency import Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("test")
    yield worker
    worker.close()


async def test_everything_runs_on_the_one_thread(worker: Worker) -> None:
    def thread_names() -> Iterator[str]:
        for _ in range(3):
            yield threading.current_thread().name

    names = {await worker.call(lambda: threading.current_thread().name)}
    names |= {name async for name in worker.iterate(thread_names)}
    assert names == {"test_0"}


async def test_a_cancelled_caller_is_free_and_the_next_waits_its_turn(worker: Worker) -> None:
    entered, go, done = threading.Event(), threading.Event(), threading.Event()

    def step() -> None:
        entered.set()
        go.wait()
        done.set()

    first = asyncio.create_task(worker.call(step))
    await until(entered.is_set, "the step is on its way")
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    second = asyncio.create_task(worker.call(done.is_set))
    go.set()
    assert await second


async def test_leaving_an_iteration_closes_it_on_the_thread(worker: Worker) -> None:
    closed: list[str] = []

    def numbers() -> Iterator[int]:
        try:
            yield 1
            yield 2
        finally:
            closed.append(threading.current_thread().name)

    async with aclosing(worker.iterate(numbers)) as stream:  # type: ignore[type-var]
        assert await anext(aiter(stream)) == 1
    await until(lambda: closed == ["test_0"], "closed on the worker's thread")


async def test_a_worker_may_be_closed_before_its_iteration_is(worker: Worker) -> None:
    def numbers() -> Iterator[int]:
        yield 1
        yield 2

    async with aclosing(worker.iterate(numbers)) as stream:  # type: ignore[type-var]
        assert await anext(aiter(stream)) == 1
        worker.close()
