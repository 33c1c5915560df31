"""Mail and web addresses that were written out as words: "john dot smith at example dot com"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENDINGS = (
    "com org net edu gov int info biz io dev app ai co me tv eu uk us ca au nz ie de at ch fr es it pt nl be dk se no "
    "fi pl cz ru ua gr tr il in jp kr cn tw hk sg br mx ar za"
)


@dataclass(frozen=True, slots=True)
class _Signs:
    """How the signs are called; regular expressions."""

    dot: str
    at: str
    slash: str
    hyphen: str
    underscore: str
    about: str
    """A word before an address, where the part before "at" has no sign of its own in it."""


_SIGNS = {
    "en": _Signs("dot", "at", "(?:forward )?slash", "dash|hyphen", "underscore", r"(?:e-?mail|mail|address|contact)"),
    "de": _Signs("punkt|dot", "ät|at|et", "slash|schrägstrich", "bindestrich|minus", "unterstrich", r"(?:e-?)?mail\w*"),
    "fr": _Signs(
        "point", "arobase|at", "slash|barre oblique", "tiret", "underscore|tiret bas", r"(?:mail|courriel|adresse)"
    ),
    "es": _Signs("punto", "arroba|at", "barra", "guion|guión", "guion bajo|guión bajo", r"(?:correo|mail|dirección)"),
}

_WORDS_TOO = {
    "en": "in it me no us be at is so my",
    "de": "in es am an im so us",
    "fr": "de es me se au tu es it in",
    "es": "es de me se no it in",
}
"""Endings that mean something else: "el punto es", "un bon point de". Only after "www" or an at sign."""

_NOT_A_NAME = frozenset("the a an this that of dot der die das ein le la un une el los una".split())


def with_addresses(text: str, language: str) -> str:
    """`text` with its addresses as they are written. A "dot" is one only before the end of a domain."""
    if (signs := _SIGNS.get(language)) is None:
        return text
    dots = rf"(?:{signs.dot})"
    if not re.search(rf"\b{dots}\b|\w\.\w|\b(?:{signs.slash})\b", text, re.IGNORECASE):
        return text
    ending = rf"(?:{'|'.join(_ENDINGS.split())})\b"
    joint = rf"(?: (?:{signs.dot}|{signs.underscore}|{signs.hyphen}) |[._-])"
    label = r"[a-z0-9]+"
    domain = rf"{label}(?:{joint}{label})*?(?P<ending>(?: {dots} |\.){ending}(?:(?: {dots} |\.){ending})?)"
    local = rf"(?P<local>{label}(?:{joint}{label})*)"

    def mail(match: re.Match[str]) -> str:
        told = match["about"] or re.search(joint, match["local"], re.IGNORECASE)
        if not told or match["local"].casefold() in _NOT_A_NAME:
            return match[0]
        return f"{match['about'] or ''}{_written(match['local'], signs)}@{_written(match['domain'], signs)}"

    about = rf"(?P<about>\b{signs.about}(?: address)?(?: (?:is|to|at|ist|est|es|an|à))?:? )?"
    text = re.sub(rf"{about}(?<![\w@.]){local} (?:{signs.at}) (?P<domain>{domain})", mail, text, flags=re.IGNORECASE)

    words_too = "|".join(_WORDS_TOO[language].split())

    def web(match: re.Match[str]) -> str:
        host = match[0].split(" ")[0].casefold() in ("www", "w") or match[0].casefold().startswith("www")
        if not host and re.search(rf"\b(?:{words_too})$", match["ending"], re.IGNORECASE):
            return match[0]
        if " " not in match[0] or re.split(r"[ .]", match[0])[0].casefold() in _NOT_A_NAME:
            return match[0]  # written already, or no address
        return _written(match[0], signs)

    www = rf"(?:w ?w ?w(?: {dots} |\.))?"
    path = rf"(?: (?:{signs.slash}) [a-z0-9-]+)*"
    return re.sub(rf"(?<![\w@.]){www}{domain}{path}(?!\w)", web, text, flags=re.IGNORECASE)


def _written(spoken: str, signs: _Signs) -> str:
    text = re.sub(r"\bw ?w ?w\b", "www", spoken, flags=re.IGNORECASE)
    # The longer names first: a "guion bajo" is no "guion".
    for names, sign in ((signs.underscore, "_"), (signs.slash, "/"), (signs.hyphen, "-"), (signs.dot, ".")):
        text = re.sub(rf" (?:{names}) ", sign, text, flags=re.IGNORECASE)
    host, slash, path = text.partition("/")
    return host.lower() + slash + path
