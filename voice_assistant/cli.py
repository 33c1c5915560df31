"""The command line: parsers, dispatch, and the one place where errors become a line and an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from . import __version__
from .commands import SUMMARIES, add_debug
from .errors import UsageError, VoiceAssistantError

_NO_TELEMETRY = ("HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "ORT_DISABLE_TELEMETRY", "DO_NOT_TRACK")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as all other errors are said."""

    def error(self, message: str) -> NoReturn:
        self.exit(UsageError.exit_code, f"voice-assistant: {message}; see `{self.prog} --help`\n")


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """The parser of the command line. With `only`, that command's module alone is imported; the rest are names."""
    parser = _Parser(
        prog="voice-assistant",
        description="Dictation, conversation and read-aloud by voice, on your own computer.",
        epilog="example:\n  voice-assistant ask 'What is the capital of France?'",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    add_debug(parser, default=False)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in SUMMARIES.items():
        if only in (None, name):
            importlib.import_module(f".commands.{name}", __package__).add(subparsers)
        else:
            subparsers.add_parser(name, help=summary, add_help=False)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if argv is None else list(argv)
    debug = False
    try:
        _tell_libraries_how_to_behave()
        args = _parsed(arguments)
        if debug := args.debug:
            from . import logs

            logs.show()
        return int(args.run(args))
    except VoiceAssistantError as error:
        if debug:
            import traceback

            traceback.print_exc()
        for line in str(error).splitlines():  # a faulty config has a line for each fault
            print(f"voice-assistant: {line}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `voice-assistant ... | head`
        _drop_output()
        return 0
    except OSError as error:  # a folder that is not ours, a disk that is full
        if debug:
            raise
        where = f"{error.filename}: " if error.filename else ""
        print(f"voice-assistant: {where}{error.strerror or error} (--debug shows more)", file=sys.stderr)
        if not error.filename:
            _drop_output()
        return VoiceAssistantError.exit_code


def _drop_output() -> None:
    """What is still buffered cannot be written: Python is not to try it, and complain, at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    command = next((argument for argument in arguments if not argument.startswith("-")), "")
    if command and command not in SUMMARIES:
        from .spelling import did_you_mean

        raise UsageError(f'no command "{command}"{did_you_mean(command, SUMMARIES)}; see `voice-assistant --help`')
    return build_parser(only=command).parse_args(arguments)


def _tell_libraries_how_to_behave() -> None:
    """To send nothing home; and numpy to compute on one thread: its products are small, and a second thread only waits.

    They read this when they are imported, here and in child processes.
    """
    for variable in (*_NO_TELEMETRY, "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
