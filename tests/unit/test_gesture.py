"""Hold to talk, or tap to toggle, on one key."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, product

import pytest

from voice_assistant.desktop.gesture import Action, Gesture

HOLD_AFTER_S = 0.35


def play(*steps: tuple[str, float]) -> list[tuple[Action, float]]:
    """What happens, and when, at these presses and releases."""
    gesture = Gesture(HOLD_AFTER_S)
    act: dict[str, Callable[[float], Action | None]] = {
        "press": gesture.press,
        "release": gesture.release,
        "chord": lambda at_s: gesture.release(at_s, chord=True),
        "reset": lambda at_s: gesture.reset(),
    }
    return [(action, at_s) for step, at_s in steps if (action := act[step](at_s))]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([("press", 0), ("release", 2)], [(Action.START, 0), (Action.STOP, 2)], id="hold"),
        pytest.param([("press", 0), ("release", 0.35)], [(Action.START, 0), (Action.STOP, 0.35)], id="just a hold"),
        pytest.param([("press", 0), ("release", 0.34)], [(Action.START, 0)], id="a tap stays on"),
        pytest.param(
            [("press", 0), ("release", 0.1), ("press", 5), ("release", 5.1)],
            [(Action.START, 0), (Action.STOP, 5)],
            id="the next press stops",
        ),
        pytest.param(
            [("press", 0), ("release", 0.1), ("press", 5), ("release", 9)],
            [(Action.START, 0), (Action.STOP, 5)],
            id="the stopping press may last",
        ),
        pytest.param(
            [("press", 0), ("press", 0.66), ("press", 0.7), ("release", 1)],
            [(Action.START, 0), (Action.STOP, 1)],
            id="auto-repeat",
        ),
        pytest.param(
            [("press", 0), ("release", 0.1), ("press", 5), ("press", 5.7), ("release", 6), ("press", 7)],
            [(Action.START, 0), (Action.STOP, 5), (Action.START, 7)],
            id="auto-repeat of the stopping press",
        ),
        pytest.param([("press", 0), ("reset", 1), ("release", 2)], [(Action.START, 0)], id="ended while held"),
        pytest.param(
            [("press", 0), ("release", 0.1), ("reset", 1), ("press", 2)],
            [(Action.START, 0), (Action.START, 2)],
            id="ended while toggled on",
        ),
        pytest.param(
            [("press", 0), ("reset", 1), ("press", 1.1), ("release", 2), ("press", 3)],
            [(Action.START, 0), (Action.START, 3)],
            id="a key held since before starts nothing",
        ),
        pytest.param([("release", 1)], [], id="release alone"),
        pytest.param([("press", 0), ("chord", 0.2)], [(Action.START, 0), (Action.CANCEL, 0.2)], id="chord"),
        pytest.param([("press", 0), ("chord", 3)], [(Action.START, 0), (Action.CANCEL, 3)], id="late chord"),
        pytest.param(
            [("press", 0), ("release", 0.1), ("press", 1), ("chord", 1.1)],
            [(Action.START, 0), (Action.STOP, 1)],
            id="a chord does not undo a stop",
        ),
    ],
)
def test_gestures(steps: list[tuple[str, float]], expected: list[tuple[Action, float]]) -> None:
    assert play(*steps) == expected


def test_starts_and_ends_alternate_whatever_happens() -> None:
    for steps, spacing_s in product(product(["press", "release", "chord"], repeat=6), (0.1, 1.0)):
        actions = [action for action, _ in play(*((step, i * spacing_s) for i, step in enumerate(steps)))]
        assert actions[:1] in ([], [Action.START]), steps
        assert all((a is Action.START) != (b is Action.START) for a, b in pairwise(actions)), steps


def test_on_says_what_the_last_action_did() -> None:
    for steps in product(["press", "release", "reset"], repeat=6):
        gesture, on = Gesture(HOLD_AFTER_S), False
        for i, step in enumerate(steps):
            action = None
            match step:
                case "press":
                    action = gesture.press(float(i))
                case "release":
                    action = gesture.release(float(i))
                case "reset":
                    gesture.reset()
                    on = False
            if action:
                on = action is Action.START
            assert gesture.on == on, steps[: i + 1]
