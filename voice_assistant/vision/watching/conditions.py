"""What can be watched for. A condition gets one look after the other, and says what was found, or None. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ..picture import Writing
from ..writing.finding import AMOUNT, Found, figure, labelled, rows_of, saying

Needs = Literal["scene", "writing", "model"]

_SURE = 0.9
"""A number that is read with less confidence must be read twice."""
_FEW = 3
"""Lines with numbers of a picture whose largest one is meant, whatever it is called."""
_NUMBER = re.compile(r"[-−–]?\d+(?:[.,]\d+)*")
_FINISHED = re.compile(
    r"\b(?:100 ?%|complete[d]?|finished|done|success(?:ful(?:ly)?)?|succeeded|fertig|abgeschlossen|beendet|erfolgreich"
    r"|terminée?|fini|achevé|terminado|completad[oa]|finalizado)\b|(?:完成|完了|완료)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"\b(?:failed|failure|aborted|cancelled|canceled|error|fehlgeschlagen|échec|falló)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Look:
    """One look. `writing` is there where the condition needs it."""

    changed: bool  # against the look before
    still_s: float  # since the last change, in seconds
    writing: Writing | None = None
    says: str = ""  # of the model that was asked


class Condition(Protocol):
    """`first` tells whether there was no look before; a condition may keep what it saw."""

    needs: Needs
    about: str  # "the number goes over 800": as it is said back

    def met(self, look: Look, *, first: bool) -> str | None: ...


@dataclass(slots=True)
class Appears:
    text: str
    about: str
    needs: Needs = "writing"

    def met(self, look: Look, *, first: bool) -> str | None:
        found = saying(look.writing, self.text) if look.writing else None
        if found is None or found.confidence < 0.5:
            return None
        return f"It {'already says' if first else 'says now'}: {found.text}."


@dataclass(slots=True)
class Disappears:
    text: str
    about: str
    needs: Needs = "writing"
    _gone: int = 0

    def met(self, look: Look, *, first: bool) -> str | None:
        there = look.writing is not None and saying(look.writing, self.text) is not None
        self._gone = 0 if there else self._gone + 1
        if first and not there:
            return f"I don't see {self.text} at all."
        return f"{self.text} is gone." if self._gone > 1 else None


@dataclass(slots=True)
class Finishes:
    """Something whose end is told in writing: a download, a build."""

    what: str
    about: str
    needs: Needs = "writing"
    _known: set[str] = field(default_factory=set)

    def met(self, look: Look, *, first: bool) -> str | None:
        lines = [", ".join(line.text for line in row) for row in rows_of(look.writing)] if look.writing else []
        ended = [line for line in lines if _FINISHED.search(line) or _FAILED.search(line)]
        new = [line for line in ended if line not in self._known]
        self._known.update(ended)
        if first or not new:
            return None
        how = "seems to have failed" if _FAILED.search(new[0]) else "seems to be finished"
        return f"{self.what} {how}: it says {new[0]}."


@dataclass(slots=True)
class Compares:
    """The number beside a label, or the largest there is."""

    label: str
    sign: Literal["over", "under", "at"]
    value: float
    about: str
    needs: Needs = "writing"
    _near: bool = False
    _from: float | None = None

    def met(self, look: Look, *, first: bool) -> str | None:
        found = self._found(look.writing) if look.writing else None
        numbers = _NUMBER.findall(found.text) if found else []
        if found is None or not numbers:
            self._near = False
            return None
        number = number_in(numbers[-1] if self.label else numbers[0])
        before, self._from = self._from, number
        there = self._is_there(number, before)
        sure = found.confidence >= _SURE or self._near
        self._near = there
        return f"It is {_plain(number)} {'already' if first else 'now'}." if there and sure else None

    def _found(self, writing: Writing) -> Found | None:
        """Few displays say what their number is."""
        if self.label and (found := labelled(writing, self.label) or saying(writing, self.label)):
            return found
        alone = sum(1 for line in writing.lines if AMOUNT.search(line.text)) <= _FEW
        return figure(writing) if not self.label or alone else None

    def _is_there(self, number: float, before: float | None) -> bool:
        match self.sign:
            case "over":
                return number > self.value
            case "under":
                return number < self.value
            case "at":  # also where it went past in between
                passed = before is not None and min(before, number) <= self.value <= max(before, number)
                return number == self.value or passed


@dataclass(slots=True)
class Changes:
    about: str
    needs: Needs = "scene"

    def met(self, look: Look, *, first: bool) -> str | None:
        return "Something has changed." if look.changed and not first else None


@dataclass(slots=True)
class Settles:
    """It stops changing."""

    about: str
    after_s: float = 6.0
    needs: Needs = "scene"
    _moved: bool = False

    def met(self, look: Look, *, first: bool) -> str | None:
        self._moved = self._moved or (look.changed and not first)
        if not self._moved or look.still_s < self.after_s:
            return None
        return "Nothing moves any more."


@dataclass(slots=True)
class Asks:
    """A question for a model that sees."""

    about: str
    needs: Needs = "model"

    @property
    def question(self) -> str:
        return (
            f"Look at the picture. Is this so, now: {self.about}? "
            "Answer with the one word yes or no, and no when you are not sure."
        )

    def met(self, look: Look, *, first: bool) -> str | None:
        return "Yes." if re.match(r"\W*yes\b", look.says, re.IGNORECASE) else None


def number_in(text: str) -> float:
    """ "1.234,5" and "1,234.5" -> 1234.5; one comma with three digits after it parts thousands."""
    text = text.replace("−", "-").replace("–", "-")
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "," if point > comma else "."
        return float(text.replace(thousands, "").replace(",", "."))
    if comma >= 0:
        parts = text.split(",")
        grouped = all(len(part) == 3 for part in parts[1:])
        return float("".join(parts)) if grouped else float(text.replace(",", ".", 1).replace(",", ""))
    return float(text) if text.count(".") < 2 else float(text.replace(".", ""))


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)
