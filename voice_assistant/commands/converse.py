"""`converse`: a talk without keys, and a view of it."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from . import Subparsers, add_command
from .settings import add_settings

if TYPE_CHECKING:
    from rich.console import Console

_NEWEST = ""


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "converse",
        example="voice-assistant converse --continue    # goes on where the last talk ended",
        run=run,
    )
    parser.add_argument("binding", nargs="?", default="ask", metavar="BINDING", help="the binding that talks (ask)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--continue",
        dest="talk",
        nargs="?",
        const=_NEWEST,
        metavar="TALK",
        help="go on with a talk of `voice-assistant history talks list` (its number or time), or with the last one",
    )
    which.add_argument("--new", action="store_true", help="what was said before is not gone on with")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--plain", action="store_true", help="lines instead of a screen, with the words, also to a file")
    shown.add_argument("--detach", action="store_true", help="only begin it with the running assistant, show nothing")
    parser.add_argument("--persona", metavar="NAME", help="who answers")
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    from rich.console import Console

    from .. import paths
    from ..errors import UsageError
    from .own_assistant import is_running, own_assistant

    runtime_dir = paths.runtime_dir()
    running = is_running(runtime_dir)
    if running and (args.settings or args.config):
        raise UsageError("the running assistant has its settings already: stop it first, or leave yours out")
    with ExitStack() as stack:
        if not running and not args.detach:
            print("starting the assistant ...", file=sys.stderr, flush=True)
            stack.enter_context(own_assistant(runtime_dir, args))
        _set_up(runtime_dir, args)
        if args.detach:
            from ..control_client import request

            request(runtime_dir, "converse", binding=args.binding)
            return 0
        console = Console(highlight=False)
        if args.plain or not console.is_terminal or console.is_dumb_terminal:
            _plain(runtime_dir, args, console)
        else:
            _screen(runtime_dir, args, console)
    return 0


def _set_up(runtime_dir: Path, args: argparse.Namespace) -> None:
    """Who answers, and what is gone on with. Raises `UsageError`, and `ControlError` when none runs."""
    from ..control_client import request

    if args.persona is not None:
        request(runtime_dir, "persona", name=args.persona)
    if args.new:
        request(runtime_dir, "forget")
    if args.talk is not None:
        name = ""
        if args.talk != _NEWEST:
            from .history_talks import kept_talks
            from .talks_shown import pick

            name = pick(kept_talks(), args.talk)[1].id
        request(runtime_dir, "resume", talk=name)


def _plain(runtime_dir: Path, args: argparse.Namespace, console: Console) -> None:
    from ..console import ConsoleView
    from ..control_client import request
    from ..view.plain import follow_talk

    console.soft_wrap = not console.is_terminal
    persona = request(runtime_dir, "status")["persona"]
    follow_talk(runtime_dir, args.binding, ConsoleView(console, persona, show_latency=True, words=args.plain))


def _screen(runtime_dir: Path, args: argparse.Namespace, console: Console) -> None:
    from ..view.run import TalkScreen

    screen = TalkScreen(runtime_dir, args.binding)
    screen.show(console)
    view = screen.view
    if view.count:
        usually = "" if view.median_s is None else f", answered after {view.median_s:.2f} s"
        console.print(
            f"{view.count} turns{usually}, {view.cut_offs} cut off, {view.false_stops} false stops. "
            "`voice-assistant converse --continue` goes on.",
            style="dim",
            markup=False,
        )
