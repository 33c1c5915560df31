"""What is said when a tool is wanted, as a recogniser writes it; and a hundred sentences in which none is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.fakes import Studio
from voice_assistant.config.schema import Config
from voice_assistant.equipment import Pace
from voice_assistant.errors import ToolError
from voice_assistant.own_control import OwnControl
from voice_assistant.talks.talks import Talks
from voice_assistant.text.yes_no import yes_or_no
from voice_assistant.tools.alarms import Alarms
from voice_assistant.tools.built_in.arithmetic import evaluate, spoken_number
from voice_assistant.tools.built_in.itself import control_of
from voice_assistant.tools.setup import tool_use
from voice_assistant.tools.spoken import forms
from voice_assistant.tools.toolbox import Toolbox, User
from voice_assistant.tools.wordings.times import length_s, moment, spoken_length

WANTED: dict[str, list[tuple[str, Any]]] = {
    "get_time": [
        ("What time is it?", {}), ("What's the time?", {}), ("Can you tell me what time it is?", {}),
        ("Do you have the time, please?", {}), ("Tell me the time.", {}), ("What is the current time?", {}),
        ("Hey, what time is it now?", {}), ("What time is it in Tokyo?", {"place": "tokyo"}),
        ("What's the time in New York right now?", {"place": "new york"}),
        ("Could you tell me the time in London?", {"place": "london"}),
    ],
    "get_date": [
        ("What day is it today?", {}), ("What's today's date?", {}), ("What is the date?", {}),
        ("Which day is it?", {}), ("What date is it today?", {}), ("What day of the week is it?", {}),
        ("What year is it?", {}), ("Tell me today's date.", {}), ("What's the date today, please?", {}),
        ("Do you know what day it is?", {}),
    ],
    "calculate": [
        ("What is 17 times 23?", 391), ("What's seventeen times twenty-three?", 391), ("How much is 15% of 80?", 12),
        ("What is the square root of 144?", 12), ("Calculate 3.5 plus 4.25.", 7.75), ("Divide 100 by 8.", 12.5),
        ("What is two to the power of ten?", 1024), ("What is 1,200 divided by 3?", 400), ("12 squared", 144),
        ("How much is fifty minus eight?", 42), ("What's 2 + 2?", 4), ("17 x 23", 391),
        ("Can you work out nine times eight?", 72), ("Subtract 5 from 20.", 15), ("What's half of 90?", 45),
        ("What is 7 times 8 plus 4?", 60), ("Multiply 12 by 12.", 144), ("What is 20 percent of 250?", 50),
    ],
    "set_timer": [
        ("Set a timer for five minutes.", {"length": "5 minutes"}), ("Set a 10-minute timer.", {"length": "10-minute"}),
        ("Timer for 30 seconds.", {"length": "30 seconds"}),
        ("Start a timer for an hour and a half.", {"length": "an hour and a half"}),
        ("Can you set a timer for two minutes, please?", {"length": "2 minutes"}),
        ("Set a pizza timer for 12 minutes.", {"length": "12 minutes", "name": "pizza"}),
        ("Set a timer for 4 minutes for tea.", {"length": "4 minutes", "name": "tea"}),
        ("Please start a countdown of one minute.", {"length": "1 minute"}),
        ("Set a timer for 1 hour and 20 minutes.", {"length": "1 hour and 20 minutes"}),
        ("I need a five minute timer.", {"length": "5 minute"}), ("Start a 45 second timer.", {"length": "45 second"}),
    ],
    "set_alarm": [
        ("Wake me at seven.", {"moment": "at 7"}), ("Set an alarm for 7:30 a.m.", {"moment": "7:30 am"}),
        ("Wake me up at half past six tomorrow.", {"moment": "at half past 6 tomorrow"}),
        ("Set an alarm for tomorrow at eight.", {"moment": "tomorrow at 8"}),
        ("Set my alarm to 6:15.", {"moment": "6:15"}), ("Wake me in 20 minutes.", {"length": "20 minutes"}),
        ("Please set an alarm for noon.", {"moment": "noon"}),
        ("Set an alarm in ten minutes.", {"length": "10 minutes"}),
    ],
    "remind": [
        ("Remind me in an hour to call Anna.", {"length": "an hour", "name": "call Anna"}),
        ("Remind me to call Anna in ten minutes.", {"length": "10 minutes", "name": "call Anna"}),
        ("Remind me to water the plants tomorrow at nine.", {"moment": "tomorrow at 9", "name": "water the plants"}),
        ("Remind me at 5 p.m. to leave.", {"moment": "at 5 pm", "name": "leave"}),
        ("Remind me tomorrow morning to buy milk.", {"moment": "tomorrow morning", "name": "buy milk"}),
        ("Set a reminder for 3 p.m. to call the dentist.", {"moment": "3 pm", "name": "call the dentist"}),
        ("Can you remind me about the meeting in half an hour?", {"length": "half an hour", "name": "the meeting"}),
        ("Remind me to take the pizza out in 12 minutes.", {"length": "12 minutes", "name": "take the pizza out"}),
    ],
    "list_timers": [
        ("How much time is left?", {}),
        ("How much time is left on the pizza timer?", {"name": "pizza", "kind": "timer"}),
        ("What timers do I have?", {"kind": "timer"}), ("Do I have any reminders?", {"kind": "reminder"}),
        ("How long is left on my timer?", {"kind": "timer"}), ("When does my alarm ring?", {"kind": "alarm"}),
        ("What are my reminders?", {"kind": "reminder"}), ("List my timers.", {"kind": "timer"}),
    ],
    "cancel_timer": [
        ("Cancel the timer.", {"kind": "timer", "name": "", "all": False}),
        ("Stop the pizza timer.", {"kind": "timer", "name": "pizza", "all": False}),
        ("Cancel all timers.", {"kind": "timer", "name": "", "all": True}),
        ("Delete my reminders.", {"kind": "reminder", "name": "", "all": True}),
        ("Turn off the alarm, please.", {"kind": "alarm", "name": "", "all": False}),
    ],
    "set_volume": [
        ("Set the volume to 50%.", {"percent": 50.0}), ("Set the volume to fifty percent.", {"percent": 50.0}),
        ("Volume 30.", {"percent": 30.0}), ("Turn the volume up to 80 percent.", {"percent": 80.0}),
        ("What is the volume?", {}),
    ],
    "set_speed": [
        ("Speak twice as fast.", {"factor": 2.0}), ("Set the speed to 1.5.", {"factor": 1.5}),
        ("Speak at normal speed.", {"factor": 1.0}), ("Talk at half the speed.", {"factor": 0.5}),
    ],
    "list_personas": [
        ("Which personas are there?", {}), ("What personas do you have?", {}), ("Who else can you be?", {}),
    ],
    "which_devices": [("Which microphone are you using?", {}), ("What speaker do you use?", {})],
    "open": [
        ("Open example.org.", {"what": "example.org"}), ("Go to www.example.com.", {"what": "www.example.com"}),
        ("Open the page example dot org.", {"what": "example dot org"}),
        ("Please open example.org in my browser.", {"what": "example.org"}),
    ],
    "search_web": [
        ("Search the web for the tallest tree.", {"query": "the tallest tree"}),
        ("Look up Ada Lovelace on the internet.", {"query": "Ada Lovelace"}),
        ("Google how to boil an egg.", {"query": "how to boil an egg"}),
        ("Can you search online for cheap flights?", {"query": "cheap flights"}),
    ],
    "read_page": [
        ("Read the page example.org.", {"address": "https://example.org"}),
        ("Summarize the article at example.com/news.", {"address": "https://example.com/news"}),
    ],
    "read_file": [
        ("Read the file shopping list.", {"path": "shopping list"}),
        ("Read me the file notes.txt.", {"path": "notes.txt"}),
        ("What does the document Contract say?", {"path": "Contract"}),
    ],
    "list_files": [("What files do I have?", {}), ("List my files.", {})],
}  # fmt: skip

ORDINARY = """
What is the capital of France? / Tell me a joke. / How are you today? / Who wrote Hamlet? / What is love?
Tell me a story about a farmer and a timer. / Why is the sky blue? / I have two times more than you. / I like trains.
What time does the train leave? / What was the best time of your life? / Time flies, doesn't it?
How much is a ticket to Rome? / What day was the battle of Hastings? / What is the date of Easter next year?
I set an alarm yesterday and it did not ring. / My alarm clock is broken. / How do alarm clocks work?
What is a timer good for? / Timers make me nervous. / Did you know that 7 is a prime number?
Seven of nine is a character. / He scored 24 points in 10 minutes. / It takes five minutes to boil an egg.
I'll be back in ten minutes. / Wait a second. / Give me a minute. / Remind me of your name.
That reminds me of my youth.
Who reminds you of me? / Open the window. / The shop is open. / When does the museum open? / Open your heart.
Let's start over. / Start from the beginning. / Go to sleep. / Go on. / I want to go to Paris. / Go to the next chapter.
Launch day is tomorrow. / What do you run on? / Search your feelings. / I was searching for my keys.
What should I look up to? / Google is a company. / Who founded Google? / I read the page twice.
Read me a poem. / Read between the lines. / Can you read? / What files did they find at Pompeii? / A file is a tool.
The volume of a sphere is hard to remember. / What is the volume of a cube? / Speak of the devil.
The speed of light is fast.
How fast is light? / Which microphone should I buy? / What personas do writers use? / Which characters are in Hamlet?
Be honest with me. / What is two-factor authentication? / One plus is a phone maker. / I am one in a million.
What is 50 First Dates about? / Is 13 an unlucky number? / What happened on 9/11? / We are open 24/7.
The score was 3-1. / Call 911. / My number is 555 0199. / Chapter 12. / Page 7. / The year 1984. / What is 42?
What is the meaning of 42? / Name three colours. / Count to ten. / What comes after seven? / How many days are in May?
How many minutes are in a day? / How long is a day on Mars? / What is left of Rome? / Who is left?
Is there any time left?
Cancel culture is a thing. / Stop it. / Stop worrying. / Never mind. / Thank you. / Yes. / No, thanks. / Okay.
Can you set the table? / Set theory is fun. / Set the scene for me. / Make a plan for my day.
Write a haiku about alarms.
What are reminders for? / Explain timers in Python. / How do I set a timer on my oven?
Should I set an alarm for tomorrow?
Translate good morning into French. / What does "remind" mean? / Help me write a letter. / Who are you?
What can you do?
Do you know the song Time after Time? / It was the best of times. / What is the square of Venice called?
""".replace("\n", " / ")
SENTENCES = [sentence.strip() for sentence in ORDINARY.split(" / ") if sentence.strip()]


@pytest.fixture
def box() -> Toolbox:
    config = Config.model_validate(
        {"tools": {"folders": ["/tmp"], "web": {"search": "searxng", "base_url": "http://localhost:1", "pages": True}}}
    )
    studio = Studio(config)
    use = tool_use(config, studio.bus, studio.model, alarms=Alarms())
    own = OwnControl(studio.equipment, Pace(), Talks(), lambda: ["assistant", "pirate"], lambda name: None)
    use.toolbox.sources.append(lambda: control_of(own))
    return use.toolbox


@pytest.mark.parametrize(("tool", "said", "given"), [(t, *case) for t, cases in WANTED.items() for case in cases])
def test_the_right_tool_with_the_right_arguments(box: Toolbox, tool: str, said: str, given: object) -> None:
    found = box.wanted(said, "en", User())
    assert found is not None
    assert found[0].name == tool
    if isinstance(given, dict):
        assert found[1] == given
    else:
        assert evaluate(str(found[1]["expression"])) == pytest.approx(given)


@pytest.mark.parametrize("said", SENTENCES)
def test_ordinary_talk_calls_no_tool(box: Toolbox, said: str) -> None:
    assert box.wanted(said, "en", User()) is None


def test_there_are_enough_of_both() -> None:
    assert len(SENTENCES) >= 100
    assert sum(map(len, WANTED.values())) >= 100


NOW = datetime(2026, 11, 22, 10, 5)  # a Sunday


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("7 am", (23, 7, 0)), ("half past seven", (22, 19, 30)), ("tomorrow at 9", (23, 9, 0)), ("noon", (22, 12, 0)),
        ("tomorrow morning", (23, 9, 0)), ("5 pm today", (22, 17, 0)), ("5:30", (22, 17, 30)), ("midnight", (23, 0, 0)),
        ("a quarter to eight", (22, 19, 45)), ("monday at 10 am", (23, 10, 0)), ("tonight", (22, 20, 0)),
        ("this evening at 8", (22, 20, 0)), ("next sunday at 3 pm", (29, 15, 0)), ("sunday at 9 am", (29, 9, 0)),
        ("tomorrow at nine in the evening", (23, 21, 0)), ("ten past nine", (22, 21, 10)),
    ],
)  # fmt: skip
def test_moments(said: str, when: tuple[int, int, int]) -> None:
    found = moment(forms(said)[0], NOW)
    assert found is not None
    assert (found.day, found.hour, found.minute) == when


@pytest.mark.parametrize("said", ["love", "7 30 60", "soon", "in a while", ""])
def test_what_is_no_moment(said: str) -> None:
    assert moment(said, NOW) is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("five minutes", 300), ("an hour and a half", 5400), ("one and a half hours", 5400), ("half an hour", 1800),
        ("2 hours and 10 minutes", 7800), ("a quarter of an hour", 900), ("90 seconds", 90), ("10-minute", 600),
        ("a minute", 60), ("thirty seconds", 30), ("an hour and a quarter", 4500), ("2.5 hours", 9000),
    ],
)  # fmt: skip
def test_lengths(said: str, seconds: int) -> None:
    assert length_s(forms(said)[0]) == seconds


def test_lengths_are_said_in_words() -> None:
    assert [spoken_length(seconds) for seconds in (1, 90, 3600, 5400, 90061)] == [
        "1 second", "1 minute and 30 seconds", "1 hour", "1 hour and 30 minutes", "1 day, 1 hour and 1 minute",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "expression",
    ["__import__('os')", "(1).__class__", "[1]", "'a' * 9", "lambda: 1", "x", "2 ** 99999", "9 ** 9 ** 9", "open(1)",
     "1 / 0", "sqrt(-1)", "(-8) ** 0.5", "1e308 * 10", "", "1 +", "True + 1", "factorial(10 ** 6)", "1; 2", "f'{1}'"],
)  # fmt: skip
def test_nothing_but_arithmetic_is_evaluated(expression: str) -> None:
    with pytest.raises(ToolError):
        evaluate(expression)


@pytest.mark.parametrize(
    ("value", "said"),
    [(391, "391"), (1234567, "1,234,567"), (0.1 + 0.2, "0.3"), (1 / 3, "0.333333"), (2.0, "2"), (14.285714, "14.2857"),
     (10**20, "1 times 10 to the power of 20"), (1.5e-7, "1.5 times 10 to the power of -7"), (-4, "-4")],
)  # fmt: skip
def test_numbers_are_said_as_an_ear_can_hold_them(value: float, said: str) -> None:
    assert spoken_number(value) == said


@pytest.mark.parametrize(
    ("said", "language", "answer"),
    [
        ("Yes.", "en", True), ("Yes, please.", "en", True), ("Sure, go ahead.", "en", True), ("Okay", "en", True),
        ("No.", "en", False), ("No, thank you.", "en", False), ("Don't do it!", "en", False), ("Stop", "en", False),
        ("Yes, but what is the weather like?", "en", None), ("Not sure.", "en", None), ("Hm.", "en", None),
        ("Ja, bitte.", "de", True), ("Nein.", "de", False), ("Oui", "fr", True), ("好的", "zh", True),
        ("yes", "de", True), ("Yes or no?", "en", None), ("", "en", None),
    ],
)  # fmt: skip
def test_yes_and_no(said: str, language: str, answer: bool | None) -> None:
    assert yes_or_no(said, language) is answer
