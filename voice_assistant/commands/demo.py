"""`demo`: the whole pipeline on a spoken question, without a microphone and without a network."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import Subparsers, add_command, add_json
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from ..app import Engines
    from ..audio.types import Audio
    from ..config.schema import Config
    from ..events import Event
    from ..latency import Waterfall

QUESTION = "What is the capital of France?"


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "demo",
        example="voice-assistant demo --question 'Why is the sky blue?' --persona pirate",
        run=run,
    )
    parser.add_argument("--question", default=QUESTION, help=f"what a synthetic voice asks (default: {QUESTION})")
    parser.add_argument("--audio", type=Path, metavar="FILE", help="a recorded question instead")
    parser.add_argument("--persona", metavar="NAME", help="who answers")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="where the spoken answer goes (default: beside the models)"
    )
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="ask N times and show the median times")
    add_json(parser)
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    from ..errors import UsageError

    if args.repeat < 1:
        raise UsageError("--repeat must be at least 1")
    config = read_settings(args, persona=args.persona)
    return show(config, args.question, args.audio, args.out, args.repeat, as_json=args.json)


def show(
    config: Config,
    question: str = QUESTION,
    audio: Path | None = None,
    out: Path | None = None,
    repeat: int = 1,
    *,
    as_json: bool = False,
) -> int:
    """The whole demo; returns the exit code. Raises any `VoiceAssistantError`."""
    import asyncio

    from .. import paths
    from ..audio.files import check_writable

    if out is None:
        out = paths.data_dir() / "demo.wav"
        out.parent.mkdir(parents=True, exist_ok=True)
    check_writable(out)
    return asyncio.run(_demo(config, question, audio, out, repeat, as_json=as_json))


async def _demo(config: Config, question: str, audio: Path | None, out: Path, repeat: int, *, as_json: bool) -> int:
    import time

    from ..app import engines

    tell = _Teller(silent=as_json)
    tell.line(
        f"This machine answers by itself: {config.speech_to_text.model} listens, {config.language_model.model} thinks, "
        f"{config.text_to_speech.voice} speaks.\nNo microphone, no network."
    )
    async with engines(config) as made:
        began_s = time.monotonic()
        await made.speech_to_text.start()
        await made.language_model.start()
        await made.text_to_speech.start()
        tell.line(f"Engines loaded in {time.monotonic() - began_s:.1f} s.\n")
        sound = await _question(config, made, question, audio)
        turns = [await _turn(config, made, sound, out, tell) for _ in range(repeat)]
    return tell.finish(turns, out)


async def _question(config: Config, made: Engines, question: str, file: Path | None) -> Audio:
    """The question as sound that ends where the speech ends, so that the times mean what they say."""
    from ..audio.files import read_audio
    from ..audio.types import Audio
    from ..concurrency import closing
    from ..engines.registry import create_voice_activity
    from ..engines.voice_activity import speech_spans
    from ..errors import AudioFileError

    if file is not None:
        sound = read_audio(file)
    else:
        async with closing(made.text_to_speech.speak(question)) as stream:
            parts = [part async for part in stream]
        sound = Audio.join(parts, parts[0].rate_hz)
    spans = speech_spans(sound, create_voice_activity(config.voice_activity), config.voice_activity.threshold)
    if not spans:
        raise AudioFileError(f"no speech was found in {file or 'the question'}: is it the right one, and loud enough?")
    return Audio(sound.samples[: round(spans[-1][1] * sound.rate_hz)], sound.rate_hz)


async def _turn(config: Config, made: Engines, sound: Audio, out: Path, tell: _Teller) -> dict[str, Any]:
    from ..app import assemble
    from ..audio.file_microphone import FileMicrophone
    from ..audio.file_speaker import FileSpeaker
    from ..audio.tee_speaker import TeeSpeaker
    from ..bus import Bus
    from ..nothing import NoDesk, NoJournal
    from .sounds import speaker_or_none

    bus = Bus()
    observer = _Observer(tell)
    bus.subscribe(observer)
    device = speaker_or_none(config, bus, instead="the answer goes into a file only")
    speaker = FileSpeaker(out, realtime=True) if device is None else TeeSpeaker(device, FileSpeaker(out))
    assistant = assemble(
        config,
        bus,
        made,
        microphone=FileMicrophone(sound, pace="realtime"),
        speaker=speaker,
        journal=NoJournal(),
        desk=NoDesk(),
    )
    tell.line(f"A voice asks ({sound.duration_s:.1f} s) ...")
    await assistant.once("ask")
    return observer.result


class _Observer:
    """Follows one turn: shows it, and keeps it."""

    def __init__(self, tell: _Teller) -> None:
        from ..latency import LatencyLedger

        self._tell = tell
        self.result: dict[str, Any] = {"transcript": "", "reply": "", "latency_s": None}
        self._ledger = LatencyLedger(self._measured)

    def __call__(self, event: Event) -> None:
        from ..events import SentenceReady, Transcribed, TurnEnded

        self._ledger(event)
        match event:
            case Transcribed(text=text):
                self.result["transcript"] = text
                self._tell.line(f"  heard:   {text or '(nothing)'}")
            case SentenceReady(text=text, first=first):
                self._tell.line(f"{'  answer:  ' if first else '           '}{text}")
            case TurnEnded(heard=heard):
                self.result["reply"] = heard

    def _measured(self, waterfall: Waterfall) -> None:
        self.result["latency_s"] = waterfall.ends()
        self._tell.waterfall(waterfall)


class _Teller:
    def __init__(self, *, silent: bool) -> None:
        self._silent = silent

    def line(self, text: str) -> None:
        if not self._silent:
            print(text, flush=True)

    def waterfall(self, waterfall: Waterfall) -> None:
        from ..latency import draw

        self.line("\n  From the end of speech to the first sound:\n    " + "\n    ".join(draw(waterfall)) + "\n")

    def finish(self, turns: list[dict[str, Any]], out: Path) -> int:
        """What is left to say after all turns: medians where there were several, where the sound is."""
        from statistics import median

        from ..latency import STAGES, Waterfall

        measured = [turn["latency_s"] for turn in turns if turn["latency_s"] is not None]
        medians = {stage: median(times[stage] for times in measured) for stage in STAGES} if measured else None
        if self._silent:
            print(
                json.dumps({"turns": turns, "median_s": medians, "reply_file": str(out)}, indent=2, ensure_ascii=False)
            )
        elif len(turns) > 1 and medians is not None:
            self.line(f"Median of {len(measured)}:")
            self.waterfall(Waterfall(*(medians[stage] for stage in STAGES)))
        self.line(f"The spoken answer is in {out}")
        return 0 if measured else 1
