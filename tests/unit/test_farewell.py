from __future__ import annotations

import pytest

from voice_assistant.text.farewell import ends_talk

FAREWELLS = """
Stop.
stop
Okay, stop talking.
Never mind!
Nevermind.
Go to sleep, please.
Goodbye.
Bye bye
Thank you, that's all.
That’s it for now.
OK, we're done.
Please stop it now.
Good night.
"""

NONE = """
Stop the music in my head from playing.
Why did they stop?
How do I say goodbye in Korean?
Thanks.
When does the bus stop?
I never mind waiting.
That's all I know about it, what about you?
sleep
"""


@pytest.mark.parametrize("text", FAREWELLS.strip().splitlines())
def test_a_farewell_is_one(text: str) -> None:
    assert ends_talk(text)


@pytest.mark.parametrize("text", ["", *NONE.strip().splitlines()])
def test_a_question_about_it_is_not(text: str) -> None:
    assert not ends_talk(text)
