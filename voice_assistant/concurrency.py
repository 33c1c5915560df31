"""Reaching blocking code from the event loop, and letting one stage run ahead of the next.

Native models cannot be stopped in the middle of a step, and must not be entered twice at once. So each lives on
one worker of its own: a cancelled caller is free immediately, and the next call queues behind the step in
progress.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import aclosing, asynccontextmanager
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_END = object()


class Worker:
    """One thread with one blocking thing on it."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` on the worker's thread and return its result."""
        return await _submit(self._executor, function, *args, **kwargs)

    async def iterate(self, make: Callable[P, Iterator[T]], *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        """Drive a blocking iterator one step at a time on the worker's thread.

        When the caller stops early, the iterator's `close` runs on the thread too, behind the step in progress.
        """
        iterator = await self.call(make, *args, **kwargs)
        try:
            while (item := await self.call(_next, iterator)) is not _END:
                yield item  # type: ignore[misc]
        finally:
            close = getattr(iterator, "close", None)
            if close is not None:
                self._executor.submit(close)

    def close(self) -> None:
        """Let the step in progress finish, start none, and free the thread. Does not wait."""
        self._executor.shutdown(wait=False, cancel_futures=True)


class WorkerCrashed(Exception):
    """The worker's process died in the middle of a call."""


class ProcessWorker:
    """One child process with one heavy thing in it: its crash is not ours, and ending it gives the memory back.

    What it runs must be module-level functions with picklable arguments and results. The process starts with
    the first call, is started anew after a crash or a `close`, and ends with us, however we end.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._executor: ProcessPoolExecutor | None = None

    @property
    def running(self) -> bool:
        return self._executor is not None

    @property
    def pid(self) -> int | None:
        """Process id of the child, None when it does not run."""
        processes = getattr(self._executor, "_processes", None) or {}
        return next(iter(processes), None)

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` in the child. Raises what it raises, or `WorkerCrashed`."""
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=_become_child
            )
        executor = self._executor
        try:
            return await _submit(executor, function, *args, **kwargs)
        except BrokenProcessPool as error:
            if self._executor is executor:
                self.close()
            raise WorkerCrashed(f"the {self.name} process ended unexpectedly") from error

    def close(self) -> None:
        """End the child; the next call starts a new one. Does not wait for a step in progress."""
        executor, self._executor = self._executor, None
        if executor is not None:
            processes = list((getattr(executor, "_processes", None) or {}).values())
            executor.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.terminate()


def _become_child() -> None:
    """Leave Ctrl+C to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def die_with_parent() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=die_with_parent, name="die-with-parent", daemon=True).start()


async def _submit(executor: Executor, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await asyncio.wrap_future(executor.submit(function, *args, **kwargs))


def _next(iterator: Iterator[T]) -> T | object:
    return next(iterator, _END)


@asynccontextmanager
async def buffered(stream: AsyncIterator[T], size: int) -> AsyncIterator[AsyncIterator[T]]:
    """Let `stream` run up to `size` items ahead of its reader.

        async with buffered(stream, 4) as items:
            async for item in items: ...

    An exception in `stream` reaches the reader after the items before it. Leaving the context cancels and closes
    `stream`. A context manager, because a generator must not yield inside a task group (PEP 789).
    """
    queue: asyncio.Queue[tuple[T | object, Exception | None]] = asyncio.Queue(size)

    async def fill() -> None:
        error: Exception | None = None
        try:
            async with aclosing(stream):  # type: ignore[type-var]
                async for item in stream:
                    await queue.put((item, None))
        except Exception as raised:
            error = raised
        await queue.put((_END, error))

    async def drain() -> AsyncIterator[T]:
        while True:
            item, error = await queue.get()
            if error is not None:
                raise error
            if item is _END:
                return
            yield item  # type: ignore[misc]

    filler = asyncio.create_task(fill(), name="buffered")
    try:
        yield drain()
    finally:
        filler.cancel()
        await asyncio.wait([filler])
