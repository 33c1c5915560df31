"""Long work in the background: it is begun by voice, goes on while one talks, and reports when it is done."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from ..errors import VoiceAssistantError
from .telling import shortened
from .wordings.times import spoken_length

log = logging.getLogger(__name__)

MOST = 5
"""At once."""
KEPT = 10


@dataclass(slots=True)
class Job:
    """`what` it is about, as the person called it; `result` once it is done."""

    what: str
    began_s: float = field(default_factory=time.monotonic)
    result: str = ""
    task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        return self.task is not None and not self.task.done()

    @property
    def took(self) -> str:
        return spoken_length(max(1.0, time.monotonic() - self.began_s))


class Background:
    """`say` has a remark said as soon as nobody else speaks."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._jobs: deque[Job] = deque(maxlen=KEPT)

    @property
    def running(self) -> list[Job]:
        return [job for job in self._jobs if job.running]

    @property
    def last_done(self) -> Job | None:
        return next((job for job in reversed(self._jobs) if job.result), None)

    @property
    def full(self) -> bool:
        return len(self.running) >= MOST

    def begin(self, what: str, work: Coroutine[Any, Any, str]) -> Job:
        job = Job(what)
        job.task = asyncio.create_task(self._run(job, work), name="background")
        self._jobs.append(job)
        return job

    def cancel(self, job: Job) -> None:
        if job.task is not None:
            job.task.cancel()

    async def _run(self, job: Job, work: Coroutine[Any, Any, str]) -> None:
        try:
            job.result = (await work).strip()
        except VoiceAssistantError as error:
            self._say(f"I could not finish thinking about {job.what}. {error.spoken}")
        except Exception:
            log.exception("background work failed")
            self._say(f"I could not finish thinking about {job.what}.")
        else:
            said = shortened(job.result)
            more = "" if said == job.result else " There is more: ask me for the answer."
            self._say(f"I have thought about {job.what}. {said or 'I found no answer.'}{more}")
