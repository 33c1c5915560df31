"""RapidOCR in this process: finds where a picture has writing, and reads it piece by piece.

Its models are in its wheel. It reads Chinese, Japanese, English and other languages in Latin letters. The library
downloads models for others by itself when it is told a language; here it only gets files that are on this computer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...errors import PictureError

LONGEST_SIDE = 1280
"""Pixels that a picture is searched with; the library's default enlarges small pictures and takes many times longer."""
MOST_PIECES = 500


@dataclass(frozen=True, slots=True)
class Settings:
    model: str = ""  # an ONNX file that reads other scripts; "" is the one that comes along
    characters: str = ""  # a file with what it can read, a character a line, where that is not in the model
    threads: int = 2


def find(pixels: Any, settings: Settings) -> list[Any]:
    """Boxes around writing, each an array of 4 corners, x and y. `pixels`: height x width x 3 bytes, blue first."""
    found = _engine(settings)(pixels, use_det=True, use_cls=False, use_rec=False)
    return [] if found.boxes is None else list(found.boxes[:MOST_PIECES])


def read(crop: Any, settings: Settings) -> tuple[str, tuple[float, ...]]:
    """The text of a picture of one line, and how sure each character is but for the spaces."""
    found = _engine(settings)(crop, use_det=False, use_cls=False, use_rec=True, return_word_box=True)
    text = found.txts[0] if found.txts else ""
    info = found.word_results[0] if text.strip() else None
    sure = tuple(float(c) for c in info.confs) if info is not None else ()
    if len(sure) != len(text):
        return text.strip(), (float(found.scores[0]),) * len(text.strip()) if text else ()
    kept = [(letter, share) for letter, share in zip(text, sure, strict=True)]
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return text.strip(), tuple(share for _, share in kept[start:end])


def is_upside_down(crop: Any, settings: Settings) -> bool:
    found = _engine(settings)(crop, use_det=False, use_cls=True, use_rec=False)
    label, share = found.cls_res[0]
    return bool(label == "180" and share > 0.9)


@lru_cache(maxsize=1)
def _engine(settings: Settings) -> Any:
    """Raises `PictureError` where a file of the config is missing or no such model."""
    import logging
    from pathlib import Path

    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    params: dict[str, Any] = {
        "Global.log_level": "critical",
        "Global.text_score": 0.0,
        "Det.limit_type": "max",
        "Det.limit_side_len": LONGEST_SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": settings.threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    for key, file in (("Rec.model_path", settings.model), ("Rec.rec_keys_path", settings.characters)):
        if file and not Path(file).is_file():
            raise PictureError(f"There is no file {file}: see the section [writing] of the config.")
        if file:
            params[key] = file
    try:
        return RapidOCR(params=params)
    except Exception as error:  # of a file that is no model it raises nearly anything
        raise PictureError(f"The reader of writing did not start ({type(error).__name__}).") from error
