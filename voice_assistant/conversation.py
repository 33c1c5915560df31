"""The conversation so far, and what of it the model is shown. Pure: no clock, no engine.

The model reads its instructions, a summary of what is long past, and the turns since. What it has read it need not
read again as long as the beginning stays the same, so the beginning changes seldom: when the turns take too much, many
go at once, into a summary, or, where nobody wrote one in time, down to what the person told in so many words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from .engines.base import Message
from .memory.facts import NOTHING, Known
from .persona import Persona
from .talks.own_words import own_words
from .vision.asking import MOST_CHARACTERS, with_seen
from .vision.sight import NOTHING_SEEN, Seen

_CHARACTERS_PER_TOKEN = 3.5
"""A cautious mean for the tokenizers in use, so that a budget holds without asking the model."""
_LONG = 0.5
"""Share of the room from which on the turns are long: time for a summary."""
_READ = 0.4
"""Share of it that writing in pictures may take."""
_KEPT = 0.25
"""Share of the room that the newest turns may take after it: they stay word for word."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn: what was asked, what of the answer was heard, and who answered."""

    asked: str
    heard: str
    persona: str = ""
    known: Known = NOTHING  # facts that were shown with the question
    seen: str = ""  # a line that stands for pictures that were

    def messages(self) -> list[Message]:
        asked = Message("user", _with_note("\n".join(filter(None, (self.seen, self.asked))), self.known))
        return [asked, Message("assistant", self.heard)] if self.heard else [asked]


class Keeper(Protocol):
    """Where a conversation is kept beyond this run."""

    def add(self, exchange: Exchange) -> None: ...

    def summarised(self, summary: str, turns: int) -> None:
        """`summary` now stands for the first `turns` turns of all that were added."""
        ...


class Conversation:
    """What was asked, and what of the answers was heard. Nothing else ever enters: no marker, no guess."""

    def __init__(
        self,
        keeper: Keeper | None = None,
        *,
        turns: Iterable[Exchange] = (),
        summary: str = "",
        summarised: int = 0,
    ) -> None:
        """One that goes on where another ended has its `turns`, and the `summary` of the `summarised` before them."""
        self._keeper = keeper
        self._turns = list(turns)
        self._gone = summarised  # turns that are not here any more
        self._persona = ""
        self._known = ("", NOTHING)  # a question, and what was shown with it
        self._seen = ""
        self.summary = summary

    @property
    def turns(self) -> tuple[Exchange, ...]:
        return tuple(self._turns)

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(message for turn in self._turns for message in turn.messages())

    @property
    def last_answer(self) -> str:
        """What was heard last, "" if nothing was yet."""
        return next((turn.heard for turn in reversed(self._turns) if turn.heard), "")

    @property
    def shown(self) -> frozenset[int]:
        """The facts that the model sees in the turns: not to be shown again."""
        return frozenset(number for turn in self._turns for number in turn.known.ids)

    def add(self, asked: str, heard: str) -> None:
        """A turn is over. `heard` may be empty: the answer was silenced before its first word."""
        known, seen = self._known[1] if self._known[0] == asked else NOTHING, self._seen
        turn, self._seen = Exchange(asked, heard, self._persona, known, seen), ""
        self._turns.append(turn)
        if self._keeper is not None:
            self._keeper.add(turn)

    def clear(self) -> None:
        self._gone += len(self._turns)
        self._turns.clear()
        self.summary = ""

    def saw(self, line: str) -> None:
        """`line` stands for the pictures that go with the question of this turn, once they are gone."""
        self._seen = line

    def request(
        self, persona: Persona, text: str, *, budget_tokens: int, known: Known = NOTHING, seen: Seen = NOTHING_SEEN
    ) -> list[Message]:
        """The messages for a model that may read `budget_tokens`.

        Instructions, examples, the question, what is `known` for it and what is `seen` with it always go in; of the
        earlier turns, the latest that fit.
        """
        self._persona = persona.name
        self._known = (text, known)
        if seen:
            text = with_seen(text, seen, min(MOST_CHARACTERS, round(_READ * budget_tokens * _CHARACTERS_PER_TOKEN)))
        question = Message("user", _with_note(text, known), pictures=seen.pictures)
        if not persona.history:
            return [*_head(persona), question]
        room = self._room(persona, budget_tokens)
        if _tokens(self._turns) > room:
            oldest = self._turns[: _oldest_beyond(self._turns, _KEPT * room)]
            self.summarise(oldest, own_words((turn.asked for turn in oldest), self.summary))
        head = self._head(persona)
        left = budget_tokens - sum(map(estimate_tokens, [*head, question]))
        beside = max(left - seen.tokens, min(left, _KEPT * room))  # pictures may take most of it, but not all
        shown = self._turns[_oldest_beyond(self._turns, beside) :]
        return [*head, *_merged([*(message for turn in shown for message in turn.messages()), question])]

    def too_long(self, persona: Persona, budget_tokens: int) -> int:
        """How many of the oldest turns a summary should stand for, 0 while all is short enough."""
        room = self._room(persona, budget_tokens)
        return _oldest_beyond(self._turns, _KEPT * room) if _tokens(self._turns) > _LONG * room else 0

    def summarise(self, oldest: Sequence[Exchange], summary: str) -> None:
        """`summary` stands for the `oldest` turns and for the summary before it. Not if they are gone meanwhile."""
        if self._turns[: len(oldest)] == list(oldest):
            self.summary = summary
            del self._turns[: len(oldest)]
            self._gone += len(oldest)
            if self._keeper is not None:
                self._keeper.summarised(summary, self._gone)

    def _room(self, persona: Persona, budget_tokens: int) -> float:
        """What the turns may take when the question is short."""
        return max(0, budget_tokens - sum(map(estimate_tokens, self._head(persona))))

    def _head(self, persona: Persona) -> list[Message]:
        return _head(persona, self.summary)


def _head(persona: Persona, summary: str = "") -> list[Message]:
    past = f"\n\nEarlier in this conversation: {summary}" if summary else ""
    head = [Message("system", persona.instructions + past)]
    for example in persona.examples:
        head += [Message("user", example.user), Message("assistant", example.assistant)]
    return head


def _with_note(asked: str, known: Known) -> str:
    return f"{known.note}\n{asked}" if known.facts else asked


def _oldest_beyond(turns: Sequence[Exchange], tokens: float) -> int:
    """How many of the oldest turns must go so that the others take no more than `tokens`."""
    for kept, turn in enumerate(reversed(turns)):
        tokens -= _tokens([turn])
        if tokens < 0:
            return len(turns) - kept
    return 0


def _tokens(turns: Iterable[Exchange]) -> int:
    return sum(estimate_tokens(message) for turn in turns for message in turn.messages())


def estimate_tokens(message: Message) -> int:
    """Roughly how many tokens `message` takes, with the chat template around it."""
    return 8 + round(len(message.text.encode()) / _CHARACTERS_PER_TOKEN)


def _merged(messages: Iterable[Message]) -> list[Message]:
    """Neighbours of one role as one message: many chat templates insist that roles alternate."""
    merged: list[Message] = []
    for message in messages:
        if merged and merged[-1].role == message.role:
            text, pictures = f"{merged[-1].text}\n{message.text}", merged[-1].pictures + message.pictures
            merged[-1] = replace(merged[-1], text=text, pictures=pictures)
        else:
            merged.append(message)
    return merged
