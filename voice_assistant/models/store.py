"""Installed models: one folder each, with a record of what was installed.

A model is installed exactly if its folder holds `installed.json` and every file that it lists, at its full
size. The folder appears by one rename, so nothing half-installed is ever found.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from .. import paths
from ..errors import ModelError
from .catalog import Model, load_catalog

RECORD = "installed.json"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class InstalledFile:
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Record:
    """What was installed, and from where."""

    source: str
    files: dict[str, InstalledFile]
    problem: str | None = None  # found by `verify`; the model is not used until it is pulled again


def folder_of(name: str) -> Path:
    return paths.models_dir() / name


def locate(name_or_path: str | Path) -> Path:
    """The folder of an installed model, or the file or folder that `name_or_path` points to.

    Raises `ModelError` when it is not there, not complete, or an empty file.
    """
    text = str(name_or_path)
    if not looks_like_path(text):
        folder = folder_of(text)
        if folder.is_dir():
            if problem := damage(folder):
                raise ModelError(f"{text} is damaged ({problem}): run `voice-assistant models pull {text}`")
            return folder
    path = Path(text).expanduser()
    if path.exists():
        if path.is_file() and path.stat().st_size == 0:
            raise ModelError(f"{path} is an empty file, not a model")
        return path
    if looks_like_path(text):
        raise ModelError(f"{path} does not exist; give a model file, a folder, or a name from `models list`")
    model = load_catalog().get(text)  # an unknown name is told with the nearest right one
    if model.bundled:
        raise ModelError(f"{text} has no folder of its own: it comes with {model.bundled}")
    raise ModelError(f"{text} is not installed: run `voice-assistant models pull {text}`")


def locate_file(name_or_path: str | Path, suffix: str, *, leaving_out: str = "") -> Path:
    """The one file ending in `suffix` (such as ".onnx") of an installed model, or the file given as a path.

    In a folder, files with `leaving_out` in their names do not count.
    """
    place = locate(name_or_path)
    if place.is_file():
        return place
    found = sorted(path for path in place.iterdir() if path.name.endswith(suffix))
    if leaving_out:
        found = [path for path in found if leaving_out not in path.name.lower()]
    if len(found) != 1:
        raise ModelError(f"{place} holds {len(found) or 'no'} {suffix} files; name one of them by its path")
    return found[0]


def is_installed(name: str) -> bool:
    """Whether the model is there with all files at full size. Reads no file but the record."""
    folder = folder_of(name)
    return folder.is_dir() and damage(folder) is None


def damage(folder: Path) -> str | None:
    """What is missing or of the wrong size, None if nothing."""
    record = read_record(folder)
    if record is None:
        return f"no {RECORD}"
    if record.problem is not None:
        return record.problem
    return next((found for name, file in record.files.items() if (found := _misfit(folder / name, file))), None)


def _misfit(path: Path, file: InstalledFile) -> str | None:
    try:
        size = path.stat().st_size
    except OSError:
        return f"{path.name} is missing"
    return None if size == file.size else f"{path.name} has {size} bytes instead of {file.size}"


def read_record(folder: Path) -> Record | None:
    try:
        data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        files = {name: InstalledFile(int(f["size"]), str(f["sha256"])) for name, f in data["files"].items()}
        return Record(str(data["source"]), files, data.get("problem")) if files else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_record(folder: Path, record: Record) -> None:
    (folder / RECORD).write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")


def matches_catalog(model: Model, record: Record) -> bool:
    """Whether the catalogue still describes what is installed (a newer catalogue may want other files)."""
    return any(
        {file.name for file in source.files} == set(record.files)
        and all(file.sha256 in (None, record.files[file.name].sha256) for file in source.files)
        for source in model.sources
    )


State = Literal["available", "installed", "damaged", "bundled"]


def state(model: Model) -> State:
    """How a model of the catalogue is on this machine. Reads no file but the record."""
    if model.bundled:
        return "bundled"
    folder = folder_of(model.name)
    if not folder.is_dir():
        return "available"
    return "damaged" if damage(folder) else "installed"


def installed_names() -> list[str]:
    """The folders that hold a model, whole or damaged."""
    if not paths.models_dir().is_dir():
        return []
    return sorted(path.name for path in paths.models_dir().iterdir() if path.is_dir() and path.name[0] != ".")


def verify(name: str, on_bytes: Callable[[int], None] = lambda count: None) -> list[str]:
    """Read every byte of an installed model; returns what is wrong, nothing if all is well.

    A model found wrong is not located any more until it is pulled again. `on_bytes` is called with the number of
    bytes just read. Raises `ModelError` if it is not installed at all.
    """
    folder = folder_of(name)
    if not folder.is_dir():
        load_catalog().get(name)
        raise ModelError(f"{name} is not installed: run `voice-assistant models pull {name}`")
    record = read_record(folder)
    if record is None:
        return [f"{RECORD} is missing or damaged"]
    problems = [
        found for filename, file in record.files.items() if (found := _wrong(folder / filename, file, on_bytes))
    ]
    if problems or record.problem:  # a repaired disk makes a model whole again
        write_record(folder, replace(record, problem="; ".join(problems) or None))
    model = load_catalog().models.get(name)
    if not problems and model is not None and not matches_catalog(model, record):
        problems.append("the catalogue now names other files")
    return problems


def _wrong(path: Path, file: InstalledFile, on_bytes: Callable[[int], None]) -> str | None:
    if misfit := _misfit(path, file):
        return misfit
    if sha256_of(path, on_bytes) != file.sha256:
        return f"{path.name} has changed since it was installed"
    return None


def sha256_of(path: Path, on_bytes: Callable[[int], None] = lambda count: None) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            on_bytes(len(chunk))
    return digest.hexdigest()


def remove(name: str) -> int:
    """Delete an installed model; returns the bytes freed. Raises `ModelError` if there is none."""
    folder = folder_of(name)
    if looks_like_path(name) or not folder.is_dir():
        load_catalog().get(name)
        raise ModelError(f"{name} is not installed")
    freed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    doomed = paths.models_dir() / f".removed-{name}-{os.getpid()}"  # gone at once for every reader
    try:
        folder.rename(doomed)
        shutil.rmtree(doomed)
    except OSError as error:
        raise ModelError(f"{name} cannot be removed: {error.strerror or error}") from error
    return freed


def looks_like_path(text: str) -> bool:
    """Whether `text` can only be meant as a path, not as a model's name."""
    return text.startswith((".", "~")) or "/" in text or os.sep in text
