"""From what the config calls a model to the place of its weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .. import models
from ..errors import Code, EngineError, ModelError, Stage


def find(stage: Stage, name: str) -> Path:
    """Folder of model `name`, of the catalogue or as a path. Raises `EngineError` NO_MODEL with the way to get it."""
    return _found(stage, lambda: models.locate(name))


def find_file(stage: Stage, name: str, suffix: str, *, leaving_out: str = "") -> Path:
    """Like `find`, for a model that is one file: the file, or the only `*suffix` in the folder.

    Files with `leaving_out` in their names do not count.
    """
    return _found(stage, lambda: models.locate_file(name, suffix, leaving_out=leaving_out))


def _found(stage: Stage, locate: Callable[[], Path]) -> Path:
    try:
        return locate().absolute()
    except ModelError as error:
        raise EngineError(stage, Code.NO_MODEL, str(error)) from error


def broken(
    stage: Stage, name: str, error: Exception, *, advice: str = "try `voice-assistant models verify`"
) -> EngineError:
    """For weights that are there and cannot be loaded."""
    reason = " ".join(str(error).split()).rstrip(".")[:200] or type(error).__name__
    return EngineError(stage, Code.NO_MODEL, f"the {stage} model {name} cannot be loaded ({reason}): {advice}")
