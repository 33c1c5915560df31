"""A program that records from the microphone into a journal until it is killed: `python -m ... FOLDER`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from voice_assistant.audio.journal import Journal
from voice_assistant.audio.microphone import DeviceMicrophone
from voice_assistant.bus import Bus
from voice_assistant.config.schema import RecordingsConfig


async def record(folder: Path) -> None:
    recording = Journal(folder, RecordingsConfig(), print).begin("dictate")
    async with DeviceMicrophone(Bus()).open() as blocks:
        async for block in blocks:
            recording.write(block)


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1])))
