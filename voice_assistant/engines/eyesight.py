"""Whether a model takes pictures: told by the config, known by its name, or learned from what its server says."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ..concurrency import closing
from ..config.vision import Sees
from ..errors import Code, EngineError
from .base import Message

T = TypeVar("T")

_SEES = re.compile(
    r"gpt-4o|gpt-4\.|gpt-4-(?:turbo|vision)|chatgpt-4o|gpt-5|gpt-realtime|\bo1(?!-mini|-preview)\b|\bo3(?!-mini)\b|\bo4\b"
    r"|claude|gemini|gemma-?3(?!.*(?:\b270m|\b1b))|gemma-?4|paligemma|pixtral|mistral-(?:small-?3\.[1-9]|medium-3|large-3)"
    r"|ministral-3|magistral-(?:small|medium)-(?:1\.2|2509)|llava|moondream|minicpm-(?:v|o)|internvl|smolvlm|idefics|molmo"
    r"|cogvlm|glm-4(?:\.\d)?v|deepseek-(?:vl|ocr)|florence|phi-?(?:3|3\.5|4)-(?:vision|multimodal)|llama-?4|grok-(?:2-vision|4)"
    r"|qwen3\.5|kimi-k2\.5|\bvl\d*\b|[a-z0-9.]vl\b|vision|omni|multimodal|\bvlm\b"
)
_BLIND = re.compile(
    r"gpt-3|gpt-audio|gpt-4o(?:-mini)?-(?:audio|realtime|transcribe)|o1-(?:mini|preview)|o3-mini|gpt-oss|smollm|tinyllama"
    r"|llama-?3\.[123](?!.*vision)|llama-?2|qwen2\.5(?!.*(?:vl|omni))|qwen3(?!.*(?:vl|omni|\.5))|mistral-(?:7b|nemo)"
    r"|mixtral|codestral|devstral|deepseek-(?:r1|v3|chat|reasoner)|phi-?(?:3|3\.5|4)(?!.*(?:vision|multimodal))|command-r"
    r"|embed|whisper|ultravox|voxtral"
)

_UNSEEN = (
    "You cannot see pictures. Of what I show you, you have only the writing in it, as a program read it: "
    "answer from that alone, and do not describe anything else.\n"
)


def sees_by_name(model: str) -> bool | None:
    """Whether the model of that name takes pictures; None for one that nobody knows."""
    name = model.lower().replace("_", "-")
    if _BLIND.search(name):
        return False
    return True if _SEES.search(name) else None


@dataclass(slots=True)
class Eyesight:
    """Of one model behind one server. `sees` None: it is tried, and then known if it does not."""

    sees: bool | None = None
    certain: bool = False  # the config says it

    @classmethod
    def of(cls, setting: Sees, model: str) -> Eyesight:
        return cls(sees_by_name(model)) if setting == "auto" else cls(setting, certain=True)

    async def shown(
        self, messages: Sequence[Message], ask: Callable[[Sequence[Message]], AsyncIterator[T]]
    ) -> AsyncIterator[T]:
        """What `ask` says to `messages`, without their pictures if the model does not see. Raises `EngineError`."""
        seen = any(message.pictures for message in messages)
        if seen and self.sees is not False:
            said = False
            try:
                async with closing(ask(messages)) as pieces:
                    async for piece in pieces:
                        said = True
                        yield piece
                return
            except EngineError as error:  # some servers say so with an error of their own
                if said or error.code not in (Code.REJECTED, Code.BROKEN):
                    raise
                refused = error
        else:
            refused = None
        answered = False
        try:
            async with closing(ask(unseen(messages) if seen else messages)) as pieces:
                async for piece in pieces:
                    if refused is not None and not answered and not self.certain:
                        self.sees = False  # that it answers now means that the pictures were the matter
                    answered = True
                    yield piece
        except EngineError as error:
            raise (refused if refused is not None and not answered else error) from error


def unseen(messages: Sequence[Message]) -> list[Message]:
    """`messages` for a model that does not see."""
    return [
        replace(message, text=f"{_UNSEEN}{message.text}", pictures=()) if message.pictures else message
        for message in messages
    ]
