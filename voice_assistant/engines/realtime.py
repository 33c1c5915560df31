"""Models that hear and speak over a line that is kept open: the Realtime API.

When somebody has finished, and what of an answer was heard, is decided here, not there. The history is ours as well:
before each answer the session is made to hold what it says, whoever gave the answers before.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

from ..audio.resample import resample
from ..audio.types import Audio
from ..concurrency import closing
from ..config.roads import RealtimeConfig
from ..errors import Code, EngineError, Stage
from .base import Heard, Message, Sampling, ToolCall, ToolSpec
from .openai_client import Server
from .pcm import SPOKEN_RATE_HZ, base64_of, pcm16
from .realtime_answer import Answer, Session, piece_of
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


class Realtime:
    """See `HearingModel`."""

    def __init__(self, config: RealtimeConfig) -> None:
        self._config = config
        self._server = Server(Stage.REALTIME, config.base_url, config.timeout_s)
        self._session: Session | None = None
        self._calling = asyncio.Lock()
        self._answer: Answer | None = None

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
        said = False
        while True:
            session = await self._connected(voice)
            again, session.used = session.used, True
            try:
                async with closing(self._ask(session, messages, tools)) as pieces:
                    async for piece in pieces:
                        said = True
                        yield piece
                return
            except EngineError as error:
                if said or not again or error.code is not Code.UNREACHABLE:
                    raise
                log.info("the line was cut while nobody spoke: calling again")

    async def _ask(
        self, session: Session, messages: Sequence[Message], tools: Sequence[ToolSpec]
    ) -> AsyncIterator[str | ToolCall]:
        await self._at_rest(session)
        session.shown.clear()
        instructions, items = items_of(messages)
        self._tell(session, instructions, tools)
        kept, missing = steps(session.items, items)
        self._remove(session, session.items[kept:])
        self._add(session, missing)
        if asked := next((item for item in missing if item.sound is not None), None):
            await self._hand_in(session, asked)
            self._answer = Answer(session, asked)
        elif self._answer is None or self._answer.session is not session:
            self._answer = Answer(session, session.items[-1])
        async with closing(self._respond(session, self._answer)) as pieces:
            async for piece in pieces:
                yield piece

    async def check(self) -> None:
        """By a session that is opened and closed."""
        await (await call(self._server, self._config.model)).close()

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

    async def _connected(self, voice: str | None) -> Session:
        """The session that there is, or a new one: a voice that has spoken cannot be changed."""
        async with self._calling:
            voice, session = voice or self._config.voice, self._session
            if session is not None and (session.line.error is not None or session.voice != voice):
                self._session = None
                await session.line.close()
            if self._session is None:
                self._session = Session(await call(self._server, self._config.model), voice)
            return self._session

    def _tell(self, session: Session, instructions: str, tools: Sequence[ToolSpec]) -> None:
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
        session.update = session.line.send("session.update", session=settings)

    def _remove(self, session: Session, items: Sequence[Item]) -> None:
        for item in list(items):
            if item.id:
                session.line.send("conversation.item.delete", item_id=item.id)
            session.items.remove(item)

    def _add(self, session: Session, items: Sequence[Item]) -> None:
        """All but what was said, which is handed in."""
        for item in items:
            session.items.append(item)
            if item.sound is None:
                sent = session.line.send("conversation.item.create", item=item.content())
                if item.pictures:
                    session.shown[sent] = item

    async def _hand_in(self, session: Session, asked: Item) -> None:
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

    async def _at_rest(self, session: Session) -> None:
        line = session.line
        try:
            async with asyncio.timeout(_IDLE_S):
                await line.idle.wait()
        except TimeoutError as error:
            await line.close()
            raise self._server.broke_off() from error
        while not line.inbox.empty():  # of what was cancelled
            if (event := line.inbox.get_nowait()) is not None and event["type"] == "error":
                self._judge(event, session, "")
        if line.error is not None:
            raise line.error

    # one response

    async def _respond(self, session: Session, answer: Answer) -> AsyncIterator[str | ToolCall]:
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
                    self._judge(event, session, request)
                elif kind == "response.done":
                    done = True
                    self._check(event.get("response") or {})
                elif kind == "response.output_item.done":
                    calls += self._called(session, event.get("item") or {})
                elif (piece := piece_of(event, answer)) is not None:
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

    def _called(self, session: Session, item: dict[str, Any]) -> list[ToolCall]:
        if item.get("type") != "function_call":
            return []
        made = ToolCall(str(item.get("call_id")), str(item.get("name")), str(item.get("arguments") or "{}"))
        session.items.append(Item("call", id=str(item.get("id")), call=made))
        return [made]

    def _judge(self, event: Event, session: Session, request: str) -> None:
        """Raises what makes an answer impossible; what does not is for the log."""
        error = event.get("error") or {}
        about = error.get("event_id")
        if about == session.update:
            session.told = ()
            code = str(error.get("param") or error.get("code"))[:60]
            line = f"{self._server.name} does not take our settings ({code}): check realtime.model and realtime.voice"
            raise EngineError(Stage.REALTIME, Code.REJECTED, line)
        if (refused := session.shown.pop(str(about), None)) is not None:
            if refused in session.items:
                session.items.remove(refused)
            line = f"{self._server.name} takes no pictures: set realtime.vision = false"
            raise EngineError(Stage.REALTIME, Code.REJECTED, line)
        if about == request or (about is None and request):
            self._failed(error)
        _warn(event)

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


def _warn(event: Event) -> None:
    error = event.get("error") or {}
    log.warning("realtime server: %s", str(error.get("code") or error.get("type"))[:60])
