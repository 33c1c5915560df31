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


def add_command(
    subparsers: Subparsers, name: str, *, summary: str, example: str, run: Run | None = None
) -> argparse.ArgumentParser:
    """A parser for command `name`; `example` is a command line shown at the end of its help."""
    parser = subparsers.add_parser(
        name,
        help=summary,
        description=summary,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON, for scripts")
