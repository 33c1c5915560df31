"""Faults that show only when several values are held against each other, or against what is installed.

Works on the merged data before it is known to be valid, so that one fault does not hide another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..desktop.keys import parse
from ..errors import ConfigError, Stage
from ..persona import NONE
from ..persona_store import persona_files, persona_names, read_persona
from ..spelling import did_you_mean
from .explain import dotted, is_secret
from .layers import Layers
from .locate import KeyPath
from .reading import ReadingKeys
from .schema import DEFAULT_BINDINGS, HotkeysConfig
from .secrets import SECTIONS, fallback_section, variable
from .section import Section

_LOCAL_ENGINES = {"speech_to_text": "faster-whisper", "language_model": "embedded", "text_to_speech": "piper"}
_OWN_KEYS = {"hotkeys.cancel": "cancels", "hotkeys.cut_off": 'says "you cut me off"'}
_STAGES = {
    "speech_to_text": Stage.SPEECH_TO_TEXT,
    "language_model": Stage.LANGUAGE_MODEL,
    "text_to_speech": Stage.TEXT_TO_SPEECH,
}


def cross_check(layers: Layers) -> list[str]:
    """One line for each fault found."""
    return [
        f"{layers.where(keys)}: {message}"
        for check in (_secrets, _engines, _languages, _personas, _keys)
        for keys, message in check(layers)
    ] + list(_persona_files(layers))


Faults = Iterator[tuple[KeyPath, str]]


def _secrets(layers: Layers) -> Faults:
    for keys in _paths(layers.data):
        if is_secret(keys):
            section = next((str(key) for key in keys if key in SECTIONS), "language_model")
            if "fallbacks" in keys[:-1] and isinstance(number := keys[keys.index("fallbacks") + 1], int):
                section = fallback_section(section, number)
            yield (
                keys,
                f"{dotted(keys)}: keys of services do not belong in a file: set the environment variable "
                f"{variable(section)}, or run `voice-assistant config set-key {section}`",
            )


def _engines(layers: Layers) -> Faults:
    for section, local in _LOCAL_ENGINES.items():
        table = layers.data.get(section)
        if not isinstance(table, dict):
            continue
        main = table.get("engine", local)
        yield from _engine(section, (section,), main, table)
        others = table.get("fallbacks")
        for number, entry in enumerate(others if isinstance(others, list) else []):
            if isinstance(entry, dict):
                path: KeyPath = (section, "fallbacks", number)
                yield from _engine(section, path, entry.get("engine", main), entry)
                if "fallbacks" in entry:
                    yield (
                        (*path, "fallbacks"),
                        f"{dotted(path)}: a fallback has no fallbacks of its own: add a second one",
                    )


def _engine(section: str, path: KeyPath, engine: Any, table: dict[str, Any]) -> Faults:
    """One engine, by its name and its address, if it has one of its own."""
    where, url = dotted(path), table.get("base_url")
    wyoming = isinstance(url, str) and url.startswith("tcp:")
    here = (_LOCAL_ENGINES[section], *(["kokoro"] if section == "text_to_speech" else []))
    if engine in here and "base_url" in table:
        other = "wyoming" if wyoming else "openai"
        yield (
            (*path, "base_url"),
            f'{where}.base_url is given, but engine is "{engine}", which has no server: add engine = "{other}"',
        )
    elif engine == "openai" and wyoming:
        yield (*path, "base_url"), f'{where}.base_url is of a Wyoming server: add engine = "wyoming"'
    elif engine == "wyoming" and section == "language_model":
        yield (*path, "engine"), f'{where}.engine: Wyoming has no language models: "openai" asks most servers'
    elif engine == "wyoming" and not wyoming and (url is not None or path == (section,)):
        yield (
            (*path, "engine"),
            f'{where}.base_url: engine "wyoming" needs an address such as "tcp://192.168.1.5:10300"',
        )
    elif isinstance(engine, str) and engine not in (*here, "openai", "wyoming"):
        from ..engines.registry import names  # asks the installed packages, which takes a while

        if engine not in (known := names(_STAGES[section])):
            hint = did_you_mean(engine, known) or f" (there is: {', '.join(known)})"
            yield (*path, "engine"), f'{where}.engine: there is no engine "{engine}"{hint}'


def _languages(layers: Layers) -> Faults:
    """Codes that no Whisper model knows; another engine may know others."""
    section = layers.data.get("speech_to_text")
    section = section if isinstance(section, dict) else {}
    if section.get("engine", "faster-whisper") not in ("faster-whisper", "openai", "wyoming"):
        return
    from ..engines.languages import language_code

    given: list[tuple[KeyPath, Any]] = [(("speech_to_text", "language"), section.get("language"))]
    given += [(("bindings", name, "language"), table.get("language")) for name, table in _bindings(layers)]
    for keys, code in given:
        if isinstance(code, str) and re.fullmatch(r"[a-z]{2,3}", code) and not language_code(code):
            yield keys, f'{dotted(keys)}: there is no language "{code}": "en" is English, "ko" Korean, "zh" Chinese'


def _personas(layers: Layers) -> Faults:
    known = persona_names()
    for keys, name in _wanted_personas(layers):
        if name not in known:
            yield keys, f'{dotted(keys)}: there is no persona "{name}"{did_you_mean(name, [*known, NONE])}'


def _wanted_personas(layers: Layers) -> Iterator[tuple[KeyPath, str]]:
    wanted: list[tuple[KeyPath, Any]] = [(("persona",), layers.data.get("persona"))]
    wanted += [(("bindings", name, "persona"), table.get("persona")) for name, table in _bindings(layers)]
    if isinstance(dictation := layers.data.get("dictation"), dict):
        wanted.append((("dictation", "clean_up"), dictation.get("clean_up")))
    if isinstance(profiles := layers.data.get("profiles"), list):
        wanted += [
            (("profiles", number, "clean_up"), table.get("clean_up"))
            for number, table in enumerate(profiles)
            if isinstance(table, dict)
        ]
    return ((keys, name) for keys, name in wanted if isinstance(name, str) and name != NONE)


def _persona_files(layers: Layers) -> Iterator[str]:
    """What is wrong with the files of the personas in use: found now, not at the first question."""
    files = persona_files()
    for name in sorted({name for _, name in _wanted_personas(layers)} & files.keys()):
        try:
            read_persona(files[name])
        except ConfigError as error:
            yield str(error)


def _keys(layers: Layers) -> Faults:
    """Keys that do not exist, and keys that two bindings want."""
    owners: dict[str, str] = {}
    given: list[tuple[KeyPath, str, str]] = [
        ((section, name), key, f"{section}.{name}")
        for section, name, key in _own_keys(layers)
        if isinstance(key, str) and key
    ]
    # Built-in bindings first, so that the person's own line is the one that is called wrong.
    for name, table in sorted(_bindings(layers), key=lambda item: layers.origin(("bindings", item[0], "keys")) or ""):
        keys = table.get("keys", [])
        for index, key in enumerate([keys] if isinstance(keys, str) else keys if isinstance(keys, list) else []):
            if isinstance(key, str):
                given.append((("bindings", name, "keys", index), key, name))
    given.sort(key=lambda item: layers.origin(item[0]) is not None)
    for path, key, name in given:
        try:
            canonical = str(parse(key))
        except ConfigError as error:
            yield path, f"{dotted(path)}: {error}"
            continue
        if canonical not in owners:
            owners[canonical] = name
        elif (owner := owners[canonical]) == name:
            yield path, f"{dotted(path)}: {canonical} is given twice"
        elif owner in _OWN_KEYS:
            yield path, f"{dotted(path)}: {canonical} is the key that {_OWN_KEYS[owner]} ({owner})"
        elif "." in owner:
            yield path, f"{dotted(path)}: {canonical} is a key that steers a reading ({owner})"
        else:
            built_in = "built-in " if owner in DEFAULT_BINDINGS else ""
            yield (
                path,
                f'{dotted(path)}: {canonical} is already the key of the {built_in}binding "{owner}": '
                f"give one of them another, or set enabled = false in [bindings.{owner}]",
            )


def _own_keys(layers: Layers) -> list[tuple[str, str, Any]]:
    """Section, name and key of those that are no binding's."""
    own: list[tuple[str, str, type[Section]]] = []
    own += [("hotkeys", name.partition(".")[2], HotkeysConfig) for name in _OWN_KEYS]
    own += [("reading_keys", name, ReadingKeys) for name in ReadingKeys.model_fields]
    found = []
    for section, name, model in own:
        given = layers.data.get(section)
        table = given if isinstance(given, dict) else {}
        found.append((section, name, table.get(name, model.model_fields[name].default)))
    return found


def _bindings(layers: Layers) -> list[tuple[str, dict[str, Any]]]:
    bindings = layers.data.get("bindings")
    tables = bindings.items() if isinstance(bindings, dict) else ()
    return [(name, table) for name, table in tables if isinstance(table, dict) and table.get("enabled") is not False]


def _paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from _paths(inner, (*path, key))
