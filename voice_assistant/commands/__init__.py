"""Commands, one module each. A module's import is cheap: what it needs is imported when it runs.

Each module has `add(subparsers)`, which calls `add_command`, and a `run(args) -> int` (the exit code) that may
raise any `VoiceAssistantError`; the command line prints it as one line and takes its exit code.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Subparsers = object

Run = Callable[[argparse.Namespace], int]

SUMMARIES = {
    "start": "start the assistant: listens for its keys until Ctrl+C or `voice-assistant stop`",
    "demo": "see and hear the whole thing on a spoken question; needs no microphone and no network",
    "ask": "ask one question, in writing or from a sound file; answered on the screen and aloud",
    "look": "see what the camera sees: live, or once with the writing in it",
    "transcribe": "turn sound files into text, subtitles or JSON",
    "dictate": "write what you say to standard output, the clipboard, a file, or the focused window",
    "converse": "talk without keys, and watch the talk; goes on with an earlier one, too",
    "history": "what was said: list, show, play, copy, transcribe again, export, delete",
    "read": "read a file, a web page or a text aloud, or into a sound file; goes on where you left it",
    "reading": "steer what the running assistant reads to you, or have it read something",
    "say": "say a text aloud, or into a file",
    "trigger": "press a binding of the running assistant, from a script or a compositor's key binding",
    "status": "what the running assistant is doing",
    "indicator": "overlay, notifications or tray icon of the running assistant; `start` does it by itself",
    "hotkeys": "turn the hotkeys off and on; print or install key bindings for your compositor",
    "wyoming": "let Home Assistant and other programs use our recogniser, voice and wake word",
    "stop": "end the running assistant",
    "memory": "what it was told to remember: list, search, add, edit, forget, export, import",
    "personas": "list, show, make, test and check personas",
    "tools": "what the assistant may do besides talking, and the log of what it did",
    "models": "list, get, check and remove models",
    "devices": "list microphones, speakers and cameras, watch the level, play a test tone",
    "config": "show, check and edit the config",
    "doctor": "check config, models, devices, desktop and engines, and say what to do",
    "completion": "print a completion script for your shell",
}
"""All commands, in the order of `--help`, which shows these lines without importing a single command."""


def add_command(
    subparsers: Subparsers, name: str, *, example: str, summary: str = "", run: Run | None = None
) -> argparse.ArgumentParser:
    """A parser for command `name`; `example` is a command line shown at the end of its help.

    `summary` is for what has no line in `SUMMARIES`: the commands of a command.
    """
    summary = summary or SUMMARIES[name]
    parser = subparsers.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_debug(parser)
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def add_debug(parser: argparse.ArgumentParser, default: object = argparse.SUPPRESS) -> None:
    """`--debug` may stand before or after the command; where it is not given, it does not undo the other."""
    parser.add_argument(
        "--debug", action="store_true", default=default, help="show timings and tracebacks (never what was said)"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, for scripts")
