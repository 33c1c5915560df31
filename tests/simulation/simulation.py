"""The whole assistant in a simulated room, on the sample clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np

from tests.fakes import MemoryJournal, PaperDesk
from voice_assistant.assistant import Assistant
from voice_assistant.audio.echo_control import EchoControl, EchoMode
from voice_assistant.audio.microphone import DeviceMicrophone
from voice_assistant.audio.playqueue import DUCK_S
from voice_assistant.audio.reference import Reference
from voice_assistant.audio.speaker import DeviceSpeaker
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio, Microphone, Samples
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import EndOfTurn, HearingModel, LanguageModel, SpeechToText, TextToSpeech
from voice_assistant.engines.registry import create_voice_activity
from voice_assistant.equipment import Equipment
from voice_assistant.events import (
    Event,
    LevelMeasured,
    OwnLevelMeasured,
    ReplyDelta,
    SentenceReady,
    SpeakingStarted,
    WordsHeard,
)
from voice_assistant.persona_store import load_personas
from voice_assistant.roads import Roads

from .air import Air, Said
from .engines import SECOND_PER_LETTER
from .room import Room
from .sound_card import SoundCard
from .sounds import Utterance

POLL_S = 0.01
DUCKED = 10 ** (-15 / 20)


@dataclass(frozen=True, slots=True)
class Engines:
    """What a simulation works with. Made on the sample clock, with the air that they may listen to."""

    hearing: SpeechToText
    model: LanguageModel
    voice: TextToSpeech
    judge: EndOfTurn
    ear: HearingModel | None = None
    """Answers in place of `model`, where the config has another road than the cascade."""


class WatchedSpeaker(DeviceSpeaker):
    """Keeps who wanted what of it, and when."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.gains: list[tuple[float, float]] = []
        """When it was ducked, or no longer, and to what."""
        self.stops_s: list[float] = []
        """When it was made to forget what it still had to play."""

    def flush(self) -> None:
        self.stops_s.append(asyncio.get_running_loop().time())
        super().flush()

    def duck(self, gain: float) -> None:
        self.gains.append((asyncio.get_running_loop().time(), gain))
        super().duck(gain)


class KeptMicrophone:
    """`microphone`, of which is kept what is left when the echo is gone, on the time line of `card`."""

    def __init__(self, card: SoundCard, microphone: Microphone) -> None:
        self._card = card
        self._microphone = microphone

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Audio]]:
        async with self._microphone.open() as blocks:
            yield self._kept(blocks)

    async def _kept(self, blocks: AsyncIterator[Audio]) -> AsyncIterator[Audio]:
        async for block in blocks:
            assert block.at_s is not None
            position = max(0, self._card.position(block.at_s))
            self._card.air.cleaned.write(position, block.samples)
            self._card.air.gate.write(position, block.samples if block.gate is None else block.gate)
            yield block


async def _no_headphones() -> EchoMode:
    return EchoMode.WEBRTC


