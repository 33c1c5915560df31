"""How the words of one document are said: what the person has told, and what lies beside the file."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ..errors import ConfigError, UsageError

ENDING = ".pronunciation.toml"
"""Beside "book.epub" it is "book.pronunciation.toml", with lines such as `"Nguyen" = "win"`."""


class Pronunciations:
    """A small file for each document, known by what is in it. What cannot be read is as if it were not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, identity: str, document: Path | None = None) -> dict[str, str]:
        """Written to said; what the person has told counts more than what is beside `document`.

        Raises `ConfigError` when that file is wrong.
        """
        return {**(beside(document) if document is not None else {}), **self._told(identity)}

    def learn(self, identity: str, words: Mapping[str, str]) -> None:
        """From now on; a word that is said as "" is forgotten. Raises `OSError`."""
        known = {**self._told(identity), **words}
        known = {written: said for written, said in known.items() if said}
        file = self._file(identity)
        if not known:
            file.unlink(missing_ok=True)
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            json.dump(known, new, ensure_ascii=False)
        Path(name).replace(file)

    def _told(self, identity: str) -> dict[str, str]:
        with suppress(OSError, ValueError):
            told = json.loads(self._file(identity).read_text(encoding="utf-8"))
            if isinstance(told, dict):
                return {str(written): str(said) for written, said in told.items()}
        return {}

    def _file(self, identity: str) -> Path:
        return self._folder / f"{identity}.json"


def beside(document: Path) -> dict[str, str]:
    file = document.with_name(document.stem + ENDING)
    try:
        words = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: {getattr(error, 'strerror', None) or error}") from error
    wrong = next((written for written, said in words.items() if not isinstance(said, str)), None)
    if wrong is not None:
        raise ConfigError(f'{file}: {wrong}: write it as "{wrong}" = "as it is said"')
    return words


def from_arguments(pairs: Sequence[str]) -> dict[str, str]:
    """`["Nguyen=win"]`; what is said may be empty. Raises `UsageError`."""
    words = {}
    for pair in pairs:
        written, equals, said = pair.partition("=")
        if not equals or not written.strip():
            raise UsageError(f'--pronounce {pair}: write it as WORD=SAID, as in --pronounce "Nguyen=win"')
        words[written.strip()] = said.strip()
    return words
