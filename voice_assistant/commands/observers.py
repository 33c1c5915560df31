"""What shows and sounds the state of the running assistant. All of it may be missing: nothing else changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..bus import Bus
    from ..config.schema import Config


@asynccontextmanager
async def observers(config: Config, bus: Bus) -> AsyncIterator[None]:
    """Cue sounds, while the context is open."""
    from ..audio.cues import playing_cues
    from ..audio.speaker import DeviceSpeaker
    from ..bus import Bus as QuietBus
    from ..desktop.hotkeys.select import hotkeys_of

    async with AsyncExitStack() as stack:
        if config.cues.enabled and config.cues.volume > 0:
            keys = hotkeys_of(config.bindings, "")
            hesitant = {name for name, hotkeys in keys.items() if any(key.is_modifier for key in hotkeys)}
            speaker = DeviceSpeaker(QuietBus(), config.speaker.device, volume=config.cues.volume)
            await stack.enter_async_context(playing_cues(bus, speaker, hesitant))
        yield
