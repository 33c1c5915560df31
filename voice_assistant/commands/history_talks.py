"""`history talks`: what was asked and answered, talk by talk."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import Subparsers, add_command, add_json
from .asking import agreed

if TYPE_CHECKING:
    from ..talks.files import Talk

WHICH = 'a number of `history talks list`, or its name, or a time such as "14:02" or "2026-05-01 14:02"'


def add(actions: Subparsers) -> None:
    parser = add_command(
        actions,
        "talks",
        summary="talks in writing: list, show, export, delete; `converse --continue` takes one up again",
        example="voice-assistant history talks show 2",
    )
    what = parser.add_subparsers(dest="talks_action", metavar="ACTION", required=True)

    listing = add_command(
        what, "list", summary="talks, newest first", example="voice-assistant history talks list", run=_list
    )
    listing.add_argument("-n", "--limit", type=int, default=20, metavar="N", help="at most so many (20); 0 for all")
    listing.add_argument("--search", metavar="TEXT", help="only with this in it, in any case")
    add_json(listing)

    search = add_command(
        what,
        "search",
        summary="what was said about something, in its words or near ones: the best first",
        example='voice-assistant history talks search "the roses in the garden"',
        run=_search,
    )
    search.add_argument("words", nargs="+", metavar="WORDS")
    search.add_argument("-n", "--limit", type=int, default=5, metavar="N", help="at most so many (5)")
    add_json(search)

    show = add_command(what, "show", summary="print a talk", example="voice-assistant history talks show 2", run=_show)
    show.add_argument("which", nargs="?", default="1", metavar="WHICH", help=f"{WHICH}; default: the newest")
    add_json(show)

    export = add_command(
        what,
        "export",
        summary="all talks into one .txt, .md or .json file",
        example="voice-assistant history talks export talks.md",
        run=_export,
    )
    export.add_argument("target", type=Path, metavar="FILE")

    purge = add_command(
        what,
        "purge",
        summary="delete talks for good; asks first",
        example="voice-assistant history talks purge --older-than 7",
        run=_purge,
    )
    scope = purge.add_mutually_exclusive_group(required=True)
    scope.add_argument("which", nargs="?", metavar="WHICH", help=WHICH)
    scope.add_argument("--older-than", type=float, metavar="DAYS", help="those not spoken in for so many days")
    scope.add_argument("--all", action="store_true", help="all")
    purge.add_argument("--yes", action="store_true", help="do not ask")


def _list(args: argparse.Namespace) -> int:
    from .talks_shown import as_json, line, matching

    found = matching(kept_talks(), args.search)
    if args.limit > 0:
        found = found[: args.limit]
    if args.json:
        print(json.dumps([as_json(talk, number) for number, talk in found], indent=2, ensure_ascii=False))
        return 0
    if not found:
        print("nothing was found" if args.search else "no talk so far, or none is kept", file=sys.stderr)
    for number, talk in found:
        print(line(talk, number))
    return 0


def _search(args: argparse.Namespace) -> int:
    from ..talks.searching import mentions

    found = mentions(kept_talks(), " ".join(args.words), max(1, args.limit))
    if args.json:
        rows = [
            {"talk": each.talk.id, "when": each.when.isoformat(), "asked": each.turn.asked, "heard": each.turn.heard}
            for each in found
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif not found:
        print("nothing was found", file=sys.stderr)
    else:
        turns = (f"{each.when.astimezone():%Y-%m-%d %H:%M}  {each.turn.asked}\n{each.turn.heard}" for each in found)
        print("\n\n".join(turns))
    return 0 if found else 1


def _show(args: argparse.Namespace) -> int:
    from .talks_shown import as_json, as_text, facts, pick

    number, talk = pick(kept_talks(), args.which)
    if args.json:
        print(json.dumps(as_json(talk, number, whole=True), indent=2, ensure_ascii=False))
        return 0
    print(facts(talk), file=sys.stderr)
    print(as_text(talk))
    return 0


def _export(args: argparse.Namespace) -> int:
    from .talks_shown import export

    found = kept_talks()
    export(found, args.target)
    print(f"{len(found)} exported to {args.target}", file=sys.stderr)
    return 0


def _purge(args: argparse.Namespace) -> int:
    from datetime import UTC, datetime, timedelta

    from ..errors import UsageError
    from ..talks.files import delete_talk
    from .talks_shown import pick

    found = kept_talks()
    if args.older_than is not None:
        if not 0 <= args.older_than < 100_000:
            raise UsageError("--older-than takes a number of days, 0 or more")
        before = datetime.now(UTC) - timedelta(days=args.older_than)
        found = [talk for talk in found if talk.last < before]
    elif not args.all:
        found = [pick(found, args.which)[1]]
    if found and not args.yes and not agreed(found, "the text of what was said"):
        return 1
    for talk in found:
        delete_talk(talk.path)
    print(f"{len(found)} deleted", file=sys.stderr)
    return 0


def kept_talks() -> list[Talk]:
    """All, the one spoken in last first."""
    from .. import paths
    from ..talks.files import load_talks

    return load_talks(paths.talks_dir())[::-1]
