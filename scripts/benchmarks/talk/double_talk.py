"""How well a person is understood while the assistant speaks, without it giving way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

import numpy as np

from tests.simulation.air import Air
from tests.simulation.clock import on_sample_clock
from tests.simulation.engines import PiperVoice
from tests.simulation.play import RealOnes
from tests.simulation.room import Room
from tests.simulation.sound_card import SoundCard
from tests.simulation.sounds import level
from voice_assistant.audio.echo import EchoCancelledMicrophone
from voice_assistant.audio.files import read_audio
from voice_assistant.audio.microphone import DeviceMicrophone
from voice_assistant.audio.reference import Reference
from voice_assistant.audio.resample import resample
from voice_assistant.audio.speaker import DeviceSpeaker
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.bus import Bus

from ..report import Row, at_most
from ..samples import Sample
from ..word_errors import error_rate
from .rooms import LEVELS_DB
from .texts import prose

CLIPS = 16
BAR_AT_DB = -10.0
LEAD_S = 3.0
"""The assistant has been speaking for so long when the person begins."""
TAIL_S = 0.5


def double_talk(real: RealOnes, clips: Sequence[Sample]) -> list[Row]:
    read = [clip for clip in clips if clip.language == "en" and 3.0 < _duration_s(clip) < 16.0]
    some = read[:: max(1, len(read) // CLIPS)][:CLIPS]
    voice = PiperVoice()
    alone = {clip.path: _text(real, *on_sample_clock(_heard(Room(echo_db=None), voice, clip))) for clip in some}
    alone_rate = error_rate(some, alone)
    rows = []
    for echo_db in LEVELS_DB:
        room = replace(Room(), echo_db=echo_db)
        both = {clip.path: _text(real, *on_sample_clock(_heard(room, voice, clip))) for clip in some}
        rate = error_rate(some, both)
        how = f"{len(some)} clips of read speech over our voice: {rate:.1f} % against {alone_rate:.1f} % without it"
        bar = 5.0 if echo_db == BAR_AT_DB else None
        rows.append(at_most(f"double talk, echo at {echo_db:g} dB", rate - alone_rate, "points", bar, how))
    return rows


def _duration_s(clip: Sample) -> float:
    return read_audio(clip.path).duration_s


def _text(real: RealOnes, samples: Samples, language: str = "en") -> str:
    recogniser = real.hearing().engine
    return real.thread.run(recogniser.transcribe(Audio(samples, ENGINE_RATE_HZ), language=language)).text


async def _heard(room: Room, voice: PiperVoice, clip: Sample) -> tuple[Samples]:
    """What the program hears of `clip` while it speaks, its own voice taken out as well as it can."""
    bus, air = Bus(), Air(room, seed=1)
    card, reference = SoundCard(air), Reference()
    microphone = EchoCancelledMicrophone(DeviceMicrophone(bus, stream=card.stream), reference)
    speaker = DeviceSpeaker(bus, tap=reference.track(), stream=card.stream)
    said = level(resample(read_audio(clip.path), ENGINE_RATE_HZ).samples)
    seconds = len(said) / ENGINE_RATE_HZ + TAIL_S
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(speaker.open())
        blocks = await stack.enter_async_context(microphone.open())
        speaking = asyncio.create_task(_speak(speaker, voice, LEAD_S + seconds))
        begins, heard = round(LEAD_S * ENGINE_RATE_HZ), []
        air.say(begins, said)
        async for block in blocks:
            assert block.at_s is not None
            at = card.position(block.at_s)
            if at >= begins:
                heard.append(block.samples)
            if at >= begins + seconds * ENGINE_RATE_HZ:
                break
        speaking.cancel()
        await asyncio.wait([speaking])
    return (np.concatenate(heard),)


async def _speak(speaker: DeviceSpeaker, voice: PiperVoice, seconds: float) -> None:
    for sentence in prose(2 * seconds).split(". "):
        async for sound in voice.speak(sentence + "."):
            await speaker.play(sound)
