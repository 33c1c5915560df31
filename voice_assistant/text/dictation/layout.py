"""Words and commands, put together with the spaces and capitals that belong there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .commands import Item, Said
from .spoken import Kind, Speech
from .steps import Dictated, Insert, PressKey, Step, Undo
from .tokens import OPENING, SENTENCE_END, Token

_UNSPACED = r"\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_CJK_MARKS = re.compile(f"[{_UNSPACED}]")


def begins_sentence(before: str) -> bool:
    """Whether what follows `before` begins a sentence."""
    text = before.rstrip(" \t\u00a0").rstrip("\"”’')]»")
    return not text or text[-1] in SENTENCE_END + "\n•"


def lay_out(items: Sequence[Item], speech: Speech | None, language: str, *, capital: bool | None) -> Dictated:
    """`capital` tells how the first word begins: True with a capital, False without one if it is an ordinary
    word, None as it was recognised."""
    writer = _Writer(speech, language, capital)
    for number, item in enumerate(items):
        if isinstance(item, Token):
            writer.word(item)
        else:
            writer.command(item, last=number == len(items) - 1)
    return Dictated(writer.finish())


class _Writer:
    def __init__(self, speech: Speech | None, language: str, capital: bool | None) -> None:
        self._speech = speech
        self._language = language
        self._start = capital
        self._steps: list[Step] = []
        self._fresh()

    def _fresh(self) -> None:
        self._text = ""
        self._heard_marks = 0  # at the end of the text, as the recogniser wrote them: it may have guessed wrong
        self._capital = self._start
        self._tight = True  # no space before what comes next
        self._after_mark = False
        self._caps = self._caps_on = False

    def word(self, token: Token) -> None:
        core = token.core
        if self._caps or self._caps_on:
            core = core.upper()
        elif self._capital:
            core = _capitalised(core)
        elif self._capital is False and self._is_ordinary(token):
            core = core[:1].lower() + core[1:]
        spaced = token.spaced or self._after_mark
        if spaced and not self._tight and not (self._after_mark and self._unspaced(core)):
            self._text += " "
        self._text += token.lead + core + token.trail
        self._heard_marks = len(token.trail)
        self._capital, self._tight, self._after_mark = None, False, False
        if token.trail:
            self._caps = False

    def command(self, said: Said, *, last: bool) -> None:
        command = said.command
        match command.kind:
            case Kind.AFTER:
                self._strip()
                self._mark(command.written)
                self._capital = command.written in SENTENCE_END and command.written != "…"
            case Kind.OPEN:
                self._strip("" if command.written in "\"“„«'" else ",")
                self._text += ("" if self._tight or self._is_spaceless else " ") + command.written
                self._tight, self._heard_marks = True, 0
                self._capital = None if self._text != command.written else self._start
            case Kind.CLOSE:
                self._strip("," if command.written in "\"”“»'" else ",.")
                self._mark(command.written)
                if said.trail.strip(",") and last:
                    self._text += said.trail[-1]
            case Kind.BETWEEN:
                self._strip()
                self._mark(("" if self._tight else " ") + command.written)
                self._capital = False
            case Kind.TIGHT:
                self._strip()
                self._mark(command.written)
                self._tight, self._capital = True, False
            case Kind.JOIN:
                self._strip()
                self._tight, self._capital = True, False
            case Kind.BREAK:
                self._break(command.written)
            case Kind.CAPS:
                self._caps = True
            case Kind.CAPS_ON:
                self._strip(",")
                self._caps_on = True
            case Kind.CAPS_OFF:
                self._strip(",")
                self._caps_on = False
                if last and said.trail:
                    self._mark(said.trail)
            case Kind.DROP:
                if self._text:
                    start = True if self._start is None else self._start
                    self._fresh()
                    self._capital = start
                else:
                    self._flush()
                    self._steps.append(Undo())
            case Kind.KEY:
                self._flush()
                self._steps.append(PressKey(command.written))
            case Kind.LITERAL:
                pass  # done by the parser

    def finish(self) -> tuple[Step, ...]:
        self._flush()
        return tuple(self._steps)

    def _flush(self) -> None:
        if self._text:
            self._steps.append(Insert(self._text))
        self._fresh()

    def _mark(self, written: str) -> None:
        self._text += written
        self._heard_marks, self._tight, self._after_mark, self._caps = 0, False, True, False

    def _strip(self, marks: str = ".,;:!?…。，、；：！？") -> None:
        """Take away those of `marks` at the end that the recogniser wrote."""
        while self._heard_marks and self._text[-1] in marks:
            self._text = self._text[:-1]
            self._heard_marks -= 1

    def _break(self, lines: str) -> None:
        line = self._text.rpartition("\n")[2]
        salutes = self._speech is not None and line.casefold().split(" ")[0].rstrip(",") in self._speech.salutations
        if not (salutes and len(line.split()) <= 5):
            self._strip(",，")
        letter_goes_on = self._language == "de" and self._text.endswith(",")
        self._text = self._text.rstrip(" ") + lines
        self._heard_marks, self._tight, self._after_mark, self._caps = 0, True, False, False
        self._capital = None if letter_goes_on else True

    def _is_ordinary(self, token: Token) -> bool:
        """Whether it has a capital only because the recogniser took it for the beginning of a sentence."""
        return self._speech is not None and token.key in self._speech.openers

    @property
    def _is_spaceless(self) -> bool:
        return self._speech is not None and self._speech.spaceless

    def _unspaced(self, core: str) -> bool:
        return bool(_CJK_MARKS.match(core) or _CJK_MARKS.match(self._text[-1:]))


def fit(text: str, before: str) -> str:
    """`text` with a space in front where one belongs between `before` and it."""
    if not text or not before or before[-1].isspace() or text[0].isspace():
        return text
    if _CJK_MARKS.match(text) or _CJK_MARKS.match(before[-1]):
        return text
    if before[-1] in "([{«¿¡/@#-_\\“„" or text[0] in ".,;:!?…)]}»”":
        return text
    if before[-1] in OPENING and before.count(before[-1]) % 2:  # an open straight quote
        return text
    return " " + text


def _capitalised(word: str) -> str:
    """ "hello" -> "Hello", but neither "iPhone" nor "www.example.org"."""
    if any(character.isupper() for character in word[1:]) or any(sign in word for sign in "@./_"):
        return word
    return word[:1].upper() + word[1:]


def takes_space(text: str) -> bool:
    """Whether a space may follow `text` for the sake of what is dictated next."""
    return bool(text) and not text[-1].isspace() and not _CJK_MARKS.match(text[-1])
