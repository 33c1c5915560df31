"""`look`: what the camera sees, live in the terminal or once."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import Subparsers, add_command, add_json
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from ..view.look import LookView
    from ..vision.camera.camera import Camera
    from ..vision.camera.watch import Glance
    from ..vision.picture import Writing
    from ..vision.writing.reader import WritingReader

_LIVE_S = 0.2
_LINE_S = 1.0


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers, "look", example="voice-assistant look --camera http://192.168.1.20:8080/video", run=run
    )
    parser.add_argument(
        "--camera", metavar="WHICH", help="number, name, video file or address, instead of the config's"
    )
    parser.add_argument("--once", action="store_true", help="print what is seen now, and the writing in it")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write what is seen now into a JPEG file")
    parser.add_argument("--no-writing", action="store_true", help="do not read what is written in it")
    add_json(parser)
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    """Nothing is kept of what is seen, and nothing sent, but for `--save`."""
    from ..bus import Bus
    from ..errors import UsageError
    from ..vision.camera.camera import make_camera
    from ..vision.writing.reader import WritingReader

    if args.save is not None and args.save.suffix.lower() not in (".jpg", ".jpeg"):
        raise UsageError(f"--save {args.save}: the file's name must end in .jpg")
    config = read_settings(args, vision__camera=args.camera)

    async def look() -> None:
        camera = make_camera(config, Bus())
        reader = None if args.no_writing else WritingReader(config.writing)
        try:
            if args.once or args.save is not None:
                await _once(camera, reader, args.save, as_json=args.json)
            elif args.json or not sys.stdout.isatty():
                await _lines(camera, reader, as_json=args.json)
            else:
                await _live(camera, reader)
        finally:
            await camera.close()
            if reader is not None:
                await reader.close()

    asyncio.run(look())
    return 0


async def _once(camera: Camera, reader: WritingReader | None, file: Path | None, *, as_json: bool) -> None:
    from ..errors import UsageError

    [*_, picture] = await camera.frames(None, 1)
    glance, name = await camera.glance(), camera.name
    await camera.off()
    if file is not None:
        try:
            await asyncio.to_thread(file.write_bytes, picture.jpeg)
        except OSError as error:
            raise UsageError(f"--save {file}: {error.strerror}") from error
    writing = await reader.read(picture) if reader is not None else None
    if as_json:
        print(json.dumps({**_facts(name, glance), "writing": _lines_of(writing)}, ensure_ascii=False))
        return
    print(_in_words(name, glance))
    if file is not None:
        print(f"written to {file}: {picture.width}x{picture.height}, {len(picture.jpeg) // 1000} kB")
    if writing is not None:
        print(f"\n{writing.markdown}" if writing else "no writing")


async def _lines(camera: Camera, reader: WritingReader | None, *, as_json: bool) -> None:
    """A line whenever something else is in view; with `as_json` one a second."""
    await camera.on()
    shown = -1
    while True:
        glance = await camera.glance((1, 1))
        if glance.width and (as_json or glance.changes != shown):
            new, shown = glance.changes != shown, glance.changes
            writing = None
            if new and reader is not None:
                writing = await reader.read((await camera.frames(None, 1))[-1])
            facts = _facts(camera.name, glance)
            if as_json:
                print(json.dumps({**facts, "writing": _lines_of(writing)}, ensure_ascii=False), flush=True)
            else:
                said = "" if writing is None else "; ".join(line.text for line in writing.lines)
                print(_in_words(camera.name, glance) + (f": {said}" if said else ""), flush=True)
        await asyncio.sleep(_LINE_S)


async def _live(camera: Camera, reader: WritingReader | None) -> None:
    from rich.console import Console
    from rich.live import Live

    from ..view.keyboard import pressed_keys
    from ..view.look import LookView

    console, view, loop, over = Console(), LookView(), asyncio.get_running_loop(), asyncio.Event()

    def pressed(key: str) -> None:
        if key in ("q", "escape"):
            loop.call_soon_threadsafe(over.set)

    await camera.on()
    view.camera = camera.name
    reading = asyncio.create_task(_keep_reading(camera, reader, view)) if reader is not None else None
    live = Live(view, console=console, screen=True, auto_refresh=False, vertical_overflow="crop")
    try:
        with pressed_keys(pressed), live:
            while not over.is_set():
                await _see(camera, view, view.room(console.width, console.height))
                live.refresh()
                try:
                    async with asyncio.timeout(_LIVE_S):
                        await over.wait()
                except TimeoutError:
                    continue
    finally:
        if reading is not None:
            reading.cancel()


async def _see(camera: Camera, view: LookView, room: tuple[int, int]) -> None:
    from ..errors import CameraError

    try:
        view.saw(await camera.glance(room))
    except CameraError as error:
        view.problem = str(error)


async def _keep_reading(camera: Camera, reader: WritingReader, view: LookView) -> None:
    """Read again when something else is in view."""
    from ..errors import VoiceAssistantError

    read = -1
    while True:
        if view.glance is not None and view.glance.changes != read and not view.problem:
            read = view.glance.changes
            view.reading = "reading ..."
            try:
                view.lines = (await reader.read((await camera.frames(None, 1))[-1])).lines
                view.reading = "" if view.lines else "no writing"
            except VoiceAssistantError as error:
                view.lines, view.reading = (), str(error)
        await asyncio.sleep(_LINE_S)


def _in_words(name: str, glance: Glance) -> str:
    black = "; only black: is the lens covered?" if glance.black else ""
    return f"{name}: {glance.width}x{glance.height}, sharpness {glance.sharpness:.0f}{black}"


def _facts(name: str, glance: Glance) -> dict[str, Any]:
    return {
        "camera": name,
        "width": glance.width,
        "height": glance.height,
        "fps": round(glance.fps, 1) or None,
        "looked_at_fps": round(glance.looked_fps, 1) or None,
        "sharpness": round(glance.sharpness, 1),
        "views": glance.changes,
        "kept": glance.kept,
        "black": glance.black,
    }


def _lines_of(writing: Writing | None) -> list[dict[str, Any]] | None:
    if writing is None:
        return None
    return [{"text": line.text, "confidence": round(line.confidence, 3)} for line in writing.lines]
