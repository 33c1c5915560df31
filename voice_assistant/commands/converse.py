"""`converse`: a talk without keys."""

from __future__ import annotations

import argparse

from . import Subparsers, add_command


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "converse",
        example='voice-assistant converse    # as two taps of F6; ends with "that\'s all", Escape, or a long silence',
        run=run,
    )
    parser.add_argument("binding", nargs="?", default="ask", metavar="BINDING", help="the binding that talks (ask)")


def run(args: argparse.Namespace) -> int:
    from .. import paths
    from ..control_client import request

    request(paths.runtime_dir(), "converse", binding=args.binding)
    return 0
