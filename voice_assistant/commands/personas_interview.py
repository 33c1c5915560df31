"""`personas new`: the person is asked for what a persona is made of, and the file is written from the answers."""

from __future__ import annotations

import json
from collections.abc import Callable

Ask = Callable[[str], str]

_INTRODUCTION = "A few questions; Enter takes what stands in [brackets], or leaves it out. Ctrl+C writes nothing."
_SPOKEN = " Your words are spoken aloud: answer in one or two short, plain sentences, without lists."
_TEMPERS = {"steady": 0.2, "lively": 0.6, "wild": 1.0}


def interview(name: str, ask: Ask, tell: Callable[[str], None]) -> str:
    """The text of the persona's file. `ask` shows a question and returns the answer."""
    tell(_INTRODUCTION)
    shown = name.replace("-", " ")
    lines = [f"# Made by `voice-assistant personas new {name}`; all that may stand here: `personas new X --template`."]
    lines += ["", f"description = {_text(_wanted(ask, 'In one line, what is it for?'))}"]
    who = _wanted(ask, f"Who is it, and how does it talk? (You are {_article(shown)} ...)")
    read = _yes(ask, "Are its answers heard (not only read)?", True)
    lines.append(f"instructions = {_text(who + (_SPOKEN if read else ''))}")
    if aliases := _several(ask("Other names by which you will call it, with commas between []: ")):
        lines.append(f"aliases = {json.dumps(aliases, ensure_ascii=False)}")
    if greeting := ask("What does it say when you switch to it []: ").strip():
        lines.append(f"greeting = {_text(greeting)}")
    if read and (voice := ask("Its voice (see `voice-assistant models list`) [as configured]: ").strip()):
        lines.append(f"voice = {_text(voice)}")
    if read and (speed := _number(ask, "Its speed, 1.0 is normal [as configured]: ", 0.25, 4.0)) is not None:
        lines.append(f"speed = {speed}")
    temper = _choice(ask, "How free is it with words: steady, lively or wild? [steady]: ", _TEMPERS, "steady")
    lines.append(f"temperature = {_TEMPERS[temper]}")
    if not _yes(ask, "Is it shown the conversation so far?", True):
        lines.append("history = false")
    if not _yes(ask, "May it know what you told the assistant to remember?", True):
        lines.append('memory = "off"')
    tell("Examples say more than instructions, above all to small models. Two or three are good.")
    while user := ask("You say (Enter ends) []: ").strip():
        if answer := ask("It answers: ").strip():
            lines += ["", "[[examples]]", f"user = {_text(user)}", f"assistant = {_text(answer)}"]
    return "\n".join(lines) + "\n"


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _wanted(ask: Ask, question: str) -> str:
    while not (answer := ask(f"{question} ").strip()):
        pass
    return answer


def _yes(ask: Ask, question: str, usual: bool) -> bool:
    answer = ask(f"{question} [{'yes' if usual else 'no'}]: ").strip().lower()
    return usual if not answer else answer.startswith("y")


def _several(answer: str) -> list[str]:
    return [name.strip() for name in answer.split(",") if name.strip()]


def _number(ask: Ask, question: str, least: float, most: float) -> float | None:
    while answer := ask(question).strip().replace(",", "."):
        try:
            if least <= float(answer) <= most:
                return float(answer)
        except ValueError:
            pass
        question = f"A number from {least:g} to {most:g} [as configured]: "
    return None


def _choice(ask: Ask, question: str, among: dict[str, float], usual: str) -> str:
    while (answer := ask(question).strip().lower() or usual) not in among:
        pass
    return answer


def _text(text: str) -> str:
    """As TOML; a JSON string is one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
