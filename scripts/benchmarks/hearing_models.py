"""The roads of models that hear, against the bars of the cascade: how fast they give way, what they remember of it.

Giving way is measured in the same simulated rooms, with a model that speaks in Piper's voice. What was heard is
measured in real time, against servers that keep the conversation as strictly as their protocol demands.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from tests.fakes import Studio
from tests.flow.test_session import PERSONAS, Person
from tests.rig.openai_server import Audible, OpenAIServer
from tests.rig.own_speech import over_at, speech
from tests.rig.realtime_server import RealtimeServer, Say
from tests.rig.waiting import until
from tests.simulation.clock import on_sample_clock
from tests.simulation.engines import PiperVoice
from tests.simulation.play import RealOnes, real_engines
from voice_assistant.assistant import Assistant
from voice_assistant.audio.types import Audio
from voice_assistant.config.roads import AudioChatConfig, RealtimeConfig, RoadName
from voice_assistant.config.schema import Config, LanguageModelConfig
from voice_assistant.engines.audio_chat import AudioChat
from voice_assistant.engines.base import Heard, HearingModel, Message, Sampling, Spoken, ToolCall, ToolSpec
from voice_assistant.engines.realtime import Realtime
from voice_assistant.events import SpeakingStarted, TurnEnded
from voice_assistant.inbox import Cancel
from voice_assistant.roads import Roads

from .report import Row, at_most
from .talk.barge_in import interrupted, p95, spread
from .talk.rooms import LEVELS_DB, rooms_at
from .talk.texts import prose

EACH = 10
"""Interruptions in each room at each level. Both roads are one from here on: what hears is a `HearingModel`."""
SLOWER_S = 0.05
"""What a road may take longer than the cascade; whether that is quick enough is measured with the conversation."""
CUTS, AT_ONCE = 100, 20
CLOSE, WITHIN_WORDS = 98, 2
TEXT = (
    "The first sentence is this. The second sentence comes after it, with a pause in its middle. The third sentence is"
    " the last of them. There is nothing more to say."
)
ROADS: tuple[RoadName, ...] = ("realtime", "audio-chat")


def hearing_models() -> list[Row]:
    rows: list[Row] = []
    with real_engines() as real:
        rows += _giving_way(real)
    for road in ROADS:
        rows += asyncio.run(_remembered(road))
    return rows


# giving way


@dataclass
class SpeakingEar:
    """Answers each question with `text`, sentence by sentence, in the voice of `voice`, ahead of time as servers do."""

    text: str
    voice: PiperVoice

    async def start(self) -> None: ...

    async def check(self) -> None: ...

    async def prepare(
        self, messages: Sequence[Message], *, tools: Sequence[ToolSpec] = (), voice: str | None = None
    ) -> None: ...

    async def converse(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),
        *,
        tools: Sequence[ToolSpec] = (),
        model: str | None = None,
        voice: str | None = None,
    ) -> AsyncIterator[str | ToolCall]:
        for sentence in self.text.split(". "):
            yield Spoken(f"{sentence}. ")
            async for sound in self.voice.speak(sentence):
                for begin in range(0, len(sound.samples), sound.rate_hz // 10):
                    yield Spoken("", Audio(sound.samples[begin : begin + sound.rate_hz // 10], sound.rate_hz))

    def transcript(self) -> str:
        return ""

    def heard(self, heard: Heard) -> None: ...

    async def close(self) -> None: ...


def _giving_way(real: RealOnes) -> list[Row]:
    """A model that hears is held to the cascade, interrupted at the same moments in the same rooms."""
    voice, rows = PiperVoice(), []
    usual, hearing = (_interruptions(real, voice, road) for road in ("cascade", "realtime"))
    for what, there, here in zip(("ducked", "silent"), usual, hearing, strict=True):
        bar = round(p95(there) + SLOWER_S, 2)
        how = f"{spread(here)}; the cascade at the same moments: {spread(there)}"
        rows.append(at_most(f"models that hear: interruption -> {what}, p95", p95(here), "s", bar, how))
    return rows


def _interruptions(real: RealOnes, voice: PiperVoice, road: RoadName) -> tuple[list[float], list[float]]:
    """Seconds to the ducked voice and to silence, of each."""
    config = Config(language_model=LanguageModelConfig(road=road))
    done: list[tuple[float, float]] = []
    for echo_db in LEVELS_DB:
        for seed, room in enumerate(rooms_at(echo_db), 1):
            ear = None if road == "cascade" else SpeakingEar(prose(25.0, first=seed), voice)
            done += on_sample_clock(interrupted(real, room, voice, EACH, seed, ear=ear, config=config))
    return [first for first, _ in done], [then for _, then in done]


# what is remembered


@dataclass(frozen=True)
class Cut:
    """One answer that was cut: words that the history has too many or too few, and the other end's difference."""

    words: int
    there_s: float
    told: bool  # the next question told the model the same words


