"""The session: one inbox, one state, at most one turn. Nothing else changes what the assistant is doing.

Hotkeys, the command line and the control socket all put the same commands (inbox.py) into the inbox.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from .config.schema import BindingConfig
from .conversation import Conversation
from .desktop.insertion.base import Outcome
from .engines.base import LanguageModel, Message, Sampling
from .equipment import Answer, Equipment
from .errors import UsageError, VoiceAssistantError
from .events import PartlyTranscribed, PersonaChanged, Problem, State, StateChanged, TextDelivered
from .inbox import Ask, Cancel, Command, Converse, Forget, Press, Release, Resume, SetPersona, TakeBack
from .persona import NONE, Persona
from .spelling import did_you_mean
from .talks.notes import Notes
from .talks.talks import Talks
from .text.dictation.clean_up import clean_up
from .text.farewell import ends_talk
from .text.persona_switch import persona_wanted
from .text.thinking import without_thinking
from .turn import Turn, once

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    turn: Turn
    task: asyncio.Task[None]
    pressed_at_s: float
    interrupted_another: bool
    toggled: bool = False  # its key was tapped, not held: the next press ends the listening
    hands_free: bool = False  # tapped twice: when it has been answered, listen again

    @property
    def listening(self) -> bool:
        return self.turn.listens and not self.turn.released.is_set()


class Assistant:
    """Owns the session. `run` serves the inbox until cancelled; `send` may be called from any coroutine."""

    def __init__(
        self,
        equipment: Equipment,
        language_model: LanguageModel,
        personas: Mapping[str, Persona],
        talks: Talks | None = None,
    ) -> None:
        self._kit = equipment
        self._language_model = language_model
        self._personas = personas
        self._inbox: asyncio.Queue[Command] = asyncio.Queue()
        self._running: _Running | None = None
        self.talks = talks or Talks()
        self._notes = Notes(self.talks, language_model)
        self.persona = self._known(equipment.config.persona)
        self.state = StateChanged(State.IDLE, "")

    @property
    def conversation(self) -> Conversation:
        """What the next answer goes on with."""
        return self.talks.present

    @property
    def personas(self) -> list[str]:
        """Names of all there are."""
        return sorted(self._personas)

    def send(self, command: Command) -> None:
        """Raises `UsageError` for a binding or persona that does not exist."""
        match command:
            case Press(name) | Release(name) | Ask(binding=name):
                self._binding(name)
            case Converse(name):
                binding = self._binding(name)
                if "microphone" not in binding.sources or "speak" not in binding.sinks:
                    raise UsageError(f'"{name}" cannot talk: it needs the source microphone and the sink speak')
            case SetPersona(name):
                self._known(name)
        self._inbox.put_nowait(command)

    async def run(self) -> None:
        unsubscribe = self._kit.bus.subscribe(self._follow)
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    self._handle(await self._inbox.get(), group)
        finally:
            self._notes.stop()
            unsubscribe()

    async def once(self, name: str, text: str | None = None) -> None:
        """Run one binding to its end, without an inbox: for the command line.

        What the microphone delivers until it ends, or `text`, is what is asked. Raises any `VoiceAssistantError`.
        """
        await self._turn(name, text).run()

    def _follow(self, event: object) -> None:
        if isinstance(event, StateChanged):
            self.state = event
        if isinstance(event, PartlyTranscribed) or self.state.state is State.THINKING:
            self._notes.stop()

    # commands

    def _handle(self, command: Command, group: asyncio.TaskGroup) -> None:
        match command:
            case Press(name, at_s):
                self._press(name, at_s, group)
            case Release(name, at_s, chord):
                self._release(name, at_s, chord)
            case Ask(text, name):
                self._start(self._turn(name, text), group)
            case Cancel():
                self._interrupt(unwanted=True)
            case SetPersona(name):
                self._become(self._known(name))
            case Forget():
                self.talks.begin()
            case Resume(talk):
                self._interrupt()
                self.talks.resume(talk)
            case Converse(name):
                self._converse(name, group)
            case TakeBack():
                group.create_task(self._take_back(), name="take back")

    def _press(self, name: str, at_s: float, group: asyncio.TaskGroup) -> None:
        """A press starts; it ends a listening that a tap began; it silences whatever else is going on.

        One that silences something and is let go at once wanted just that; held, it is already the next question.
        """
        running = self._running
        if running is not None and running.listening:
            if running.toggled and self._tapped_twice(running, at_s):
                running.hands_free = True
            elif running.toggled:
                running.turn.released.set()
            return  # a key that repeats, or a second key meanwhile
        turn = self._turn(name)
        if running is not None and running.turn.name == name and not turn.listens:
            self._interrupt()
        else:
            self._start(turn, group, at_s)

    def _release(self, name: str, at_s: float, chord: bool) -> None:
        running = self._running
        if running is None or not running.listening or running.turn.name != name or running.toggled:
            return
        if chord:
            self._interrupt(unwanted=True)
        elif at_s - running.pressed_at_s >= self._kit.config.hotkeys.hold_after_s:
            running.turn.released.set()
        elif running.interrupted_another:
            self._interrupt(unwanted=True)
        else:
            running.toggled = True
            if self._ends_by_itself(running.turn):
                running.turn.end_by_itself()

    def _ends_by_itself(self, turn: Turn) -> bool:
        return self._kit.config.turn_taking.after_tap and "speak" in turn.binding.sinks

    def _tapped_twice(self, running: _Running, at_s: float) -> bool:
        within_s = self._kit.config.hotkeys.double_tap_s
        return self._ends_by_itself(running.turn) and at_s - running.pressed_at_s <= within_s

    def _converse(self, name: str, group: asyncio.TaskGroup) -> None:
        turn = self._turn(name)
        turn.end_by_itself()
        self._start(turn, group)
        assert self._running is not None
        self._running.toggled = self._running.hands_free = True

    async def _take_back(self) -> None:
        try:
            landed = await self._kit.desk.undo()
        except VoiceAssistantError as error:
            self._kit.bus.publish(Problem(str(error)))
        else:
            undone = landed.outcome is Outcome.INSERTED
            self._kit.bus.publish(TextDelivered("type", 0, "undone" if undone else "kept", landed.detail))

    # the one turn

    def _turn(self, name: str, text: str | None = None) -> Turn:
        binding = self._binding(name)
        persona = None if binding.persona is None else self._persona(binding.persona)
        spoken = binding.language or (persona or self.persona).language or self._kit.config.speech_to_text.language
        return Turn(
            name,
            binding,
            self._kit,
            lambda asked: self._respond(asked, binding),
            self._tidy,
            dictation=binding.persona == NONE and "microphone" in binding.sources and "speak" not in binding.sinks,
            language=None if spoken == "auto" else spoken,
            text=text,
        )

    def _start(self, turn: Turn, group: asyncio.TaskGroup, at_s: float = 0.0) -> None:
        self._notes.stop()
        self.talks.freshen()
        landing = self._let_land(turn)
        before = landing or self._interrupt()
        task = group.create_task(self._run(turn, before, group), name=f"turn {turn.name}")
        self._running = _Running(turn, task, at_s, interrupted_another=before is not None and landing is None)
        if turn.listens:
            group.create_task(self._prepare(turn.binding), name="prepare")

    def _let_land(self, turn: Turn) -> asyncio.Task[None] | None:
        """A dictation that has been said is not lost to the next one: it lands while that is being spoken."""
        running = self._running
        if running is None or running.listening or not (running.turn.dictation and turn.listens):
            return None
        self._running = None
        running.turn.landing = True
        return running.task

    def _interrupt(self, *, unwanted: bool = False) -> asyncio.Task[None] | None:
        """Silence first, bookkeeping later: the cancelled turn itself writes down what was heard."""
        running, self._running = self._running, None
        if running is None:
            return None
        self._kit.speaker.flush()
        running.turn.unwanted = unwanted
        running.task.cancel()
        self._kit.bus.publish(StateChanged(State.IDLE, ""))
        return running.task

    async def _run(self, turn: Turn, before: asyncio.Task[None] | None, group: asyncio.TaskGroup) -> None:
        goes_on = False
        try:
            goes_on = await turn.run(after=before)
        except VoiceAssistantError as error:
            self._kit.bus.publish(Problem(str(error)))
            if "speak" in turn.binding.sinks:  # asked aloud, told aloud; when even that fails, it is on the screen
                with suppress(VoiceAssistantError):
                    await turn.say(error.spoken)
        except Exception:
            log.exception("turn failed")
            self._kit.bus.publish(Problem("an error of our own: see the log, and please report it"))
        finally:
            running = self._running
            if running is not None and running.turn is turn:
                self._running = None
                if goes_on and running.hands_free:
                    self._converse(turn.name, group)
                else:
                    self._kit.bus.publish(StateChanged(State.IDLE, ""))
                    self._notes.begin(self.persona, self._budget_tokens(self.persona))

    # personas

    async def _tidy(self, text: str, persona: str) -> tuple[str, str | None]:
        return await clean_up(text, self._language_model, self._known(persona))

    async def _prepare(self, binding: BindingConfig) -> None:
        """While the person still speaks, the model reads what stands before the question, and the voice is loaded.

        A failure shows when they are needed.
        """
        persona = self.persona if binding.persona is None else self._persona(binding.persona)
        if persona is not None:
            with suppress(VoiceAssistantError):
                await self._language_model.prepare(self._request(persona, ""), model=persona.model)
        if "speak" in binding.sinks:
            with suppress(VoiceAssistantError):
                await self._kit.text_to_speech.start()
        if persona is not None and self._running is not None and self._running.hands_free and self._running.listening:
            self._notes.begin(persona, self._budget_tokens(persona))  # until the person says something

    def _request(self, persona: Persona, asked: str) -> list[Message]:
        return self.conversation.request(persona, asked, budget_tokens=self._budget_tokens(persona))

    def _budget_tokens(self, persona: Persona) -> int:
        return self._kit.config.language_model.context_tokens - self._max_tokens(persona)

    def _max_tokens(self, persona: Persona) -> int:
        longest = self._kit.config.language_model.max_tokens
        return min(persona.max_tokens or longest, longest)

    def _respond(self, asked: str, binding: BindingConfig) -> Answer:
        if binding.persona is None and (name := persona_wanted(asked, self._personas, self._kit.config.persona)):
            new = self._known(name)
            greeting = once(new.greeting or f"This is {new.name} now.")
            return Answer(greeting, new.voice, new.speed, on_commit=lambda: self._become(new))
        if self._running is not None and self._running.hands_free and ends_talk(asked):
            return Answer(once(""), on_commit=self._end_talk)
        persona = self.persona if binding.persona is None else self._persona(binding.persona)
        if persona is None:
            return Answer(once(asked))
        temperature = persona.temperature
        if temperature is None:
            temperature = self._kit.config.language_model.temperature
        sampling = Sampling(temperature, self._max_tokens(persona))
        text = self._language_model.stream(self._request(persona, asked), sampling, model=persona.model)
        conversation = self.conversation if persona.history else None
        return Answer(without_thinking(text), persona.voice, persona.speed, conversation)

    def _end_talk(self) -> None:
        if self._running is not None:
            self._running.hands_free = False

    def _become(self, persona: Persona) -> None:
        self.persona = persona
        self._kit.bus.publish(PersonaChanged(persona.name))

    def _persona(self, name: str) -> Persona | None:
        return None if name == NONE else self._known(name)

    def _known(self, name: str) -> Persona:
        if name not in self._personas:
            raise UsageError(f'there is no persona "{name}"{did_you_mean(name, self._personas)}')
        return self._personas[name]

    def _binding(self, name: str) -> BindingConfig:
        bindings = self._kit.config.bindings
        if name not in bindings:
            raise UsageError(f'there is no binding "{name}"{did_you_mean(name, bindings)}')
        return bindings[name]
