"""The session: one inbox, one state, at most one turn. Nothing else changes what the assistant is doing.

Hotkeys, the command line and the control socket all put the same commands (inbox.py) into the inbox.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import replace

from . import inbox
from .config.schema import BindingConfig
from .conversation import Conversation
from .dictation import take_back
from .engines.base import LanguageModel
from .equipment import Answer, Equipment
from .events import State, StateChanged, TurnReopened
from .inbox import Command, check, named
from .memory.talking import MemoryTalk
from .persona import Persona
from .reading.reading_aloud import ReadingAloud
from .responder import Responder
from .roads import Said
from .running import Running, run_and_tell
from .talk import Interrupted, Talk
from .talks.talks import Talks
from .text.reading_commands import ReadingCommand
from .tools.use import ToolUse
from .turn import Turn
from .turn_taking.open_microphone import OpenMicrophone
from .turn_taking.open_speaker import OpenSpeaker


class Assistant:
    """Owns the session. `run` serves the inbox until cancelled; `send` may be called from any coroutine."""

    def __init__(
        self,
        equipment: Equipment,
        language_model: LanguageModel,
        personas: Mapping[str, Persona],
        talks: Talks | None = None,
        tools: ToolUse | None = None,
        memory: MemoryTalk | None = None,
    ) -> None:
        self._kit = replace(equipment, speaker=OpenSpeaker(equipment.speaker))
        self.talks = talks or Talks()
        self.roads = equipment.roads
        self.reading = ReadingAloud(self._kit, language_model, lambda: self.talks.present.last_answer)
        self._responder = Responder(self._kit, language_model, personas, self.talks, tools, self.reading, memory)
        self._inbox: asyncio.Queue[Command] = asyncio.Queue()
        self._running: Running | None = None
        self._talk = Talk(self._kit, self._inbox.put_nowait)
        self._remarks: deque[str] = deque()
        self._asked_in = ""  # the binding in which we asked for consent
        self.state = StateChanged(State.IDLE, "")

    @property
    def persona(self) -> Persona:
        return self._responder.persona

    @property
    def conversation(self) -> Conversation:
        return self.talks.present

    @property
    def personas(self) -> list[str]:
        return sorted(self._responder.personas)

    @property
    def microphone(self) -> OpenMicrophone:
        """The one that talks share."""
        return self._talk.microphone

    @property
    def unoccupied(self) -> bool:
        """Nobody is listened to, and no talk goes on; it may be speaking."""
        running = self._running
        return running is None or not (running.listening or running.hands_free)

    def send(self, command: Command) -> None:
        """Raises `UsageError` for a binding or persona that does not exist."""
        check(command, self._kit.config.bindings, self._responder.known)
        self._inbox.put_nowait(command)

    async def run(self) -> None:
        unsubscribe = self._kit.bus.subscribe(self._follow)
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    self._handle(await self._inbox.get(), group)
                    if self._running is None or not self._running.hands_free:
                        self._talk.end()
                    if self._running is None:
                        self.reading.let_go()
        finally:
            self._talk.end()
            await self.reading.close()
            self._responder.notes.stop()
            unsubscribe()

    async def once(self, name: str, text: str | None = None) -> None:
        """Run one binding to its end, without an inbox: for the command line.

        What the microphone delivers until it ends, or `text`, is what is asked. Raises any `VoiceAssistantError`.
        """
        await self._turn(name, text).run()

    def _follow(self, event: object) -> None:
        if isinstance(event, StateChanged):
            self.state = event

    # commands

    def _handle(self, command: Command, group: asyncio.TaskGroup) -> None:
        match command:
            case inbox.Press(name, at_s):
                self._press(name, at_s, group)
            case inbox.Release(name, at_s, chord):
                self._release(name, at_s, chord)
            case inbox.Ask(text, name) if self._binding(name).reads_aloud:
                self.reading.read(name, text=text)
            case inbox.Ask(text, name):
                self._start(self._turn(name, text), group)
            case inbox.Cancel():
                self._cancel()
            case inbox.Read() | inbox.Steer():
                self.reading.obey(command)
            case inbox.SetPersona(name):
                self._responder.become(self._responder.known(name))
            case inbox.Forget():
                self.talks.begin()
            case inbox.Resume(talk):
                self._interrupt()
                self.talks.resume(talk)
            case inbox.Converse(name, place):
                self._converse(name, group, place)
            case inbox.Interrupt(place, goes_on):
                self._spoken_into(place, goes_on, group)
            case inbox.CutOff():
                self._cut_off(group)
            case inbox.Say(text):
                self._remarks.append(text)
                self._say_next(group)
            case inbox.Decide(allowed) if self._responder.asks and self._asked_in:
                self._start(self._turn(self._asked_in, "yes" if allowed else "no"), group)
            case inbox.TakeBack():
                group.create_task(take_back(self._kit.desk, self._kit.bus), name="take back")

    def _press(self, name: str, at_s: float, group: asyncio.TaskGroup) -> None:
        """A press starts; it ends a listening that a tap began; it silences whatever else is going on.

        One that silences something and is let go at once wanted just that; held, it is already the next question.
        """
        running = self._running
        if running is not None and running.listening:
            if running.toggled and self._tapped_twice(running, at_s):
                running.hands_free = True
                self._talk.begin()
            elif running.toggled:
                running.turn.released.set()
            return  # a key that repeats, or a second key meanwhile
        turn = self._turn(name)
        if turn.binding.reads_aloud:
            self._interrupt()
            self.reading.press(name, turn.binding)
        elif running is not None and running.turn.name == name and not turn.listens:
            self._interrupt()
        else:
            self._start(turn, group, at_s)

    def _cancel(self) -> None:
        """Silence: a reading is stopped, or, when a turn has the word, at least does not go on by itself."""
        if self._running is None:
            self.reading.stop()
        else:
            self._interrupt(unwanted=True)
            self.reading.steer(ReadingCommand.PAUSE)

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
            if running.turn.may_end_by_itself:
                running.turn.end_by_itself()

    def _tapped_twice(self, running: Running, at_s: float) -> bool:
        within_s = self._kit.config.hotkeys.double_tap_s
        return running.turn.may_end_by_itself and at_s - running.pressed_at_s <= within_s

    def _converse(
        self, name: str, group: asyncio.TaskGroup, place: int | None = None, *, follows_up: bool = False
    ) -> None:
        self._talk.begin()
        turn = self._turn(name)
        turn.follows_up = follows_up
        turn.place = self._talk.next_place() if place is None else place
        turn.end_by_itself()
        self._start(turn, group)
        self._go_on_alone()

    def _spoken_into(self, place: int, goes_on: bool, group: asyncio.TaskGroup) -> None:
        """Somebody speaks while we think or speak: from `place` on it is the next turn, or the rest of this one."""
        running, self._talk.onset = self._running, None
        if running is None or running.listening or not running.hands_free:
            return  # it has ended meanwhile, and who listens now hears it all
        turn = self._turn(running.turn.name)
        turn.place = place
        turn.end_by_itself()
        delivery = running.turn.delivery
        if goes_on or delivery is None:
            turn.place = running.turn.place
            running.turn.take_back()
            self._kit.patience.reopened()
            self._kit.bus.publish(TurnReopened(asyncio.get_running_loop().time()))
            self._start(turn, group)
        else:
            task = running.task
            turn.over = Interrupted(delivery, task, self._kit, self._responder.adjust, lambda: self._take_up(running))
            self._running = self._new_running(turn, None, group)
        self._go_on_alone()

    def _cut_off(self, group: asyncio.TaskGroup) -> None:
        """We spoke too early: be silent, wait longer from now on, and in a talk listen to the rest of it."""
        self._responder.cut_off()
        running = self._running
        if running is None or running.listening:
            return
        if running.hands_free and running.turn.place is not None:
            self._spoken_into(running.turn.place, True, group)
        else:
            self._interrupt()

    def _take_up(self, running: Running) -> None:
        """The answer that was spoken into goes on."""
        if running.task.done():
            return
        self._running = running
        self._talk.watch(running.turn, lambda: running.turn.delivery, self._talk.microphone.end)
        self._kit.bus.publish(StateChanged(State.SPEAKING, running.turn.name))

    def _go_on_alone(self) -> None:
        assert self._running is not None
        self._running.toggled = self._running.hands_free = True

    # the one turn

    def _turn(self, name: str, text: str | None = None) -> Turn:
        def respond(asked: str, language: str, said: Said | None = None) -> Answer:
            running = self._running
            in_talk = running is not None and running.turn is turn and running.hands_free
            end_talk = running.leave if running is not None and in_talk else None
            return self._responder.respond(asked, turn.binding, language, end_talk, said)

        turn = self._responder.turn(name, self._binding(name), respond, text)
        if turn.listens and "speak" in turn.binding.sinks:
            turn.talk = self._talk
        return turn

    def _start(self, turn: Turn, group: asyncio.TaskGroup, at_s: float = 0.0) -> Running:
        landing = self._let_land(turn)
        before = landing or self._interrupt()
        self._running = running = self._new_running(turn, before, group, at_s)
        running.interrupted_another = before is not None and landing is None
        return running

    def _new_running(
        self, turn: Turn, before: asyncio.Task[None] | None, group: asyncio.TaskGroup, at_s: float = 0.0
    ) -> Running:
        self._responder.begin_turn()
        if turn.listens or "speak" in turn.binding.sinks:
            self.reading.hold()
        task = group.create_task(self._run(turn, before, group), name=f"turn {turn.name}")
        if turn.listens:
            group.create_task(self._get_ready(turn), name="prepare")
        return Running(turn, task, at_s)

    async def _get_ready(self, turn: Turn) -> None:
        await self._responder.prepare(turn.binding)
        running = self._running
        if running is not None and running.turn is turn and running.hands_free and running.listening:
            self._responder.sum_up()  # nobody has begun to speak: there is time

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
        if running.turn.over is not None:
            running.turn.over.stop()
        running.task.cancel()
        self._kit.bus.publish(StateChanged(State.IDLE, ""))
        return running.task

    async def _run(self, turn: Turn, before: asyncio.Task[None] | None, group: asyncio.TaskGroup) -> None:
        goes_on = False
        try:
            goes_on = await run_and_tell(turn, before, self._kit.bus)
        finally:
            running = self._running
            if running is not None and running.turn is turn:
                self._running = None
                self._asked_in = turn.name if self._responder.asks else ""
                if goes_on and self._remarks:
                    self._say_next(group, turn.name, hands_free=running.hands_free)
                elif goes_on and running.hands_free:
                    self._converse(turn.name, group, follows_up=True)
                elif goes_on and turn.talk is not None and self._responder.asks:
                    self._hear_answer(turn.name, group)
                else:
                    self._talk.end()
                    self._kit.bus.publish(StateChanged(State.IDLE, ""))
                    self.reading.let_go()
                    self._responder.sum_up()
                    self._say_next(group)

    def _say_next(self, group: asyncio.TaskGroup, name: str = "", *, hands_free: bool = False) -> None:
        """What is to be said by ourselves, a timer that rings, comes when nobody is listened to or spoken to."""
        if self._running is None and self._remarks:
            self._start(self._responder.remark(name, self._remarks.popleft()), group).hands_free = hands_free

    def _hear_answer(self, name: str, group: asyncio.TaskGroup) -> None:
        """We asked for consent: listen once, without a key."""
        turn = self._turn(name)
        self._start(turn, group).toggled = turn.follows_up = True
        turn.end_by_itself()

    def _binding(self, name: str) -> BindingConfig:
        return named(self._kit.config.bindings, name)
