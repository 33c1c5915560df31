"""`voice-assistant memory`: what it was told to remember."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import add_command, add_json

if TYPE_CHECKING:
    from ..memory.facts import Fact
    from ..memory.store import FactStore
    from . import Subparsers


def add(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "memory", example='voice-assistant memory add "My sister\'s name is Clara"')
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    listing = add_command(
        actions, "list", summary="all facts, the newest first", example="voice-assistant memory list", run=_list
    )
    _add_scope(listing, "only facts of this persona's own")
    add_json(listing)

    search = add_command(
        actions,
        "search",
        summary="the facts that a question is about, the best first",
        example='voice-assistant memory search "what is my sister called"',
        run=_search,
    )
    search.add_argument("words", nargs="+", metavar="WORDS", help="a question, or a few words")
    search.add_argument("-n", "--limit", type=int, default=5, metavar="N", help="at most so many (5)")
    _add_scope(search, "search this persona's own facts")
    add_json(search)

    new = add_command(
        actions,
        "add",
        summary="remember something",
        example='voice-assistant memory add "I am allergic to nuts"',
        run=_add,
    )
    new.add_argument("fact", nargs="+", metavar="FACT")
    _add_scope(new, "for this persona alone")

    edit = add_command(
        actions,
        "edit",
        summary="change a fact: to a text, or in your editor",
        example='voice-assistant memory edit 3 "I live in Bonn"',
        run=_edit,
    )
    edit.add_argument("number", type=int, metavar="NUMBER", help="of `memory list`")
    edit.add_argument("fact", nargs="*", metavar="FACT")

    forget = add_command(
        actions,
        "forget",
        summary="erase facts for good",
        example="voice-assistant memory forget 3",
        run=_forget,
    )
    which = forget.add_mutually_exclusive_group(required=True)
    which.add_argument("numbers", nargs="*", type=int, default=[], metavar="NUMBER", help="of `memory list`")
    which.add_argument("--all", action="store_true", help="everything; asks first")
    forget.add_argument("--yes", action="store_true", help="do not ask")

    export = add_command(
        actions,
        "export",
        summary="all facts as JSON lines, into a file or to standard output",
        example="voice-assistant memory export facts.jsonl",
        run=_export,
    )
    export.add_argument("target", nargs="?", type=Path, metavar="FILE")

    imports = add_command(
        actions,
        "import",
        summary="facts from JSON lines as of `export`, or a text with one a line; known ones are not taken twice",
        example="voice-assistant memory import facts.jsonl",
        run=_import,
    )
    imports.add_argument("source", type=Path, metavar="FILE")
    _add_scope(imports, "for this persona alone, whatever the file says")


def _add_scope(parser: argparse.ArgumentParser, help_text: str) -> None:
    parser.add_argument("--persona", metavar="NAME", help=help_text)


def _store(*, writes: bool = False) -> FactStore:
    from .. import paths
    from ..config.load import load_config
    from ..errors import UsageError
    from ..memory.memory import FILE
    from ..memory.store import FactStore

    if writes and not load_config().memory.enabled:
        raise UsageError("the memory is switched off: set memory.enabled = true to write into it")
    return FactStore(paths.data_dir() / FILE)


def _scope(args: argparse.Namespace) -> str:
    if args.persona is None:
        return ""
    from ..persona_store import load_persona

    return load_persona(args.persona).name


def _list(args: argparse.Namespace) -> int:
    store = _store()
    facts = store.all(_scope(args) if args.persona else None)[::-1] if store.exists else []
    if not facts and not args.json:
        print("nothing is remembered", file=sys.stderr)
    _show(facts, args.json)
    return 0


def _search(args: argparse.Namespace) -> int:
    import asyncio

    from ..config.load import load_config
    from ..engines.registry import create_embedder
    from ..memory.search import Search

    store, question = _store(), " ".join(args.words)
    if not store.exists:
        facts = []
    else:
        config = load_config().memory
        embedder = create_embedder(config)
        vector = None if embedder is None else asyncio.run(embedder.embed([question]))[0]
        model = "" if embedder is None else embedder.name
        found = Search(store).find(question, args.limit, scope=_scope(args), vector=vector, model=model)
        facts = [each.fact for each in found]
    if not facts and not args.json:
        print("nothing was found", file=sys.stderr)
    _show(facts, args.json)
    return 0 if facts else 1


def _add(args: argparse.Namespace) -> int:
    from ..memory.facts import Source

    fact = _store(writes=True).add(" ".join(args.fact), Source.WRITTEN, _scope(args))
    print(_line(fact))
    return 0


def _edit(args: argparse.Namespace) -> int:
    from ..errors import UsageError

    store = _store(writes=True)
    try:
        old = store.get(args.number)
        text = " ".join(args.fact) or _edited(old.text)
        print(_line(store.edit(args.number, text)))
    except KeyError:
        raise UsageError(f"there is no fact {args.number}: `voice-assistant memory list` shows all") from None
    except ValueError as error:
        raise UsageError(f"{error}: `voice-assistant memory forget {args.number}` erases it") from None
    return 0


def _edited(text: str) -> str:
    import tempfile

    from .editor import edit

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fact.txt"
        file.write_text(f"{text}\n", encoding="utf-8")
        edit(file)
        return file.read_text(encoding="utf-8")


def _forget(args: argparse.Namespace) -> int:
    from ..errors import UsageError
    from .asking import agreed

    store = _store()
    facts = store.all() if store.exists else []
    if args.all:
        if facts and not args.yes and not agreed(facts, "what it remembers"):
            return 1
    else:
        known = {fact.id for fact in facts}
        if missing := [number for number in args.numbers if number not in known]:
            raise UsageError(f"there is no fact {missing[0]}: `voice-assistant memory list` shows all")
        facts = [fact for fact in facts if fact.id in args.numbers]
    count = store.forget([fact.id for fact in facts]) if facts else 0
    print(f"{count} forgotten", file=sys.stderr)
    return 0


def _export(args: argparse.Namespace) -> int:
    import os

    store = _store()
    facts = store.all() if store.exists else []
    text = "".join(f"{json.dumps(_as_json(fact), ensure_ascii=False)}\n" for fact in facts)
    if args.target is None:
        print(text, end="")
        return 0
    with os.fdopen(os.open(args.target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    print(f"{len(facts)} exported to {args.target}", file=sys.stderr)
    return 0


def _import(args: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from ..errors import UsageError
    from ..memory.facts import Source

    rows = []
    now, scope = datetime.now(UTC), _scope(args)
    for number, line in enumerate(args.source.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        entry: Any = line
        if line.lstrip().startswith("{"):
            try:
                entry = json.loads(line)
                said = datetime.fromisoformat(entry["said"]) if "said" in entry else now
                said = said if said.tzinfo else said.replace(tzinfo=UTC)
                rows.append((str(entry["fact"]), said, scope or str(entry.get("persona") or ""), Source.IMPORTED))
            except (ValueError, KeyError, TypeError):
                raise UsageError(f'{args.source}:{number}: no fact: a line is {{"fact": "..."}}, or text') from None
        else:
            rows.append((line, now, scope, Source.IMPORTED))
    count = _store(writes=True).add_many(rows)
    print(f"{count} of {len(rows)} were new", file=sys.stderr)
    return 0


def _show(facts: list[Fact], as_json: bool) -> None:
    if as_json:
        print(json.dumps([_as_json(fact) for fact in facts], indent=2, ensure_ascii=False))
    else:
        for fact in facts:
            print(_line(fact))


def _line(fact: Fact) -> str:
    whose = f"  ({fact.scope})" if fact.scope else ""
    return f"{fact.id:>5}  {fact.said.astimezone():%Y-%m-%d}  {fact.text}{whose}"


def _as_json(fact: Fact) -> dict[str, object]:
    entry: dict[str, object] = {"number": fact.id, "fact": fact.text, "said": fact.said.isoformat()}
    return entry | {"persona": fact.scope or None, "source": fact.source.value}
