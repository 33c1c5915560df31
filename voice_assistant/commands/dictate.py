"""`dictate`: what is said now, as text for a pipe, the clipboard, a file or the focused window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import SUMMARIES, Subparsers, add_command
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    import asyncio

    from ..audio.journal import Journal
    from ..config.schema import Config

_SINKS = ("stdout", "clipboard", "type")


def add(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "dictate", example="voice-assistant dictate --until-silence | wc -w", run=run)
    parser.description = f"{SUMMARIES['dictate']}. Enter ends, or Ctrl+C; Ctrl+C once more gives up."
    parser.add_argument("--language", metavar="CODE", help='such as "en"; detected when not given')
    parser.add_argument("--model", help="a Whisper model (see `voice-assistant models list`)")
    parser.add_argument(
        "--sink",
        default="stdout",
        metavar="SINK",
        help="stdout (the default), clipboard, type (into the focused window), or file:PATH (a line is added)",
    )
    parser.add_argument("--seconds", type=float, metavar="N", help="stop after so many seconds")
    parser.add_argument(
        "--until-silence",
        nargs="?",
        type=float,
        const=1.5,
        metavar="SECONDS",
        help="stop when so much silence (1.5) follows what was said",
    )
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    import asyncio

    from .. import paths
    from ..audio.journal import Journal
    from ..desktop.session import Desktop, detect
    from ..errors import DeviceError, UsageError
    from ..models import locate

    file = Path(args.sink.removeprefix("file:")).expanduser() if args.sink.startswith("file:") else None
    if file is None and args.sink not in _SINKS:
        raise UsageError(f'no sink "{args.sink}": {", ".join(_SINKS)} or file:PATH')
    for name, value in (("--seconds", args.seconds), ("--until-silence", args.until_silence)):
        if value is not None and not 0 < value <= 86_400:
            raise UsageError(f"{name} takes a number of seconds above 0")
    if file is not None:
        _check_writable(file)
    elif args.sink != "stdout" and detect() is Desktop.NONE:
        raise DeviceError(f"there is no display to {args.sink} to; `--sink stdout` prints the text")
    config = read_settings(args, speech_to_text__language=args.language, speech_to_text__model=args.model)
    if config.speech_to_text.engine == "faster-whisper":
        locate(config.speech_to_text.model)  # what cannot work is said before anybody speaks
    journal = Journal(paths.recordings_dir(), config.recordings, lambda line: print(line, file=sys.stderr))
    journal.recover()
    try:
        return asyncio.run(_dictate(args, config, journal, file))
    finally:
        journal.close()


async def _dictate(args: argparse.Namespace, config: Config, journal: Journal, file: Path | None) -> int:
    import asyncio

    from ..app import run_once
    from ..audio.microphone import DeviceMicrophone
    from ..bus import Bus
    from ..config.schema import BindingConfig
    from ..engines.registry import create_voice_activity
    from ..errors import VoiceAssistantError
    from ..listening import SpeechMeter
    from ..persona import NONE
    from .dictation_microphone import EndingMicrophone
    from .dictation_shown import Progress, Sink

    bus, stop = Bus(), asyncio.Event()
    progress = Progress(sys.stderr)
    bus.subscribe(progress)
    microphone = EndingMicrophone(
        DeviceMicrophone(bus, config.microphone.device),
        stop,
        config.microphone.tail_s,
        args.seconds,
        args.until_silence,
        SpeechMeter(create_voice_activity(config.voice_activity), config.voice_activity.threshold),
    )
    # What is printed or copied is the desk's part: a file and a clipboard that outlives us are its ways of printing.
    binding = BindingConfig(
        sources=["microphone"],
        persona=NONE,
        sinks=["type" if args.sink == "type" else "stdout"],
        language=args.language,
    )
    sink = Sink(file, clipboard=args.sink == "clipboard")
    turn = asyncio.create_task(
        run_once(config, binding, bus, name="dictate", microphone=microphone, journal=journal, desk=sink)
    )
    _end_by_hand(stop, turn, eof_ends=args.seconds is None and args.until_silence is None)
    kept = "" if config.recordings.keep == "off" else "the sound is kept: `voice-assistant history retry`"
    try:
        await turn
    except asyncio.CancelledError:
        progress.end(kept or "given up")
        return 130
    except VoiceAssistantError:
        progress.end(kept if progress.recorded else "")
        raise
    finally:
        sink.close()
    progress.end("" if progress.text else "no speech was heard")
    return 0 if progress.text else 1


def _end_by_hand(stop: asyncio.Event, turn: asyncio.Task[None], *, eof_ends: bool) -> None:
    """Enter, the end of standard input, or Ctrl+C end the recording; Ctrl+C once more gives up."""
    import asyncio
    import os
    import signal
    import threading
    from contextlib import suppress

    loop = asyncio.get_running_loop()
    asked = False

    def end() -> None:
        nonlocal asked
        asked = True
        stop.set()

    def interrupted() -> None:
        if asked:
            turn.cancel()
        end()

    with suppress(NotImplementedError):  # Windows
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, interrupted)

    def read() -> None:
        while True:
            try:
                data = os.read(0, 1024)  # not sys.stdin: its lock would keep the program from ending
            except OSError:
                return
            with suppress(RuntimeError):  # the loop has closed
                if b"\n" in data:
                    loop.call_soon_threadsafe(end)
                elif not data and eof_ends:  # Ctrl+C ends also those who write to us: that is one wish, not two
                    loop.call_soon_threadsafe(stop.set)
            if not data:
                return

    threading.Thread(target=read, name="standard input", daemon=True).start()


def _check_writable(file: Path) -> None:
    """Better before the words than after them. Raises `VoiceAssistantError`."""
    from ..errors import VoiceAssistantError

    try:
        with file.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise VoiceAssistantError(f"{file} cannot be written: {error.strerror or error}") from error
