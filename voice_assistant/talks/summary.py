"""A summary of the oldest turns of a long conversation, written by the language model while nobody waits for it.

A small model writes poor ones. One that is empty, too long, a loop, or speaks of what nobody said is not used: what
the person told then stands there in their own words.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from ..concurrency import closing
from ..conversation import Conversation, Exchange
from ..engines.base import LanguageModel, Message, Sampling
from ..errors import VoiceAssistantError
from ..persona import Persona
from ..text.thinking import without_thinking
from .own_words import own_words

log = logging.getLogger(__name__)

MAX_TOKENS = 160
LONGEST = 900
_SHORTEST_WORDS = 5
_FROM_THE_TALK = 0.5
"""Share of a summary's longer words that must have been said: the rest is made up."""
_NEW_WORDS = 0.55
"""Share of its words that must not have stood in it before: the rest of a loop is the same again and again."""
_LOOP = re.compile(r"\b(\S.{0,60}?)(?:[\s,.;]+\1){2}", re.IGNORECASE)
_LEAD = re.compile(r"^\W*(?:here is (?:a|the) [^:\n]{0,60}:|(?:short )?summary:|notes?:)\s*", re.IGNORECASE)
_INSTRUCTIONS = (
    "You keep notes of a conversation. Write down in at most four short sentences what was said: names, facts, plans "
    "and wishes of the user, and what is still open. Write in the language of the conversation. Write nothing else."
)


async def summarise(conversation: Conversation, persona: Persona, budget_tokens: int, model: LanguageModel) -> bool:
    """Have the oldest turns of a `conversation` that is too long summarised. Whether they were.

    May be cancelled at any time. A failing model is no failure of the talk: nothing happens then.
    """
    count = conversation.too_long(persona, budget_tokens)
    if not count:
        return False
    oldest = conversation.turns[:count]
    sampling = Sampling(0.0, MAX_TOKENS)
    wanted = notes_wanted(oldest, conversation.summary)
    try:
        async with closing(without_thinking(model.stream(wanted, sampling, model=persona.model))) as reply:
            pieces = [piece async for piece in reply]
    except VoiceAssistantError as error:
        log.debug("no summary: %s", type(error).__name__)
        return False
    summary = tidied("".join(pieces))
    said = " ".join([conversation.summary, *(f"{turn.asked} {turn.heard}" for turn in oldest)])
    if not usable(summary, said):
        log.debug("the summary is of no use")
        summary = own_words((turn.asked for turn in oldest), conversation.summary)
    conversation.summarise(oldest, summary)
    return True


def notes_wanted(turns: Sequence[Exchange], before: str) -> list[Message]:
    """What the model is asked. `before` is the summary of what came before `turns`."""
    lines = [f"Notes so far: {before}\n"] if before else []
    for turn in turns:
        lines.append(f"User: {turn.asked}")
        if turn.heard:
            lines.append(f"Assistant: {turn.heard}")
    return [Message("system", _INSTRUCTIONS), Message("user", "\n".join([*lines, "", "The notes:"]))]


def tidied(written: str) -> str:
    """One paragraph without what models put in front, up to the last whole sentence."""
    text = " ".join(re.sub(r"[*#`_]+|^\s*[-\u2022]\s+", "", _LEAD.sub("", written.strip()), flags=re.MULTILINE).split())
    if text and text[-1] not in ".!?。！？":
        whole = re.match(r".*[.!?。！？](?=\s|$)", text)
        text = whole[0] if whole else text
    return text


def usable(summary: str, said: str) -> bool:
    """Whether `summary` may stand for `said`: neither empty nor endless, no loop, and of what was spoken about."""
    words = _words(summary)
    if len(summary) > min(LONGEST, max(200, len(said))) or _LOOP.search(summary):
        return False
    if not re.search(r"\w\s+\w", summary):  # a script without spaces: no words to compare
        return len(summary) >= 2 * _SHORTEST_WORDS
    if len(set(words)) < _NEW_WORDS * len(words):
        return False
    known = {word[:5] for word in _words(said)}
    telling = [word for word in words if len(word) > 3 and word not in _OWN_WORDS]
    return len(words) >= _SHORTEST_WORDS and (
        not telling or sum(word[:5] in known for word in telling) >= _FROM_THE_TALK * len(telling)
    )


_OWN_WORDS = frozenset(
    "user users assistant asked asks said says wants wanted told tells talked about they their them that this with "
    "have been were also then which what when where conversation notes discussed mentioned answered".split()
)
"""Words of whoever tells of a conversation."""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
