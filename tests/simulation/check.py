"""What of a scenario's expectations did not come true, and a time line to read beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voice_assistant.events import (
    DeviceLost,
    DeviceRecovered,
    Event,
    PartlyTranscribed,
    Problem,
    SpeakingStarted,
    StateChanged,
    Transcribed,
    TurnEnded,
)

from .play import EDGE_S, Outcome, Played
from .scenario import Scenario, fits

NO_ANSWER_S = 5.0


def differences(scenario: Scenario, outcome: Outcome) -> list[str]:
    """One line each; none when all came as expected."""
    if outcome.stuck is not None:
        return [outcome.stuck]
    wanted = scenario.expect
    found = [line for number, played in enumerate(outcome.steps, 1) for line in _reaction(number, played)]
    turns = outcome.turns
    if wanted.asked is not None:
        found += _texts("asked", wanted.asked, [turn.asked for turn in turns])
    if wanted.heard is not None:
        found += _texts("heard", wanted.heard, [turn.heard for turn in turns])
    if wanted.interrupted is not None and wanted.interrupted != (cut := [turn.interrupted for turn in turns]):
        found.append(f"interrupted: expected {wanted.interrupted}, was {cut}")
    if wanted.stops is not None and wanted.stops != len(outcome.stops_s):
        when = ", ".join(f"{at_s:.2f} s" for at_s in outcome.stops_s)
        found.append(f"stops: expected {wanted.stops}, there were {len(outcome.stops_s)}: {when}")
    if wanted.history is not None:
        names = {"user": "person", "assistant": "assistant"}
        found += _texts("history", wanted.history, [f"{names[m.role]}: {m.text}" for m in outcome.history])
    problems = [event.message for _, event in outcome.events if isinstance(event, Problem)]
    return [*found, *_texts("problems", wanted.problems, problems)]


def _texts(what: str, wanted: Sequence[str], got: Sequence[str]) -> Iterator[str]:
    if len(wanted) != len(got):
        yield f"{what}: expected {len(wanted)}, there are {len(got)}: {list(got)}"
        return
    for number, (pattern, text) in enumerate(zip(wanted, got, strict=True), 1):
        if not fits(pattern, text):
            yield f"{what} {number}: expected {pattern!r}, was {text!r}"


def _reaction(number: int, played: Played) -> Iterator[str]:
    wanted, begins_s, ends_s = played.step.expect, played.begins_s, played.ends_s
    name = f"step {number} (at {begins_s:.2f} s)"
    within = (
        ("ducked", wanted.ducks_within_s, played.ducked_s, begins_s + EDGE_S),
        ("silent", wanted.silent_within_s, played.silent_s, begins_s + EDGE_S),
        ("there again", wanted.resumes_within_s, played.resumed_s, ends_s),
        ("answered", wanted.answered_within_s, played.answered_s, ends_s),
    )
    for what, allowed_s, at_s, from_s in within:
        if what == "there again" and played.speaking and played.silent_s is None:
            continue  # it was never away
        if allowed_s is not None and at_s is None:
            yield f"{name}: expected {what} within {allowed_s} s, never was"
        elif allowed_s is not None and at_s is not None and at_s - from_s > allowed_s:
            yield f"{name}: expected {what} within {allowed_s} s, was after {at_s - from_s:.3f} s"
    if wanted.goes_on and not played.speaking:
        yield f"{name}: expected the voice to go on, but it did not speak"
    elif wanted.goes_on and played.silent_s is not None:
        again = "the end" if played.resumed_s is None else f"{played.resumed_s:.2f} s"
        yield f"{name}: expected the voice to go on, was silent from {played.silent_s:.2f} s to {again}"
    answered = played.answered_s is not None and played.answered_s - ends_s < NO_ANSWER_S
    if wanted.answered is not None and wanted.answered != answered:
        yield f"{name}: expected {'an' if wanted.answered else 'no'} answer"


def time_line(outcome: Outcome) -> str:
    """What happened when, a line each."""
    lines = [*_steps(outcome.steps), *((at_s, text) for at_s, event in outcome.events if (text := _told(event)))]
    return "\n".join(f"{at_s:8.2f} s  {text}" for at_s, text in sorted(lines))


def _steps(steps: Sequence[Played]) -> Iterator[tuple[float, str]]:
    for number, played in enumerate(steps, 1):
        step = played.step
        parts = " ".join(f'"{part}"' if isinstance(part, str) else f"({part} s)" for part in step.parts)
        what = f"says {parts}" if parts else step.sound or step.fault or step.key or "waits"
        yield played.begins_s, f"step {number}: {what}"
        if played.ends_s > played.begins_s:
            yield played.ends_s, f"step {number} ends"
        for name in ("ducked", "silent", "resumed"):
            if (at_s := getattr(played, f"{name}_s")) is not None:
                yield at_s, f"        loudspeaker {name} (after step {number})"


def _told(event: Event) -> str | None:
    match event:
        case StateChanged(state, _):
            return f"        [{state.value}]"
        case PartlyTranscribed(text=text):
            return f"        understands so far: {text}"
        case Transcribed(text=text):
            return f"        understood: {text!r}"
        case SpeakingStarted():
            return "        begins to speak"
        case TurnEnded(asked=asked, heard=heard, interrupted=interrupted):
            return f"        turn over{', interrupted' if interrupted else ''}: {asked!r} -> heard {heard!r}"
        case Problem(message):
            return f"        problem: {message}"
        case DeviceLost(message=message) | DeviceRecovered(message=message):
            return f"        {message}"
        case _:
            return None
