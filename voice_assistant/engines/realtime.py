"""Models that hear and speak over a line that is kept open: the Realtime API.

When somebody has finished, and what of an answer was heard, is decided here, not there. The history is ours as well:
before each answer the session is made to hold what it says, whoever gave the answers before.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..audio.resample import resample
from ..audio.types import Audio
from ..config.roads import RealtimeConfig
from ..errors import Code, EngineError, Stage
from .base import Heard, Message, Sampling, Spoken, ToolCall, ToolSpec
from .openai_client import Server
from .pcm import SPOKEN_RATE_HZ, Pcm16Stream, base64_of, pcm16
from .realtime_items import Item, items_of, steps
from .realtime_line import Event, Line, call

log = logging.getLogger(__name__)

_APPENDED_S = 0.5
_SILENCE_S = 1.2
"""What a server that listens for the end of speech itself gets to hear after it."""
_IDLE_S = 3.0
"""A response that was cancelled is over by then, or the session is given up."""
_WHOLE_S = 0.05
"""An answer of which no more is missing was heard whole."""


@dataclass(slots=True)
class _Session:
    """A line, and what is known to be at its other end."""

    line: Line
    voice: str
    told: tuple[Any, ...] = ()  # instructions and tools
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class _Said:
    """An item of an answer."""

    item: Item
    sound: Pcm16Stream = field(default_factory=Pcm16Stream)
    sound_s: float = 0.0
    transcribed: bool = False


@dataclass(slots=True)
class _Answer:
    """To one question; in several responses, when tools were asked for in between."""

    session: _Session
    question: Item
    said: list[_Said] = field(default_factory=list)

    def of(self, item_id: str) -> _Said:
        for said in self.said:
            if said.item.id == item_id:
                return said
        said = _Said(Item("assistant", id=item_id))
        self.said.append(said)
        self.session.items.append(said.item)
        return said


class Realtime:
    """See `HearingModel`."""

    def __init__(self, config: RealtimeConfig) -> None:
        self._config = config
        self._server = Server(Stage.REALTIME, config.base_url, config.timeout_s)
        self._session: _Session | None = None
        self._calling = asyncio.Lock()
        self._answer: _Answer | None = None

    async def start(self) -> None:
        await self._server.client()

    async def prepare(
        self, messages: Sequence[Message], *, tools: Sequence[ToolSpec] = (), voice: str | None = None
    ) -> None:
        session = await self._connected(voice)
        instructions, items = items_of(messages[:-1])
        if not session.told:  # tools are known with the question
            self._tell(session, instructions, tools)
        if not session.items:
            self._add(session, items)

    async def converse(
        self,
        messages: Sequence[Message],
        sampling: Sampling = Sampling(),
        *,
        tools: Sequence[ToolSpec] = (),
        model: str | None = None,
        voice: str | None = None,
    ) -> AsyncIterator[str | ToolCall]:
        session = await self._connected(voice)
        await self._at_rest(session.line)
        instructions, items = items_of(messages)
        self._tell(session, instructions, tools)
        kept, missing = steps(session.items, items)
        self._remove(session, session.items[kept:])
        self._add(session, missing)
        if asked := next((item for item in missing if item.sound is not None), None):
            await self._hand_in(session, asked)
            self._answer = _Answer(session, asked)
        elif self._answer is None or self._answer.session is not session:
            self._answer = _Answer(session, session.items[-1])
        async for piece in self._respond(session, self._answer):
            yield piece

    def transcript(self) -> str:
        answer = self._answer
        return "" if answer is None else answer.session.line.transcripts.get(answer.question.id, "")

    def heard(self, heard: Heard) -> None:
        answer, self._answer = self._answer, None
        if answer is None or answer.session is not self._session:
            return
        left_s, session = heard.sound_s, answer.session
        answer.question.text, answer.question.sound = heard.asked, None
        for said in answer.said:
            if left_s >= said.sound_s - _WHOLE_S:
                pass
            elif left_s > 0 and heard.text:
                session.line.send(
                    "conversation.item.truncate",
                    item_id=said.item.id,
                    content_index=0,
                    audio_end_ms=int(left_s * 1000),
                )
            else:
                self._remove(session, [said.item])
            left_s = max(0.0, left_s - said.sound_s)
        spoken = [said for said in answer.said if said.sound_s and said.item in session.items]
        if len(spoken) == 1:
            spoken[0].item.text = heard.text

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.line.close()
        await self._server.close()

    # the session

    async def _connected(self, voice: str | None) -> _Session:
        """The session that there is, or a new one: a voice that has spoken cannot be changed."""
        async with self._calling:
            voice, session = voice or self._config.voice, self._session
            if session is not None and (session.line.error is not None or session.voice != voice):
                self._session = None
                await session.line.close()
            if self._session is None:
                self._session = _Session(await call(self._server, self._config.model), voice)
            return self._session

    def _tell(self, session: _Session, instructions: str, tools: Sequence[ToolSpec]) -> None:
        told = (instructions, *(tool.name for tool in tools))
        if session.told == told:
            return
        session.told = told
        config, form = self._config, {"type": "audio/pcm", "rate": SPOKEN_RATE_HZ}
        detection = {"type": "server_vad", "create_response": False, "interrupt_response": False}
        listening: dict[str, Any] = {
            "format": form,
            "turn_detection": None if config.end_of_speech == "ours" else detection,
        }
        if config.transcription_model:
            listening["transcription"] = {"model": config.transcription_model}
        settings = {
            "type": "realtime",
            "output_modalities": ["audio"],
            "instructions": instructions,
            "audio": {"input": listening, "output": {"format": form, "voice": session.voice, "speed": config.speed}},
            "tools": [
                {"type": "function", "name": t.name, "description": t.description, "parameters": dict(t.parameters)}
                for t in tools
            ],
            "tool_choice": "auto",
            "max_output_tokens": min(config.max_tokens, 4096),
        }
        session.line.send("session.update", session=settings)

    def _remove(self, session: _Session, items: Sequence[Item]) -> None:
        for item in list(items):
            if item.id:
                session.line.send("conversation.item.delete", item_id=item.id)
            session.items.remove(item)

    def _add(self, session: _Session, items: Sequence[Item]) -> None:
        """All but what was said, which is handed in."""
        for item in items:
            session.items.append(item)
            if item.sound is None:
                session.line.send("conversation.item.create", item=item.content())

    async def _hand_in(self, session: _Session, asked: Item) -> None:
        """What was said. Returns when the server has taken it."""
        line, asked.id = session.line, ""
        assert asked.sound is not None
        sound = await asyncio.to_thread(resample, asked.sound, SPOKEN_RATE_HZ)
        if self._config.end_of_speech == "server":
            sound = Audio.join([sound, Audio.silence(_SILENCE_S, SPOKEN_RATE_HZ)], SPOKEN_RATE_HZ)
        size = round(_APPENDED_S * SPOKEN_RATE_HZ)
        while not line.committed.empty():
            line.committed.get_nowait()
        for start in range(0, len(sound.samples), size):
            line.send("input_audio_buffer.append", audio=base64_of(pcm16(sound.samples[start : start + size])))
        if self._config.end_of_speech == "ours":
            line.send("input_audio_buffer.commit")
        try:
            async with asyncio.timeout(self._server.timeout_s):
                asked.id = await line.committed.get()
        except TimeoutError as error:
            raise self._server.timed_out() from error

    async def _at_rest(self, line: Line) -> None:
        try:
            async with asyncio.timeout(_IDLE_S):
                await line.idle.wait()
        except TimeoutError as error:
            await line.close()
            raise self._server.timed_out(_IDLE_S) from error
        while not line.inbox.empty():  # of what was cancelled
            if (event := line.inbox.get_nowait()) is not None and event["type"] == "error":
                _warn(event)
        if line.error is not None:
            raise line.error

    # one response

    async def _respond(self, session: _Session, answer: _Answer) -> AsyncIterator[str | ToolCall]:
        line = session.line
        line.idle.clear()
        request = line.send("response.create")
        calls: list[ToolCall] = []
        done = False
        try:
            while not done:
                event = await self._next(line)
                kind = event["type"]
                if kind == "error":
                    self._judge(event, request)
                elif kind == "response.done":
                    done = True
                    self._check(event.get("response") or {})
                elif kind == "response.output_item.done":
                    calls += self._called(session, event.get("item") or {})
                elif (piece := _piece(event, answer)) is not None:
                    yield piece
        finally:
            if not done and line.error is None:
                line.send("response.cancel")
        for call_ in calls:
            yield call_

    async def _next(self, line: Line) -> Event:
        try:
            async with asyncio.timeout(self._server.timeout_s):
                event = await line.inbox.get()
        except TimeoutError as error:
            raise self._server.timed_out() from error
        if event is None:
            assert line.error is not None
            line.inbox.put_nowait(None)
            raise line.error
        return event

    def _called(self, session: _Session, item: dict[str, Any]) -> list[ToolCall]:
        if item.get("type") != "function_call":
            return []
        made = ToolCall(str(item.get("call_id")), str(item.get("name")), str(item.get("arguments") or "{}"))
        session.items.append(Item("call", id=str(item.get("id")), call=made))
        return [made]

    def _judge(self, event: Event, request: str) -> None:
        error = event.get("error") or {}
        if error.get("event_id") not in (None, request):
            _warn(event)
            return
        self._failed(error)

    def _check(self, response: dict[str, Any]) -> None:
        if response.get("status") == "failed":
            self._failed((response.get("status_details") or {}).get("error") or {})

    def _failed(self, error: dict[str, Any]) -> None:
        """Raises what the server complains of; its words may quote the conversation, its code does not."""
        code = str(error.get("code") or error.get("type") or "no reason given")[:60]
        if "rate_limit" in code or "quota" in code:
            line = f"{self._server.name} allows no more answers now ({code}): wait a little, or check your plan"
            raise EngineError(Stage.REALTIME, Code.RATE_LIMITED, line)
        line = f"{self._server.name} could not answer ({code}): try again"
        raise EngineError(Stage.REALTIME, Code.BROKEN, line)


def _piece(event: Event, answer: _Answer) -> str | None:
    kind = event["type"]
    delta = event.get("delta")
    if kind in ("response.output_text.delta", "response.text.delta"):
        answer.of(str(event.get("item_id"))).item.text += str(delta)
        return str(delta)
    if kind in ("response.output_audio.delta", "response.audio.delta"):
        said = answer.of(str(event.get("item_id")))
        sound = said.sound.add(str(delta))
        said.sound_s += sound.duration_s
        return Spoken("", sound)
    if kind in ("response.output_audio_transcript.delta", "response.audio_transcript.delta"):
        said = answer.of(str(event.get("item_id")))
        said.transcribed = True
        said.item.text += str(delta)
        return Spoken(str(delta))
    if kind in ("response.output_audio_transcript.done", "response.audio_transcript.done"):
        said = answer.of(str(event.get("item_id")))
        if not said.transcribed:  # it came only now
            said.item.text = str(event.get("transcript") or "")
            return Spoken(said.item.text)
    return None


def _warn(event: Event) -> None:
    error = event.get("error") or {}
    log.warning("realtime server: %s", str(error.get("code") or error.get("type"))[:60])