@dataclass
class Simulation:
    """`assistant` runs, until the context of `simulated` is left."""

    config: Config
    bus: Bus
    air: Air
    card: SoundCard
    speaker: WatchedSpeaker
    desk: PaperDesk
    journal: MemoryJournal
    engines: Engines
    assistant: Assistant
    events: list[tuple[float, Event]] = field(default_factory=list)

    @property
    def now_s(self) -> float:
        return asyncio.get_running_loop().time()

    def seen(self, kind: type[Event]) -> list[Event]:
        return [event for _, event in self.events if isinstance(event, kind)]

    def say(self, said: Utterance, gain: float = 1.0) -> Said:
        """The person says it, from now on."""
        at = self.card.position(self.now_s)
        known = getattr(self.engines.hearing, "said", None)
        if known is not None:
            known.append((at, said))
        return self.air.say(at, said.samples * np.float32(gain))

    def sound(self, samples: Samples) -> Said:
        """It sounds from now on, and nobody says anything."""
        return self.air.say(self.card.position(self.now_s), samples)

    async def until(self, condition: Callable[[], bool], *, within_s: float = 60.0) -> None:
        """Raises `TimeoutError`."""
        async with asyncio.timeout(within_s):
            while True:
                if self.card.failure is not None:
                    raise self.card.failure
                if condition():
                    return
                await asyncio.sleep(POLL_S)

    def played(self, start_s: float, end_s: float) -> Samples:
        """By the loudspeaker, between two times of the loop."""
        return self.air.played.read(self.card.position(start_s), self.card.position(end_s))

    @property
    def spoken_s(self) -> float:
        """How long the loudspeaker has sounded."""
        return self.air.sounded / ENGINE_RATE_HZ

    @property
    def words_said(self) -> int:
        """How many words of the reply have sounded."""
        began_s, text = 0.0, ""
        for at_s, event in self.events:
            match event:
                case SentenceReady(text=sentence, first=first):
                    text = sentence if first else f"{text} {sentence}"
                case SpeakingStarted():
                    began_s = at_s
        if not began_s:
            return 0
        letters = np.count_nonzero(self.played(began_s, self.now_s)) / ENGINE_RATE_HZ / SECOND_PER_LETTER
        return sum(1 for place in range(1, len(text) + 1) if place <= letters and text[place : place + 1] in ("", " "))

    def sounds_from(self, at_s: float) -> float | None:
        """When, from `at_s` on, the loudspeaker first sounds; None if it has not yet."""
        sounding = np.flatnonzero(self.played(at_s, self.now_s))
        return at_s + int(sounding[0]) / ENGINE_RATE_HZ if len(sounding) else None

    def ducked_from(self, begins_s: float) -> float | None:
        """When, after `begins_s`, the loudspeaker was at most at -15 dB for the first time because it was ducked."""
        for at_s, gain in self.speaker.gains:
            if at_s >= begins_s and gain <= DUCKED:
                block_s = next((time_s for time_s in self.card.blocks_s if time_s >= at_s), at_s)
                return block_s + self.card.output_s + DUCK_S * (1 - DUCKED)
        return None

    def silent_from(self, at_s: float) -> float | None:
        """When, after `at_s`, the loudspeaker fell silent for at least 0.3 s; None if it has not yet."""
        return quiet_after(self.played(at_s, self.now_s), at_s)


def quiet_after(played: Samples, at_s: float, enough_s: float = 0.3) -> float | None:
    sounding = np.flatnonzero(played)
    ends = [*sounding[:-1][np.diff(sounding) > enough_s * ENGINE_RATE_HZ], *sounding[-1:]]
    if not len(sounding) or sounding[0] > enough_s * ENGINE_RATE_HZ:
        return at_s
    first = int(ends[0]) + 1
    return at_s + first / ENGINE_RATE_HZ if len(played) - first >= enough_s * ENGINE_RATE_HZ else None


@asynccontextmanager
async def simulated(
    make: Callable[[Air], Engines],
    *,
    room: Room | None = None,
    config: Config | None = None,
    seed: int = 1,
    keep_s: float | None = None,
) -> AsyncIterator[Simulation]:
    """An assistant in `room`. Everything in it is the same each time for the same `seed`."""
    config, bus = config or Config(), Bus()
    air = Air(room or Room(), seed, keep_s)
    card = SoundCard(air)
    engines = make(air)
    reference = Reference()
    microphone = DeviceMicrophone(bus, stream=card.stream)
    speaker = WatchedSpeaker(bus, tap=reference.track(), stream=card.stream)
    echo = EchoControl(config.echo, bus, microphone, reference, _no_headphones)
    desk, journal = PaperDesk(), MemoryJournal()
    ears = {} if engines.ear is None else {config.language_model.road: engines.ear}
    equipment = Equipment(
        config=config,
        bus=bus,
        microphone=microphone,
        speaker=speaker,
        voice_activity=create_voice_activity(config.voice_activity),
        end_of_turn=engines.judge,
        speech_to_text=engines.hearing,
        text_to_speech=engines.voice,
        journal=journal,
        desk=desk,
        echo_free=KeptMicrophone(card, echo),
        echo=echo,
        roads=Roads(config, bus, engines.model, ears),
    )
    assistant = Assistant(equipment, engines.model, load_personas())
    simulation = Simulation(config, bus, air, card, speaker, desk, journal, engines, assistant)

    def note(event: Event) -> None:
        if not isinstance(event, LevelMeasured | OwnLevelMeasured | ReplyDelta | WordsHeard):  # many a second
            simulation.events.append((simulation.now_s, event))

    bus.subscribe(note)
    running = asyncio.create_task(assistant.run(), name="assistant")
    try:
        yield simulation
    finally:
        running.cancel()
        await asyncio.wait([running])
        if not running.cancelled() and (error := running.exception()) is not None:
            raise error
