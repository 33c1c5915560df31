"""What most commands begin with: the config as the person set it, on the command line too."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

if TYPE_CHECKING:
    from ..config.schema import Config


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Options that every command with a config takes."""
    group = parser.add_argument_group("config")
    group.add_argument("--config", type=Path, metavar="FILE", help="use this config file")
    group.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="settings",
        help="change one setting, as in --set text_to_speech.speed=1.2",
    )


def add_voice(parser: argparse.ArgumentParser) -> None:
    """Options of commands that speak a text: see `voice_flags`."""
    parser.add_argument("--voice", help="a voice of the engine, whatever language the text is in")
    parser.add_argument("--speed", type=float, help="2.0 is twice as fast")


def voice_flags(args: argparse.Namespace) -> dict[str, Any]:
    """What the options of `add_voice` set, for `read_settings`: a voice that was named is kept to."""
    return {
        "text_to_speech__voice": args.voice,
        "text_to_speech__speed": args.speed,
        "text_to_speech__follow_language": None if args.voice is None else False,
    }


def read_settings(args: argparse.Namespace, **flags: Any) -> Config:
    """The config, with `flags` (dots written as `__`; None is left out) over `--set` over everything else."""
    from ..config.load import load_config

    return load_config(flags=flags_from(args, **flags), file=args.config)


def flags_from(args: argparse.Namespace, **flags: Any) -> dict[str, Any]:
    """What the command line sets, by dotted key."""
    given: dict[str, Any] = {}
    for setting in args.settings:
        key, equals, value = setting.partition("=")
        if not equals or not key:
            raise UsageError(f"--set {setting}: write it as KEY=VALUE, as in --set text_to_speech.speed=1.2")
        given[key.strip()] = value.strip()
    given.update({key.replace("__", "."): value for key, value in flags.items() if value is not None})
    return given
