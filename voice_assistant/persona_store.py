"""Persona files: built-in ones, and the person's own, which override those of the same name."""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import ValidationError

from . import paths
from .config.explain import explain
from .config.toml_file import TomlFile
from .errors import ConfigError, UsageError
from .persona import Persona, valid_name
from .spelling import did_you_mean

log = logging.getLogger(__name__)

BUILT_IN_DIR = Path(__file__).parent / "personas"


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
        data = toml.data | {"name": file.stem if not faults else "x"}
        persona = Persona.model_validate(data)
    except ValidationError as error:
        faults += explain(error, Persona, toml.where)
    if faults:
        raise ConfigError("\n".join(faults))
    return persona


def load_personas() -> dict[str, Persona]:
    """All personas, by name. One with a faulty file is left out, with a warning in the log."""
    personas = {}
    for name, file in persona_files().items():
        try:
            personas[name] = read_persona(file)
        except ConfigError as error:
            log.warning("persona %s is left out: %s", name, error)
    return personas


def new_persona(name: str, *, base: str | None = None) -> Path:
    """Write the file of a persona of the person's own: a copy of `base`, or one in which everything is explained.

    Overrides a built-in persona of the same name. Raises `UsageError` when `base` is unknown or the file exists.
    """
    text = _TEMPLATE if base is None else persona_file(base).read_text(encoding="utf-8")
    folder = paths.personas_dir()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.toml"
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise UsageError(f"{file} exists already") from None
    return file


_TEMPLATE = '''\
# A persona: who answers, how, and in which voice. Its name is the name of this file.
# Check it with: voice-assistant personas check

description = "One line for lists"

# What the model is told before everything else. It is heard, not read: ask for short, plain sentences.
instructions = """
You are a friendly voice assistant. Your words are spoken aloud. \\
Answer in one or two short, plain sentences. Use no lists, no Markdown and no emoji."""

# All of these may be left out.
#aliases = ["a butler"]          # other spoken names: "talk like a butler"
#greeting = "At your service."   # said when the persona is switched to
#voice = "en_US-joe-medium"      # default: the config's, as for all that follow
#speed = 1.0                     # 2.0 is twice as fast
#temperature = 0.7               # 0.0 is always the same, 2.0 is wild
#max_tokens = 200                # longest reply
#model = "smollm2-135m-instruct"
#language = "en"                 # spoken to it
#history = true                  # false: every question is a first one

# Exchanges that show what is wanted; small models follow them better than instructions.
#[[examples]]
#user = "How is the weather today?"
#assistant = "I can't see outside, but I hope it is sunny."
'''
