"""Tools in an answer: chosen by the person's words or by the model, allowed or asked about, then told in words.

by words:  "set a timer for five minutes" -> set_timer {seconds: 300} -> "Five minutes, from now."
by model:  the model asks for calls -> they run -> it reads what they brought -> it answers
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from weakref import WeakSet

from ..concurrency import closing
from ..config.schema import Config
from ..conversation import Conversation
from ..engines.base import CallsTools, LanguageModel, Message, Sampling
from ..errors import Code, EngineError
from ..text.yes_no import yes_or_no
from .base import Arguments, Outcome, Result, Tool
from .by_model import Exchange
from .calls import Calls
from .commitment import Commitment
from .consent import Consent, Pending
from .filling import fill, missing
from .permissions import Trust, needs_consent
from .telling import told
from .toolbox import Toolbox, User, names

log = logging.getLogger(__name__)

NOT_DONE = "All right, I won't."


@dataclass(slots=True)
class Question:
    """What was asked, by whom of whom, and what came with it."""

    asked: str
    language: str
    user: User
    messages: Callable[[], Sequence[Message]]
    sampling: Sampling
    model: str | None = None
    conversation: Conversation | None = None
    own_words: bool = True  # `asked` holds nothing but what the person said
    outside: bool = False  # the model is shown text of others beside it: a selection, a page, a picture
    background: bool = False  # nobody can be asked for consent: what needs it is not done
    remembered: bool = False  # facts from memory are in the messages
    sure: Commitment = field(default_factory=Commitment)
    hearer: CallsTools | None = None  # the model that hears the question, where one does


class ToolUse:
    """Holds what is asked of the person; everything else belongs to one answer."""

    def __init__(
        self, config: Config, toolbox: Toolbox, calls: Calls, consent: Consent, language_model: LanguageModel
    ) -> None:
        self._config = config
        self.toolbox = toolbox
        self.consent = consent
        self.calls = calls
        self._language_model = language_model
        self._by_model = _caller(config, language_model)
        self._at_work: list[Tool] = []
        self._refused = False  # the server knows no function calling
        self._mixed: WeakSet[Conversation] = WeakSet()  # conversations in which text from outside was told

    @property
    def by_model(self) -> bool:
        """Whether the model chooses."""
        return self._by_model is not None and not self._refused

    def at_work(self) -> bool | str:
        """Whether something is fetched, or even, as a sentence, what."""
        return next((tool.working for tool in self._at_work if tool.working), bool(self._at_work))

    def mixed(self, conversation: Conversation) -> None:
        """Text from outside is told in it."""
        self._mixed.add(conversation)

    def answer(self, question: Question) -> AsyncIterator[str] | None:
        """An answer with tools; None when this is a question like any other."""
        if question.hearer is not None:
            return Exchange(self, question, question.hearer).run() if self.toolbox.offered(question.user) else None
        if self.by_model and self._by_model is not None:
            return self._with_model(question, self._by_model) if self.toolbox.offered(question.user) else None
        if not question.own_words:
            return None
        found = self.toolbox.wanted(question.asked, question.language, question.user)
        return None if found is None else self._by_words(question, *found)

    def reply(self, said: str, language: str, sure: Commitment) -> AsyncIterator[str] | None:
        """How it goes on after `said`, when that answers what the person is asked; None when it does not.

        What is no answer is a no, as soon as it is sure that it was said.
        """
        if self.consent.pending is None:
            return None
        allowed = yes_or_no(said, language)
        if allowed is None:
            sure.then(self.consent.decline)
            return None
        return self._decided(allowed, sure)

    async def _decided(self, allowed: bool, sure: Commitment) -> AsyncIterator[str]:
        await sure.wait()
        pending = self.consent.take(allowed)
        if pending is None:
            yield "Nobody asked, or it is too late for that."
            return
        async for piece in pending.go_on(allowed):
            yield piece

    # by the person's words

    async def _by_words(self, question: Question, tool: Tool, arguments: Arguments) -> AsyncIterator[str]:
        if tool.lacks:
            yield tool.lacks
            return
        if gaps := missing(tool, arguments):
            await question.sure.wait()
            arguments = {**arguments, **await fill(self._language_model, tool, question.asked, gaps)}
        if self.must_ask(question, tool, arguments, Trust.PERSON):
            await question.sure.wait()
            yield self._ask(question, tool, arguments)
            return
        if tool.instant:
            result = await self.calls.compute(tool, arguments, question.sure.then)
        else:
            await question.sure.wait()
            result = await self.run(question, tool, arguments)
        yield told(result)

    def _ask(self, question: Question, tool: Tool, arguments: Arguments) -> str:
        async def go_on(allowed: bool) -> AsyncIterator[str]:
            if not allowed:
                self.calls.not_run(tool.full_name, Outcome.DECLINED, arguments)
                yield NOT_DONE
                return
            yield told(await self.run(question, tool, arguments))

        asked = question_for([(tool, arguments)])
        self.consent.ask(Pending(tool.full_name, asked, go_on))
        return asked

    # by the model

    async def _with_model(self, question: Question, model: CallsTools) -> AsyncIterator[str]:
        said = False
        try:
            async with closing(Exchange(self, question, model).run()) as pieces:
                async for piece in pieces:
                    said = True
                    yield piece
        except EngineError as error:
            if said or error.code is not Code.REJECTED:
                raise
            answer = self._language_model.stream(question.messages(), question.sampling, model=question.model)
            async with closing(answer):
                async for piece in answer:
                    yield piece
            self._refused = True  # it answers without tools, so those were what it did not accept
            log.warning("this server accepts no tools: they are chosen by wording from now on")

    # both ways

    def trust(self, question: Question) -> Trust:
        if question.outside:
            return Trust.OUTSIDE
        mixed = question.remembered or (question.conversation is not None and question.conversation in self._mixed)
        return Trust.MIXED if mixed else Trust.PERSON

    def must_ask(
        self, question: Question, tool: Tool, arguments: Arguments, trust: Trust, found: Sequence[str] = ()
    ) -> bool:
        """`found` are the addresses that were searched for in this turn."""
        allowed = self.toolbox.permission(tool, question.user)
        named = question.own_words and names(tool, question.asked, question.language)
        cautious = tool.cautious is not None and tool.cautious(
            arguments, [question.asked if question.own_words else "", *found]
        )
        return needs_consent(allowed, tool, trust, named=named, cautious=cautious)

    async def run(self, question: Question, tool: Tool, arguments: Arguments) -> Result:
        self._at_work.append(tool)
        try:
            result = await self.calls.run(tool, arguments)
        finally:
            self._at_work.remove(tool)
        if result.outside and question.conversation is not None:
            self._mixed.add(question.conversation)
        return result


def question_for(calls: Sequence[tuple[Tool, Arguments]]) -> str:
    """ "Shall I open example.org?"

    What others may have written never stands last: it might end with a yes, which we would hear ourselves say.
    """
    doings = ", and ".join(dict.fromkeys(doing(tool, arguments) for tool, arguments in calls))
    if any(tool.origin or _wordy(arguments) for tool, arguments in calls):
        return f"I would {doings}. May I?"
    return f"Shall I {doings}?"


def _wordy(arguments: Arguments) -> bool:
    return any(isinstance(value, str) and len(value.split()) > 1 for value in arguments.values())


def doing(tool: Tool, arguments: Arguments) -> str:
    if words := tool.doing(arguments):
        return words
    where = f" of {tool.origin}" if tool.origin else ""
    return f"use the tool {tool.name.replace('_', ' ').replace('-', ' ')}{where}"


def _caller(config: Config, model: LanguageModel) -> CallsTools | None:
    """The model, where it is to choose tools itself."""
    wanted = config.tools.calling
    on_a_server = wanted == "auto" and config.language_model.engine != "embedded"
    return model if isinstance(model, CallsTools) and (wanted == "model" or on_a_server) else None
