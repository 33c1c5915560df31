"""From what the config calls a model to the place of its weights, and the number of cores to run them on."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import Code, EngineError, ModelError, Stage


def find(stage: Stage, name: str) -> Path:
    """Folder or file of model `name`: a path as it is, else what the catalogue's `name` was installed as.

    Raises `EngineError` NO_MODEL with a line that says how to get it.
    """
    path = Path(name).expanduser()
    if path.is_absolute() or len(path.parts) > 1 or path.suffix in (".gguf", ".onnx"):
        if not path.exists():
            raise EngineError(
                stage, Code.NO_MODEL, f"the {stage} model {path} does not exist: correct it in the config"
            )
        return path.resolve()
    from .. import models  # reads the catalogue

    try:
        return models.locate(name)
    except ModelError as error:
        raise EngineError(stage, Code.NO_MODEL, str(error)) from error


def find_file(stage: Stage, name: str, suffix: str) -> Path:
    """Like `find`, for a model that is one file: the file, or the only `*suffix` in the folder."""
    path = find(stage, name)
    if path.is_file():
        return path
    files = sorted(path.glob(f"*{suffix}"))
    if len(files) != 1:
        found = ", ".join(file.name for file in files) or "none"
        line = (
            f"{path} should hold one {suffix} file for the {stage}, found {found}: name the file itself in the config"
        )
        raise EngineError(stage, Code.NO_MODEL, line)
    return files[0]


def broken(stage: Stage, name: str, error: Exception) -> EngineError:
    """For weights that are there and cannot be loaded."""
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    line = f"the {stage} model {name} cannot be loaded ({reason}): try `voice-assistant models verify`"
    return EngineError(stage, Code.NO_MODEL, line)


def cores() -> int:
    """How many processor cores we may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
