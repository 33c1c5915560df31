"""The text inside a block of HTML: without its marks, with line breaks, citations as "[3]"."""

from __future__ import annotations

import re
from typing import Any

SKIPPED = set(
    "audio base button canvas col colgroup datalist embed frame head iframe input link map meta nav noscript object"
    " option param progress rp rt script select style svg template textarea title track video #".split()
)
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_EXPONENT = re.compile(r"[-−+]?\d{1,2}|n")
_UNIT = re.compile(r"(?:\d|\)|(?<!\w)(?:[kcmdn]?m|s|in|ft|yd|mi|x|y|z|r|10))$")
_NOTE = re.compile(r"[\d*†‡§¶a-z]{1,4}(?:\s?[,–-]\s?\d{1,4})*")
_SIGNS = set("*†‡§¶#") | {"**", "***", "††"}
_BACK = ("§", "#", "🔗", "↑", "↩", "↩︎", "^", "⏎", "↵", "¶")
_BREAK = "\u2028"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def name_of(element: Any) -> str:
    """Without its namespace; "#" for what is no element."""
    return str(element.tag).rpartition("}")[2].lower() if isinstance(element.tag, str) else "#"


def is_hidden(element: Any) -> bool:
    if name_of(element) == "#":
        return True
    attributes = element.attrib
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
        return True
    classes = attributes.get("class", "")
    return attributes.get("aria-hidden") == "true" or "katex-html" in classes or "mw-editsection" in classes


def squeezed(text: str) -> str:
    """White space as single spaces; breaks of lines that are meant are kept."""
    text = _SPACES.sub(" ", text.replace("\n", " "))
    if _BREAK not in text:
        return text.strip()
    lines = (line.strip() for line in text.split(_BREAK))
    return "\n".join(line for line in lines if line)


class Inline:
    def __init__(self, link_targets: bool) -> None:
        self._link_targets = link_targets

    def text(self, element: Any) -> str:
        """All of `element`."""
        return self.finished([self._inside(element, 0)])

    def finished(self, run: list[str]) -> str:
        return squeezed("".join(run))

    def piece(self, element: Any, before: list[str], depth: int = 0) -> str:
        """One element in a run of text, without its tail; `before` is the run so far."""
        name = name_of(element)
        if name in SKIPPED or is_hidden(element):
            return ""
        if name == "br":
            return _BREAK
        if name in ("math", "img", "image"):
            return self.formula(element) if name == "math" else element.get("alt") or ""
        if depth > 100:
            return "".join(element.itertext())
        inside = self._inside(element, depth + 1)
        if name == "a" and inside.strip() in _BACK and (element.get("href") or "").startswith("#"):
            return ""
        if name == "sup" or _is_note(element):
            return _raised(element, squeezed(inside), "".join(before[-3:]))
        if name == "a" and self._link_targets:
            target = element.get("href") or ""
            if target.startswith(("http://", "https://", "mailto:")) and target not in inside:
                return f"{inside} ({target.removeprefix('mailto:')})"
        return inside

    def formula(self, element: Any) -> str:
        """The TeX of a formula where it brings it, else its signs."""
        for inner in element.iter():
            if name_of(inner) == "annotation" and "tex" in (inner.get("encoding") or ""):
                return squeezed("".join(inner.itertext()))
            if name_of(inner) == "math" and inner.get("alttext"):
                return squeezed(str(inner.get("alttext")))
        return squeezed(" ".join(text for text in element.itertext() if text.strip()))

    def _inside(self, element: Any, depth: int) -> str:
        run = [element.text or ""]
        for child in element:
            run.append(self.piece(child, run, depth))
            run.append(child.tail or "")
        return "".join(run)


def _is_note(element: Any) -> bool:
    marks = " ".join(str(value) for value in element.attrib.values())
    return name_of(element) == "a" and ("noteref" in marks or "footnote-ref" in marks or "footnote-backref" in marks)


def _raised(element: Any, text: str, before: str) -> str:
    if element.get("class") == "footnote-backref" or "doc-backlink" in (element.get("role") or ""):
        return ""
    linked = name_of(element) == "a" or any(name_of(inner) == "a" for inner in element.iter())
    return raised_text(text, before, linked=linked)


def raised_text(text: str, before: str, *, linked: bool = False) -> str:
    """Small figures above the line, after `before`: "[3]" for the number of a note, "²" for a power."""
    bare = text.strip("[]() ,")
    if not linked and _EXPONENT.fullmatch(bare) and _UNIT.search(before.rstrip()):
        return bare.translate(_RAISED)
    if bare and _NOTE.fullmatch(bare) and (linked or bare[0].isdigit()):
        return f"[{bare}]"
    return "" if bare in _SIGNS else text
