"""Which voice says a text: the wanted one, unless it speaks another language and one that fits is there. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

_KOKORO = {"a": "en_US", "b": "en_GB", "e": "es", "f": "fr", "h": "hi", "i": "it", "j": "ja", "p": "pt_BR", "z": "zh"}


def voice_for(language: str, wanted: str, installed: Mapping[str, str], chosen: Mapping[str, str]) -> str:
    """The name of the voice for a text in `language` (ISO 639-1, "" if unknown).

    `wanted` is the persona's voice or the configured one. `installed` tells the language of each voice that may be
    used ("" speaks any); a voice it does not name, such as a server's, speaks any. `chosen` is the person's own choice
    by language, which counts only if that voice is there, or if it cannot be known which are.
    """
    speaks = installed.get(wanted) or language_of_voice(wanted)
    if not language or speaks.split("_")[0] == language:
        return wanted
    own = chosen.get(language)
    if own is not None and (own in installed or not installed):
        return own
    if not speaks:
        return wanted
    return next((name for name in sorted(installed) if installed[name].split("_")[0] == language), wanted)


def language_of_voice(name: str) -> str:
    """The language that a voice speaks, with its region, as its name tells it; "" when it does not.

    Piper's are called "en_GB-alba-medium" (also as a file), Kokoro's "bf_emma".
    """
    if named := re.match(r"([a-z]{2,3}(?:_[A-Z]{2})?)-", Path(name).name):
        return named[1]
    if named := re.fullmatch(r"([abefhijpz])[fm]_[a-z]+", name):
        return _KOKORO[named[1]]
    return ""
