"""scripts/bench NAME [--samples DIR] [--json FILE]"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .conversation import conversation
from .dictation import dictation
from .foundation import foundation
from .mind import mind
from .network import network
from .peers import peers
from .reading import reading
from .report import table, write_json
from .tools import tools
from .vision import vision
from .windows import windows

BENCHES = {
    "foundation": foundation,
    "dictation": dictation,
    "conversation": conversation,
    "reading": reading,
    "mind": mind,
    "windows": windows,
    "tools": tools,
    "network": network,
    "vision": vision,
    "peers": peers,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure against the bars; print and keep them.")
    parser.add_argument("name", choices=BENCHES)
    parser.add_argument("--samples", type=Path, metavar="DIR", help="recordings, listed in DIR/manifest.tsv")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write machine, versions and rows here")
    args = parser.parse_args()
    if args.samples is not None and not (args.samples / "manifest.tsv").is_file():
        print(f"scripts/bench: {args.samples} holds no manifest.tsv", file=sys.stderr)
        return 2
    rows = BENCHES[args.name](args.samples)
    print(table(rows))
    if args.json is not None:
        write_json(args.json, args.name, rows)
    return int(any(row.ok is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
