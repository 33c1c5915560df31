"""A whole turn over the Realtime API, in real time: what was heard, here and at the other end of the line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from tests.fakes import Studio
from tests.flow.test_session import PERSONAS, Person
from tests.rig.own_speech import over_at, speech
from tests.rig.realtime_server import Die, RealtimeServer, Say
from tests.rig.waiting import until
from voice_assistant.assistant import Assistant
from voice_assistant.config.roads import RealtimeConfig
from voice_assistant.config.schema import Config, LanguageModelConfig
from voice_assistant.engines.realtime import Realtime
from voice_assistant.events import SpeakingStarted, TurnEnded
from voice_assistant.inbox import Cancel
from voice_assistant.roads import Roads

LONG = "The first sentence is this. The second sentence comes after it. The third sentence is the last of them."


@asynccontextmanager
async def talking(server: RealtimeServer, studio: Studio) -> AsyncIterator[Person]:
    engine = Realtime(studio.equipment.config.realtime)
    roads = Roads(studio.equipment.config, studio.bus, studio.model, {"realtime": engine})
    studio.equipment = replace(studio.equipment, roads=roads)
    assistant = Assistant(studio.equipment, studio.model, PERSONAS)
    running = asyncio.create_task(assistant.run())
    try:
        yield Person(studio, assistant)
    finally:
        running.cancel()
        await asyncio.wait([running])
        await engine.close()


def furnished(server: RealtimeServer) -> Studio:
    realtime = RealtimeConfig(base_url=server.base_url, transcription_model="")
    return Studio(Config(language_model=LanguageModelConfig(road="realtime"), realtime=realtime))


async def ended(studio: Studio, count: int) -> list[TurnEnded]:
    await until(lambda: len(studio.seen(TurnEnded)) >= count, f"the end of turn {count}")
    return [event for event in studio.events if isinstance(event, TurnEnded)]


async def test_an_interruption_cuts_both_ends_at_the_same_sample() -> None:
    async with RealtimeServer() as server:
        server.hears = ""
        server.then(Say(LONG, hold=True), Say("Fine."))
        studio = furnished(server)
        studio.hearing.texts = ["Tell me all.", "And now?"]
        async with talking(server, studio) as person:
            await person.hold(1.0)
            await until(lambda: studio.seen(SpeakingStarted), "the answer's sound")
            await until(lambda: studio.speaker.played_s > 1.5, "a part of it to be heard")
            person.send(Cancel())
            [first] = await ended(studio, 1)
            played_s = studio.speaker.played_s
            await person.hold(1.0)
            _, second = await ended(studio, 2)
            assert second.heard == "Fine."
            assert [message.text for message in person.assistant.conversation.messages] == [
                "Tell me all.", first.heard, "And now?", "Fine.",
            ]  # fmt: skip
        [session] = server.sessions
        assert session.errors == []
        assert [item.role for item in session.items] == ["user", "assistant", "user", "assistant"]
        assert abs(session.items[1].sound_s - played_s) <= 0.002
        assert session.kinds("conversation.item.create") == session.kinds("conversation.item.delete") == []
    expected = over_at(LONG, speech(LONG)[1], played_s)
    assert LONG.startswith(first.heard)
    assert abs(len(first.heard.split()) - len(expected.split())) <= 2
    assert first.interrupted


async def test_after_a_death_in_mid_reply_the_next_session_is_told_what_was_heard() -> None:
    async with RealtimeServer() as server:
        server.hears = ""
        server.then(Die(after=12))
        studio = furnished(server)
        studio.hearing.texts = ["Tell me all.", "And now?"]
        studio.model.replies = [("All of it.", None), ("In writing.", None)]
        async with talking(server, studio) as person:
            await person.hold(1.0)
            [first] = await ended(studio, 1)
            await person.hold(1.0)
            await ended(studio, 2)
        assert first.heard.endswith("I can't reach the realtime model. Once more: All of it.")
        assert studio.model.requests[-1][-2].text == first.heard
        assert [recording.text for recording in studio.journal.recordings] == ["Tell me all.", "And now?"]
