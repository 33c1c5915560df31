"""`voice-assistant completion`: what a shell needs to complete our command lines."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from . import add_command

if TYPE_CHECKING:
    from . import Subparsers

_PERSONAS = "voice-assistant personas list --names 2>/dev/null"


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "completion",
        example='eval "$(voice-assistant completion bash)"   # in ~/.bashrc',
        run=run,
    )
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"))


def run(args: argparse.Namespace) -> int:
    import shtab

    from ..cli import build_parser

    parser = build_parser()
    for command, action in _actions(parser):
        if action.type is Path:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif _takes_persona(command, action):
            action.complete = shtab.cmd(_PERSONAS)  # type: ignore[attr-defined]
        elif command[:1] == ("models",) and action.dest in ("name", "names"):
            action.choices = _model_names()
    print(_with_short_name(shtab.complete(parser, args.shell), args.shell))
    return 0


def _takes_persona(command: tuple[str, ...], action: argparse.Action) -> bool:
    if command[:1] != ("personas",):
        return action.dest == "persona"
    return action.dest == "base" or (action.dest in ("name", "names") and command[1] not in ("list", "new"))


def _model_names() -> list[str]:
    from ..models import load_catalog

    return sorted(model.name for model in load_catalog())


def _actions(
    parser: argparse.ArgumentParser, command: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.Action]]:
    """All arguments of all commands, each with the words of its command."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from _actions(inner, (*command, name))
        else:
            yield command, action


def _with_short_name(script: str, shell: str) -> str:
    """`va` is completed as `voice-assistant` is."""
    if shell == "zsh":
        return script.replace("#compdef voice-assistant", "#compdef voice-assistant va", 1)
    lines = [line for line in script.splitlines() if line.startswith("complete ") and "voice-assistant" in line]
    return "\n".join([script.rstrip(), *(line.replace("voice-assistant", "va", 1) for line in lines)])
