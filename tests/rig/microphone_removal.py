"""A microphone that is pulled out, or whose sound server hangs, while somebody speaks into it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from tests.fakes import LoudnessActivity
from tests.rig.compare import find, noise
from tests.rig.pulse import PulseRig
from tests.rig.waiting import until
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.journal import Journal
from voice_assistant.audio.microphone import DeviceMicrophone
from voice_assistant.audio.types import Audio
from voice_assistant.bus import Bus
from voice_assistant.config.schema import RecordingsConfig
from voice_assistant.events import Event, LevelMeasured
from voice_assistant.listening import SpeechMeter, listen

_SENTENCE = noise(4.0, 16_000, seed=11)
_IN_FLIGHT_S = 0.5
"""Sound that was still on its way through the sound server when the microphone went."""


async def heard_before_removal(rig: PulseRig, folder: Path, *, after_s: float) -> bool:
    """`heard_before`, with the microphone pulled out and then plugged in again."""
    return await heard_before(rig, folder, rig.unload_microphone, rig.load_microphone, after_s=after_s)


async def heard_before(
    rig: PulseRig, folder: Path, fault: Callable[[], None], repair: Callable[[], None], *, after_s: float
) -> bool:
    """Record with a key held, let `fault` happen when `after_s` of a sentence have been heard, let the key go.

    Whether the recording holds that sentence up to half a second before.
    """
    bus, released, loud = Bus(), asyncio.Event(), 0

    def count(event: Event) -> None:
        nonlocal loud
        loud += isinstance(event, LevelMeasured) and event.rms_db > -40

    bus.subscribe(count)
    journal = Journal(folder, RecordingsConfig(), print)
    listening = asyncio.create_task(
        listen(
            DeviceMicrophone(bus),
            released,
            SpeechMeter(LoudnessActivity(), 0.5),
            journal.begin("dictate"),
            tail_s=0.1,
            max_s=60,
        )
    )
    try:
        await until(rig.recorders, "the microphone to open")
        player = rig.play_into_microphone(_SENTENCE, wait=False)
        await until(lambda: loud * 0.032 >= after_s, "the sentence to be heard")
        fault()
        released.set()
        await listening
        player.kill()
        player.wait()
    finally:
        listening.cancel()
        repair()
    journal.close()
    (recording,) = journal.recordings()
    said = Audio(_SENTENCE.samples[: round((after_s - _IN_FLIGHT_S) * 16_000)], 16_000)
    return find(said, read_audio(recording.path)).correlation > 0.95
