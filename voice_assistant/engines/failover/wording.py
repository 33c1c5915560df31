"""What the person is told when another engine takes over."""

from __future__ import annotations

from typing import Any

from ...engine_events import EngineChanged
from ...errors import Code, Stage
from .link import Link

_WHO = {
    Stage.SPEECH_TO_TEXT: "speech recogniser",
    Stage.LANGUAGE_MODEL: "language model",
    Stage.TEXT_TO_SPEECH: "voice",
}
_WHY = {
    Code.UNREACHABLE: "could not be reached",
    Code.TIMEOUT: "did not answer in time",
    Code.UNAUTHORIZED: "did not accept my key",
    Code.RATE_LIMITED: "allows no more requests for now",
    Code.CRASHED: "crashed",
    Code.NO_MODEL: "is not installed",
}


def takes_over(stage: Stage, before: Link[Any], after: Link[Any]) -> EngineChanged:
    assert before.failure is not None
    who = _WHO[stage]
    why = _WHY.get(before.failure.code, "had a problem")
    other = "the one on this computer" if after.last_resort else "another one"
    return EngineChanged(
        stage.value,
        after.name,
        f"{before.failure}; {after.name} goes on",
        f"The {who} {why}, so I went on with {other}.",
    )


def works_again(stage: Stage, link: Link[Any]) -> EngineChanged:
    return EngineChanged(stage.value, link.name, f"the {_WHO[stage]} is {link.name} again", "")
