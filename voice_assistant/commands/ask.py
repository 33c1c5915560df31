"""`ask`: one question, in writing or from a sound file, answered on the screen and aloud."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import Subparsers, add_command, add_json
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from ..config.schema import SightName
    from ..events import Event


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "ask",
        example='voice-assistant ask --image label.jpg "What is in it?"',
        run=run,
    )
    parser.add_argument("text", nargs="?", metavar="TEXT", help='the question; "-", or nothing, reads standard input')
    parser.add_argument("--audio", type=Path, metavar="FILE", help="the question as a sound file")
    looking = parser.add_argument_group("look at")
    looking.add_argument("--image", type=Path, action="append", default=[], metavar="FILE", help="a picture, or more")
    looking.add_argument("--camera", action="store_true", help="what the camera sees now")
    looking.add_argument(
        "--screen",
        nargs="?",
        const="screen",
        choices=("screen", "region", "window", "all"),
        help='the screen in use, a "region" that you draw with the mouse, the "window" in use, or "all" screens',
    )
    looking.add_argument(
        "--yes", action="store_true", help="pictures may go to a server on another machine: do not ask me"
    )
    parser.add_argument("--persona", metavar="NAME", help="who answers (see `voice-assistant personas list`)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the spoken answer to a file")
    parser.add_argument("--quiet", action="store_true", help="print the answer, say nothing")
    add_json(parser)
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    import asyncio

    from ..app import run_once
    from ..audio.file_microphone import FileMicrophone
    from ..bus import Bus
    from ..config.schema import BindingConfig
    from ..errors import UsageError
    from .seeing import may_see
    from .sounds import speaker_for, speaker_or_none

    if args.audio and args.text is not None:
        raise UsageError("give a TEXT or --audio FILE, not both")
    config = read_settings(args, persona=args.persona)
    bus = Bus()
    sights = _sights(args)
    if sights or args.image or args.yes:
        may_see(config, config.language_model.road if args.audio else "cascade", yes=args.yes)
    text = None if args.audio else _question(args.text, shown=bool(sights or args.image))
    if args.quiet:
        speaker = None
    elif args.out:
        speaker = speaker_for(config, bus, args.out)
    else:
        speaker = speaker_or_none(config, bus, instead="the answer is in writing only")
    answer = _Answer(show=not args.json)
    bus.subscribe(answer)
    binding = BindingConfig(
        sources=["microphone", *sights], persona=config.persona, sinks=["stdout"] if speaker is None else ["speak"]
    )
    microphone = FileMicrophone(args.audio, pace="fast") if args.audio else None
    asyncio.run(run_once(config, binding, bus, text=text, microphone=microphone, speaker=speaker, pictures=args.image))
    return answer.finish(args.json)


def _question(argument: str | None, *, shown: bool) -> str:
    """What is only shown needs no words."""
    from .texts import given_text

    return "What do you see?" if shown and argument is None and sys.stdin.isatty() else given_text(argument)


def _sights(args: argparse.Namespace) -> list[SightName]:
    sights: list[SightName] = ["camera"] if args.camera else []
    if args.screen:
        sights.append("screens" if args.screen == "all" else args.screen)
    return sights


class _Answer:
    """Prints the answer as it is written, or keeps it for JSON. What was understood goes to standard error."""

    def __init__(self, *, show: bool) -> None:
        from ..latency import LatencyLedger

        self._show = show
        self._result: dict[str, Any] = {"asked": "", "reply": "", "latency_s": None}
        self._ledger = LatencyLedger(lambda waterfall: self._result.update(latency_s=waterfall.ends()))

    def __call__(self, event: Event) -> None:
        from ..engine_events import EngineChanged
        from ..events import Problem, ReplyDelta, Transcribed, TurnEnded
        from ..tool_events import ConsentAsked
        from ..vision_events import PicturesSeen, RegionAsked

        self._ledger(event)
        match event:
            case Transcribed(text=text) if self._show and text:
                print(f"> {text}", file=sys.stderr)
            case RegionAsked():
                print("  draw the region with the mouse (Escape: none)", file=sys.stderr)
            case PicturesSeen(pictures=pictures):
                self._result["seen"] = [asdict(picture) for picture in pictures]
                if self._show:
                    print(f"  {event.in_words()}", file=sys.stderr)
            case Problem(message) | EngineChanged(message=message):
                print(f"  {message}", file=sys.stderr)
            case ConsentAsked(tool=tool):
                print(f"  nobody can say yes to one question: ask in a talk, or {_allow(tool)}", file=sys.stderr)
            case ReplyDelta(text=text):
                self._result["reply"] += text
                if self._show:
                    print(text, end="", flush=True)
            case TurnEnded(asked=asked):
                self._result["asked"] = asked

    def finish(self, as_json: bool) -> int:
        from ..errors import AudioFileError

        if not self._result["asked"]:
            raise AudioFileError("no speech was found in the file: is it the right one, and loud enough?")
        self._result["reply"] = self._result["reply"].strip()
        print(json.dumps(self._result, indent=2, ensure_ascii=False) if as_json else "")
        return 0


def _allow(tool: str) -> str:
    return f"`voice-assistant config set 'tools.permissions.\"{tool}\"' allow`"
