"""When a dictation on the command line is over, on a virtual clock."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes import ClockMicrophone, LoudnessActivity
from voice_assistant.commands.dictation_microphone import EndingMicrophone
from voice_assistant.listening import SpeechMeter

pytestmark = pytest.mark.looptime


async def recorded_s(
    microphone: ClockMicrophone,
    *,
    stop: asyncio.Event | None = None,
    seconds: float | None = None,
    silence_s: float | None = None,
) -> float:
    ending = EndingMicrophone(
        microphone, stop or asyncio.Event(), 0.1, seconds, silence_s, SpeechMeter(LoudnessActivity(), 0.5)
    )
    total_s = 0.0
    async with ending.open() as blocks:
        async for block in blocks:
            total_s += block.duration_s
    assert not microphone.is_open
    return total_s


async def test_it_ends_after_the_given_time() -> None:
    assert await recorded_s(ClockMicrophone(), seconds=2.0) == pytest.approx(2.0, abs=0.04)


async def test_it_ends_by_hand_after_the_tail() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(1.0, stop.set)
    assert await recorded_s(ClockMicrophone(), stop=stop) == pytest.approx(1.1, abs=0.07)


async def test_silence_before_the_first_word_does_not_end_it() -> None:
    microphone = ClockMicrophone()
    microphone.loud = False
    loop = asyncio.get_running_loop()
    loop.call_later(5.0, setattr, microphone, "loud", True)
    loop.call_later(6.0, setattr, microphone, "loud", False)
    assert await recorded_s(microphone, silence_s=1.5) == pytest.approx(7.5, abs=0.1)


async def test_a_short_pause_does_not_end_it() -> None:
    microphone = ClockMicrophone()
    loop = asyncio.get_running_loop()
    for at_s, loud in ((1.0, False), (2.0, True), (3.0, False)):
        loop.call_later(at_s, setattr, microphone, "loud", loud)
    assert await recorded_s(microphone, silence_s=1.5) == pytest.approx(4.5, abs=0.1)
