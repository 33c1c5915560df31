"""Scenarios: who says what when, and what must be heard. Read from TOML; docs of each key are the fields here.

about = "A cough lets the voice go on"

[[model]]                                 # what the language model answers; the first that fits the question
asked = "best of times"                   # a regular expression; without it, to everything
text = "A long answer. With a few sentences."

[[steps]]                                 # one after the other
wait_s = 1.0
say = "it was the best of times"          # or a list: phrases, and pauses in seconds between them

[[steps]]
until = "8 words"                         # or "listening", "speaking", "reply over"
sound = "cough"
expect = { silent_within_s = 0.4, resumes_within_s = 2.0 }

[expect]
asked = ["best of times"]
heard = ["A long answer. With a few sentences."]
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from voice_assistant.config.schema import Config

from .engines import Reply
from .room import Room


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reaction(_Strict):
    """What must follow a step. Times count from the first sample of its sound, unless said otherwise."""

    ducks_within_s: float | None = None  # the voice is at most at -15 dB
    silent_within_s: float | None = None
    resumes_within_s: float | None = None  # from the last sample of the sound until the voice is there again
    goes_on: bool | None = None  # the voice is never silent because of it
    answered_within_s: float | None = None  # from the last sample of the sound to the first of the reply
    answered: bool | None = None  # False: no reply follows within 5 s


class Step(_Strict):
    until: str | None = None  # "listening", "speaking", "reply over": since the step before; "8 words": of the reply
    wait_s: float = 0.0  # from then on
    say: str | list[str | float] | None = None
    sound: str | None = None  # see `sounds.SOUNDS`
    seconds: float | None = None  # how long the sound lasts
    level_db: float = 0.0  # against that of a person who speaks
    fault: Literal["speaker gone", "speaker back", "microphone gone", "microphone back"] | None = None
    key: Literal["cancel", "tap"] | None = None
    expect: Reaction = Reaction()

    @property
    def parts(self) -> list[str | float]:
        return [self.say] if isinstance(self.say, str) else self.say or []


class Voice(_Strict):
    fails_on: str | None = None


class Expected(_Strict):
    """Of the whole talk. Texts are compared without case and punctuation; "..." stands for anything."""

    asked: list[str] | None = None
    heard: list[str] | None = None  # of each reply
    interrupted: list[bool] | None = None
    stops: int | None = None  # how often the voice fell silent in the middle, also where it came back
    history: list[str] | None = None  # "person: ..." and "assistant: ...", in turn
    problems: list[str] = Field(default_factory=list)  # shown to the person


class Scenario(_Strict):
    name: str = ""
    about: str
    known_defect: str | None = None  # then it must fail: the day it does not, this line goes
    seed: int = 1
    engines: Literal["scripted", "real"] = "scripted"
    room: Room = Room()
    config: Config = Config()
    model: list[Reply] = [Reply("This is an answer. It has two sentences.")]
    voice: Voice = Voice()
    steps: list[Step]
    expect: Expected = Expected()


def read(path: Path) -> Scenario:
    return Scenario(name=path.stem, **tomllib.loads(path.read_text(encoding="utf-8")))


def fits(pattern: str, text: str) -> bool:
    """Whether `text` is what `pattern` says."""
    plain = ".*".join(re.escape(_plain(part)) for part in pattern.split("..."))
    return re.fullmatch(plain, _plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", "", text.lower()).split())
