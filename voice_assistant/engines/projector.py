"""A local model that sees is two files: the model, and the projector that turns pictures into its tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ..errors import Stage
from . import weights

_MARK = "mmproj"
_QUANTISED = re.compile(r"[-._](?:q\d\w*|i?q\d_\w+|bf16|f16|f32|fp16)(?=$|[-._])", re.IGNORECASE)


def model_and_projector(model: str, projector: str | None = None) -> tuple[Path, Path | None]:
    """The files of `model`, a catalogue name, folder or GGUF file. Without `projector` it is the one that lies beside
    the model, if one does and belongs to it. Raises `EngineError` NO_MODEL.
    """
    file = weights.find_file(Stage.LANGUAGE_MODEL, model, ".gguf", leaving_out=_MARK)
    if projector is not None:
        return file, weights.find_file(Stage.LANGUAGE_MODEL, projector, ".gguf")
    beside = sorted(file.parent.glob("*.gguf"))
    return file, _belonging(
        file,
        [path for path in beside if _MARK in path.name.lower()],
        alone=sum(_is_model(path) for path in beside) == 1,
    )


def _belonging(model: Path, projectors: Sequence[Path], *, alone: bool) -> Path | None:
    if alone and len(projectors) == 1:
        return projectors[0]
    named = [path for path in projectors if _base(path) and _base(model).startswith(_base(path))]
    return max(named, key=lambda path: len(_base(path)), default=None)


def _is_model(path: Path) -> bool:
    return _MARK not in path.name.lower()


def _base(path: Path) -> str:
    """ "mmproj-SmolVLM-256M-Instruct-Q8_0.gguf" -> "smolvlm256minstruct"."""
    return re.sub(r"[\W_]+", "", _QUANTISED.sub("", path.stem.lower().replace(_MARK, "")))
