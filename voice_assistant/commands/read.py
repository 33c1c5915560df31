"""`read`: a document aloud, or into a sound file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import Subparsers, add_command
from .settings import add_settings, add_voice, read_settings, voice_flags

if TYPE_CHECKING:
    from ..config.schema import Config
    from ..documents.service import About, Source
    from ..reading.narrator import Narrator
    from ..reading.opened import OpenedDocument
    from ..reading.places import Places
    from ..reading.script import Script


def add(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "read", example='voice-assistant read book.epub --from "chapter 3"', run=run)
    parser.add_argument(
        "document", nargs="?", metavar="FILE|URL", help='what to read; "-", or nothing, reads standard input'
    )
    parser.add_argument(
        "--from",
        dest="begin",
        metavar="PLACE",
        help='a page, a chapter or a piece of the text; "start" begins anew (else: where you left it)',
    )
    add_voice(parser)
    parser.add_argument("--notes", action="store_true", help="footnotes, citations and the works cited, too")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write a .wav, .flac, .ogg or .mp3 instead of playing")
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    import asyncio

    config = read_settings(args, **voice_flags(args))
    if args.out is not None:
        from ..audio.files import check_writable

        check_writable(args.out)
    asyncio.run(_read(config, _source(args.document), args.begin, args.out, notes=args.notes))
    return 0


def _source(document: str | None) -> Source:
    from ..documents.fetching import is_address
    from ..documents.service import Source
    from ..errors import UsageError

    if document is None and sys.stdin.isatty():
        raise UsageError("give a file or the address of a web page, or pipe a text in")
    if document in (None, "-"):
        return Source(sys.stdin.buffer.read(), name="standard input")
    assert document is not None
    return Source(url=document) if is_address(document) else Source(Path(document).absolute())


async def _read(config: Config, source: Source, begin: str | None, out: Path | None, *, notes: bool) -> None:
    import asyncio

    from ..documents.leaving_out import LeftOut
    from ..engines.known_voices import known_voices
    from ..engines.registry import create_text_to_speech
    from ..reading.narrator import Narrator
    from ..reading.opened import OpenedDocument
    from ..reading.script import Script

    document = OpenedDocument(source)
    engine = create_text_to_speech(config.text_to_speech)
    loading = asyncio.create_task(engine.start())  # beside the document; what is wrong with it is told by its first use
    try:
        about = await document.about()
        left_out = LeftOut(footnotes=not notes, references=not notes, citations=not notes)
        script = Script(document, language=about.language, left_out=left_out)
        narrator = Narrator(engine, config, lambda: known_voices(config.text_to_speech))
        if out is None:
            await _aloud(config, document, about, script, narrator, begin)
        else:
            place = 0 if begin in (None, "start") else await document.place_of(str(begin))
            await _to_file(script, narrator, out, place, about)
    finally:
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
        document.close()
        await engine.close()


async def _aloud(
    config: Config, document: OpenedDocument, about: About, script: Script, narrator: Narrator, begin: str | None
) -> None:
    from ..audio.speaker import DeviceSpeaker
    from ..bus import Bus
    from ..errors import DocumentError
    from ..paths import state_dir
    from ..reading.places import Places
    from ..reading.reader import Reader
    from .read_shown import reading_shown, stopped_by_signals

    places = Places(state_dir() / "reading.json")
    place, number = await _beginning(document, about, places, script, begin)
    bus = Bus()
    speaker = DeviceSpeaker(bus, config.speaker.device, volume=config.speaker.volume)
    reader = Reader(script, narrator, speaker, bus)

    def keep(_: object) -> None:
        if (at := reader.at) is not None:
            places.keep(about.identity, at.place, at.number)

    bus.subscribe(keep)
    with stopped_by_signals(reader.stop):
        async with reading_shown(reader, script, about, bus):
            await reader.run(place, number)
    if reader.at is None and not reader.finished:
        raise DocumentError("There is nothing in this document to read aloud.")
    if reader.finished:
        places.forget(about.identity)
    else:
        keep(None)


async def _beginning(
    document: OpenedDocument, about: About, places: Places, script: Script, begin: str | None
) -> tuple[int, int]:
    from .read_shown import percent

    if begin is not None:
        return (0 if begin == "start" else await document.place_of(begin)), 0
    left = places.of(about.identity)
    if left is None or (sentence := await script.at(*left)) is None:
        return 0, 0
    where = f"page {sentence.page}" if sentence.page else f"{percent(left[0], about.end)} %"
    if left != (0, 0):
        print(f"going on where you left it ({where}); --from start begins anew", file=sys.stderr)
    return left


async def _to_file(script: Script, narrator: Narrator, out: Path, place: int, about: About) -> None:
    import time

    from ..reading.rendering import render
    from .read_shown import rendering_shown

    began_s = time.monotonic()
    with rendering_shown(out.name, place, about.end) as on_place:
        duration_s = await render(script, narrator, out, place=place, on_place=on_place)
    print(f"{out}: {duration_s:.0f} s of sound, made in {time.monotonic() - began_s:.0f} s", file=sys.stderr)
