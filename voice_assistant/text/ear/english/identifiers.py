"""Files, folders, options and names out of programs."""

from __future__ import annotations

import re

from ..rules import one_of, rules

_SPOKEN = {
    "py": "P.Y", "js": "J.S", "ts": "T.S", "md": "M.D", "rs": "R.S", "sh": "S.H", "txt": "text", "wav": "wave",
    "yml": "Y.M.L", "exe": "E.X.E", "cpp": "C P P",
    "c": "C", "h": "H", "go": "go", "json": "json", "toml": "tom ul", "yaml": "yaml", "zip": "zip", "doc": "doc",
    "docx": "doc X", "xlsx": "X.L.S.X", "jpg": "J P.G", "jpeg": "jay peg", "png": "P.N.G", "gif": "gif", "pdf": "P.D.F",
    "csv": "C.S.V", "html": "H.T.M.L", "css": "C.S.S", "xml": "X.M.L", "log": "log", "lock": "lock", "conf": "conf",
    "cfg": "C.F.G", "ini": "ini", "tar": "tar", "gz": "G.Z", "mp3": "M.P three", "mp4": "M.P four", "java": "java",
    "epub": "e-pub", "svg": "S.V.G", "sql": "S.Q.L", "gguf": "G.G.U.F", "onnx": "onnx", "env": "env", "bak": "back",
}  # fmt: skip
_FILE = re.compile(rf"([\w-]+)\.({one_of(_SPOKEN)})")
_SEGMENTS = 3
"""Parts of a path that are said; of a longer one the last two are."""


def _part(text: str) -> str:
    stem, dot, ending = text.rpartition(".")
    if dot and stem:
        text = f"{_part(stem)} dot {_SPOKEN.get(ending, ending)}"
    elif dot:
        text = f"dot {ending}"
    return " ".join(re.sub(r"_+|(?<=\w)-(?=\w)", " ", text).split())


def _path(match: re.Match[str]) -> str:
    path = match[0]
    stop = path[len(path.rstrip(".,;:!?")) :]
    path = path[: len(path) - len(stop)]
    slash = "backslash" if "\\" in path else "slash"
    root = "" if path[0] not in "/~" else "home slash " if path[0] == "~" else "slash "
    parts = [_part(part) for part in re.split(r"[/\\]+", path.lstrip("~/\\")) if part not in ("", ".")]
    if len(parts) > _SEGMENTS:
        root, parts = "", parts[-2:]
    return root + f" {slash} ".join(parts) + stop


def _file(match: re.Match[str]) -> str:
    return _part(match[0])


def _snake(match: re.Match[str]) -> str:
    return " ".join(match[0].replace("_", " ").split())


FILES = rules(
    (r"(?<![\w/.])(?:~|\.{1,2})?/(?:[\w.+-]+/)*[\w.+-]+/?(?=[\s,;:!?)'\"]|$)", _path),
    (r"(?<![\w/])[A-Za-z]:\\[\w.\\-]+", _path),
    (rf"(?<![\w/])[\w.-]+/(?:[\w.-]+/)*[\w-]+\.(?:{one_of(_SPOKEN)})\b(?![\w/])", _path),
    (rf"(?<![\w/.])(?:[\w-]+\.)+(?:{one_of(_SPOKEN)})\b(?![\w/]|\.\w)", _file),
)  # fmt: skip

IDENTIFIERS = rules(
    (r"(?<![^\s(])--(?=[a-z])", "dash dash "),
    (r"(?<=\s)-(?=[A-Za-z]\b)", "dash "),
    (r"(?<=\w)\(\)", ""),
    (r"\b\w*_\w*\b", _snake),
)
