"""What the assistant is to know of a person: custom instructions and memory."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .section import BaseUrl, Section


class YouConfig(Section):
    """Custom instructions: every persona is told them, but for those that decline."""

    about: str = Field("", description='what it is to know of you: "I am a nurse in Leeds and I have two children."')
    answers: str = Field("", description='how to talk to you: "Be brief. Use metric units."')


class MemoryConfig(Section):
    """Facts that the assistant is told to remember. See docs/memory.md."""

    enabled: bool = Field(True, description="false: nothing is written, and nothing remembered is used")
    learn: Literal["off", "ask", "auto"] = Field(
        "off", description='what you tell of yourself: "auto" is saved and announced, "ask" offered, "off" left alone'
    )
    context_tokens: int = Field(200, ge=20, le=100_000, description="most that one question brings along, in tokens")
    embedding_model: str = Field(
        "all-minilm-l6-v2", description='finds facts by meaning where it is installed, or on the server; "" never'
    )
    base_url: BaseUrl | None = Field(None, description="a server with /v1/embeddings, ending in /v1, instead")
