"""The roads from a question to its answer: in writing, or by a model that hears. See docs/models-that-hear.md.

Whoever asks a model sees one that takes texts. Where the persona's road is another, what the person said goes to a
model that hears in place of its words; when that fails, the words go to the model that reads, and the answer goes on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from .audio.types import Audio
from .bus import Bus
from .concurrency import closing
from .config.roads import HearingModelConfig, RoadName
from .config.schema import Config
from .engine_events import EngineChanged
from .engines.base import (
    CallsTools,
    Heard,
    HearingModel,
    LanguageModel,
    Message,
    Sampling,
    Sees,
    ToolCall,
    ToolSpec,
)
from .engines.eyesight import Eyesight
from .errors import Code, EngineError
from .persona import Persona

log = logging.getLogger(__name__)

DOWN_S = 30.0
"""A model that failed is not asked again for so long: each question would wait for it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, as it was understood ("" if it was not) and as it sounded."""

    text: str
    sound: Audio


@dataclass(slots=True)
class _State:
    down_until_s: float = 0.0
    failure: EngineError | None = None  # the last
    no_tools: bool = False  # the server takes none
    told: bool = False  # that it is down; not again before it was well
    eyesight: Eyesight | None = None


@dataclass(slots=True)
class Roads:
    """Which model a question goes to."""

    config: Config = field(default_factory=Config)
    bus: Bus = field(default_factory=Bus)
    reading: LanguageModel | None = None  # the model that reads
    hearing: Mapping[RoadName, HearingModel] = field(default_factory=dict)
    _states: dict[RoadName, _State] = field(default_factory=dict)

    def of(self, persona: Persona | None) -> RoadName:
        """The road that a question to `persona` takes now. An answer of a fixed format is a matter of writing."""
        if persona is None or persona.format is not None:
            return "cascade"
        road = persona.road or self.config.language_model.road
        if road not in self.hearing or self._state(road).down_until_s > asyncio.get_running_loop().time():
            return "cascade"
        return road

    def guesses(self, persona: Persona | None) -> bool:
        """Whether an answer may be begun before it is sure that it was asked for."""
        settings = self._settings(self.of(persona))
        return settings is None or settings.guess

    def hearer(self, persona: Persona, asked: str, said: Said | None) -> Hearer | None:
        """Who answers `asked`, of which `said` was spoken; None: the model that reads."""
        road = self.of(persona)
        return None if road == "cascade" or said is None else Hearer(self, road, persona, asked, said)

    async def prepare(self, persona: Persona, messages: Sequence[Message]) -> bool:
        """The person has begun to speak. False: it is the model that reads who gets ready. Raises `EngineError`."""
        road = self.of(persona)
        if road == "cascade":
            return False
        try:
            await self.hearing[road].prepare(_told(persona, messages), voice=self.voice(road, persona))
        except EngineError as error:
            self.failed(road, error)
            return False
        return True

    def status(self, persona: Persona) -> dict[str, str]:
        """The road that is wanted, the one that a question takes now, and why it is not that; in JSON types."""
        wanted, now = persona.road or self.config.language_model.road, self.of(persona)
        if wanted == now:
            why = ""
        elif persona.format is not None:
            why = f"{persona.name} answers in a form, which is a matter of writing"
        else:
            why = str(self._state(wanted).failure or "")
        settings = self._settings(wanted)
        return {"wanted": wanted, "now": now, "why": why, "model": "" if settings is None else settings.model}

    def voice(self, road: RoadName, persona: Persona) -> str | None:
        settings = self._settings(road)
        return None if settings is None else settings.voices.get(persona.name)

    def failed(self, road: RoadName, error: EngineError, *, aloud: bool = True) -> None:
        """From now on, and for a while, it is the model that reads. Told aloud once, unless that is done already."""
        state = self._state(road)
        state.down_until_s, state.failure = asyncio.get_running_loop().time() + DOWN_S, error
        spoken = f"{error.spoken} Meanwhile I answer what I understood." if aloud and not state.told else ""
        state.told = True
        reader = f"{self.config.language_model.engine} {self.config.language_model.model}"
        line = f"{reader} answers what was understood: {error}"
        self.bus.publish(EngineChanged(error.stage.value, reader, line, spoken))

    def well(self, road: RoadName) -> None:
        """It has answered."""
        self._state(road).told = False

    def eyesight(self, road: RoadName) -> Eyesight:
        """Whether the model that hears sees, too."""
        state, settings = self._state(road), self._settings(road)
        if state.eyesight is None:
            state.eyesight = Eyesight() if settings is None else Eyesight.of(settings.vision, settings.model)
        return state.eyesight

    def _state(self, road: RoadName) -> _State:
        return self._states.setdefault(road, _State())

    def _settings(self, road: RoadName) -> HearingModelConfig | None:
        return {"audio-chat": self.config.audio_chat, "realtime": self.config.realtime}.get(road)


@dataclass(slots=True)
class Hearer:
    """One question to a model that hears, as a `LanguageModel` that `CallsTools`."""

    roads: Roads
    road: RoadName
    persona: Persona
    asked: str
    said: Said
    _answered: bool = False  # by the model that hears
    _fell_back: bool = False

    @property
    def model(self) -> HearingModel:
        return self.roads.hearing[self.road]

    def sees(self, model: str | None = None) -> bool | None:
        """See `Sees`."""
        reading = self.roads.reading
        if self._fell_back:
            return reading.sees(model) if isinstance(reading, Sees) else None
        return self.roads.eyesight(self.road).sees

    def transcript(self) -> str:
        alone = self.asked == self.said.text  # it knows of no more than it heard
        return self.model.transcript() if self._answered and alone else ""

    def heard(self, heard: Heard) -> None:
        if self._answered and not self._fell_back:
            self.model.heard(heard)

    async def start(self) -> None: ...

    async def prepare(self, messages: Sequence[Message], *, model: str | None = None) -> None: ...

    async def close(self) -> None: ...

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        async with closing(self.converse(messages, sampling, tools=(), model=model)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    yield piece

    async def converse(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),
        *,
        tools: Sequence[ToolSpec],
        model: str | None = None,
    ) -> AsyncIterator[str | ToolCall]:
        """See `CallsTools.converse`. `model` is of the model that reads."""
        said = False
        if not self._fell_back:
            try:
                async with closing(self._by_ear(messages, sampling, tools)) as pieces:
                    async for piece in pieces:
                        said = True
                        yield piece
                self.roads.well(self.road)
                return
            except EngineError as error:
                self._fell_back = True
                if not self.asked:  # nobody understood it: there is nothing to write
                    raise
                self.roads.failed(self.road, error, aloud=not said)
                if said:
                    yield f" {error.spoken} Once more: "
        async with closing(self._in_writing(messages, sampling, tools, model)) as pieces:
            async for piece in pieces:
                yield piece

    async def _by_ear(
        self, messages: Sequence[Message], sampling: Sampling, tools: Sequence[ToolSpec]
    ) -> AsyncIterator[str | ToolCall]:
        state = self.roads._state(self.road)
        spoken = _told(self.persona, self._with_sound(messages))
        voice = self.roads.voice(self.road, self.persona)
        offered = () if state.no_tools else tuple(tools)
        self._answered = True
        while True:
            said = False
            ask = partial(self.model.converse, sampling=sampling, tools=offered, voice=voice)
            try:
                async with closing(self.roads.eyesight(self.road).shown(spoken, ask)) as pieces:
                    async for piece in pieces:
                        said = True
                        yield piece
                return
            except EngineError as error:
                if said or not offered or error.code is not Code.REJECTED:
                    raise
                offered, state.no_tools = (), True
                log.warning("the %s server accepts no tools", self.road)

    def _with_sound(self, messages: Sequence[Message]) -> list[Message]:
        """`messages`, with the question as it was said."""
        told = list(messages)
        last = max(number for number, message in enumerate(told) if message.role == "user")
        text = told[last].text
        words = self.said.text if self.said.text in text else self.asked
        before, _, after = text.rpartition(words) if words else (text, "", "")
        told[last] = replace(told[last], text=f"{before}{after}".strip(), sound=self.said.sound)
        return told

    async def _in_writing(
        self, messages: Sequence[Message], sampling: Sampling, tools: Sequence[ToolSpec], model: str | None
    ) -> AsyncIterator[str | ToolCall]:
        reading = self.roads.reading
        assert reading is not None
        if tools and isinstance(reading, CallsTools) and self.roads.config.language_model.engine != "embedded":
            stream = reading.converse(messages, sampling, tools=tools, model=model)
        else:
            stream = _only_text(reading, messages, sampling, model)
        async with closing(stream) as pieces:
            async for piece in pieces:
                yield piece


async def _only_text(
    model: LanguageModel, messages: Sequence[Message], sampling: Sampling, name: str | None
) -> AsyncIterator[str | ToolCall]:
    async with closing(model.stream(messages, sampling, model=name)) as pieces:
        async for piece in pieces:
            yield piece


def _told(persona: Persona, messages: Sequence[Message]) -> list[Message]:
    """`messages`, with the manner of speaking among the instructions: this voice can be told."""
    head, *rest = messages
    if not persona.manner or head.role != "system":
        return list(messages)
    return [replace(head, text=f"{head.text}\n\nHow you speak: {persona.manner}"), *rest]
