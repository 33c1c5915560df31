"""`indicator`: what `start` puts on the screen beside it; watches the running assistant and ends with it."""

from __future__ import annotations

import argparse

from . import Subparsers, add_command


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "indicator",
        example="voice-assistant indicator --notify all",
        run=run,
    )
    parser.add_argument("--tray", action="store_true", help="the tray icon instead; needs PySide6")
    parser.add_argument("--no-overlay", action="store_true", help="notifications only")
    parser.add_argument(
        "--notify",
        choices=["all", "problems", "none"],
        default="problems",
        help="what is worth a notification (default: %(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    from .. import paths
    from ..indicator.run import show_tray, watch_and_show

    if args.tray:
        show_tray(paths.runtime_dir())
    else:
        watch_and_show(paths.runtime_dir(), overlay=not args.no_overlay, notify=args.notify)
    return 0
