"""The conversation so far, and what of it the model is shown. Pure: no clock, no engine."""

from __future__ import annotations

from collections.abc import Iterable

from .engines.base import Message
from .persona import Persona

_CHARACTERS_PER_TOKEN = 3.5
"""A cautious mean for the tokenizers in use, so that a budget holds without asking the model."""


class Conversation:
    """What was asked, and what of the answers was heard. Nothing else ever enters: no marker, no guess."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(self._messages)

    def add(self, asked: str, heard: str) -> None:
        """A turn is over. `heard` may be empty: the answer was silenced before its first word."""
        self._messages.append(Message("user", asked))
        if heard:
            self._messages.append(Message("assistant", heard))

    def clear(self) -> None:
        self._messages.clear()

    def request(self, persona: Persona, text: str, *, budget_tokens: int) -> list[Message]:
        """The messages for a model that may read `budget_tokens`.

        Instructions, examples and the question always go in; of the earlier turns, the latest that fit.
        """
        head = [Message("system", persona.instructions)]
        for example in persona.examples:
            head += [Message("user", example.user), Message("assistant", example.assistant)]
        question = Message("user", text)
        room = budget_tokens - sum(map(estimate_tokens, [*head, question]))
        tail: list[Message] = []
        for message in reversed(self._messages if persona.history else []):
            room -= estimate_tokens(message)
            if room < 0:
                break
            tail.insert(0, message)
        while tail and tail[0].role == "assistant":  # an answer without its question only confuses
            tail.pop(0)
        return [*head, *_merged([*tail, question])]


def estimate_tokens(message: Message) -> int:
    """Roughly how many tokens `message` takes, with the chat template around it."""
    return 8 + round(len(message.text.encode()) / _CHARACTERS_PER_TOKEN)


def _merged(messages: Iterable[Message]) -> list[Message]:
    """Neighbours of one role as one message: many chat templates insist that roles alternate."""
    merged: list[Message] = []
    for message in messages:
        if merged and merged[-1].role == message.role:
            merged[-1] = Message(message.role, f"{merged[-1].text}\n{message.text}")
        else:
            merged.append(message)
    return merged
