"""Models that hear, and how a question gets to them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .section import BaseUrl, Seconds, Section
from .vision import Sees

RoadName = Literal["cascade", "audio-chat", "realtime"]
"""In writing, from a recogniser to a voice; or by a model that hears: by request, or on a line that is kept open."""


class HearingModelConfig(Section):
    """What both kinds have in common."""

    base_url: BaseUrl | None = Field(None, description="address of the server, ending in /v1; left out: OpenAI's own")
    model: str = Field(description="the server's model name")
    voice: str = Field("marin", description="the server's name of a voice")
    voices: dict[str, str] = Field(default_factory=dict, description='by persona: pirate = "ash"')
    guess: bool = Field(
        False, description="think about the answer in every pause: quicker, but servers charge for each guess"
    )
    max_tokens: int = Field(4096, ge=1, le=1_000_000, description="longest reply, in tokens; sound takes many")
    timeout_s: Seconds = Field(15.0, description="longest silence of the server, in seconds")
    vision: Sees = Field("auto", description='whether it takes pictures: true, false, or "auto" to find out')


class AudioChatConfig(HearingModelConfig):
    """Chat completions with the question as sound."""

    model: str = Field("gpt-audio-1.5", description="the server's model name")
    replies: Literal["audio", "text"] = Field(
        "audio", description='"text" for servers that only hear, such as llama-server: then our own voice speaks'
    )
    options: dict[str, Any] = Field(default_factory=dict, description="more for the server, in each request")


class RealtimeConfig(HearingModelConfig):
    """The Realtime API, over a WebSocket."""

    model: str = Field("gpt-realtime-2", description="the server's model name")
    transcription_model: str = Field(
        "gpt-4o-mini-transcribe", description='writes down what you say, for the history; "" leaves it to ours'
    )
    end_of_speech: Literal["ours", "server"] = Field(
        "ours", description='"server" for servers that take no sound but through a detector of their own'
    )
    speed: float = Field(1.0, ge=0.25, le=1.5, description="of the voice")
