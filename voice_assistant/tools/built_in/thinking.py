"""Thinking hard about a question, with the model that is configured for it, while the talk goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from ...errors import ToolError
from ..background import Background, Job
from ..base import Arguments, Result, Tool, no_parameters, parameters
from ..wordings.thinking import cancel_wanted, list_wanted, result_wanted, think_wanted

THINK = "think_hard"
Think = Callable[[str], Awaitable[str]]
"""From a question, "" for the last one of the talk, to its answer."""


def thinking(background: Background, think: Think, last_question: Callable[[], str]) -> list[Tool]:
    async def begin(arguments: Arguments) -> Result:
        asked = str(arguments.get("question") or "").strip() or last_question()
        if not asked:
            raise ToolError("I do not know what to think about")
        if background.full:
            raise ToolError("I am thinking about too many things already")
        background.begin(_called(asked), _work(think, asked))
        return Result("begun; the person is told when it is done", "All right, I'll think about it and tell you.")

    async def listed(arguments: Arguments) -> Result:
        jobs = background.running
        said = " ".join(f"I have been thinking about {job.what} for {job.took}." for job in jobs)
        return Result(said or "nothing", said or "I'm not working on anything.")

    async def cancel(arguments: Arguments) -> Result:
        jobs = _meant(background.running, str(arguments.get("about") or ""))
        if not jobs:
            raise ToolError("I am not thinking about that")
        for job in jobs if arguments.get("all") else jobs[-1:]:
            background.cancel(job)
        return Result("stopped", "All right, I'll leave it.")

    async def result(arguments: Arguments) -> Result:
        job = background.last_done
        if job is None:
            raise ToolError("I have no answer yet" if background.running else "I have not thought about anything yet")
        return Result(job.result, job.result[:4000], outside=True)

    def result_asked(said: str, language: str) -> Arguments | None:
        known = background.running or background.last_done  # else "what is the answer" is about something else
        return result_wanted(said, language) if known else None

    question = {"type": "string", "description": "the question, with all that is needed to understand it"}
    about = {"type": "string", "description": "what it is about; left out: the last one"}
    return [
        Tool(
            THINK,
            "Have a stronger model work on a hard question in the background, when the person asks for that",
            parameters(question=question),
            begin,
            wanted=think_wanted,
        ),
        Tool("list_tasks", "What is worked on in the background", no_parameters(), listed, wanted=list_wanted),
        Tool("cancel_task", "Stop work in the background", parameters(about=about), cancel, wanted=cancel_wanted),
        Tool("task_result", "What came out of it last", no_parameters(), result, wanted=result_asked),
    ]


async def _work(think: Think, asked: str) -> str:
    return await think(asked)


def _called(asked: str) -> str:
    words = asked.rstrip("?!. ").split()
    return " ".join(words) if len(words) <= 12 else f"{' '.join(words[:10])} and so on"


def _meant(jobs: Sequence[Job], about: str) -> list[Job]:
    return [job for job in jobs if about.lower() in job.what.lower()]
