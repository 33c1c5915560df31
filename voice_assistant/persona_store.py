"""Persona files: built-in ones, and the person's own, which override those of the same name."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from . import paths
from .config.explain import explain
from .config.locate import KeyPath
from .config.toml_file import TomlFile
from .errors import ConfigError, UsageError
from .persona import Persona, valid_name
from .spelling import did_you_mean
from .text.placeholders import filled, names_in

log = logging.getLogger(__name__)

BUILT_IN_DIR = Path(__file__).parent / "personas"
TEMPLATE = BUILT_IN_DIR / "template.txt"
"""What a new persona begins with: everything explained, in comments."""


def persona_files() -> dict[str, Path]:
    """The file of each persona, by name: "assistant" and the others, in alphabetical order."""
    files = {file.stem: file for folder in (BUILT_IN_DIR, paths.personas_dir()) for file in folder.glob("*.toml")}
    return dict(sorted(files.items()))


def persona_names() -> list[str]:
    """Names of all personas, whether their files are right or not."""
    return list(persona_files())


def is_built_in(name: str) -> bool:
    """Whether `name` comes with the program and no file of the person's own overrides it."""
    return persona_file(name).parent == BUILT_IN_DIR


def persona_file(name: str) -> Path:
    """Raises `UsageError` with the nearest spelling when there is no such persona."""
    files = persona_files()
    if name not in files:
        hint = did_you_mean(name, files) or f" (there is: {', '.join(files)})"
        raise UsageError(f'there is no persona "{name}"{hint}')
    return files[name]


def load_persona(name: str) -> Persona:
    """Raises `UsageError` for an unknown name, and `ConfigError` with one line for each fault in its file."""
    return read_persona(persona_file(name))


def read_persona(file: Path) -> Persona:
    """The persona in `file`, named as the file is. Raises `ConfigError` with one line for each fault."""
    faults = []
    try:
        valid_name(file.stem)
    except ValueError as error:
        faults.append(f"{file}: {error}")
    toml = TomlFile.read(file)
    if "name" in toml.data:
        faults.append(f"{toml.where(('name',))}: a persona is named as its file is, {file.name}: take this line out")
    try:
        data = _inherited(toml, ()) | {"name": file.stem if not faults else "x"}
        persona = Persona.model_validate(data)
    except ValidationError as error:
        faults += explain(error, Persona, toml.where)
    except ConfigError as error:
        faults.append(str(error))
    else:
        faults += [f"{toml.where(keys)}: {message}" for keys, message in _misplaced(persona)]
        persona = _settled(persona)
    if faults:
        raise ConfigError("\n".join(faults))
    return persona


def _inherited(toml: TomlFile, over: tuple[Path, ...]) -> dict[str, Any]:
    """What `toml` says, and what the persona it extends says where it is silent. `over`: the files that extend it.

    Raises `ConfigError`, also for faults of the other's file.
    """
    data, name = toml.data, toml.data.get("extends")
    if not isinstance(name, str):
        if "also" in data:
            raise ConfigError(f"{toml.where(('also',))}: also adds to instructions of another: it needs extends")
        return data
    where = toml.where(("extends",))
    files = persona_files()
    built_in = BUILT_IN_DIR / f"{name}.toml"
    other = built_in if name == toml.path.stem and built_in.is_file() else files.get(name)
    if other is None or other == toml.path:
        raise ConfigError(f'{where}: extends: there is no persona "{name}"{did_you_mean(name, files)}')
    if other in over:
        raise ConfigError(f"{where}: extends: this goes round in a circle, over {other.stem}")
    below = TomlFile.read(other)
    base = _inherited(below, (*over, toml.path))
    try:
        Persona.model_validate(base | {"name": name})
    except ValidationError as error:
        raise ConfigError("\n".join(explain(error, Persona, below.where))) from None
    base = {key: value for key, value in base.items() if key not in ("extends", "also")}
    merged = base | data
    if isinstance(more := data.get("also"), str) and isinstance(merged["instructions"], str):
        merged["instructions"] = f"{merged['instructions'].strip()} {more.strip()}"
    if isinstance(own := data.get("settings"), dict):
        merged["settings"] = base.get("settings", {}) | own
    return merged


def _misplaced(persona: Persona) -> Iterator[tuple[KeyPath, str]]:
    """Settings that change nothing, and places in the texts that no setting fills."""
    if not persona.settings:
        return
    used = {name for _, text in _texts(persona) for name in names_in(text)}
    used |= {name for example in persona.examples for name in example.when}
    for name in persona.settings.keys() - used:
        yield ("settings", name), f'settings: nothing here says "{{{name}}}"{did_you_mean(name, used)}'
    for keys, text in _texts(persona):
        for name in names_in(text) - persona.settings.keys():
            hint = did_you_mean(name, persona.settings)
            yield keys, f'{keys[0]}: there is no setting "{name}"{hint}'


def _texts(persona: Persona) -> Iterator[tuple[KeyPath, str]]:
    yield ("description",), persona.description
    yield ("instructions",), persona.instructions
    yield ("greeting",), persona.greeting or ""
    for number, example in enumerate(persona.examples):
        yield ("examples", number), f"{example.user} {example.assistant}"


def _settled(persona: Persona) -> Persona:
    """With its settings in all texts, and without the examples that are for other ones."""
    values = persona.settings
    if not values:
        return persona
    examples = [
        example.model_copy(
            update={"user": filled(example.user, values), "assistant": filled(example.assistant, values)}
        )
        for example in persona.examples
        if all(values.get(name, "").lower() == value.lower() for name, value in example.when.items())
    ]
    update = {"examples": tuple(examples), "greeting": filled(persona.greeting, values) if persona.greeting else None}
    update |= {name: filled(getattr(persona, name), values) for name in ("description", "instructions")}
    return persona.model_copy(update=update)


def load_personas() -> dict[str, Persona]:
    """All personas, by name. One with a faulty file is left out, with a warning in the log."""
    personas = {}
    for name, file in persona_files().items():
        try:
            personas[name] = read_persona(file)
        except ConfigError as error:
            log.warning("persona %s is left out: %s", name, error)
    return personas


def new_persona(name: str, *, base: str | None = None, text: str | None = None) -> Path:
    """Write the file of a persona of the person's own: `text`, a copy of `base`, or one that explains everything.

    Overrides a built-in persona of the same name. Raises `UsageError` when `base` is unknown or the file exists.
    """
    if text is None:
        text = (TEMPLATE if base is None else persona_file(base)).read_text(encoding="utf-8")
    folder = paths.personas_dir()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.toml"
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise UsageError(f"{file} exists already") from None
    return file
