"""A persona: who answers, how, and in which voice. `"none"` is the absence of one: text passes untouched."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

NONE = "none"


def valid_name(name: str) -> str:
    """`name`, if a persona may be called so; else `ValueError`."""
    if name == NONE or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise ValueError(
            f'"{name[:40]}" is no name for a persona: use lower-case letters, digits and "-"'
            + (f' ("{NONE}" is taken)' if name == NONE else "")
        )
    return name


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def _language(code: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise ValueError(f'must be a language code such as "en" or "de", not "{code[:40]}"')
    return code


Text = Annotated[str, AfterValidator(_filled)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, protected_namespaces=())


class Example(_Part):
    """One exchange that shows the model what is wanted."""

    user: Text
    assistant: Text


class Persona(_Part):
    """The content of a persona file; its name is the file's."""

    name: Annotated[str, AfterValidator(valid_name)]
    description: Text = Field(description="one line for lists")
    instructions: Text = Field(description="what the model is told before everything else")
    examples: tuple[Example, ...] = Field((), strict=False, description="exchanges that show what is wanted")
    aliases: tuple[Text, ...] = Field((), strict=False, description='other spoken names: "a sailor" for pirate')
    voice: Text | None = Field(None, description="voice of the text-to-speech engine; default: the config's")
    speed: float | None = Field(None, ge=0.25, le=4.0, description="2.0 is twice as fast; default: the config's")
    temperature: float | None = Field(None, ge=0.0, le=2.0, description="0.0 is always the same; default: the config's")
    max_tokens: int | None = Field(None, ge=1, le=1_000_000, description="longest reply; default: the config's")
    model: Text | None = Field(None, description="language model; default: the config's")
    language: Annotated[str, AfterValidator(_language)] | None = Field(
        None, description="spoken to it; default: the config's"
    )
    history: bool = Field(True, description="whether the model is shown the conversation so far")
    greeting: Text | None = Field(None, description="said when the persona is switched to")
