"""`personas new` with its interview, and `personas test`, against a server that answers what it is told to."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.rig.openai_server import OpenAIServer, Reply
from voice_assistant import paths
from voice_assistant.cli import main
from voice_assistant.commands.personas_interview import interview
from voice_assistant.persona_store import load_persona, new_persona


def told(*answers: str) -> Iterator[str]:
    return iter(answers)


def test_an_interview_makes_a_right_file() -> None:
    answers = told(
        "A butler",
        "",
        'You are a butler who says "sir" to everybody.',
        "",
        "the butler, Jeeves",
        "At your service.",
        "",
        "fast",
        "0.9",
        "mild",
        "lively",
        "",
        "no",
        "Hello",
        "Good evening, sir.",
        "Who are you?",
        "",
        "",
    )
    new_persona("butler", text=interview("butler", lambda question: next(answers), lambda line: None))
    butler = load_persona("butler")
    assert butler.description == "A butler"
    assert butler.instructions.startswith('You are a butler who says "sir" to everybody. Your words are spoken aloud')
    assert butler.aliases == ("the butler", "Jeeves")
    assert (butler.greeting, butler.speed, butler.temperature, butler.memory) == ("At your service.", 0.9, 0.6, "off")
    assert [(example.user, example.assistant) for example in butler.examples] == [("Hello", "Good evening, sir.")]
    assert next(answers, None) is None


def test_an_interview_that_is_broken_off_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(question: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", leave)
    assert main(["personas", "new", "butler"]) == 130
    assert not (paths.personas_dir() / "butler.toml").exists()


PERSONA = """
description = "x"
instructions = "List words."
check = "water"
[format]
line = "[a-z]+;[a-z]+"
[[examples]]
user = "one"
assistant = "eau;water"
[[examples]]
user = "two"
assistant = "pain;water"
[[tests]]
user = "three"
matches = "wasser"
"""


def test_a_persona_is_tested_against_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    new_persona("words", text=PERSONA)
    with OpenAIServer() as server:
        server.then(*map(Reply, ("Here you are:\nwasser;water\nbro", "eau;water", "pain;bread")))
        settings = ("engine=openai", f"base_url={server.base_url}", "model=m", "grammars=true")
        flags = [f"--set=language_model.{setting}" for setting in settings]
        assert main(["personas", "test", "words", "--json", *flags]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert [(row["user"], row["got"], row["faults"]) for row in rows] == [
        ("three", "wasser;water", []),
        ("one", "eau;water", []),
        ("two", "pain;bread", ["does not hold water"]),
    ]
    asked = [[message["content"] for message in request.json["messages"]] for request in server.requests]
    assert asked[1] == ["List words.", "two", "pain;water", "one"]  # its own answer is not shown
    assert server.requests[0].json["grammar"].startswith("root ::= line")
