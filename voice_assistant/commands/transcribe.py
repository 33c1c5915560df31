"""`transcribe`: sound files to text, subtitles or JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import Subparsers, add_command
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from ..config.schema import Config
    from ..engines.base import SpeechToText, Transcript


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "transcribe",
        example="voice-assistant transcribe meeting.mp3 --srt > meeting.srt",
        run=run,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a .wav, .flac, .ogg or .mp3")
    form = parser.add_mutually_exclusive_group()
    for name, summary in (
        ("txt", "plain text (the default)"),
        ("json", "text and segments as JSON"),
        ("srt", "SubRip subtitles"),
        ("vtt", "WebVTT subtitles"),
    ):
        form.add_argument(f"--{name}", action="store_const", const=name, dest="form", help=summary)
    parser.set_defaults(form="txt")
    parser.add_argument(
        "--words", action="store_true", help="with --json: word times too; the text may then differ a little"
    )
    parser.add_argument("--language", metavar="CODE", help='such as "en"; detected when not given')
    parser.add_argument("--model", help="a Whisper model (see `voice-assistant models list`)")
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    import asyncio

    config = read_settings(args, speech_to_text__language=args.language, speech_to_text__model=args.model)
    return asyncio.run(_transcribe_all(config, args.files, args.form, words=args.words))


async def _transcribe_all(config: Config, files: list[Path], form: str, *, words: bool) -> int:
    """A file that fails is told and passed over; the exit code is then that of the last failure."""
    from ..engines.registry import create_speech_to_text
    from ..errors import VoiceAssistantError

    engine = create_speech_to_text(config.speech_to_text)
    exit_code, results = 0, []
    try:
        for file in files:
            try:
                duration_s, transcript = await _transcribe(config, engine, file, words=words)
            except VoiceAssistantError as error:
                if len(files) == 1:
                    raise
                print(f"voice-assistant: {error}", file=sys.stderr)
                exit_code = error.exit_code
                continue
            if not transcript.text:
                print(f"voice-assistant: {file}: no speech was found", file=sys.stderr)
            if form == "json":
                results.append(_as_json(file, duration_s, transcript))
            else:
                if len(files) > 1:
                    print(f"NOTE {file}\n" if form == "vtt" else f"== {file} ==")
                if text := _FORMS[form](transcript):
                    print(text, flush=True)
    finally:
        await engine.close()
    if form == "json":
        print(json.dumps(results[0] if len(files) == 1 else results, indent=2, ensure_ascii=False))
    return exit_code


async def _transcribe(config: Config, engine: SpeechToText, file: Path, *, words: bool) -> tuple[float, Transcript]:
    """Duration in seconds, and what was said: nothing where no voice is found, or Whisper makes words up."""
    from ..audio.files import read_audio
    from ..engines.base import Transcript
    from ..engines.registry import create_voice_activity
    from ..engines.voice_activity import speech_seconds

    audio = read_audio(file)
    activity = create_voice_activity(config.voice_activity)
    if speech_seconds(audio, activity, config.voice_activity.threshold) < config.voice_activity.min_speech_s:
        return audio.duration_s, Transcript("", "")
    language = config.speech_to_text.language
    return audio.duration_s, await engine.transcribe(
        audio, language=None if language == "auto" else language, words=words
    )


def _as_json(file: Path, duration_s: float, transcript: Transcript) -> dict[str, Any]:
    return {
        "file": str(file),
        "duration_s": round(duration_s, 3),
        "language": transcript.language,
        "text": transcript.text,
        "segments": [
            {
                "start_s": round(segment.start_s, 3),
                "end_s": round(segment.end_s, 3),
                "text": segment.text,
                "words": [
                    {"start_s": round(word.start_s, 3), "end_s": round(word.end_s, 3), "text": word.text}
                    for word in segment.words
                ],
            }
            for segment in transcript.segments
        ],
    }


def _as_srt(transcript: Transcript) -> str:
    return "\n".join(
        f"{number}\n{_clock(segment.start_s, ',')} --> {_clock(segment.end_s, ',')}\n{segment.text}\n"
        for number, segment in enumerate(transcript.segments, 1)
    )


def _as_vtt(transcript: Transcript) -> str:
    cues = (
        f"{_clock(segment.start_s, '.')} --> {_clock(segment.end_s, '.')}\n{segment.text}\n"
        for segment in transcript.segments
    )
    return "\n".join(["WEBVTT\n", *cues])


_FORMS = {"txt": lambda transcript: transcript.text, "srt": _as_srt, "vtt": _as_vtt}


def _clock(seconds: float, point: str) -> str:
    """01:02:03,456"""
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"
