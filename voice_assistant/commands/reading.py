"""`reading`: steers what the running assistant reads aloud, or has it read something."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import Subparsers, add_command, add_json

ACTIONS = {
    "start": "read a file, the address of a web page, what is piped in, or else what is selected",
    "pause": "be silent",
    "resume": "go on with the clause that was cut off",
    "toggle": "the other of the two",
    "stop": "end it; the place in a document is kept",
    "next": "next sentence",
    "previous": "previous sentence",
    "next-paragraph": "next paragraph",
    "previous-paragraph": "beginning of the paragraph, then the one before",
    "next-heading": "next heading",
    "previous-heading": "heading of this part, then the one before",
    "repeat": "the sentence again",
    "faster": "faster, from the next sentence on",
    "slower": "slower, from the next sentence on",
    "bookmark": "remember the place: `--from bookmark` begins there",
    "where": "what is read, and how far it is",
}


def add(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "reading", example="voice-assistant reading next-paragraph")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, summary in ACTIONS.items():
        action = add_command(actions, name, summary=summary, example=f"voice-assistant reading {name}", run=run)
        if name == "start":
            action.add_argument("document", nargs="?", metavar="FILE|URL", help='"-" reads standard input')
            action.add_argument(
                "--from",
                dest="begin",
                metavar="PLACE",
                help='a page, a chapter, a piece of the text, "bookmark", or "start" (else: where you left it)',
            )
            action.add_argument(
                "--companion",
                action=argparse.BooleanOptionalAction,
                help="chapter by chapter: what it is about before, questions about it afterwards",
            )
        if name == "where":
            add_json(action)


def run(args: argparse.Namespace) -> int:
    from .. import paths
    from ..control_client import request

    if args.action == "start":
        wanted = _wanted(args.document, args.begin)
        request(paths.runtime_dir(), "read", **wanted, companion=args.companion)
        return 0
    answer = request(paths.runtime_dir(), "reading", action=args.action)
    if args.action == "where":
        answer.pop("ok")
        _print_where(answer, as_json=args.json)
    return 0


def _wanted(document: str | None, begin: str | None) -> dict[str, str]:
    from ..documents.fetching import is_address
    from ..errors import UsageError

    wanted = {"from": begin} if begin else {}
    if document == "-" or (document is None and _piped()):
        text = sys.stdin.read()
        if text.strip():
            return {**wanted, "text": text}
        if document == "-":
            raise UsageError("standard input holds no text")
    if document is None or document == "-":
        return wanted
    return {**wanted, "document": document if is_address(document) else str(Path(document).expanduser().absolute())}


def _piped() -> bool:
    """Whether somebody writes to us; a key binding of a desktop starts us with nothing, or with /dev/null."""
    import os
    import stat

    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError, AttributeError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def _print_where(where: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        import json

        print(json.dumps(where))
        return
    if not where.get("state"):
        print("nothing is being read")
        return
    page, pages, percent = where.get("page"), where.get("pages"), where.get("percent")
    told = [str(where["state"]), str(where.get("title") or "")]
    told.append(f"page {page}" + (f" of {pages}" if pages else "") if page else "")
    told.append(f"{percent} %" if percent is not None else "")
    told.append(f"{where['waiting']} waiting" if where.get("waiting") else "")
    print(" · ".join(filter(None, told)))
    if where.get("sentence"):
        print(where["sentence"])
