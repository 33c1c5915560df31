"""The command line: parsers, dispatch, and the one place where errors become a line and an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from . import __version__
from .errors import VoiceAssistantError

# In the order of `--help`.
COMMANDS = (
    "start",
    "demo",
    "ask",
    "transcribe",
    "say",
    "trigger",
    "status",
    "stop",
    "personas",
    "models",
    "devices",
    "config",
    "doctor",
    "completion",
)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="voice-assistant",
        description="Dictation, conversation and read-aloud by voice, on your own computer.",
        epilog="example:\n  voice-assistant ask 'What is the capital of France?'",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--debug", action="store_true", help="log timings and tracebacks (never what was said)")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        importlib.import_module(f".commands.{name}", __package__).add(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    parser = build_parser()
    args = parser.parse_args(argv)
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
