"""A persona: who answers, how, and in which voice. `"none"` is the absence of one: text passes untouched."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from .text.grammar import Unsupported, grammar_of

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


def _pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return pattern


def _enforceable(pattern: str) -> str:
    try:
        grammar_of(_pattern(pattern))
    except Unsupported as error:
        raise ValueError(f"cannot be enforced: {error}") from None
    return pattern


Text = Annotated[str, AfterValidator(_filled)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Enforceable = Annotated[str, AfterValidator(_enforceable)]
SettingName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, protected_namespaces=())


class Example(_Part):
    """One exchange that shows the model what is wanted."""

    user: Text
    assistant: Text
    when: dict[str, str] = Field(default_factory=dict, description="only where the settings are these")


class Test(_Part):
    """A question that the model is not shown, and what its answer must hold: for `personas test`."""

    __test__ = False  # no test of pytest's

    user: Text
    matches: Pattern | None = Field(None, description="a regular expression found in every right answer")


class Format(_Part):
    """What an answer must look like; one of the four. The embedded model can write nothing else."""

    line: Enforceable | None = Field(None, description="a regular expression for each of its lines")
    max_lines: int = Field(12, ge=1, le=500, description="with `line`: no more of them")
    pattern: Enforceable | None = Field(None, description="a regular expression for the whole answer")
    grammar: Text | None = Field(None, description="a grammar in GBNF, the notation of llama.cpp")
    json_schema: dict[str, Any] | None = Field(None, description="a JSON schema; any OpenAI-compatible server takes it")

    @model_validator(mode="after")
    def _one(self) -> Format:
        given = [part for part in (self.line, self.pattern, self.grammar, self.json_schema) if part is not None]
        if len(given) != 1:
            raise ValueError("needs exactly one of line, pattern, grammar and json_schema")
        return self


class Persona(_Part):
    """The content of a persona file; its name is the file's."""

    name: Annotated[str, AfterValidator(valid_name)]
    extends: Text | None = Field(None, description="another persona: what is left out here is as there")
    description: Text = Field(description="one line for lists")
    instructions: Text = Field(description="what the model is told before everything else")
    also: Text | None = Field(None, description="with `extends`: further instructions, after those of the other")
    examples: tuple[Example, ...] = Field((), strict=False, description="exchanges that show what is wanted")
    settings: dict[SettingName, str] = Field(
        default_factory=dict,
        description='what stands for "{name}" in all texts here; others may `extends` and change it',
    )
    aliases: tuple[Text, ...] = Field((), strict=False, description='other spoken names: "a sailor" for pirate')
    voice: Text | None = Field(None, description="voice of the text-to-speech engine; default: the config's")
    manner: Text | None = Field(
        None, description="how to speak, for voices that can be told: servers with `instructions`"
    )
    speed: float | None = Field(None, ge=0.25, le=4.0, description="2.0 is twice as fast; default: the config's")
    temperature: float | None = Field(None, ge=0.0, le=2.0, description="0.0 is always the same; default: the config's")
    max_tokens: int | None = Field(None, ge=1, le=1_000_000, description="longest reply; default: the config's")
    model: Text | None = Field(None, description="language model; default: the config's")
    road: Literal["cascade", "audio-chat", "realtime"] | None = Field(
        None, description="how a question becomes an answer: by text, or by models that hear; default: the config's"
    )
    tools: tuple[Text, ...] | None = Field(
        None, strict=False, description="names of tools it may use, [] for none; default: all that the config allows"
    )
    language: Annotated[str, AfterValidator(_language)] | None = Field(
        None, description="spoken to it; default: the config's"
    )
    history: bool = Field(True, description="whether the model is shown the conversation so far")
    memory: Literal["shared", "own", "off"] = Field(
        "shared", description='facts it knows: "shared" with others, its "own" only, "off": none are shown or saved'
    )
    custom_instructions: bool = Field(True, description="whether what the config says in [you] is told to it")
    sinks: tuple[Literal["type", "clipboard", "stdout"], ...] = Field(
        (), strict=False, description="where its answers go besides, when you talk to it: type, clipboard, stdout"
    )
    greeting: Text | None = Field(None, description="said when the persona is switched to")
    format: Format | None = Field(None, description="what an answer must look like")
    tests: tuple[Test, ...] = Field(
        (), strict=False, description="for `personas test`: questions that are not examples"
    )
    check: Pattern | None = Field(None, description="for `personas test`: a regular expression found in right answers")


def with_custom_instructions(persona: Persona, about: str, answers: str) -> Persona:
    """`persona`, told what the person wants all of them to know; one that declines is left as it is."""
    told = [f"About the person you talk to: {about.strip()}"] if about.strip() else []
    told += [f"How they want to be talked to: {answers.strip()}"] if answers.strip() else []
    if not told or not persona.custom_instructions:
        return persona
    return persona.model_copy(update={"instructions": "\n".join([persona.instructions, *told])})
