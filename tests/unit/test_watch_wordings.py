"""What is a wish to be told when something is seen to happen, and what only sounds like one."""

from __future__ import annotations

import pytest

from voice_assistant.tools.wordings.watching import list_wanted, stop_wanted, watch_wanted
from voice_assistant.vision.watching.conditions import number_in
from voice_assistant.vision.watching.understanding import understood


@pytest.mark.parametrize(
    ("said", "kind", "where"),
    [
        ("Tell me when the download finishes.", "Finishes", None),
        ("Let me know as soon as the build is done", "Finishes", None),
        ("Please tell me when the number goes over eight hundred.", "Compares", None),
        ("Tell me when the CO2 goes above 800 ppm", "Compares", None),
        ("Warn me if the temperature drops below 20 degrees", "Compares", None),
        ("tell me when the progress reaches 100%", "Compares", None),
        ("Tell me when this changes", "Changes", None),
        ("Tell me when this window changes", "Changes", "window"),
        ("Watch this for me", "Changes", None),
        ("Watch the camera for movement", "Changes", "camera"),
        ("Tell me when the screen stops changing", "Settles", "screen"),
        ("Watch the screen and tell me when it says ready", "Appears", "screen"),
        ('Tell me when the word "done" appears on the screen', "Appears", "screen"),
        ('Tell me when "loading" disappears', "Disappears", None),
        ("Tell me when the kettle boils", "Asks", None),
        ("Let me know when somebody comes in", "Asks", None),
        ("Tell me when the cat sleeps in the camera", "Asks", "camera"),
        ("Tell me when this region changes", "Changes", "region"),
    ],
)
def test_wishes(said: str, kind: str, where: str | None) -> None:
    arguments = watch_wanted(said, "en")
    assert arguments is not None
    assert type(understood(arguments["what"])).__name__ == kind
    assert arguments.get("where") == where


@pytest.mark.parametrize(
    "said",
    [
        "Tell me when Napoleon was born",
        "Tell me when it is 5 pm",
        "Tell me when 5 minutes are over",
        "Tell me when the next train leaves",
        "Tell me if it says nuts",
        "Tell me if the Earth is round",
        "Tell me a story",
        "What should I watch tonight?",
        "I watch too much television",
    ],
)
def test_no_wishes(said: str) -> None:
    assert watch_wanted(said, "en") is None


def test_for_how_long() -> None:
    arguments = watch_wanted("Tell me when the build is done for the next 2 hours", "en")
    assert arguments == {"what": "the build is done", "minutes": 120.0}


def test_listing_and_stopping() -> None:
    assert list_wanted("What are you watching?", "en") == {}
    assert list_wanted("What are you doing?", "en") is None
    assert stop_wanted("Stop watching, please", "en") == {"about": "", "all": False}
    assert stop_wanted("Stop watching for the download", "en") == {"about": "the download", "all": False}
    assert stop_wanted("Stop watching everything", "en") == {"about": "", "all": True}
    assert stop_wanted("Stop", "en") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("800", 800),
        ("1,250.50", 1250.5),
        ("1.250,50", 1250.5),
        ("1,250", 1250),
        ("23,5", 23.5),
        ("−7", -7),
        ("1.2.3", 123),
    ],
)
def test_numbers_as_they_are_written(text: str, number: float) -> None:
    assert number_in(text) == number
