"""The embedded model with a projector: a picture goes all the way into llama.cpp. The projector has learned nothing, so
what it says of the picture does not count.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.models import real_model
from tests.rig.tiny_projector import write_tiny_projector
from tests.rig.written import picture
from voice_assistant.config.schema import LanguageModelConfig
from voice_assistant.engines.base import Message, Sampling
from voice_assistant.engines.embedded_chat import EmbeddedChat
from voice_assistant.errors import Code, EngineError

pytestmark = pytest.mark.contract

WIDTH = 576
"""Of the default model's embedding."""


async def said(chat: EmbeddedChat, *pictures: str) -> str:
    asked = [Message("user", "What do you see?", pictures=pictures)]
    try:
        return "".join([piece async for piece in chat.stream(asked, Sampling(temperature=0.0, max_tokens=8))])
    finally:
        await chat.close()


async def test_a_picture_is_taken(tmp_path: Path) -> None:
    write_tiny_projector(tmp_path / "mmproj.gguf", WIDTH)
    chat = EmbeddedChat(
        LanguageModelConfig(model=str(real_model("smollm2-135m-instruct")), projector=str(tmp_path / "mmproj.gguf"))
    )
    assert chat.sees() is True
    assert await said(chat, picture(mark=(0, 0, 100, 100)).address)


async def test_a_projector_that_does_not_fit_is_named(tmp_path: Path) -> None:
    write_tiny_projector(tmp_path / "mmproj-other.gguf", WIDTH + 32)
    with pytest.raises(EngineError, match=r"mmproj-other\.gguf") as caught:
        await said(
            EmbeddedChat(
                LanguageModelConfig(
                    model=str(real_model("smollm2-135m-instruct")), projector=str(tmp_path / "mmproj-other.gguf")
                )
            )
        )
    assert caught.value.code is Code.NO_MODEL
