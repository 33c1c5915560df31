"""The child process that heavy engines live in."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from tests.rig.waiting import until, wait_until
from voice_assistant.concurrency import ProcessWorker, WorkerCrashed
from voice_assistant.errors import Code, EngineError, Stage

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def worker() -> AsyncIterator[ProcessWorker]:
    worker = ProcessWorker("test")
    yield worker
    worker.close()


def fail() -> None:
    raise EngineError(Stage.SPEECH_TO_TEXT, Code.NO_MODEL, "not there")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def count(upto: int, log: Path) -> Iterator[int]:
    """Counts, and writes down how far it came."""
    try:
        for number in range(upto):
            log.write_text(f"at {number}")
            yield number
    finally:
        log.write_text(f"{log.read_text()}, closed")


def count_and_die() -> Iterator[int]:
    yield 1
    die()


def wait_for(path: Path) -> int:
    """Says that it waits with a file beside `path`."""
    path.with_suffix(".waiting").touch()
    wait_until(path.exists, "told to go on", within_s=60)
    return os.getpid()


def chatter() -> int:
    print("noise")
    print("noise", file=sys.stderr)
    os.system("echo noise; echo noise >&2")
    return os.getpid()


async def test_runs_elsewhere_and_stays_the_same_process(worker: ProcessWorker) -> None:
    assert worker.pid is None
    first = await worker.call(os.getpid)
    assert first == worker.pid != os.getpid()
    assert await worker.call(os.getpid) == first


async def test_our_errors_come_through_whole(worker: ProcessWorker) -> None:
    with pytest.raises(EngineError, match="not there") as caught:
        await worker.call(fail)
    assert (caught.value.stage, caught.value.code) == (Stage.SPEECH_TO_TEXT, Code.NO_MODEL)


async def test_a_death_in_a_call_is_told_and_the_next_call_works(worker: ProcessWorker) -> None:
    with pytest.raises(WorkerCrashed):
        await worker.call(die)
    assert await worker.call(abs, -1) == 1


async def test_a_death_while_idle_is_not_noticed(worker: ProcessWorker) -> None:
    dead = await worker.call(os.getpid)
    os.kill(dead, signal.SIGKILL)

    def gone() -> bool:  # with all its threads: a zombie may have some left
        try:
            return os.waitid(os.P_PID, dead, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    await until(gone, "it is dead")
    assert await worker.call(os.getpid) != dead


async def test_close_in_the_middle_of_a_step(worker: ProcessWorker, tmp_path: Path) -> None:
    pid = await worker.call(os.getpid)
    step = asyncio.create_task(worker.call(wait_for, tmp_path / "never"))
    await until((tmp_path / "never.waiting").exists, "the step is on its way")
    worker.close()
    with pytest.raises(WorkerCrashed):
        await step
    await until(lambda: not psutil.pid_exists(pid), "the child is gone")


async def test_iterates_step_by_step(worker: ProcessWorker, tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert [number async for number in worker.iterate(count, 3, log)] == [0, 1, 2]
    assert log.read_text() == "at 2, closed"


async def test_leaving_an_iteration_closes_it_there(worker: ProcessWorker, tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with aclosing(worker.iterate(count, 9, log)) as numbers:  # type: ignore[type-var]
        assert await anext(aiter(numbers)) == 0
    await until(lambda: log.read_text() == "at 0, closed", "closed, and no step further")


async def test_a_death_in_an_iteration(worker: ProcessWorker) -> None:
    numbers: list[int] = []
    with pytest.raises(WorkerCrashed):
        async for number in worker.iterate(count_and_die):
            numbers.append(number)
    assert numbers == [1]
    assert await worker.call(abs, -1) == 1


async def test_a_cancelled_caller_is_free_and_the_next_waits_its_turn(worker: ProcessWorker, tmp_path: Path) -> None:
    pid = await worker.call(os.getpid)
    go = tmp_path / "go"
    step = asyncio.create_task(worker.call(wait_for, go))
    await until((tmp_path / "go.waiting").exists, "the step is on its way")
    step.cancel()
    with pytest.raises(asyncio.CancelledError):
        await step
    behind = asyncio.create_task(worker.call(os.getpid))
    go.touch()
    assert await behind == pid


PARENT = """
import asyncio, signal, sys
from tests.unit.test_process_worker import chatter
from voice_assistant.concurrency import ProcessWorker

async def main():
    worker = ProcessWorker("test")
    print(await worker.call(chatter), flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        worker.close()

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin with it ignored
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A program with a worker, in a process group of its own like a terminal's foreground job."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    yield process
    process.kill()
    process.communicate()


def test_the_child_ends_with_a_killed_parent(parent: subprocess.Popen[str]) -> None:
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    wait_until(lambda: not child.is_running(), "the child has ended too")


def test_the_child_says_nothing_not_even_on_ctrl_c(parent: subprocess.Popen[str]) -> None:
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    os.killpg(parent.pid, signal.SIGINT)
    out, err = parent.communicate(timeout=30)
    assert (parent.returncode, out, err) == (130, "", "")
    wait_until(lambda: not child.is_running(), "the child has ended too")
