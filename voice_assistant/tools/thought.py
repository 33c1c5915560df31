"""Has the reasoning model think about a question, with the tools that need no asking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from ..concurrency import closing
from ..config.schema import Config
from ..engines.base import CallsTools, LanguageModel, Message, Sampling
from ..errors import Code, EngineError, ToolError
from ..text.thinking import without_thinking
from .built_in.thinking import THINK
from .by_model import Exchange
from .toolbox import User
from .use import Question, ToolUse

INSTRUCTIONS = (
    "You are asked to think long and carefully. Check your work. Then answer in plain spoken sentences, without lists, "
    "tables or Markdown, because the answer is read aloud; begin with what matters most."
)


class Thinker:
    """`earlier` gives what was said in the talk so far, as messages."""

    def __init__(
        self, config: Config, use: ToolUse, model: LanguageModel, earlier: Callable[[], list[Message]]
    ) -> None:
        self._config = config
        self._use = use
        self._model = model
        self._earlier = earlier

    async def think(self, asked: str) -> str:
        """Raises `ToolError` when it takes too long, and `EngineError`."""
        settings = self._config.tools.thinking
        messages = [Message("system", INSTRUCTIONS), *_questions_first(self._earlier()), Message("user", asked)]
        question = Question(
            asked,
            "",
            User(tools=[tool.name for tool in self._use.toolbox.offered(User()) if tool.name != THINK]),
            messages=lambda: messages,
            sampling=Sampling(max_tokens=settings.max_tokens),
            model=settings.model,
            background=True,
        )
        question.sure.reach()
        try:
            async with asyncio.timeout(settings.timeout_s):
                return await self._answer(question, messages)
        except TimeoutError:
            raise ToolError("it took too long") from None

    async def _answer(self, question: Question, messages: list[Message]) -> str:
        own_server = self._config.tools.thinking.base_url is not None
        if isinstance(self._model, CallsTools) and (own_server or self._use.by_model):
            try:
                return await _whole(Exchange(self._use, question, self._model).run())
            except EngineError as error:
                if not own_server or error.code is not Code.REJECTED:
                    raise  # otherwise it accepts no tools, and thinks without
        return await _whole(self._model.stream(messages, question.sampling, model=question.model))


async def _whole(pieces: AsyncIterator[str]) -> str:
    async with closing(without_thinking(pieces)) as text:
        return "".join([piece async for piece in text])


def _questions_first(messages: list[Message]) -> list[Message]:
    """The talk as a model takes it: it begins with the person, and ends with an answer."""
    while messages and messages[0].role != "user":
        messages = messages[1:]
    while messages and messages[-1].role != "assistant":
        messages = messages[:-1]
    return messages
