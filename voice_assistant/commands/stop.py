"""`stop`: end the running assistant."""

from __future__ import annotations

import argparse

from . import Subparsers, add_command


def add(subparsers: Subparsers) -> None:
    add_command(subparsers, "stop", example="voice-assistant stop", run=run)


def run(args: argparse.Namespace) -> int:
    from .. import paths
    from ..control_client import request

    request(paths.runtime_dir(), "stop")
    print("stopping")
    return 0
