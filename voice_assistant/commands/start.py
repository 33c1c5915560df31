"""`start`: the assistant itself, in the foreground, until Ctrl+C or `stop`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import DeviceError, ModelError
from . import Subparsers, add_command
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from rich.console import Console

    from ..config.schema import Config
    from ..desktop.hotkeys.base import HotkeyListener


def add(subparsers: Subparsers) -> None:
    parser = add_command(
        subparsers,
        "start",
        example="voice-assistant start --persona pirate",
        run=run,
    )
    parser.add_argument("--persona", metavar="NAME", help="who answers at first")
    parser.add_argument("--or-demo", action="store_true", help="where a device is missing, show the demo instead")
    parser.add_argument("--until-eof", action="store_true", help=argparse.SUPPRESS)  # ends with standard input
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    import asyncio

    from .. import logs, paths
    from ..single_instance import single_instance

    config = read_settings(args, persona=args.persona)
    with single_instance(paths.runtime_dir()):
        logs.keep(paths.log_file())
        missing = _missing_device(config)
        if missing is None:
            _check_models(config)
            asyncio.run(_serve(config, debug=args.debug, until_eof=args.until_eof))
            return 0
    if not args.or_demo:
        raise DeviceError(f"{missing}; `voice-assistant demo` shows everything without")
    from .demo import show

    told = f"{missing}\n\nWithout it, here is the demo: a question asked and answered aloud, from files.\n"
    print(f"voice-assistant: {told}", file=sys.stderr, flush=True)
    return show(config)


def _missing_device(config: Config) -> DeviceError | None:
    from ..audio.device import Kind, choose
    from ..audio.portaudio import devices

    try:
        for kind, wish in ((Kind.INPUT, config.microphone.device), (Kind.OUTPUT, config.speaker.device)):
            choose(devices(kind), wish, kind)
    except DeviceError as error:
        return error
    return None


def _check_models(config: Config) -> None:
    """What is not there is said before anything starts, all of it. Raises `ModelError`."""
    from ..models import locate
    from ..models.needed import needed_models

    problems = []
    for name in needed_models(config):
        try:
            locate(name)
        except ModelError as error:
            problems.append(str(error))
    if problems:
        raise ModelError("\n".join(problems))


async def _serve(config: Config, *, debug: bool, until_eof: bool) -> None:
    from rich.console import Console

    from .. import paths
    from ..app import assemble, engines, mcp_servers
    from ..audio.echo_control import EchoControl
    from ..audio.echo_devices import find_mode, server_devices
    from ..audio.journal import Journal
    from ..audio.microphone import DeviceMicrophone
    from ..audio.mutable_microphone import MutableMicrophone
    from ..audio.portaudio import thread
    from ..audio.reference import Reference
    from ..audio.speaker import DeviceSpeaker
    from ..audio.volume import Volume
    from ..bus import Bus
    from ..concurrency import running
    from ..console import ConsoleView
    from ..daemon import Daemon
    from ..desktop.desk import ThisDesk
    from ..desktop.hotkeys.select import hotkeys_of, listener
    from ..desktop.session import detect
    from ..engines.registry import create_voice_activity
    from ..events import Problem
    from ..inbox import Say
    from ..recovery import Recovery
    from ..talks.talks import Talks
    from ..tools.alarms import Alarms
    from ..tools.ringing import Ringing
    from ..turn_taking.patience import Patience
    from ..vision.making import open_eyes
    from .observers import observers

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())  # a log keeps its lines
    bus = Bus()
    bus.subscribe(ConsoleView(console, config.persona, cancel=config.hotkeys.cancel, show_latency=debug))
    hotkeys = listener(
        hotkeys_of(config.bindings, config.hotkeys.cancel, config.hotkeys.cut_off, config.reading_keys.model_dump()),
        backend=config.hotkeys.backend,
        desktop=detect(),
    )
    journal = Journal(paths.recordings_dir(), config.recordings, lambda line: bus.publish(Problem(line)))
    journal.recover()
    journal.prune()
    desk = ThisDesk(method=config.insertion.method, apps=config.insertion.apps)
    devices = config.microphone.device, config.speaker.device
    if config.echo.mode == "server":
        devices = await thread.call(server_devices)
    microphone = MutableMicrophone(DeviceMicrophone(bus, devices[0]))
    volume, reference = Volume(config.speaker.volume), Reference()
    echo = EchoControl(config.echo, bus, microphone, reference, lambda: find_mode(config))
    alarms, servers = Alarms(paths.alarms_file()), mcp_servers(config, bus)
    async with engines(config) as made, open_eyes(config, bus, desk, paths.state_dir()) as eyes:
        assistant = assemble(
            config,
            bus,
            made,
            microphone=microphone,
            speaker=DeviceSpeaker(bus, devices[1], volume=volume, tap=reference.track()),
            journal=journal,
            desk=desk,
            talks=Talks.of(config, paths.talks_dir(), lambda line: bus.publish(Problem(line))),
            echo=echo,
            patience=Patience.kept_in(paths.state_dir() / "patience.json"),
            volume=volume,
            alarms=alarms,
            servers=servers,
            eyes=eyes,
        )
        recovery = Recovery(
            config, bus, journal, made.speech_to_text, lambda: create_voice_activity(config.voice_activity)
        )
        daemon = Daemon(config, bus, assistant, made, hotkeys, recovery, microphone, servers, alarms, eyes)
        if until_eof:
            _at_eof(daemon.stop)
        try:
            ringing = Ringing(alarms, bus, lambda text: assistant.send(Say(text)))
            beside = running(ringing.run()), running(servers.run())
            async with observers(config, bus, reference.track()), beside[0], beside[1]:
                await echo.look()
                await daemon.run(paths.runtime_dir(), lambda: _greet(console, config, hotkeys, daemon.hotkeys_reason))
        finally:
            desk.close()
            journal.close()
    console.print("stopped")


def _at_eof(stop: Callable[[], None]) -> None:
    """Stop when standard input ends: whoever started us has gone."""
    import asyncio
    import threading
    from contextlib import suppress

    loop = asyncio.get_running_loop()

    def read() -> None:
        sys.stdin.buffer.read()
        with suppress(RuntimeError):  # we have stopped already
            loop.call_soon_threadsafe(stop)

    threading.Thread(target=read, name="until eof", daemon=True).start()


def _greet(console: Console, config: Config, hotkeys: HotkeyListener, reason: str) -> None:
    for name, binding in config.bindings.items():
        persona = binding.persona or config.persona
        line = " -> ".join(
            [" + ".join(binding.sources), *([] if persona == "none" else [persona]), " + ".join(binding.sinks)]
        )
        console.print(f"  {' or '.join(binding.keys) or '-':<16} {name:<10} {line}", markup=False)
    if hotkeys.alive:
        if hotkeys.backend != "portal" or "+" in config.hotkeys.cancel:  # a plain key is not to be had from a portal
            console.print(f"  {config.hotkeys.cancel:<16} {'cancel':<10} silences", markup=False)
        console.print("Hold a key while you speak, or tap it before and after.", style="dim")
    else:
        console.print(f"  no hotkeys: {reason}", style="yellow", markup=False)
    if config.wake_word.enabled:
        words = " or ".join(f'"{word.replace("_", " ")}"' for word in config.wake_word.words)
        console.print(f"The microphone is open: say {words}.", style="dim")
    console.print("ready", style="bold green")
