"""Facts in sentences: to the person ("your sister"), as they are corrected, and as they are told in passing. Pure."""

from __future__ import annotations

import re

_TURNED = {
    "i": "you", "i'm": "you are", "i've": "you have", "i'd": "you would", "i'll": "you will", "me": "you",
    "my": "your", "mine": "yours", "myself": "yourself", "we": "you", "we're": "you are", "we've": "you have",
    "our": "your", "ours": "yours", "us": "you", "ourselves": "yourselves",
    "you": "I", "your": "my", "yours": "mine", "you're": "I am",
}  # fmt: skip
_WORD = re.compile(r"\b[A-Za-z]+(?:'[a-z]+)?\b")
_AFTER_I = {"am": "are", "was": "were"}
_AFTER_YOU = {"are": "am", "were": "was"}
_VERB = re.compile(
    r"\b(?:is|are|was|were|am|lives? in|works? (?:as|at|for)|is called|comes? from|ist|sind|heißt|est|es)\b",
    re.IGNORECASE,
)
_IT_IS = re.compile(
    r"(?:it|that|this|he|she|they|the name|my name|i)(?:'s| is| are|'re| was|'m| am) (?:called )?(?P<value>.+)",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(
    r"(?:fine|ok|okay|good|great|all right|alright|not|enough|too|nothing|wrong|right|true|false|just|only|really|that"
    r"|thanks?|thank|please|never|no|yes|stop|wait|tell|what|who|why|how|when|where|do|don't|let|i|you|we)\b",
    re.IGNORECASE,
)
"""What is said after "no" and is no value."""
_TELLING = re.compile(
    r"(?:and |also |by the way,? |well,? )*(?:"
    r"my (?:[\w'-]+ ){1,4}(?:is|are|was|lives?|works?|has|loves?|hates?|turns?)\b"
    r"|i(?:'m| am) (?:a|an|allergic|vegetarian|vegan|from|married|divorced|single|\d|afraid|diabetic|left-handed"
    r"|learning|studying|\w+ years old)\b"
    r"|i (?:live|work|study|was born|grew up|prefer|hate|love|can't stand|can't eat|don't eat|never eat|don't drink"
    r"|have (?:a|an|two|three|four|five) |play the|speak|moved to|take my coffee)\b"
    r"|(?:people|my friends|everybody) call me\b|call me\b|we have (?:a|an|two|three|four)\b)",
    re.IGNORECASE,
)
_FLEETING = re.compile(
    r"\b(?:now|today|tonight|tomorrow|yesterday|just|right now|at the moment|this (?:morning|evening|week)|currently|if"
    r"|maybe|perhaps|question is|problem is|point is|guess)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。！？]+[.!?。！？]*")


_ENGLISH = re.compile(r"\bI\b|\b(?i:is|are|were|my|our|the|have|with|lives?|likes?|lent|called|works?)\b")


def is_english(fact: str) -> bool:
    """By a few words that hardly any fact is without, and that others do not have."""
    return _ENGLISH.search(fact) is not None


def to_you(fact: str) -> str:
    """As the assistant says it: "My sister is here." -> "your sister is here"."""
    before = ""

    def turned(match: re.Match[str]) -> str:
        nonlocal before
        word = match[0].lower()
        new = _TURNED.get(word, match[0])
        if before in ("i", "we"):
            new = _AFTER_I.get(word, new)
        elif before == "you":
            new = _AFTER_YOU.get(word, new)
        before = word
        return new

    said = _WORD.sub(turned, fact.replace("’", "'")).strip().rstrip(".!")
    first = fact.split()[:1]
    named = bool(first) and _TURNED.get(first[0].lower()) is None and first[0].lower() not in _LOWERED
    return said if named else said[:1].lower() + said[1:] if said[:2] != "I " else said


_LOWERED = frozenset("the a an this that these those it he she they there in on at every people when if".split())


def subject(fact: str) -> str:
    """What it is about, up to its verb: "my sister's name" of "My sister's name is Clara." "" where that is unclear."""
    match = _VERB.search(fact)
    return fact[: match.start()].strip().lower() if match and match.start() > 0 else ""


def corrected(old: str, said: str) -> str | None:
    """`old` with what was `said` instead; None when that speaks of something else.

    "It is Clara", and "Clara" alone, go where "Carla" stood in "My sister's name is Carla."; a whole sentence takes its
    place when it is about the same.
    """
    said = said.strip()
    verb = _VERB.search(old)
    if match := _IT_IS.fullmatch(said):
        value = match["value"]
        return f"{old[: verb.end()]} {value}" if verb and not _NO_VALUE.match(value) else None
    if _VERB.search(said):
        return said if _same_matter(old, said) else None
    is_name = said[:1].isupper() and len(said.split()) <= 3 and not _NO_VALUE.match(said)
    return f"{old[: verb.end()]} {said}" if verb and is_name else None


def _same_matter(old: str, said: str) -> bool:
    """Whether two sentences say something of the same: "I live in ..." twice, "my sister's name is ..." twice."""
    of_old, of_said = subject(old), subject(said)
    if of_old in ("i", "we") or of_said in ("i", "we"):
        return old.lower().split()[:2] == said.lower().split()[:2]
    return bool(of_old) and of_old == of_said


def told(text: str) -> list[str]:
    """The sentences in which somebody tells something lasting of themselves, questions and moods left out."""
    found = []
    for sentence in _SENTENCE.findall(text):
        line = " ".join(sentence.split())
        if line and line[-1] not in "?？" and len(line) <= 160 and _TELLING.match(line) and not _FLEETING.search(line):
            found.append(re.sub(r"^(?:and|also|by the way|well),? ", "", line, flags=re.IGNORECASE))
    return found