async def _remembered(road: RoadName) -> list[Row]:
    dice = random.Random(7)
    moments = [dice.uniform(0.3, speech(TEXT)[0].duration_s - 0.5) for _ in range(CUTS)]
    cut = _cut_realtime if road == "realtime" else _cut_audio_chat
    cuts: list[Cut] = []
    for begin in range(0, CUTS, AT_ONCE):
        cuts += await asyncio.gather(*(cut(moment) for moment in moments[begin : begin + AT_ONCE]))
    close = sum(each.words <= 1 for each in cuts)
    worst = max(each.words for each in cuts)
    told = sum(each.told for each in cuts)
    how = f"answers cut at random places, within a word of what had sounded by then; the worst was {worst} away"
    rows = [
        Row(
            f"{road}: history is what was heard", close, "of 100", CLOSE, close >= CLOSE and worst <= WITHIN_WORDS, how
        ),
        Row(f"{road}: the model is told the same", told, "of 100", 100, told == CUTS, "with the next question"),
    ]
    if road == "realtime":
        far_s = max(each.there_s for each in cuts)
        how = "the session is cut where the loudspeaker stopped, the worst of all"
        rows.append(at_most("realtime: the session is cut at the same place", 1000 * far_s, "ms", 2.0, how))
    return rows


def _studio(road: RoadName, engine: HearingModel, config: Config) -> Studio:
    studio = Studio(config)
    studio.hearing.texts = ["Tell me all.", "And now?"]
    studio.equipment = replace(studio.equipment, roads=Roads(config, studio.bus, studio.model, {road: engine}))
    return studio


async def _talk(studio: Studio, moment_s: float) -> tuple[str, float]:
    """What the history has of the first answer, cut at `moment_s`, and what was played of it; a second one follows."""
    assistant = Assistant(studio.equipment, studio.model, PERSONAS)
    running = asyncio.create_task(assistant.run())
    try:
        person = Person(studio, assistant)
        await person.hold(1.0)
        await until(lambda: bool(studio.seen(SpeakingStarted)), "the answer's sound", within_s=60)
        await until(lambda: studio.speaker.played_s > moment_s, "a part of it to be heard", within_s=60)
        person.send(Cancel())
        await until(lambda: bool(studio.seen(TurnEnded)), "the end of the turn", within_s=60)
        played_s = studio.speaker.played_s
        await person.hold(1.0)
        await until(lambda: len(studio.seen(TurnEnded)) > 1, "the second turn", within_s=60)
        ended = studio.seen(TurnEnded)[0]
        assert isinstance(ended, TurnEnded)
        return ended.heard, played_s
    finally:
        running.cancel()
        await asyncio.wait([running])


def _words_off(heard: str, played_s: float) -> int:
    assert TEXT.startswith(heard)
    return abs(len(heard.split()) - len(over_at(TEXT, speech(TEXT)[1], played_s).split()))


async def _cut_realtime(moment_s: float) -> Cut:
    async with RealtimeServer() as server:
        server.hears = ""
        server.then(Say(TEXT, hold=True), Say("Fine."))
        realtime = RealtimeConfig(base_url=server.base_url, transcription_model="")
        engine = Realtime(realtime)
        config = Config(language_model=LanguageModelConfig(road="realtime"), realtime=realtime)
        try:
            heard, played_s = await _talk(_studio("realtime", engine, config), moment_s)
        finally:
            await engine.close()
        [session] = server.sessions
        answers = [item for item in session.items if item.role == "assistant"]
        there = answers[0].sound_s if len(answers) == 2 else 0.0
        return Cut(
            _words_off(heard, played_s), abs(there - played_s), not session.errors and bool(heard) == (there > 0)
        )


async def _cut_audio_chat(moment_s: float) -> Cut:
    with OpenAIServer() as server:
        server.then(Audible(TEXT), Audible("Fine."))
        audio_chat = AudioChatConfig(base_url=server.base_url)
        engine = AudioChat(audio_chat)
        config = Config(language_model=LanguageModelConfig(road="audio-chat"), audio_chat=audio_chat)
        try:
            heard, played_s = await _talk(_studio("audio-chat", engine, config), moment_s)
        finally:
            await engine.close()
        told = [
            message["content"] for message in server.requests[-1].json["messages"] if message["role"] == "assistant"
        ]
        return Cut(_words_off(heard, played_s), 0.0, told == ([heard] if heard else []))
