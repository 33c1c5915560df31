"""`voice-assistant personas`: who can answer, and making more of them."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import add_command, add_json
from .settings import add_settings

if TYPE_CHECKING:
    from ..config.schema import LanguageModelConfig
    from ..persona import Persona
    from . import Subparsers


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "personas",
        example="voice-assistant personas new butler --from assistant",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    listing = add_command(
        actions, "list", summary="all personas", example="voice-assistant personas list --json", run=_list
    )
    form = listing.add_mutually_exclusive_group()
    form.add_argument("--names", action="store_true", help="print the names only")
    form.add_argument("--json", action="store_true", help="print JSON, for scripts")

    show = add_command(
        actions, "show", summary="print a persona's file", example="voice-assistant personas show pirate", run=_show
    )
    show.add_argument("name", metavar="NAME")
    add_json(show)

    new = add_command(
        actions,
        "new",
        summary="make a persona: answer a few questions, or begin with another one",
        example="voice-assistant personas new butler",
        run=_new,
    )
    new.add_argument("name", metavar="NAME", help='lower-case letters, digits and "-"')
    begin = new.add_mutually_exclusive_group()
    begin.add_argument("--from", dest="base", metavar="BASE", help="begin with a copy of this persona; asks nothing")
    begin.add_argument(
        "--template", action="store_true", help="a file with everything explained in it; asks nothing (as in a script)"
    )

    edit = add_command(
        actions,
        "edit",
        summary="open a persona's file in your editor (of a built-in one: a copy of your own), and check it",
        example="EDITOR=nano voice-assistant personas edit pirate",
        run=_edit,
    )
    edit.add_argument("name", metavar="NAME")

    test = add_command(
        actions,
        "test",
        summary="ask the model what its examples and tests ask, and show the answers; exit code 1 if one is wrong",
        example="voice-assistant personas test korean-vocabulary",
        run=_test,
    )
    test.add_argument("names", nargs="+", metavar="NAME", help="one or more personas")
    add_json(test)
    add_settings(test)

    check = add_command(
        actions,
        "check",
        summary="say what is wrong with persona files; exit code 3 if anything is",
        example="voice-assistant personas check",
        run=_check,
    )
    check.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    add_json(check)


def _list(args: argparse.Namespace) -> int:
    from ..errors import ConfigError
    from ..persona_store import is_built_in, persona_files, read_persona

    files = persona_files()
    if args.names:
        print("\n".join(files))
        return 0
    personas, problems = [], []
    for file in files.values():
        try:
            personas.append(read_persona(file))
        except ConfigError as error:
            problems += str(error).splitlines()
    if args.json:
        rows = [
            {"name": p.name, "description": p.description, "built_in": is_built_in(p.name), "file": str(files[p.name])}
            for p in personas
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        width = max(map(len, files), default=0)
        for persona in personas:
            print(f"{persona.name:{width}}  {persona.description}{'' if is_built_in(persona.name) else '  (yours)'}")
    for problem in problems:
        print(f"voice-assistant: {problem}", file=sys.stderr)
    return 0


def _show(args: argparse.Namespace) -> int:
    from ..persona_store import persona_file, read_persona

    file = persona_file(args.name)
    if args.json:
        print(json.dumps(read_persona(file).model_dump() | {"file": str(file)}, indent=2, ensure_ascii=False))
    else:
        print(f"# {file}\n{file.read_text(encoding='utf-8')}", end="")
    return 0


def _new(args: argparse.Namespace) -> int:
    from ..errors import UsageError
    from ..persona import valid_name
    from ..persona_store import is_built_in, new_persona, persona_names, read_persona

    try:
        valid_name(args.name)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if args.name in persona_names():
        whose = "a built-in persona" if is_built_in(args.name) else "already a persona of yours"
        raise UsageError(f'there is {whose} "{args.name}": change it with `voice-assistant personas edit {args.name}`')
    text = None
    if args.base is None and not args.template and sys.stdin.isatty():
        from .personas_interview import interview

        text = interview(args.name, input, print)
    file = new_persona(args.name, base=args.base, text=text)
    read_persona(file)
    print(
        f"{file}\ntry it with `voice-assistant personas test {args.name}`, change it with `personas edit {args.name}`"
    )
    return 0


def _test(args: argparse.Namespace) -> int:
    import asyncio

    from ..config.load import load_config
    from ..persona_store import load_persona
    from .settings import flags_from

    personas = [load_persona(name) for name in args.names]
    return asyncio.run(
        _test_all(personas, load_config(flags=flags_from(args), file=args.config).language_model, args.json)
    )


async def _test_all(personas: list[Persona], config: LanguageModelConfig, as_json: bool) -> int:
    from ..engines.registry import create_language_model
    from .personas_test import results

    model = create_language_model(config)
    rows, wrong = [], 0
    try:
        for persona in personas:
            async for result in results(persona, config, model):
                wrong += bool(result.faults)
                if as_json:
                    rows.append(
                        {
                            "persona": persona.name,
                            "user": result.case.user,
                            "expected": result.case.expected,
                            "got": result.got,
                            "faults": result.faults,
                            "checked": result.checked,
                        }
                    )
                    continue
                mark = f"WRONG ({'; '.join(result.faults)})" if result.faults else "ok" if result.checked else "-"
                print(f"{persona.name}: {mark}\n  asked     {_indented(result.case.user)}")
                if result.case.expected:
                    print(f"  expected  {_indented(result.case.expected)}")
                print(f"  got       {_indented(result.got)}\n")
    finally:
        await model.close()
    if as_json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        print(f"{wrong} wrong" if wrong else "nothing wrong", file=sys.stderr)
    return int(wrong > 0)


def _indented(text: str) -> str:
    return text.replace("\n", "\n            ")


def _edit(args: argparse.Namespace) -> int:
    from ..persona_store import is_built_in, new_persona, persona_file, read_persona
    from .editor import edit

    file = persona_file(args.name)
    if not is_built_in(args.name):
        edit(file)
    elif not _edit_copy(file, copy := new_persona(args.name, base=args.name)):
        print(f"{args.name} is as it was")
        return 0
    else:
        file = copy
    read_persona(file)
    print(f"{file}: ok (a running assistant reads it when it is started again)")
    return 0


def _edit_copy(original: Path, copy: Path) -> bool:
    """Whether anything was changed; a copy without changes is not kept, so that it cannot grow old."""
    from .editor import edit

    try:
        edit(copy)
    finally:
        changed = copy.exists() and copy.read_bytes() != original.read_bytes()
        if not changed:
            copy.unlink(missing_ok=True)
    return changed


def _check(args: argparse.Namespace) -> int:
    from ..errors import ConfigError
    from ..persona_store import persona_file, persona_names, read_persona

    files = [persona_file(name) for name in args.names or persona_names()]
    problems: list[str] = []
    for file in files:
        try:
            read_persona(file)
        except ConfigError as error:
            problems += str(error).splitlines()
    if args.json:
        print(json.dumps({"ok": not problems, "problems": problems}, indent=2, ensure_ascii=False))
    else:
        print("\n".join(problems) or "ok")
    return ConfigError.exit_code if problems else 0
