"""`wyoming`: our engines for Home Assistant and whoever else speaks its protocol."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..errors import UsageError
from . import Subparsers, add_command
from .settings import add_settings, read_settings

if TYPE_CHECKING:
    from ..config.schema import Config

_URI = "tcp://127.0.0.1:10300"


def add(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "wyoming", example=f"voice-assistant wyoming --uri {_URI}", run=run)
    parser.add_argument("--uri", default=_URI, help="where to listen (%(default)s)")
    parser.add_argument(
        "--without-password",
        action="store_true",
        help="allow an address that other machines reach, though Wyoming has no password",
    )
    add_settings(parser)


def run(args: argparse.Namespace) -> int:
    import asyncio

    from ..serving.wyoming_server import on_this_machine, place

    host, port = place(args.uri)
    if not on_this_machine(host) and not args.without_password:
        raise UsageError(
            f"{args.uri} is open to other machines, and Wyoming has no password: add --without-password if you trust "
            "everybody who can reach it"
        )
    asyncio.run(_serve(read_settings(args), host, port))
    return 0


async def _serve(config: Config, host: str, port: int) -> None:
    """Until Ctrl+C, or SIGTERM."""
    import asyncio
    import signal
    from contextlib import suppress

    from ..app import engines
    from ..bus import Bus
    from ..events import Problem
    from ..serving.wyoming_server import on_this_machine, serving

    ended = asyncio.Event()
    with suppress(NotImplementedError):  # Windows: Ctrl+C arrives as KeyboardInterrupt
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
    bus = Bus()
    bus.subscribe(lambda event: print(f"! {event.message}", flush=True) if isinstance(event, Problem) else None)
    async with engines(config) as made:
        made.tell(bus)
        async with serving(config, made, host, port) as at:
            await made.warm_up(bus, mind=False)
            if not on_this_machine(host):
                print("Wyoming has no password: everybody who reaches this address may use it.")
            print(f"ready at tcp://{host}:{at}", flush=True)
            await ended.wait()
