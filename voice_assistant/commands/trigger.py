"""`trigger`: press a binding from outside, as a compositor's key binding does."""

from __future__ import annotations

import argparse

from . import Subparsers, add_command


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "trigger",
        example="voice-assistant trigger ask --press    # and --release when the key comes up",
        run=run,
    )
    parser.add_argument(
        "name",
        metavar="NAME",
        help='a binding, such as "ask"; or "cancel", which silences, "undo", "cut-off" (you were interrupted), '
        '"pause-reading" (or go on), or "wake-word", which opens and closes the microphone',
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--press", action="store_const", const="press", dest="action", help="the key went down")
    action.add_argument("--release", action="store_const", const="release", dest="action", help="the key came up")
    parser.set_defaults(action="tap")


def run(args: argparse.Namespace) -> int:
    from .. import paths
    from ..control_client import request

    if args.name in ("cancel", "undo", "cut-off", "wake-word"):
        if args.action != "release":
            request(paths.runtime_dir(), args.name)
    elif args.name == "pause-reading":
        if args.action != "release":
            request(paths.runtime_dir(), "reading", action="toggle")
    else:
        request(paths.runtime_dir(), "trigger", name=args.name, action=args.action)
    return 0
