"""`voice-assistant config`: where the config is, what is in force, whether it is right."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import add_command, add_json
from .settings import add_settings

if TYPE_CHECKING:
    from . import Subparsers

_FALLBACKS = [
    f"{section}_{n}" for section in ("language_model", "speech_to_text", "text_to_speech") for n in range(2, 6)
]


def add(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "config", example="voice-assistant config show")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    add_command(
        actions,
        "path",
        summary="print where the config file is",
        example="cat $(voice-assistant config path)",
        run=_path,
    )
    show = add_command(
        actions,
        "show",
        summary="print the config in force, as TOML with where each value comes from",
        example="voice-assistant config show --json | jq .config.language_model",
        run=_show,
    )
    add_json(show)
    add_settings(show)
    check = add_command(
        actions,
        "check",
        summary="say what is wrong with the config; exit code 3 if anything is",
        example="voice-assistant config check",
        run=_check,
    )
    check.add_argument("file", nargs="?", type=Path, metavar="FILE", help="check this file instead of the usual one")
    add_json(check)
    add_command(
        actions,
        "edit",
        summary="open the config file in your editor, and check it afterwards",
        example="EDITOR=nano voice-assistant config edit",
        run=_edit,
    )
    change = add_command(
        actions,
        "set",
        summary="change one value of the config file; comments and order stay",
        example='voice-assistant config set you.about "I am a nurse in Leeds"',
        run=_set,
    )
    change.add_argument("key", metavar="KEY", help="section and name, such as text_to_speech.speed")
    change.add_argument("value", metavar="VALUE", help="as in the file; quotes around a text may be left out")
    set_key = add_command(
        actions,
        "set-key",
        summary="keep the key of a service in the system keyring",
        example="voice-assistant config set-key language_model",
        run=_set_key,
    )
    set_key.add_argument(
        "section",
        choices=("language_model", "speech_to_text", "text_to_speech", "memory", "web", *_FALLBACKS),
        metavar="SECTION",
        help="whose server the key is for: language_model, speech_to_text, text_to_speech, memory, web; of a fallback "
        "with its number, from 2: language_model_2",
    )


def _path(args: argparse.Namespace) -> int:
    from .. import paths

    print(paths.config_file())
    return 0


def _show(args: argparse.Namespace) -> int:
    from .. import paths
    from ..config.load import load_layers
    from ..config.render import render
    from .settings import flags_from

    loaded = load_layers(flags=flags_from(args), file=args.config)
    file = loaded.layers.file
    if args.json:
        content = {
            "file": str(file.path if file else paths.config_file()),
            "exists": file is not None,
            "config": loaded.config.model_dump(mode="json"),
            "origins": loaded.layers.origins(),
        }
        print(json.dumps(content, indent=2, ensure_ascii=False))
    else:
        print(f"# {file.path}" if file else f"# {paths.config_file()} does not exist: everything is built in")
        print(render(loaded.config, loaded.layers), end="")
    return 0


def _check(args: argparse.Namespace) -> int:
    from ..config.load import load_config
    from ..errors import ConfigError

    problems: list[str] = []
    try:
        load_config(file=args.file)
    except ConfigError as error:
        problems = str(error).splitlines()
    if args.json:
        print(json.dumps({"ok": not problems, "problems": problems}, indent=2, ensure_ascii=False))
    else:
        print("\n".join(problems) or "ok")
    return ConfigError.exit_code if problems else 0


def _edit(args: argparse.Namespace) -> int:
    from .. import paths
    from ..config.load import load_config
    from ..config.render import template
    from .editor import edit

    file = paths.config_file()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(template(), encoding="utf-8")
    edit(file)
    load_config()
    print(f"{file}: ok (a running assistant reads it when it is started again)")
    return 0


def _set(args: argparse.Namespace) -> int:
    from .. import paths
    from ..config.change import change

    file = paths.config_file()
    change(file, args.key, args.value)
    print(f"{file}: {args.key} is set (a running assistant reads it when it is started again)")
    return 0


def _set_key(args: argparse.Namespace) -> int:
    from ..config.secrets import store_api_key
    from ..errors import UsageError

    if sys.stdin.isatty():
        import getpass

        key = getpass.getpass(f"key for {args.section} (not shown): ")
    else:
        key = sys.stdin.readline()
    if not (key := key.strip()):
        raise UsageError("no key was given")
    store_api_key(args.section, key)
    print(f"the key for {args.section} is in the system keyring")
    return 0
