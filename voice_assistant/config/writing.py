"""How the writing in pictures is read."""

from __future__ import annotations

from pydantic import Field

from .section import Section


class WritingConfig(Section):
    """Reads Chinese, Japanese, English and other languages in Latin letters by itself; `model` adds what it lacks."""

    model: str = Field(
        "",
        description="an ONNX file of PaddleOCR for another script, such as korean_PP-OCRv5_rec_mobile.onnx; "
        "left out: the one that comes along",
    )
    characters: str = Field(
        "", description="the list of its characters, one a line, where the model does not hold it itself"
    )
    threads: int = Field(0, ge=0, le=256, description="threads to read with, 0 for half of the cores")
    unload_after_s: float = Field(
        300.0, ge=0, le=604_800, description="idle for so long it gives its memory back; 0 never does"
    )
