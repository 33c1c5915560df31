"""`voice-assistant models`: which models there are; getting, checking and removing them."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from . import add_command, add_json

if TYPE_CHECKING:
    from . import Subparsers


def add(subparsers: Subparsers) -> None:
    models = add_command(subparsers, "models", example="voice-assistant models pull")
    actions = models.add_subparsers(dest="action", metavar="ACTION", required=True)

    listing = add_command(
        actions, "list", summary="all known models", example="voice-assistant models list --installed", run=run_list
    )
    listing.add_argument("--installed", action="store_true", help="only those on this machine")
    add_json(listing)

    pull = add_command(
        actions,
        "pull",
        summary="install models: those named, or all that the config makes use of",
        example="voice-assistant models pull whisper-small",
        run=run_pull,
    )
    pull.add_argument("names", nargs="*", metavar="NAME")
    pull.add_argument("--defaults", action="store_true", help="the default models, whatever the config says")
    pull.add_argument("--quiet", action="store_true", help="say nothing if there is nothing to do")

    check = add_command(
        actions,
        "verify",
        summary="read installed models in full and compare their hashes",
        example="voice-assistant models verify whisper-base",
        run=run_verify,
    )
    check.add_argument("names", nargs="*", metavar="NAME", help="default: all that are installed")
    add_json(check)

    remove = add_command(
        actions,
        "remove",
        summary="delete installed models",
        example="voice-assistant models remove whisper-small",
        run=run_remove,
    )
    remove.add_argument("names", nargs="+", metavar="NAME")

    path = add_command(
        actions,
        "path",
        summary="the folder of all models, or of one",
        example="voice-assistant models path whisper-base",
        run=run_path,
    )
    path.add_argument("name", nargs="?", metavar="NAME")


def run_list(args: argparse.Namespace) -> int:
    from ..models import Kind, load_catalog
    from ..models.sizes import in_words
    from ..models.store import state

    rows = [(model, state(model)) for model in load_catalog()]
    if args.installed:
        rows = [(model, how) for model, how in rows if how != "available"]
    if args.json:
        print(json.dumps([{**model.model_dump(mode="json", exclude={"sources"}), "state": how} for model, how in rows]))
        return 0
    width = max((len(model.name) for model, _ in rows), default=0)
    for kind in Kind:
        of_kind = [(model, how) for model, how in rows if model.kind is kind]
        if of_kind:
            print(f"{kind}:")
        for model, how in of_kind:
            mark = {"available": " ", "damaged": "!"}.get(how, "*")
            print(f"  {mark} {model.name:{width}}  {in_words(model.size):>7}  {model.description}")
    print("* on this machine   ! damaged: pull it again   `voice-assistant models pull NAME` gets one")
    return 0


def run_pull(args: argparse.Namespace) -> int:
    from ..config.load import load_config
    from ..models import load_catalog, pull
    from ..models.needed import models_in_use
    from ..models.sizes import in_words
    from .progress import shown

    catalog = load_catalog()
    wanted = [catalog.get(name) for name in args.names]
    if args.defaults:
        wanted += catalog.defaults
    elif not args.names:
        wanted = models_in_use(catalog, load_config())
    for model in {model.name: model for model in wanted}.values():
        with shown(model.name) as progress:
            fetched = pull(model.name, progress, catalog=catalog)
        if fetched:
            print(f"{model.name}: installed ({in_words(model.size)})", flush=True)
        elif not args.quiet:
            print(f"{model.name}: {'comes with ' + model.bundled if model.bundled else 'already installed'}")
    return 0


def run_verify(args: argparse.Namespace) -> int:
    from ..models import load_catalog, verify
    from ..models.store import installed_names

    catalog = load_catalog()
    names = args.names or installed_names()
    if not names and not args.json:
        print("no models are installed: `voice-assistant models pull` gets those that the config makes use of")
    problems = {}
    for name in names:
        if name in catalog and catalog.get(name).bundled:
            continue
        problems[name] = verify(name)
        if not args.json:
            print(f"{name}: {'; '.join(problems[name]) or 'ok'}", flush=True)
    if args.json:
        print(json.dumps([{"name": name, "ok": not found, "problems": found} for name, found in problems.items()]))
    bad = [name for name, found in problems.items() if found]
    if bad:
        print(f"repair with: voice-assistant models pull {' '.join(bad)}", file=sys.stderr)
    return 4 if bad else 0


def run_remove(args: argparse.Namespace) -> int:
    from ..models import remove
    from ..models.sizes import in_words

    for name in args.names:
        print(f"{name}: removed, {in_words(remove(name))} free again")
    return 0


def run_path(args: argparse.Namespace) -> int:
    from .. import paths
    from ..models import locate

    print(locate(args.name) if args.name else paths.models_dir())
    return 0
