"""The command line: parsers, dispatch, and the one place where errors become a line and an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from . import __version__
from .commands import SUMMARIES
from .errors import VoiceAssistantError


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser of the command line. With `only`, that command's module alone is imported; the rest are names."""
    parser = argparse.ArgumentParser(
        prog="voice-assistant",
        description="Dictation, conversation and read-aloud by voice, on your own computer.",
        epilog="example:\n  voice-assistant ask 'What is the capital of France?'",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--debug", action="store_true", help="log timings and tracebacks (never what was said)")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in SUMMARIES.items():
        if only in (None, name):
            importlib.import_module(f".commands.{name}", __package__).add(subparsers)
        else:
            subparsers.add_parser(name, help=summary, add_help=False)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if argv is None else list(argv)
    command = next((argument for argument in arguments if not argument.startswith("-")), "")
    args = build_parser(only=command).parse_args(arguments)
    try:
        return int(args.run(args))
    except VoiceAssistantError as error:
        if args.debug:
            raise
        for line in str(error).splitlines():  # a faulty config has a line for each fault
            print(f"voice-assistant: {line}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `voice-assistant ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
