"""`devices`: which microphones, speakers and cameras there are, and whether they work."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from . import Subparsers, add_command
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from ..audio.device import Device
    from ..config.schema import Config
    from ..events import Event, LevelMeasured
    from ..vision.camera.devices import CameraDevice

_METER_WIDTH = 40
_QUIET_DB = -60.0


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "devices",
        example="voice-assistant devices --meter",
        run=run,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--json", action="store_true", help="print JSON, for scripts")
    what.add_argument("--meter", action="store_true", help="show how loud the microphone is")
    what.add_argument("--test", action="store_true", help="play a short tone on the speaker")
    parser.add_argument("--seconds", type=float, default=5.0, metavar="S", help="how long to show it (default: 5)")
    parser.add_argument("--device", metavar="NAME", help="try this one instead of the one in the config")
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    import asyncio

    from ..audio.device import Kind
    from ..audio.portaudio import devices
    from ..errors import DeviceError, UsageError
    from ..vision.camera.devices import camera_devices

    if not 0 < args.seconds <= 3600:
        raise UsageError(f"--seconds {args.seconds:g}: must be more than 0, and at most 3600")
    if args.meter:
        asyncio.run(_meter(read_settings(args, microphone__device=args.device), args.seconds))
        return 0
    if args.test:
        asyncio.run(_test(read_settings(args, speaker__device=args.device)))
        return 0
    found = {kind: [device for device in devices(kind) if not device.placeholder] for kind in Kind}
    cameras = camera_devices()
    if args.json:
        _print_json([device for kind in Kind for device in found[kind]], cameras)
    elif any(found.values()):
        for kind in Kind:
            _print_list(f"{kind.noun}s", found[kind])
        print("\n* is the default. To choose another, put its name, or a part of it, into the config:\n")
        print('    [microphone]\n    device = "NAME"')
    if not args.json:
        _print_cameras(cameras)
    if not any(found.values()):
        raise DeviceError(_nothing())
    return 0


def _nothing() -> str:
    if sys.platform.startswith("linux"):
        return (
            "neither a microphone nor a speaker found: no sound server (PulseAudio or PipeWire) is running for this "
            "user, and there is no sound card; start one, or try `voice-assistant demo`, which needs neither"
        )
    return "neither a microphone nor a speaker found; plug one in, or try `voice-assistant demo`, which needs neither"


def _print_json(found: list[Device], cameras: list[CameraDevice]) -> None:
    import json

    facts: list[dict[str, object]] = [
        {
            "kind": device.kind.value,
            "name": device.name,
            "label": device.label,
            "default": device.default,
            "rate_hz": device.rate_hz,
        }
        for device in found
    ]
    for number, camera in enumerate(cameras):
        facts.append(
            {
                "kind": "camera",
                "name": str(camera.number),
                "label": camera.label,
                "default": not number,
                "readable": camera.readable,
            }
        )
    print(json.dumps(facts, indent=2, ensure_ascii=False))


def _print_list(title: str, found: list[Device]) -> None:
    print(f"{title}:")
    if not found:
        print("    (none)")
    width = max((len(device.label) for device in found), default=0)
    for device in found:
        name = "" if device.name == device.label else f"  {device.name}"
        print(f"  {'*' if device.default else ' '} {device.label:<{width}}  {device.rate_hz:>6} Hz{name}")


def _print_cameras(cameras: list[CameraDevice]) -> None:
    """On Windows nobody tells what there is: they have numbers only."""
    print("\ncameras:" if cameras or sys.platform != "win32" else "\ncameras: try 0, 1, ... with `look --camera`")
    for number, camera in enumerate(cameras):
        forbidden = "" if camera.readable else "  (you may not open it: join the group video)"
        print(f"  {' ' if number else '*'} {camera.number}  {camera.label}{forbidden}")
    if not cameras and sys.platform != "win32":
        print("    (none; a video file or a phone's address can be one: `voice-assistant look --camera ADDRESS`)")


async def _meter(config: Config, seconds: float) -> None:
    import asyncio

    from ..audio.microphone import DeviceMicrophone
    from ..bus import Bus

    bus = Bus()
    view = _MeterView()
    bus.subscribe(view)
    async with DeviceMicrophone(bus, config.microphone.device).open():
        await asyncio.sleep(seconds)
    view.finish()


class _MeterView:
    """A bar that moves on a terminal; elsewhere a line twice a second."""

    def __init__(self) -> None:
        self._live = sys.stdout.isatty()
        self._count = 0
        self._loudest_db: float | None = None

    def __call__(self, event: Event) -> None:
        from ..events import DeviceLost, DeviceRecovered, LevelMeasured, Overrun

        match event:
            case LevelMeasured():
                self._show(event)
            case DeviceLost(message=message) | DeviceRecovered(message=message):
                self._line(message)
            case Overrun(total=total):
                self._line(f"samples lost: {total} times")

    def finish(self) -> None:
        if self._loudest_db is None:
            self._line("the microphone delivered nothing: is the sound server all right?")
        elif self._loudest_db < _QUIET_DB:
            self._line("nothing was heard: is the microphone muted, or the wrong one?")
        else:
            self._line(f"loudest: {abs(self._loudest_db):.0f} dB below full scale")

    def _show(self, level: LevelMeasured) -> None:
        from ..audio.level import level_bar

        self._loudest_db = level.peak_db if self._loudest_db is None else max(self._loudest_db, level.peak_db)
        self._count += 1
        if self._count % (2 if self._live else 16) == 0:
            bar = f"[{level_bar(level, _METER_WIDTH)}] {level.rms_db:6.1f} dB"
            print(f"\r{bar}" if self._live else bar, end="" if self._live else "\n", flush=True)

    def _line(self, text: str) -> None:
        print(f"\r{text:<{_METER_WIDTH + 12}}" if self._live else text, flush=True)


async def _test(config: Config) -> None:
    from ..audio.speaker import DeviceSpeaker
    from ..audio.tone import tone
    from ..bus import Bus
    from ..events import DeviceLost

    def show(event: Event) -> None:
        if isinstance(event, DeviceLost):
            print(event.message, flush=True)

    bus = Bus()
    bus.subscribe(show)
    speaker = DeviceSpeaker(bus, config.speaker.device, volume=config.speaker.volume)
    async with speaker.open():
        print("playing three notes ...", flush=True)
        for pitch_hz in (523.25, 659.25, 783.99):
            await speaker.play(tone(pitch_hz, 0.3))
        await speaker.drain()
    print("done: if you heard nothing, look at the volume, or choose another speaker (--device NAME)")
