"""What is answered: by the persona of the moment and its model, or, to a command, by the assistant itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from .config.schema import BindingConfig, Config
from .engines.base import LanguageModel, Message, Sampling
from .equipment import Answer, Equipment, Pace, Respond, by_ear
from .errors import UsageError, VoiceAssistantError
from .events import CutOffTold, PersonaChanged
from .memory.facts import NOTHING, Known
from .memory.recalling import Recalling
from .memory.talking import MemoryTalk
from .own_control import FASTEST, SLOWEST, OwnControl
from .persona import NONE, Persona
from .reading.passage import asked_about, where_in_words
from .reading.reading_aloud import ReadingAloud
from .roads import Said
from .seeing import View, only_writing
from .spelling import did_you_mean
from .talks.notes import Notes
from .talks.talks import Talks
from .text.dictation.clean_up import clean_up
from .text.format import constraint_of, only_lines
from .text.persona_switch import persona_wish
from .text.phrases import Phrases
from .text.reading_commands import ReadingCommand, reading_command
from .text.talk_commands import TalkCommand, talk_command
from .text.thinking import without_thinking
from .tools.built_in.itself import control_of
from .tools.commitment import Commitment
from .tools.consent import asked_of
from .tools.toolbox import User
from .tools.use import Question, ToolUse
from .turn import Turn, once
from .vision.looking import Looking
from .vision.sight import NOTHING_SEEN, Seen

_PACES = {TalkCommand.SLOWER: 0.85, TalkCommand.FASTER: 1.0 / 0.85}
_say = Phrases(Path(__file__).parent / "text" / "phrases.toml")
_VOLUMES = {TalkCommand.LOUDER: 1.6, TalkCommand.QUIETER: 1.0 / 1.6}


class Responder:
    """Holds the conversation and who is talking."""

    def __init__(
        self,
        equipment: Equipment,
        language_model: LanguageModel,
        personas: Mapping[str, Persona],
        talks: Talks,
        tools: ToolUse | None = None,
        reading: ReadingAloud | None = None,
        memory: MemoryTalk | None = None,
    ) -> None:
        self._kit = equipment
        self._memory = memory
        self._reading = reading
        self._language_model = language_model
        self.personas = personas
        self.talks = talks
        self.notes = Notes(talks, language_model)
        self.persona = self.known(equipment.config.persona)
        self._pace = Pace()
        self._tools = tools
        self._view = View(equipment.eyes, self._config, equipment.bus, language_model)
        if tools is not None:
            self._view.ask, self._view.outside = asked_of(tools.consent, "look"), tools.mixed
            become = lambda name: self.become(self.known(name))  # noqa: E731
            own = control_of(OwnControl(equipment, self._pace, talks, lambda: sorted(self.personas), become))
            tools.toolbox.sources.append(lambda: own)

    @property
    def _config(self) -> Config:
        return self._kit.config

    def turn(self, name: str, binding: BindingConfig, respond: Respond, text: str | None = None) -> Turn:
        """A run of `binding`, in the language it is spoken to in."""
        persona = self.for_binding(binding) or self.persona
        if binding.persona is None and set(persona.sinks) - set(binding.sinks):
            sinks = list(dict.fromkeys([*binding.sinks, *persona.sinks]))
            binding = binding.model_copy(update={"sinks": sinks})
        spoken = binding.language or persona.language or self._config.speech_to_text.language
        return Turn(
            name,
            binding,
            self._kit,
            respond,
            self.tidy,
            dictation=binding.persona == NONE and "microphone" in binding.sources and "speak" not in binding.sinks,
            language=None if spoken == "auto" else spoken,
            text=text,
            on_speech=self._speech,
            hears=lambda: self._kit.roads.of(persona) != "cascade",
            guesses=self._kit.roads.guesses(persona),
        )

    def remark(self, name: str, text: str) -> Turn:
        """A turn in which `text` is said by ourselves; `name` is the binding of the talk it comes in."""

        def nothing(asked: str, language: str, said: Said | None = None) -> Answer:
            return Answer(once(""))

        return Turn(
            name, BindingConfig(sources=["clipboard"], sinks=["speak"]), self._kit, nothing, self.tidy, remark=text
        )

    @property
    def asks(self) -> bool:
        """A yes or no is waited for: to a tool, or to something to remember."""
        if self._memory is not None and self._memory.asks:
            return True
        return self._tools is not None and self._tools.consent.pending is not None

    def respond(
        self,
        asked: str,
        binding: BindingConfig,
        language: str,
        end_talk: Callable[[], None] | None,
        said: Said | None = None,
    ) -> Answer:
        """The answer to `asked`, of which `said` was spoken; `end_talk` ends the talk without keys it is a part of.

        Nothing changes before the answer is committed: it may be a guess at what is being asked.
        """
        sure, present = Commitment(), self.for_binding(binding) or self.persona
        if self._tools is not None and (text := self._tools.reply(asked, language, sure)) is not None:
            return self._said_by(present, text, sure)
        talks = binding.spoken_only and binding.persona != NONE
        if talks and (text := self._view.answer(asked, language, sure)) is not None:
            return replace(self._said_by(present, text, sure), conversation=None)
        memory = self._memory if talks else None
        if memory is not None and (text := memory.answer(asked, language, present, sure)) is not None:
            return self._said_by(present, text, sure)
        if talks and (text := self._view.follow_up(asked, language, present, self.talks.present, sure)) is not None:
            return self._said_by(present, text, sure)
        new: Persona | None = None
        if binding.persona is None and (wish := persona_wish(asked, self.personas, self._config.persona)):
            new, asked = self.known(wish.name), wish.rest
            if not asked:
                greeting = new.greeting or _say("persona", language, name=new.name)
                return self._remark(greeting, new, partial(self.become, new))
            sure.then(partial(self.become, new))
        reading = self._reading
        if reading is not None and reading.active and (wanted := reading_command(asked, language)):
            return self._steer(reading, wanted, end_talk or (lambda: None))
        if end_talk is not None and (command := talk_command(asked, language)):
            return self._obey(command, language, end_talk)
        persona = new or self.for_binding(binding)
        if persona is None and binding.sights:
            return Answer(only_writing(self._view.writing(binding, sure)), on_commit=sure.reach)
        if persona is None:
            return Answer(once(asked))
        passage = None if reading is None else reading.passage()
        wording = asked if passage is None else asked_about(asked, passage)
        temperature = persona.temperature
        if temperature is None:
            temperature = self._config.language_model.temperature
        form = persona.format
        constraint = None if form is None else constraint_of(form)
        sampling = Sampling(temperature, self._max_tokens(persona), constraint=constraint)
        self.notes.stop()
        hearer = self._kit.roads.hearer(persona, asked, said)
        conversation = self.talks.present if persona.history else None
        looking, hearer = self._view.looking(asked, language, binding, persona, sure, hearer, conversation)
        recalling = None
        if memory is not None and passage is None:
            recalling = Recalling(memory, asked, persona, self.talks.present)

        def messages() -> list[Message]:
            known = NOTHING if recalling is None else recalling.known
            return self._request(persona, wording, known, NOTHING_SEEN if looking is None else looking.seen)

        if self._tools is not None:
            question = Question(
                asked,
                language,
                User(persona.name, persona.tools if form is None else persona.tools or ()),
                messages=messages,
                sampling=sampling,
                model=persona.model,
                conversation=conversation,
                own_words=binding.spoken_only,
                outside=binding.sources != ["microphone"] or passage is not None or looking is not None,
                sure=sure,
                hearer=hearer,
            )
            if (text := self._tools.answer(question)) is not None:
                if looking is not None and (hearer is not None or self._tools.by_model):
                    text = looking.before(partial(_same, text))
                if recalling is not None:
                    text = recalling.before(partial(_same, text), sure, partial(setattr, question, "remembered", True))
                return by_ear(hearer, self._said_by(persona, without_thinking(text), sure, looking))

        def written() -> AsyncIterator[str]:
            return (hearer or self._language_model).stream(messages(), sampling, model=persona.model)

        def looked() -> AsyncIterator[str]:
            return written() if looking is None else looking.before(written)

        text = without_thinking(looked() if recalling is None else recalling.before(looked, sure))
        if recalling is not None and "speak" in binding.sinks:
            text = recalling.learned(text, sure)
        if form is not None and form.line is not None:
            text = only_lines(text, form.line, form.max_lines)
        answer = Answer(
            text, persona.voice, persona.speed, self._pace, conversation, on_commit=sure.reach, manner=persona.manner
        )
        if looking is not None:
            answer = replace(answer, fetching=looking.working, asks=lambda: self.asks)
        return by_ear(hearer, answer)

    def _said_by(
        self, persona: Persona, text: AsyncIterator[str], sure: Commitment, looking: Looking | None = None
    ) -> Answer:
        """An answer in which tools or memory had a part; it belongs to the conversation like any other."""
        conversation = self.talks.present if persona.history else None
        return Answer(
            text,
            persona.voice,
            persona.speed,
            self._pace,
            conversation,
            fetching=lambda: (looking and looking.working()) or (self._tools is not None and self._tools.at_work()),
            asks=lambda: self.asks,
            on_commit=sure.reach,
            manner=persona.manner,
        )

    def _obey(self, command: TalkCommand, language: str, end_talk: Callable[[], None]) -> Answer:
        match command:
            case TalkCommand.SLEEP:
                return Answer(once(""), on_commit=end_talk)
            case TalkCommand.REPEAT:
                return self._remark(self.talks.present.last_answer or _say("nothing_said", language), self.persona)
            case TalkCommand.FORGET:
                return self._remark(_say("from_the_beginning", language), self.persona, self.talks.begin)
            case _ if command in (*_PACES, *_VOLUMES):
                return self._remark(_say("like_this", language), self.persona, lambda: self.adjust(command))
            case TalkCommand.CUT_OFF:
                return Answer(once(""), on_commit=self.cut_off)
            case _:
                return Answer(once(""))

    def _steer(self, reading: ReadingAloud, command: ReadingCommand, end_talk: Callable[[], None]) -> Answer:
        """Done without a word, so that the reading goes on at once; the talk that it was said in is over."""

        def steer() -> None:
            end_talk()
            reading.steer(command)

        if command is ReadingCommand.WHERE:
            return self._remark(where_in_words(reading.where()), self.persona, end_talk)
        return Answer(once(""), on_commit=steer)

    def _remark(self, text: str, persona: Persona, on_commit: Callable[[], object] = lambda: None) -> Answer:
        """`text` in the voice of `persona`, as no part of the conversation."""
        return Answer(once(text), persona.voice, persona.speed, self._pace, on_commit=on_commit, manner=persona.manner)

    def cut_off(self) -> None:
        """We spoke too early, and learn from it."""
        self._kit.patience.cut_off()
        self._kit.bus.publish(CutOffTold(asyncio.get_running_loop().time()))

    def adjust(self, command: TalkCommand) -> bool:
        """Carry out a wish about how we speak, from now on; False for any other command."""
        if command in _PACES:
            self._pace.factor = min(FASTEST, max(SLOWEST, self._pace.factor * _PACES[command]))
        elif command in _VOLUMES:
            self._kit.volume.change(_VOLUMES[command])
        else:
            return False
        return True

    async def prepare(self, binding: BindingConfig) -> None:
        """While the person still speaks, the model reads what stands before the question, and the voice is loaded.

        A failure shows when they are needed.
        """
        self._view.prepare(binding)
        persona = self.for_binding(binding)
        if self._memory is not None:
            await self._memory.memory.prepare()
        if persona is not None:
            with suppress(VoiceAssistantError):
                if not await self._kit.roads.prepare(persona, self._request(persona, "")):
                    await self._language_model.prepare(self._request(persona, ""), model=persona.model)
        if "speak" in binding.sinks:
            with suppress(VoiceAssistantError):
                await self._kit.text_to_speech.start()

    def _speech(self) -> None:
        """The person speaks at this moment."""
        self.notes.stop()
        self._kit.eyes.spoke()

    def begin_turn(self) -> None:
        """The model is needed soon; and what was said long ago is not gone on with."""
        self.notes.stop()
        self.talks.freshen()

    def sum_up(self) -> None:
        """Nobody waits for the model: what is long past may be summed up."""
        self.notes.begin(self.persona, self._budget_tokens(self.persona))

    async def tidy(self, text: str, persona: str) -> tuple[str, str | None]:
        """A dictation cleaned up, and why it strayed if it did."""
        return await clean_up(text, self._language_model, self.known(persona))

    def become(self, persona: Persona) -> None:
        self.persona = persona
        self._kit.bus.publish(PersonaChanged(persona.name))

    def for_binding(self, binding: BindingConfig) -> Persona | None:
        """Who answers there; None: what goes in comes out."""
        if binding.persona is None:
            return self.persona
        return None if binding.persona == NONE else self.known(binding.persona)

    def known(self, name: str) -> Persona:
        """Raises `UsageError` when there is no such persona."""
        if name not in self.personas:
            raise UsageError(f'there is no persona "{name}"{did_you_mean(name, self.personas)}')
        return self.personas[name]

    def _request(
        self, persona: Persona, asked: str, known: Known = NOTHING, seen: Seen = NOTHING_SEEN
    ) -> list[Message]:
        budget = self._budget_tokens(persona)
        return self.talks.present.request(persona, asked, budget_tokens=budget, known=known, seen=seen)

    def _budget_tokens(self, persona: Persona) -> int:
        return self._config.language_model.context_tokens - self._max_tokens(persona)

    def _max_tokens(self, persona: Persona) -> int:
        longest = self._config.language_model.max_tokens
        return min(persona.max_tokens or longest, longest)


def _same(text: AsyncIterator[str]) -> AsyncIterator[str]:
    return text
