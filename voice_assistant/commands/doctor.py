"""`doctor`: is everything there that is needed, and if not, what to do."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from . import Subparsers, add_command, add_json
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from ..checkup import Finding


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "doctor",
        example="voice-assistant doctor --json",
        run=run,
    )
    parser.add_argument("--quick", action="store_true", help="do not load the engines")
    add_json(parser)
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when something that is needed does not work."""
    import asyncio

    from ..checkup import Verdict, check_config, check_everything

    finding = check_config(lambda: read_settings(args))
    findings = [finding]
    if finding.verdict is not Verdict.BAD:
        findings += asyncio.run(check_everything(read_settings(args), load_engines=not args.quick))
    if args.json:
        print(json.dumps([_as_json(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        _print(findings)
    return int(any(finding.verdict is Verdict.BAD for finding in findings))


def _as_json(finding: Finding) -> dict[str, str]:
    return {"what": finding.what, "verdict": finding.verdict.value, "detail": finding.detail}


def _print(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    style = {"ok": "green", "note": "yellow", "bad": "bold red"}
    width = max(len(finding.what) for finding in findings)
    console = Console(highlight=False)
    if not console.is_terminal:
        for finding in findings:
            print(f"{finding.verdict.value:<4}  {finding.what:<{width}}  {finding.detail}")
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        verdict = finding.verdict.value
        table.add_row(Text(f"{verdict:<4}", style[verdict]), finding.what, Text(finding.detail))
    console.print(table)
