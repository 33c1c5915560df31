"""What shows and sounds the state of the running assistant. All of it may be missing: nothing else changes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..audio.types import Tap
    from ..bus import Bus
    from ..config.schema import Config


@asynccontextmanager
async def observers(config: Config, bus: Bus, tap: Tap | None = None) -> AsyncIterator[None]:
    """Cue sounds and the indicator, while the context is open. `tap` gets what the cues play."""
    from ..audio.cues import playing_cues
    from ..audio.speaker import DeviceSpeaker
    from ..bus import Bus as QuietBus
    from ..desktop.hotkeys.select import hotkeys_of

    async with AsyncExitStack() as stack:
        if config.cues.enabled and config.cues.volume > 0:
            keys = hotkeys_of(config.bindings, "")
            hesitant = {name for name, hotkeys in keys.items() if any(key.is_modifier for key in hotkeys)}
            speaker = DeviceSpeaker(QuietBus(), config.speaker.device, volume=config.cues.volume, tap=tap)
            await stack.enter_async_context(playing_cues(bus, speaker, hesitant))
        if config.indicator.enabled:
            stack.enter_context(_indicator(config))
        yield


@contextmanager
def _indicator(config: Config) -> Iterator[None]:
    """Its processes, ended at the end. They wait for the control socket, and would end with it by themselves."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "voice_assistant", "indicator", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # deaf to the terminal's Ctrl+C
        )
        for arguments in indicator_arguments(config)
    ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def indicator_arguments(config: Config) -> list[list[str]]:
    """The command lines of `indicator` for this desktop."""
    from importlib.util import find_spec

    from ..desktop.session import Desktop, detect

    desktop = detect()
    if desktop is Desktop.NONE:
        return []
    shown = config.indicator
    wanted = []
    overlay = shown.overlay and desktop is not Desktop.MACOS  # there, a program with a window takes the focus
    if overlay or shown.notify != "none":
        wanted.append(["--notify", shown.notify, *([] if overlay else ["--no-overlay"])])
    if find_spec("PySide6") is not None:
        wanted.append(["--tray"])
    return wanted
