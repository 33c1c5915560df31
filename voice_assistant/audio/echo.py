"""Listening while speaking: a microphone that does not hear our own voice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal, Protocol

from .echo_aligner import LEAD_S, Change, EchoAligner
from .echo_canceller import EchoCanceller
from .echo_watch import EchoWatch
from .reference import Reference
from .sample_clock import SampleClock
from .types import ENGINE_RATE_HZ, Audio, Microphone

CanInterrupt = Literal["voice", "word", "key"]
"""By what our speech may be interrupted: by whatever is said, by "stop" and the like alone, or by a key alone."""


class Echo(Protocol):
    """How well we hear while we speak."""

    @property
    def can_interrupt(self) -> CanInterrupt: ...


class KeyOnly:
    """We do not listen while we speak. Implements `Echo`."""

    can_interrupt: CanInterrupt = "key"


class EchoCancelledMicrophone:
    """`microphone` without what `reference` says was played. Implements `Microphone`: blocks of the same length.

    Their `gate` is for a voice activity detector: see `echo_canceller`. Nothing is computed while it is not open, and
    next to nothing while nothing is played. `measured` is called about once a second while we speak.
    """

    def __init__(
        self,
        microphone: Microphone,
        reference: Reference,
        *,
        lead_s: float = LEAD_S,
        measured: Callable[[EchoWatch], None] = lambda watch: None,
    ) -> None:
        self._microphone = microphone
        self._reference = reference
        self._lead_s = lead_s
        self._measured = measured
        self._learned: tuple[EchoAligner, EchoCanceller] | None = None  # the room does not change from talk to talk

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        with self._reference.reading():
            async with self._microphone.open() as blocks:
                if self._learned is None:
                    self._learned = EchoAligner(self._reference.read, self._lead_s), EchoCanceller()
                yield _EchoFree(blocks, self._reference, *self._learned, self._measured)


_JUMP_S, _OFF_S = 0.06, 0.1
"""What a sound server says of a microphone's latency wanders by 30 ms, while not a sample is lost."""


class _EchoFree:
    """The blocks; whoever waits for one may be cancelled and wait again."""

    def __init__(
        self,
        blocks: AsyncIterator[Audio],
        reference: Reference,
        aligner: EchoAligner,
        canceller: EchoCanceller,
        measured: Callable[[EchoWatch], None],
    ) -> None:
        self._blocks = blocks
        self._reference = reference
        self._stumbles = reference.stumbles
        self._aligner = aligner
        self._canceller = canceller
        self._watch = EchoWatch()
        self._measured = measured
        self._clock = SampleClock(jump_s=_JUMP_S, off_s=_OFF_S)
        self._count = 0

    def __aiter__(self) -> AsyncIterator[Audio]:
        return self

    async def __anext__(self) -> Audio:
        return self._cancel(await anext(self._blocks))

    def _cancel(self, block: Audio) -> Audio:
        at_s = block.at_s
        if at_s is None:
            at_s = asyncio.get_running_loop().time() - block.duration_s
        if self._clock.place(at_s, block.duration_s):
            if self._count:
                self._canceller.stumbled()
            self._count = 0
        position = self._clock.start + self._count
        self._count += len(block.samples)
        far = self._aligner.far(position, len(block.samples))
        if self._reference.stumbles != self._stumbles:
            self._stumbles = self._reference.stumbles
            self._canceller.stumbled()
        rough = self._aligner.rough(position, len(block.samples))
        out = self._canceller.process(block.samples, far, rough)
        match self._aligner.learn(block.samples, rough):
            case Change.PLACE:
                self._canceller.realigned(self._aligner.moved_by)
            case Change.ROUGH_PLACE:
                self._canceller.stumbled()
            case Change.SPEED:
                self._canceller.drifted()
        if self._watch.feed(block.samples, far, out):
            self._measured(self._watch)
        return Audio(out.samples, block.rate_hz, position / ENGINE_RATE_HZ, out.gate)
