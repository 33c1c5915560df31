from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from voice_assistant.text.speakable import speakable
from voice_assistant.text.thinking import without_thinking


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Plain text, as it is.", "Plain text, as it is."),
        ("**Bold**, *soft*, __loud__ and _low_.", "Bold, soft, loud and low."),
        ("***Both*** and ~~gone~~.", "Both and gone."),
        ("**Half of a pair.", "Half of a pair."),
        ("Half of a pair.**", "Half of a pair."),
        ("2 * 3 * 4 is 24, 2*3 is 6", "two times three times four is twenty-four, two times three is six"),
        ("snake_case_name and __init__.py", "snake case name and init dot P.Y"),
        ("# A title", "A title"),
        ("### A title ###", "A title"),
        ("C# is no heading", "C sharp is no heading"),
        ("- milk\n- eggs", "milk, eggs"),
        ("* milk", "milk"),
        ("• milk", "milk"),
        ("- [x] done", "done"),
        ("-5 degrees", "minus five degrees"),
        ("1. First", "One. First"),
        ("> a quote", "a quote"),
        ("Run `ls -l` now.", "Run ls dash l now."),
        ("```python\nprint(1)\n```", "A code block of one line."),
        ("```", ""),
        ("See [the manual](https://example.com/a_b).", "See the manual."),
        ("![A cat](cat.png) sleeps", "A cat sleeps"),
        ('[x](https://example.com "title")', "x"),
        ("Nice 😀👍🏽! I ❤️ it 🇰🇷 ☀", "Nice ! I it"),
        ("Family 👨‍👩‍👧 time", "Family time"),
        ("Step 1️⃣", "Step one"),
        ("<think>Hm, what?</think> Yes.", "Yes."),
        ("<think>never closed", ""),
        ("Hm, what?</think>Yes.", "Yes."),
        ("---", ""),
        ("***", ""),
        ("😀", ""),
        ("...", ""),
        ("  many \n\n spaces\t", "many spaces"),
        (r"5 \* 3 \_x\_", "five times three x"),
        ("5 < 6 & 7 > 3", "five is less than six and seven is greater than three"),
        ("你好。", "你好。"),
        ("Don't, it's 5 o'clock.", "Don't, it's five o'clock."),
    ],
)
def test_what_is_for_the_eye_is_not_said(text: str, spoken: str) -> None:
    assert speakable(text) == spoken


@pytest.mark.parametrize("text", ["**" * 5000, "_" * 20_000, "[" * 20_000, "`" * 20_000, "* " * 10_000, "a*" * 5000])
def test_odd_input_comes_to_an_end(text: str) -> None:
    assert isinstance(speakable(text), str)


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("Yes.", "Yes."),
        ("<think>Hm.\n\nWell.</think>\n\nYes.", "Yes."),
        ("\n<think></think>Yes <think>", "Yes <think>"),
        ("<thin", "<thin"),
        ("<think>never closed", ""),
        ("5 < 6", "5 < 6"),
        ("", ""),
    ],
)
async def test_thinking_aloud_is_left_out_of_a_stream(reply: str, answer: str) -> None:
    async def stream(size: int) -> AsyncIterator[str]:
        for start in range(0, len(reply), size):
            yield reply[start : start + size]

    for size in (1, 3, 100):
        assert "".join([piece async for piece in without_thinking(stream(size))]) == answer
