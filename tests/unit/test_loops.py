"""When the guard of the short window takes a result for a loop."""

from __future__ import annotations

import pytest

from voice_assistant.engines.faster_whisper_quick import repeats


@pytest.mark.parametrize(
    ("tokens", "is_loop"),
    [
        ((1, 2, 3, 4, 5, 6, 7), False),
        ((1, 1, 1), False),  # no, no, no
        ((1, 1, 1, 1), True),
        ((9, 1, 2, 3, 4, 1, 2, 3, 4), False),
        ((9, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4), True),
        ((1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 1), True),  # half a sentence, again
        ((), False),
    ],
)
def test_a_loop_is_told_from_a_repetition(tokens: tuple[int, ...], is_loop: bool) -> None:
    assert repeats(tokens) is is_loop
