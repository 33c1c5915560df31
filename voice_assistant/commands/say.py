"""`say`: text to speech, to the speaker or a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import Subparsers, add_command
from .settings import add_settings, add_voice, read_settings, voice_flags


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "say",
        example="echo 'Good morning.' | voice-assistant say - --out morning.wav",
        run=run,
    )
    parser.add_argument("text", nargs="?", metavar="TEXT", help='what to say; "-", or nothing, reads standard input')
    add_voice(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write a .wav, .flac, .ogg or .mp3 instead of playing")
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    import asyncio

    from ..app import run_once
    from ..bus import Bus
    from ..config.schema import BindingConfig
    from ..errors import UsageError
    from ..persona import NONE
    from ..text.speakable import speakable
    from .sounds import speaker_for
    from .texts import given_text

    config = read_settings(args, **voice_flags(args))
    text = given_text(args.text)
    if not speakable(text):
        raise UsageError("nothing in the text can be spoken")
    bus = Bus()
    binding = BindingConfig(sources=["clipboard"], persona=NONE, sinks=["speak"])
    asyncio.run(run_once(config, binding, bus, text=text, speaker=speaker_for(config, bus, args.out)))
    return 0
