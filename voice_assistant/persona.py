"""A persona: who answers, how, and in which voice. `"none"` is the absence of one: text passes untouched."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

NONE = "none"


class Example(BaseModel):
    """One exchange that shows the model what is wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: str = Field(min_length=1)
    assistant: str = Field(min_length=1)


class Persona(BaseModel):
    """The content of a persona file; its name is the file's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    description: str = Field(min_length=1, description="one line for lists")
    instructions: str = Field(min_length=1, description="what the model is told before everything else")
    examples: tuple[Example, ...] = ()
    aliases: tuple[str, ...] = Field((), description='other spoken names, such as "a sailor" for pirate')
    voice: str | None = Field(None, description="voice of the text-to-speech engine; default: the config's")
    speed: float | None = Field(None, ge=0.25, le=4.0)
    temperature: float | None = Field(None, ge=0.0, le=2.0)
    max_tokens: int | None = Field(None, ge=1)
    model: str | None = Field(None, description="language model; default: the config's")
    language: str | None = Field(None, pattern=r"^[a-z]{2,3}$", description="spoken to it; default: the config's")
    history: bool = Field(True, description="whether the model is shown the conversation so far")
    greeting: str | None = Field(None, description="said when the persona is switched to")
