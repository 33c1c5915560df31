"""`history`: what was said, newest first, with its sound."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import Subparsers, add_command, add_json, history_talks
from .asking import agreed
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from ..audio.recordings import Recording

_WHICH = 'a number of `history list`, a time such as "14:02" or "2026-05-01 14:02", default: the newest'


def add(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "history", example="voice-assistant history copy 2")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    listing = add_command(
        actions, "list", summary="what was said, newest first", example="voice-assistant history list", run=_list
    )
    listing.add_argument("-n", "--limit", type=int, default=20, metavar="N", help="at most so many (20); 0 for all")
    listing.add_argument("--search", metavar="TEXT", help="only with this in it, in any case")
    listing.add_argument("--all", action="store_true", help="cancelled ones too, and those without speech")
    add_json(listing)

    show = add_command(actions, "show", summary="print a text", example="voice-assistant history show 3", run=_show)
    add_json(show)
    play = add_command(actions, "play", summary="play the sound", example="voice-assistant history play 3", run=_play)
    copy = add_command(
        actions, "copy", summary="copy a text to the clipboard", example="voice-assistant history copy", run=_copy
    )
    retry = add_command(
        actions,
        "retry",
        summary="transcribe again, keep and print the text",
        example="voice-assistant history retry 3 --model whisper-small",
        run=_retry,
    )
    for command in (show, play, copy, retry):
        command.add_argument("which", nargs="?", default="1", metavar="WHICH", help=_WHICH)
    retry.add_argument("--model", help="another Whisper model (see `voice-assistant models list`)")
    retry.add_argument("--language", metavar="CODE", help='such as "en"; default: as the binding says')
    for command in (play, retry):
        add_settings(command)

    export = add_command(
        actions,
        "export",
        summary="everything into a folder (sounds and texts), or all texts into one .txt or .json file",
        example="voice-assistant history export dictated.txt",
        run=_export,
    )
    export.add_argument("target", type=Path, metavar="FILE|FOLDER")

    purge = add_command(
        actions,
        "purge",
        summary="delete recordings and their texts for good; asks first",
        example="voice-assistant history purge --older-than 7",
        run=_purge,
    )
    scope = purge.add_mutually_exclusive_group(required=True)
    scope.add_argument("--older-than", type=float, metavar="DAYS", help="those older than so many days")
    scope.add_argument("--all", action="store_true", help="all")
    purge.add_argument("--yes", action="store_true", help="do not ask")

    history_talks.add(actions)


def _list(args: argparse.Namespace) -> int:
    from .history_shown import as_json, line, matching

    found = matching(_recordings(), search=args.search, everything=args.all)
    if args.limit > 0:
        found = found[: args.limit]
    if args.json:
        print(json.dumps([as_json(recording, number) for number, recording in found], indent=2, ensure_ascii=False))
        return 0
    if not found:
        print("nothing was found" if args.search else "nothing was said so far, or nothing is kept", file=sys.stderr)
    for number, recording in found:
        print(line(recording, number))
    return 0


def _show(args: argparse.Namespace) -> int:
    from .history_shown import as_json, facts

    number, recording = _picked(args.which)
    if args.json:
        print(json.dumps(as_json(recording, number), indent=2, ensure_ascii=False))
        return 0
    print(facts(recording), file=sys.stderr)
    print(_text(recording))
    return 0


def _play(args: argparse.Namespace) -> int:
    import asyncio

    from ..audio.files import read_audio
    from ..audio.speaker import DeviceSpeaker
    from ..bus import Bus
    from .history_shown import facts

    _, recording = _picked(args.which)
    config = read_settings(args)
    audio = read_audio(recording.path)
    speaker = DeviceSpeaker(Bus(), config.speaker.device, volume=config.speaker.volume)

    async def play() -> None:
        async with speaker.open():
            await speaker.play(audio)
            await speaker.drain()

    print(facts(recording), file=sys.stderr)
    asyncio.run(play())
    return 0


def _copy(args: argparse.Namespace) -> int:
    from .copying import copy_text

    _, recording = _picked(args.which)
    text = _text(recording)
    copy_text(text)
    print(f"copied {len(text)} characters from {recording.clock}", file=sys.stderr)
    return 0


def _retry(args: argparse.Namespace) -> int:
    import asyncio
    from dataclasses import replace

    from ..audio.recordings import save
    from ..engines.registry import create_speech_to_text, create_voice_activity
    from ..recovery import transcribe_recording

    _, recording = _picked(args.which)
    config = read_settings(args, speech_to_text__model=args.model)

    async def transcribe() -> str:
        engine = create_speech_to_text(config.speech_to_text)
        try:
            activity = create_voice_activity(config.voice_activity)
            return await transcribe_recording(config, recording, engine, activity, language=args.language)
        finally:
            await engine.close()

    text = asyncio.run(transcribe())
    if text or recording.text is None:  # a text is not replaced by none
        try:
            save(replace(recording, text=text, cancelled=False))
        except OSError as error:
            print(f"voice-assistant: the text is not kept: {error.strerror or error}", file=sys.stderr)
    if text:
        print(text)
    else:
        print("no speech was found in it", file=sys.stderr)
    return 0


def _export(args: argparse.Namespace) -> int:
    from .history_export import export

    found = _recordings()
    export(found, args.target)
    print(f"{len(found)} exported to {args.target}", file=sys.stderr)
    return 0


def _purge(args: argparse.Namespace) -> int:
    from datetime import UTC, datetime, timedelta

    from ..audio.recordings import delete
    from ..errors import UsageError

    found = _recordings()
    if not args.all:
        if not 0 <= args.older_than < 100_000:
            raise UsageError("--older-than takes a number of days, 0 or more")
        before = datetime.now(UTC) - timedelta(days=args.older_than)
        found = [recording for recording in found if recording.when < before]
    if found and not args.yes and not agreed(found, "sound and text"):
        return 1
    for recording in found:
        delete(recording.path)
    print(f"{len(found)} deleted", file=sys.stderr)
    if kept := len(history_talks.kept_talks()):
        print(f"{kept} talks are kept in writing too: `voice-assistant history talks purge`", file=sys.stderr)
    return 0


def _recordings() -> list[Recording]:
    """All, newest first, with what a crash has left."""
    from .. import paths
    from ..audio.journal import Journal
    from ..config.schema import RecordingsConfig

    journal = Journal(paths.recordings_dir(), RecordingsConfig(), lambda line: print(line, file=sys.stderr))
    journal.recover()
    found = journal.recordings()
    journal.close()
    return found[::-1]


def _picked(which: str) -> tuple[int, Recording]:
    from .history_shown import pick

    return pick(_recordings(), which)


def _text(recording: Recording) -> str:
    from ..errors import UsageError

    if recording.text:
        return recording.text
    if recording.text is None:
        raise UsageError(
            f"there is no text for {recording.clock} yet; `voice-assistant history retry {recording.clock}`"
        )
    raise UsageError(f"nothing was said at {recording.clock}; hear it with `voice-assistant history play`")
