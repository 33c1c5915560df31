"""What is heard while the assistant speaks, and is not meant to interrupt it: "mhm", or its own words come back."""

from __future__ import annotations

import re
import unicodedata

_LISTENING = """
    mhm; mm; mmm; hm; hmm; mm hmm; mmhmm; mm hm; uh huh; uhhuh; uh; um; ah; aha; oh; ooh; wow; huh; ha; haha; ha ha;
    hahaha; ha ha ha; heh; hehe; yeah; yep; yes; yup; ok; okay; right; sure; i see; got it; really; exactly; true;
    good; great; nice; cool; indeed; of course; all right; alright; interesting; i know; thank you; thanks;
    ja; jaja; ja ja; genau; ach so; achso; stimmt; gut; klar; aha; echt; verstehe; naja;
    oui; ouais; d'accord; bien sûr; ah bon; c'est vrai; voilà; hein; sí; vale; claro; ya; bueno; de acuerdo; ajá;
    sì; certo; va bene; sim; pois; certo;
    네; 예; 응; 아; 그래; 그래요; 그렇구나; 아하; 음; 嗯; 哦; 对; 對; 好; 是; 啊; はい; うん; ええ; へえ
"""
_COUGH = re.compile(r"\s*[\[(*♪][^\])*♪]*[\])*♪]?[\s.]*")


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", unicodedata.normalize("NFKC", text).lower())


_TOKENS = frozenset(tuple(_words(phrase)) for phrase in _LISTENING.split(";"))
_LONGEST = max(map(len, _TOKENS))


def only_listening(text: str) -> bool:
    """Whether `text` says no more than that somebody is there: nothing at all, a cough, "mhm, yeah, okay"."""
    words = _words(_COUGH.sub("", text) if _COUGH.fullmatch(text) else text)
    while words:
        taken = next((n for n in range(min(_LONGEST, len(words)), 0, -1) if tuple(words[:n]) in _TOKENS), 0)
        if not taken:
            return False
        words = words[taken:]
    return True


def echoes_us(text: str, said: str) -> bool:
    """Whether `text` is made of our own words of late, `said`: they stand there in the same order, or nearly all do."""
    heard, own = _words(text), _words(said)
    if not heard or not own:
        return False
    return _in_order(heard, own) / len(heard) >= (0.75 if len(heard) > 3 else 1.0)


def _in_order(heard: list[str], own: list[str]) -> int:
    """Length of the longest common subsequence of words (Hunt and Szymanski's problem, at the size of a sentence)."""
    best = [0] * (len(own) + 1)
    for word in heard:
        diagonal = 0
        for position, ours in enumerate(own, 1):
            above = best[position]
            best[position] = diagonal + 1 if word == ours else max(above, best[position - 1])
            diagonal = above
    return best[-1]
