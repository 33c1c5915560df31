"""Reaching blocking code from the event loop, and letting one stage run ahead of the next.

Native models cannot be stopped in the middle of a step, and must not be entered twice at once. So each lives on
one worker of its own: a cancelled caller is free immediately, and the next call queues behind the step in
progress.
"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures import process as pool
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, ParamSpec, TypeVar

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
                with suppress(RuntimeError):  # the worker has been closed, and nobody will step it again
                    self._executor.submit(close)

    def close(self) -> None:
        """Let the step in progress finish, start none, and free the thread. Does not wait."""
        self._executor.shutdown(wait=False, cancel_futures=True)


class WorkerCrashed(Exception):
    """The worker's process died in the middle of a call."""


class ProcessWorker:
    """One child process with one heavy thing in it: its crash is not ours, and ending it gives the memory back.

    What it runs must be module-level functions with picklable arguments and results. The process starts with
    the first call, is started anew after a crash or a `close`, and ends with us, however we end. It says nothing
    on the terminal and does not hear Ctrl+C.
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
        executor, future = self._submit(function, *args, **kwargs)
        return await self._outcome(executor, future)

    async def iterate(self, make: Callable[P, Iterator[T]], *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        """Drive a blocking iterator one step at a time in the child; see `Worker.iterate`."""
        number = next(_numbers)
        executor, future = self._submit(_open_iterator, number, make, args, kwargs)
        try:
            await self._outcome(executor, future)
            while items := await self._outcome(executor, executor.submit(_step_iterator, number)):
                for item in items:
                    yield item
        except BrokenProcessPool as error:  # it died between two steps
            raise WorkerCrashed(f"the {self.name} process ended unexpectedly") from error
        finally:
            with suppress(RuntimeError):  # when the child is gone, so is the iterator
                executor.submit(_close_iterator, number)

    def kill(self) -> None:
        """`close` for a child that may be stuck or stopped, and would not hear the request to end."""
        for process in list((getattr(self._executor, "_processes", None) or {}).values()):
            process.kill()
        self.close()

    def close(self) -> None:
        """End the child; the next call starts a new one. Does not wait for a step in progress."""
        executor, self._executor = self._executor, None
        if executor is not None:
            processes = list((getattr(executor, "_processes", None) or {}).values())
            _leave_alone_at_exit(getattr(executor, "_executor_manager_thread", None))
            executor.shutdown(wait=False)
            for process in processes:  # what is still queued then fails with BrokenProcessPool
                process.terminate()

    def _submit(
        self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[ProcessPoolExecutor, Future[T]]:
        if self._executor is not None:
            try:
                if self._alive():
                    return self._executor, self._executor.submit(function, *args, **kwargs)
            except BrokenProcessPool:
                pass
            self.close()  # it died while idle: nobody is hurt
        self._executor = ProcessPoolExecutor(
            max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=_become_child
        )
        with _children_deaf_to_ctrl_c():
            return self._executor, self._executor.submit(function, *args, **kwargs)

    def _alive(self) -> bool:
        """Whether the child lives; the pool itself notices a death only a moment later."""
        processes = getattr(self._executor, "_processes", None) or {}
        return all(process.is_alive() for process in processes.values())

    async def _outcome(self, executor: ProcessPoolExecutor, future: Future[T]) -> T:
        try:
            return await asyncio.wrap_future(future)
        except BrokenProcessPool as error:
            if self._executor is executor:
                self.close()
            raise WorkerCrashed(f"the {self.name} process ended unexpectedly") from error


def _leave_alone_at_exit(manager: object) -> None:
    """Python's exit waits for the thread of a pool as for any other. Before 3.12.8 it wakes it besides, and prints a
    traceback when the thread ends in the same moment (python/cpython#125492).
    """
    if isinstance(manager, threading.Thread):
        getattr(pool, "_threads_wakeups", {}).pop(manager, None)


@contextmanager
def _children_deaf_to_ctrl_c() -> Iterator[None]:
    """Start processes with SIGINT blocked, as they would print a traceback until they can ignore it themselves."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # now, because its start unblocks the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _become_child() -> None:
    """Leave the terminal and its Ctrl+C to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def die_with_parent() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=die_with_parent, name="die-with-parent", daemon=True).start()


_numbers = itertools.count()

# In the child: the iterators it is driving, by number.
_iterators: dict[int, Iterator[object]] = {}


def _open_iterator(
    number: int, make: Callable[..., Iterator[object]], args: tuple[object, ...], kwargs: dict[str, object]
) -> None:
    _iterators[number] = make(*args, **kwargs)


def _step_iterator(number: int) -> list[Any]:
    """The next item in a list, an empty list at the end (a sentinel would not be the same on the other side)."""
    return list(itertools.islice(_iterators[number], 1))


def _close_iterator(number: int) -> None:
    close = getattr(_iterators.pop(number, None), "close", None)
    if close is not None:
        close()


async def _submit(executor: Executor, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await asyncio.wrap_future(executor.submit(function, *args, **kwargs))


def _next(iterator: Iterator[T]) -> T | object:
    return next(iterator, _END)


@asynccontextmanager
async def closing(stream: AsyncIterator[T]) -> AsyncIterator[AsyncIterator[T]]:
    """`contextlib.aclosing` for any async iterator: also one that has nothing to close."""
    try:
        yield stream
    finally:
        if (aclose := getattr(stream, "aclose", None)) is not None:
            await aclose()


@asynccontextmanager
async def running(task: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """`task` runs beside until the context is left; it sees to its own failures."""
    beside = asyncio.create_task(task)
    try:
        yield
    finally:
        beside.cancel()
        await asyncio.wait([beside])


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
            async with closing(stream):
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


def now_s() -> float:
    """Seconds on the event loop's clock."""
    return asyncio.get_running_loop().time()
