"""Which language a text is written in, told from its letters and its small words. Pure, for a sentence or so.

It decides which voice reads a text, where one of several is to. So it says nothing rather than something wrong.
"""

from __future__ import annotations

import re

_SMALL_WORDS = {
    "en": "the and is are was of to in that it you for with this have not can be on as what there do will would your",
    "de": "der die das und ist sind war von zu den dem ein eine nicht ich du sie es wir mit auf für im kann wie auch",
    "fr": "le la les des est sont une et vous je il elle nous dans pour que qui pas ce sur avec du au cette être",
    "es": "el la los las es son una y que en por para con no se del lo está como más su pero usted muy hay",
    "it": "il lo la gli è sono una e che di per con non si del della questo come più anche ma nel può",
    "pt": "o a os as é são uma e que em por para com não se do da está como mais seu mas você no muito",
    "nl": "de het een en is zijn van te dat niet ik je hij ze we met op voor in kan als ook maar",
    "pl": "i w na z nie się jest są to że do jak ale dla po przez czy tak był może który",
    "sv": "och är en ett det att som på för med inte jag du vi han den av till kan har",
    "da": "og er en et det at som på for med ikke jeg du vi han den af til kan har",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),  # before Chinese: Japanese has its characters as well
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_SHARES = {"uk": {"ru", "uk", "be"}, "ru": {"ru", "uk", "be", "bg", "sr", "mk", "kk"}, "ar": {"ar", "fa", "ur"}}
"""Languages written in what we take for the script of one; with none of them expected, it is that one."""
_SHARES_CHINESE = {"zh", "yue", "ja"}


def language_of(text: str, expected: str = "") -> str:
    """ISO 639-1 code of the language of `text`; `expected` when the text does not tell otherwise."""
    letters = [character for character in text if character.isalpha()]
    for language, script in _SCRIPTS:
        count = len(script.findall(text))
        if count and (count * 3 >= len(letters) or (language == "uk" and count >= 2)):
            shared = _SHARES_CHINESE if language == "zh" else _SHARES.get(language, {language})
            return expected if expected in shared else language
    words = re.findall(r"[^\W\d_]+", text.lower())
    hits = {language: sum(word in small for word in words) for language, small in _WORDS.items()}
    if not any(hits.values()):
        return expected
    best = max(hits, key=lambda language: (hits[language], language == expected))
    second = max(count for language, count in hits.items() if language != best)
    if best == expected or (hits[best] >= 2 and hits[best] > second and hits[best] > hits.get(expected, 0) + 1):
        return best
    return expected
