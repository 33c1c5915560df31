"""Where the sound of a one-off command goes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..audio.types import Speaker
    from ..bus import Bus
    from ..config.schema import Config


def speaker_for(config: Config, bus: Bus, out: Path | None) -> Speaker:
    """The file `out`, or the speaker. Raises `AudioFileError` for what cannot be written."""
    from ..audio.file_speaker import FileSpeaker
    from ..audio.files import check_writable
    from ..audio.speaker import DeviceSpeaker

    if out is None:
        return DeviceSpeaker(bus, config.speaker.device, volume=config.speaker.volume)
    check_writable(out)
    return FileSpeaker(out)


def speaker_or_none(config: Config, bus: Bus, *, instead: str) -> Speaker | None:
    """The speaker; where there is none, standard error gets that, and what there is `instead`."""
    from ..audio.device import Kind, choose
    from ..audio.portaudio import devices
    from ..audio.speaker import DeviceSpeaker
    from ..errors import DeviceError

    try:
        choose(devices(Kind.OUTPUT), config.speaker.device, Kind.OUTPUT)
    except DeviceError as error:
        print(f"voice-assistant: {error}; {instead}", file=sys.stderr)
        return None
    return DeviceSpeaker(bus, config.speaker.device, volume=config.speaker.volume)
