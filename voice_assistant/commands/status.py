"""`status`: what the running assistant is doing."""

from __future__ import annotations

import argparse
import json
from typing import Any

from . import Subparsers, add_command, add_json


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "status",
        example="voice-assistant status --json | jq -r .state",
        run=run,
    )
    parser.add_argument("--watch", action="store_true", help="go on printing what happens, one JSON object a line")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    from .. import paths
    from ..control_client import request, watch

    if args.watch:
        for event in watch(paths.runtime_dir()):
            print(json.dumps(event), flush=True)
        return 0
    status = request(paths.runtime_dir(), "status")
    del status["ok"]
    print(json.dumps(status, indent=2) if args.json else _as_text(status))
    return 0


def _as_text(status: dict[str, Any]) -> str:
    hotkeys = status["hotkeys"]
    rows = [
        ("state", f"{status['state']} {status['binding']}".rstrip() + ("" if status["warm"] else ", loading engines")),
        ("persona", status["persona"]),
        (
            "hotkeys",
            hotkeys["backend"]
            + (" (turned off)" if status["muted"] else "")
            + ("" if hotkeys["alive"] else f" (not listening: {hotkeys['reason']})"),
        ),
    ]
    if status["wake_words"]:
        rows.append(("wake word", " or ".join(word.replace("_", " ") for word in status["wake_words"])))
    rows += [(f"  {name}", ", ".join(keys) or "-") for name, keys in status["bindings"].items()]
    rows += [(stage.replace("_", " "), engine) for stage, engine in status["engines"].items()]
    road = status["road"]
    if road["wanted"] != "cascade":
        off = f" (instead of {road['wanted']}: {road['why']})" if road["why"] else ""
        rows.append(("road", f"{road['now']}{off}" if off else f"{road['now']} {road['model']}"))
    if status["tool_servers"]:
        rows.append(("tools of", ", ".join(map(_server, status["tool_servers"]))))
    if status["echo"]:
        rows.append(("echo", status["echo"]["message"]))
    if status["latency_s"]:
        stages = [f"{stage} {1000 * end_s:.0f} ms" for stage, end_s in status["latency_s"].items()]
        rows.append(("last answer", ", ".join(stages)))
    rows += [("samples lost", f"{device}: {total} times") for device, total in status["overruns"].items()]
    rows += [("problem", problem) for problem in status["problems"]]
    rows.append(("process", f"{status['pid']}, up {status['uptime_s']:.0f} s, version {status['version']}"))
    width = max(len(what) for what, _ in rows)
    return "\n".join(f"{what:<{width}}  {detail}" for what, detail in rows)


def _server(server: dict[str, Any]) -> str:
    return f"{server['server']} ({server['tools']})" if server["connected"] else f"{server['server']} (not connected)"
