"""What all sections of the config have in common, and the types of their values."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _language(value: str) -> str:
    if not re.fullmatch(r"auto|[a-z]{2,3}", value):
        from ..engines.languages import language_code

        hint = f' (did you mean "{code}"?)' if (code := language_code(value)) else ""
        raise ValueError(f'must be "auto" or a language code such as "en" or "de", not "{value[:40]}"{hint}')
    return value


def _base_url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]\S*", value):
        raise ValueError("must be an address that begins with http:// or https://")
    if "@" in value.split("/")[2]:
        raise ValueError("must not hold a user name or password: keys come from the environment or the system keyring")
    return value.rstrip("/")


def _server_url(value: str) -> str:
    """`_base_url`, or the address of a Wyoming server."""
    if not value.startswith("tcp:"):
        return _base_url(value)
    if not re.fullmatch(r"tcp://(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}", value):
        raise ValueError('must be an address such as "tcp://192.168.1.5:10300", with the port')
    return value


def _wyoming_url(value: str) -> str:
    if not value.startswith("tcp:"):
        raise ValueError('must be the address of a Wyoming server, such as "tcp://192.168.1.5:10400"')
    return _server_url(value)


def _binding_name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value):
        raise ValueError('is no name for a binding: use lower-case letters, digits, "-" and "_"')
    return value


# Functions, not patterns: a pattern's message shows the pattern, these say what is wanted.
Language = Annotated[str, AfterValidator(_language)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
ServerUrl = Annotated[str, AfterValidator(_server_url)]
WyomingUrl = Annotated[str, AfterValidator(_wyoming_url)]
BindingName = Annotated[str, AfterValidator(_binding_name)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, protected_namespaces=())
