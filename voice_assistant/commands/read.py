"""`read`: a document aloud, or into a sound file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from . import Subparsers, add_command
from .settings import add_settings, add_voice, read_settings, voice_flags

if TYPE_CHECKING:
    from ..config.schema import Config
    from ..documents.leaving_out import LeftOut
    from ..documents.service import About, Source
    from ..engines.base import TextToSpeech
    from ..reading.opened import OpenedDocument
    from ..reading.places import Places


def add(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "read", example='voice-assistant read book.epub --from "chapter 3"', run=run)
    parser.add_argument(
        "document", nargs="?", metavar="FILE|URL", help='what to read; "-", or nothing, reads standard input'
    )
    parser.add_argument(
        "--from",
        dest="begin",
        metavar="PLACE",
        help='a page, a chapter, a piece of the text or "bookmark"; "start" begins anew (else: where you left it)',
    )
    add_voice(parser)
    parser.add_argument("--notes", action="store_true", help="footnotes, citations and the works cited, too")
    parser.add_argument(
        "--pronounce",
        action="append",
        default=[],
        metavar="WORD=SAID",
        help="how a word of this document is said, from now on; an empty SAID forgets it",
    )
    parser.add_argument(
        "--companion",
        action=argparse.BooleanOptionalAction,
        help="chapter by chapter: what it is about before, questions about it afterwards",
    )
    parser.add_argument("--quote-voice", metavar="VOICE", help="another voice for what stands in quotation marks")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write a .m4b, .mp3, .opus, .flac or .wav instead")
    parser.add_argument("--subtitles", action="store_true", help="with --out: an .srt and a .vtt beside it")
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    import asyncio

    from ..reading.pronunciations import from_arguments

    words = from_arguments(args.pronounce)
    if args.subtitles and args.out is None:
        raise UsageError("--subtitles go beside a sound file: give --out, too")
    config = read_settings(
        args, **voice_flags(args), reading__quote_voice=args.quote_voice, reading__companion=args.companion
    )
    if args.out is not None:
        from ..audio.book_file import check_book_writable

        check_book_writable(args.out)
    asyncio.run(_read(args, config, _source(args.document), words))
    return 0


def _source(document: str | None) -> Source:
    from ..documents.fetching import is_address
    from ..documents.service import Source

    if document is None and sys.stdin.isatty():
        raise UsageError("give a file or the address of a web page, or pipe a text in")
    if document in (None, "-"):
        return Source(sys.stdin.buffer.read(), name="standard input")
    assert document is not None
    return Source(url=document) if is_address(document) else Source(Path(document).absolute())


async def _read(args: argparse.Namespace, config: Config, source: Source, words: dict[str, str]) -> None:
    from ..reading.opened import OpenedDocument
    from ..reading.places import kept_places
    from ..reading.reading import beginning
    from ..reading.script import Script
    from .read_to_file import read_to_file

    document = OpenedDocument(source)
    try:
        async with _voice(config, loaded=args.out is None) as engine:
            about = await document.about()
            said = _pronunciation(source, about, words)
            if engine is not None:
                await _aloud(args, config, document, engine, said)
            else:
                script = Script(document, language=about.language, left_out=_left_out(args))
                place = 0 if args.begin is None else (await beginning(args.begin, document, about, kept_places()))[0]
                await read_to_file(config, document, about, script, said, args.out, place, subtitles=args.subtitles)
    finally:
        document.close()


@asynccontextmanager
async def _voice(config: Config, *, loaded: bool) -> AsyncIterator[TextToSpeech | None]:
    """Loaded beside the document; what is wrong with it is told by its first use. None where it is not wanted."""
    import asyncio

    from ..engines.registry import create_text_to_speech
    from ..engines.second_voice import with_voice

    if not loaded:
        yield None
        return
    settings = config.text_to_speech
    engine = with_voice(create_text_to_speech(settings), settings, config.reading.quote_voice)
    loading = asyncio.create_task(engine.start())
    try:
        yield engine
    finally:
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
        await engine.close()


def _pronunciation(source: Source, about: About, words: dict[str, str]) -> dict[str, str]:
    from ..paths import pronunciation_dir
    from ..reading.pronunciations import Pronunciations

    pronunciations = Pronunciations(pronunciation_dir())
    if words:
        try:
            pronunciations.learn(about.identity, words)
        except OSError as error:
            raise UsageError(f"--pronounce cannot be remembered: {error.strerror or error}") from error
    return pronunciations.of(about.identity, source.content if isinstance(source.content, Path) else None)


async def _aloud(
    args: argparse.Namespace, config: Config, document: OpenedDocument, engine: TextToSpeech, said: dict[str, str]
) -> None:
    import asyncio

    from ..audio.speaker import DeviceSpeaker
    from ..bus import Bus
    from ..engines.known_voices import known_voices
    from ..engines.registry import create_language_model
    from ..events import Event, SentenceBegan
    from ..reading.companion import Companion
    from ..reading.narrator import Narrator
    from ..reading.places import kept_places
    from ..reading.reader import Reader
    from ..reading.reading import Reading
    from ..reading.script import Script
    from .read_shown import reading_shown, stopped_by_signals

    narrator = Narrator(engine, config, lambda: known_voices(config.text_to_speech))
    narrator.pronounce(said)
    places, about = kept_places(), await document.about()
    bus = Bus()
    speaker = DeviceSpeaker(bus, config.speaker.device, volume=config.speaker.volume)
    left = await _beginning(document, about, places, args.begin)
    reading = Reading(about.identity, document, "", remembered=True, left=left, left_out=_left_out(args))
    model = create_language_model(config.language_model) if config.reading.companion else None
    if model is not None:
        reading.companion = Companion(model, config)

    readers: list[Reader] = []  # the last one, for its speed

    def make(script: Script) -> Reader:
        readers[:] = [Reader(script, narrator, speaker, bus, speed=readers[-1].speed if readers else 1.0)]
        return readers[-1]

    def stop() -> None:
        running.cancel()

    def keep(event: Event) -> None:
        if isinstance(event, SentenceBegan):
            reading.keep(places)

    bus.subscribe(keep)
    running = asyncio.ensure_future(reading.run(make, places))
    try:
        with stopped_by_signals(stop):
            async with reading_shown(reading, bus, lambda: reading.bookmark(places), stop):
                await asyncio.wait([running])
        if not running.cancelled():
            running.result()
    finally:
        running.cancel()
        await asyncio.wait([running])
        if model is not None:
            await model.close()


def _left_out(args: argparse.Namespace) -> LeftOut:
    from ..documents.leaving_out import LeftOut

    return LeftOut(footnotes=not args.notes, references=not args.notes, citations=not args.notes)


async def _beginning(
    document: OpenedDocument, about: About, places: Places, begin: str | None
) -> tuple[int, int] | None:
    from ..reading.reading import beginning
    from .read_shown import percent

    if begin is not None:
        return await beginning(begin, document, about, places)
    left = places.of(about.identity)
    if left is None or not (blocks := await document.some(left[0], 1)):
        return None
    where = f"page {blocks[0].page}" if blocks[0].page else f"{percent(left[0], about.end)} %"
    if left != (0, 0):
        print(f"going on where you left it ({where}); --from start begins anew", file=sys.stderr)
    return left
