"""A talk's microphone on a virtual clock: what it hears of us, and by what it lets us be interrupted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
import pytest

from tests.rig.compare import noise
from tests.rig.echo_room import BLOCK, echo_of
from voice_assistant.audio.echo import EchoCancelledMicrophone
from voice_assistant.audio.echo_control import EchoControl, EchoMode
from voice_assistant.audio.reference import Reference
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Samples
from voice_assistant.bus import Bus
from voice_assistant.config.schema import EchoConfig
from voice_assistant.events import EchoChanged, Event

pytestmark = pytest.mark.looptime

VOICE = noise(16.0, ENGINE_RATE_HZ, seed=21).samples
HISS = np.random.default_rng(22).standard_normal(len(VOICE)).astype(np.float32) * np.float32(3e-4)
OUTPUT_S = 0.08
"""A sound card wants samples so long before they are heard."""


def now() -> float:
    return asyncio.get_running_loop().time()


def rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


@dataclass
class Desk:
    """A loudspeaker that plays `VOICE` as soon as the microphone is open, which hears `recorded`."""

    recorded: Samples
    reference: Reference = field(default_factory=Reference)
    stamped: bool = True
    deaf_to_us: bool = False  # the reference gets something else

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        playing = asyncio.create_task(self._play(now() + OUTPUT_S))
        try:
            yield self._blocks(now() + OUTPUT_S)
        finally:
            playing.cancel()

    async def _play(self, begin_s: float) -> None:
        track = self.reference.track()
        voice = noise(16.0, ENGINE_RATE_HZ, seed=99).samples if self.deaf_to_us else VOICE
        for start in range(0, len(voice), 320):
            at_s = begin_s + start / ENGINE_RATE_HZ
            await asyncio.sleep(max(0.0, at_s - OUTPUT_S - now()))
            track.write(voice[start : start + 320], ENGINE_RATE_HZ, at_s)

    async def _blocks(self, begin_s: float) -> AsyncIterator[Audio]:
        for start in range(0, len(self.recorded) - BLOCK + 1, BLOCK):
            at_s = begin_s + start / ENGINE_RATE_HZ
            await asyncio.sleep(max(0.0, at_s + BLOCK / ENGINE_RATE_HZ - now()))
            samples = self.recorded[start : start + BLOCK]
            yield Audio(samples, ENGINE_RATE_HZ, at_s if self.stamped else None)


async def listen(microphone: EchoCancelledMicrophone | EchoControl) -> list[Audio]:
    async with microphone.open() as blocks:
        return [block async for block in blocks]


@pytest.mark.parametrize("stamped", [True, False])
async def test_our_voice_is_gone(stamped: bool) -> None:
    echo = echo_of(VOICE)
    desk = Desk(echo + HISS, stamped=stamped)
    blocks = await listen(EchoCancelledMicrophone(desk, desk.reference))
    assert {len(block.samples) for block in blocks} == {BLOCK}
    later = Audio.join(blocks[250:450], ENGINE_RATE_HZ)
    assert rms(later.samples) < rms(echo) / 10
    assert rms(later.gated) < rms(echo) / 15


async def test_a_block_says_when_it_was_heard() -> None:
    desk = Desk(HISS)
    blocks = await listen(EchoCancelledMicrophone(desk, desk.reference))
    assert blocks[0].at_s == pytest.approx(OUTPUT_S, abs=1e-4)
    assert blocks[100].at_s == pytest.approx(OUTPUT_S + 3.2, abs=1e-4)


async def test_who_waits_for_a_block_may_give_up_and_wait_again() -> None:
    desk = Desk(HISS)
    async with EchoCancelledMicrophone(Cancellable(desk), desk.reference).open() as blocks:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.001):
                    await anext(blocks)
        first, second = await anext(blocks), await anext(blocks)
    assert first.at_s is not None
    assert second.at_s == pytest.approx(first.at_s + BLOCK / ENGINE_RATE_HZ)


@dataclass
class Cancellable:
    """Like a device: waiting for the next block may be given up."""

    desk: Desk

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        waiting: asyncio.Queue[Audio] = asyncio.Queue()

        async def fill() -> None:
            async with self.desk.open() as blocks:
                async for block in blocks:
                    waiting.put_nowait(block)

        class Blocks:
            def __aiter__(self) -> AsyncIterator[Audio]:
                return self

            async def __anext__(self) -> Audio:
                return await waiting.get()

        filling = asyncio.create_task(fill())
        try:
            yield Blocks()
        finally:
            filling.cancel()
            await asyncio.wait([filling])


def found(mode: EchoMode) -> Callable[[], Awaitable[EchoMode]]:
    async def find() -> EchoMode:
        return mode

    return find


@dataclass
class Talk:
    control: EchoControl
    told: list[Event]


def talk(desk: Desk, config: EchoConfig | None = None, mode: EchoMode = EchoMode.WEBRTC) -> Talk:
    bus, told = Bus(), list[Event]()
    bus.subscribe(told.append)
    return Talk(EchoControl(config or EchoConfig(), bus, desk, desk.reference, found(mode)), told)


async def test_an_echo_that_is_cancelled_lets_anything_interrupt() -> None:
    here = talk(Desk(echo_of(VOICE) + HISS))
    await listen(here.control)
    assert here.control.can_interrupt == "voice"
    assert here.control.reduction_db is not None
    assert here.control.reduction_db > 20
    told = [event for event in here.told if isinstance(event, EchoChanged)]
    assert {(event.mode, event.can_interrupt) for event in told} == {("webrtc", "voice")}
    assert told[0].reduction_db is None  # said at once, and again when it has been measured
    assert told[-1].reduction_db is not None
    assert f"by {told[-1].reduction_db:.0f} dB" in told[-1].message
    assert len(told) < 6


async def test_an_echo_that_cannot_be_cancelled_leaves_the_word_stop() -> None:
    here = talk(Desk(echo_of(VOICE) + HISS, deaf_to_us=True))
    await listen(here.control)
    assert here.control.can_interrupt == "word"
    told = here.told[-1]
    assert isinstance(told, EchoChanged)
    assert told.can_interrupt == "word"
    assert 'only "stop" interrupts' in told.message


async def test_without_an_echo_anything_interrupts() -> None:
    here = talk(Desk(HISS, deaf_to_us=True), mode=EchoMode.HEADPHONES)
    await listen(here.control)
    assert here.control.can_interrupt == "voice"
    assert {event.mode for event in here.told if isinstance(event, EchoChanged)} == {"headphones"}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (EchoConfig(mode="off"), ("off", "key")),
        (EchoConfig(mode="headphones"), ("headphones", "voice")),
        (EchoConfig(mode="server"), ("server", "voice")),
        (EchoConfig(mode="off", interrupt_by="word"), ("off", "word")),
        (EchoConfig(interrupt_by="key"), ("webrtc", "key")),
    ],
)
async def test_the_config_has_the_last_word(config: EchoConfig, expected: tuple[str, str]) -> None:
    here = talk(Desk(echo_of(VOICE), deaf_to_us=True), config)
    blocks = await listen(here.control)
    assert (here.control.mode.value, here.control.can_interrupt) == expected
    if config.mode != "auto":
        assert all(block.gate is None for block in blocks)  # nothing was computed
