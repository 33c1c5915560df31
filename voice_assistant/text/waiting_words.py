"""What is said while something is fetched: short, and never the same twice running. Pure but for its dice."""

from __future__ import annotations

import random
from collections.abc import Sequence

_FIRST = {
    "en": ("One moment.", "Let me look.", "Just a second.", "I'm looking it up.", "Let me see."),
    "de": ("Einen Moment.", "Ich sehe nach.", "Moment bitte.", "Ich schaue kurz.", "Mal sehen."),
    "fr": ("Un instant.", "Je regarde.", "Une seconde.", "Voyons voir."),
    "es": ("Un momento.", "Déjame ver.", "Un segundo.", "Lo estoy buscando."),
    "it": ("Un momento.", "Fammi vedere.", "Un attimo.", "Sto guardando."),
    "pt": ("Um momento.", "Deixe-me ver.", "Só um segundo.", "Estou procurando."),
    "nl": ("Een moment.", "Ik kijk even.", "Even zien.", "Eén seconde."),
    "zh": ("请稍等。", "我看一下。", "让我查查。", "稍等一下。"),
    "ja": ("少々お待ちください。", "確認します。", "見てみますね。"),
    "ko": ("잠시만요.", "찾아볼게요.", "확인해 볼게요."),
}
_STILL = {
    "en": ("Still looking.", "It takes a little longer.", "Still at it.", "Not there yet."),
    "de": ("Ich suche noch.", "Es dauert noch etwas.", "Noch nicht ganz.", "Gleich."),
    "fr": ("Je cherche encore.", "Cela prend un peu plus de temps.", "Encore un peu de patience."),
    "es": ("Sigo buscando.", "Tarda un poco más.", "Todavía no."),
    "it": ("Sto ancora cercando.", "Ci vuole ancora un po'.", "Non ancora."),
    "pt": ("Ainda estou procurando.", "Demora mais um pouco.", "Ainda não."),
    "nl": ("Ik zoek nog.", "Het duurt nog even.", "Nog niet helemaal."),
    "zh": ("还在查。", "还需要一点时间。", "马上就好。"),
    "ja": ("まだ探しています。", "もう少しかかります。", "もうすぐです。"),
    "ko": ("아직 찾고 있어요.", "조금 더 걸려요.", "거의 다 됐어요."),
}


class WaitingWords:
    """Remembers what it said last, over all answers of a session."""

    def __init__(self, seed: int | None = None) -> None:
        self._dice = random.Random(seed)
        self._last = ""

    def first(self, language: str) -> str:
        """For the beginning of a wait, in `language` (English where it has none)."""
        return self._one_of(_FIRST.get(language[:2], _FIRST["en"]))

    def still(self, language: str) -> str:
        """For a wait that goes on."""
        return self._one_of(_STILL.get(language[:2], _STILL["en"]))

    def _one_of(self, phrases: Sequence[str]) -> str:
        self._last = self._dice.choice([phrase for phrase in phrases if phrase != self._last])
        return self._last
