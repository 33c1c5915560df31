"""The model asks for tools, they run, it reads what they brought, and so on until it answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..concurrency import closing
from ..engines.base import CallsTools, Message, ToolCall, ToolSpec
from .base import Arguments, Outcome, Result, Tool
from .consent import Pending
from .outside import RULE, fenced
from .permissions import Trust

if TYPE_CHECKING:
    from .use import Question, ToolUse

MAX_ROUNDS = 8
"""A model that still asks for tools then has lost its way."""


@dataclass(slots=True)
class Wanted:
    """A call that the model asked for. `problem` says why it cannot be."""

    call: ToolCall
    tool: Tool | None
    arguments: Arguments
    problem: str = ""


@dataclass(slots=True)
class Exchange:
    """One answer in the making."""

    use: ToolUse
    question: Question
    model: CallsTools
    messages: list[Message] = field(default_factory=list)
    outside: bool = False  # something from outside was read in it
    found: list[str] = field(default_factory=list)  # addresses that were searched for
    rounds: int = 0

    async def run(self) -> AsyncIterator[str]:
        """The answer in pieces, with what the model says before it uses a tool. May end with a question for consent."""
        if not self.messages:
            self.messages = _with_rule(self.question.messages())
        while True:
            tools = {} if self.rounds >= MAX_ROUNDS else self._tools()
            said: list[str] = []
            calls: list[ToolCall] = []
            replies = self.model.converse(
                self.messages, self.question.sampling, tools=_specs(tools.values()), model=self.question.model
            )
            async with closing(replies):
                async for piece in replies:
                    if isinstance(piece, ToolCall):
                        calls.append(piece)
                    else:
                        said.append(piece)
                        yield piece
            if not calls or not tools:
                return
            if said and not said[-1].endswith((" ", "\n")):
                yield " "
            await self.question.sure.wait()  # so far it may have been a guess
            self.rounds += 1
            self.messages.append(Message("assistant", "".join(said), tuple(calls)))
            wanted = [_wanted(call, tools) for call in calls]
            asking = [each for each in wanted if self._must_ask(each)]
            await self._run([each for each in wanted if each not in asking])
            if asking and self.question.background:
                self._decline(asking, "The person cannot be asked now, so this may not be done.")
            elif asking:
                yield self._ask(asking)
                return

    def _tools(self) -> dict[str, Tool]:
        return {tool.name: tool for tool in self.use.toolbox.offered(self.question.user)}

    def _must_ask(self, wanted: Wanted) -> bool:
        if wanted.tool is None or wanted.problem:
            return False
        trust = Trust.OUTSIDE if self.outside else self.use.trust(self.question)
        return self.use.must_ask(self.question, wanted.tool, wanted.arguments, trust, self.found)

    async def _run(self, calls: Sequence[Wanted]) -> None:
        """All at once; what they bring is read in the order they were asked for."""
        tasks = [asyncio.create_task(self._result(each)) for each in calls]
        try:
            results = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        for each, result in zip(calls, results, strict=True):
            self._read(each, result)

    async def _result(self, wanted: Wanted) -> Result:
        if wanted.tool is None or wanted.problem:
            outcome = Outcome.UNKNOWN if wanted.tool is None else Outcome.FAILED
            self.use.calls.not_run(wanted.call.name, outcome, wanted.arguments)
            return Result(f"error: {wanted.problem}")
        return await self.use.run(self.question, wanted.tool, wanted.arguments)

    def _read(self, wanted: Wanted, result: Result) -> None:
        text = result.text
        if result.outside:
            self.outside = True
            self.found += result.addresses
            text = fenced(text, wanted.tool.full_name if wanted.tool is not None else wanted.call.name)
        self.messages.append(Message("tool", text, answers=wanted.call.id))

    def _decline(self, asking: Sequence[Wanted], why: str) -> None:
        for each in asking:
            self.use.calls.not_run(each.call.name, Outcome.DECLINED, each.arguments)
            self._read(each, Result(why))

    def _ask(self, asking: Sequence[Wanted]) -> str:
        from .use import question_for

        asked = question_for([(each.tool, each.arguments) for each in asking if each.tool is not None])
        tools = ", ".join(each.call.name for each in asking)

        async def go_on(allowed: bool) -> AsyncIterator[str]:
            if allowed:
                await self._run(asking)
            else:
                self._decline(asking, "The person said no. Do not try it in another way.")
            async with closing(self.run()) as pieces:
                async for piece in pieces:
                    yield piece

        self.use.consent.ask(Pending(tools, asked, go_on))
        return asked


def _with_rule(messages: Sequence[Message]) -> list[Message]:
    head, *rest = messages
    if head.role != "system":
        return [Message("system", RULE), *messages]
    return [replace(head, text=f"{head.text}\n\n{RULE}"), *rest]


def _specs(tools: Any) -> list[ToolSpec]:
    return [ToolSpec(tool.name, tool.description, tool.parameters) for tool in tools]


def _wanted(call: ToolCall, tools: dict[str, Tool]) -> Wanted:
    tool = tools.get(call.name)
    if tool is None:
        return Wanted(call, None, {}, f"there is no tool {call.name[:60]!r}")
    try:
        arguments = json.loads(call.arguments or "{}")
    except ValueError:
        return Wanted(call, tool, {}, "the arguments are no JSON")
    if not isinstance(arguments, dict):
        return Wanted(call, tool, {}, "the arguments must be a JSON object")
    lacking = [name for name in tool.parameters.get("required", ()) if name not in arguments]
    return Wanted(call, tool, arguments, f"lacking: {', '.join(lacking)}" if lacking else "")
