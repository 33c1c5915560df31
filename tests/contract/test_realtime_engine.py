"""The Realtime API, against a server that keeps the conversation as strictly as the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from http import HTTPStatus

import numpy as np
import pytest

from tests.fakes import ScriptedModel
from tests.rig.own_speech import speech
from tests.rig.realtime_server import Call, Die, Fail, RealtimeServer, Say, Silent, Write
from tests.rig.waiting import until
from voice_assistant.audio.types import ENGINE_RATE_HZ, Audio
from voice_assistant.bus import Bus
from voice_assistant.config.roads import RealtimeConfig
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import Heard, Message, Spoken, ToolCall, ToolSpec
from voice_assistant.engines.realtime import Realtime
from voice_assistant.errors import Code, EngineError
from voice_assistant.persona import Persona
from voice_assistant.roads import Roads, Said

SYSTEM = Message("system", "Be brief.")
QUESTION = Audio(np.zeros(round(1.5 * ENGINE_RATE_HZ), dtype=np.float32), ENGINE_RATE_HZ)
CLOCK = ToolSpec("clock", "Tells the time.", {"type": "object", "properties": {}})


@pytest.fixture
async def server() -> AsyncIterator[RealtimeServer]:
    async with RealtimeServer() as running:
        yield running


@pytest.fixture
async def engine(server: RealtimeServer) -> AsyncIterator[Realtime]:
    made = Realtime(RealtimeConfig(base_url=server.base_url))
    try:
        yield made
    finally:
        await made.close()


def question(*before: Message, text: str = "") -> list[Message]:
    return [SYSTEM, *before, Message("user", text, sound=QUESTION)]


async def answer(engine: Realtime, messages: list[Message], **options: object) -> tuple[str, float, list[ToolCall]]:
    text, sound_s, calls = "", 0.0, []
    async for piece in engine.converse(messages, **options):  # type: ignore[arg-type]
        if isinstance(piece, ToolCall):
            calls.append(piece)
            continue
        text += piece
        if isinstance(piece, Spoken) and piece.sound is not None:
            sound_s += piece.sound.duration_s
    return text, sound_s, calls


async def test_a_question_in_sound_is_answered_in_sound(server: RealtimeServer, engine: Realtime) -> None:
    server.then(Say("Paris, of course."))
    text, sound_s, _ = await answer(engine, question())
    assert text == "Paris, of course."
    assert sound_s == pytest.approx(speech("Paris, of course.")[0].duration_s, abs=0.01)
    [session] = server.sessions
    assert session.items[0].sound_s == pytest.approx(1.5, abs=0.01)
    assert session.settings["instructions"] == "Be brief."
    assert session.settings["audio"]["input"]["turn_detection"] is None
    assert session.settings["audio"]["input"]["format"] == {"type": "audio/pcm", "rate": 24_000}
    assert session.errors == []
    assert "model=gpt-realtime-2" in server.queries[0]
    await until(lambda: engine.transcript() == server.hears, "the transcript")


async def test_an_interruption_is_cancelled_there_and_cut_where_it_was_heard(
    server: RealtimeServer, engine: Realtime
) -> None:
    server.then(Say("One two three. Four five six.", hold=True), Say("Fine."))
    async with aclosing(engine.converse(question())) as pieces:  # type: ignore[type-var]
        heard_s = 0.0
        async for piece in pieces:
            if isinstance(piece, Spoken) and piece.sound is not None:
                heard_s += piece.sound.duration_s
            if heard_s > 1.0:
                break
    engine.heard(Heard(server.hears, "One two", 0.4))
    history = [Message("user", server.hears), Message("assistant", "One two")]
    text, _, _ = await answer(engine, question(*history))
    assert text == "Fine."
    [session] = server.sessions
    assert [item.role for item in session.items] == ["user", "assistant", "user", "assistant"]
    assert session.items[1].sound_s == 0.4
    assert session.kinds("response.cancel") != []
    assert session.kinds("conversation.item.create") == []  # it knows all that already
    assert session.errors == []


async def test_what_was_not_heard_at_all_is_gone_there(server: RealtimeServer, engine: Realtime) -> None:
    server.then(Say("One two three."), Say("Fine."))
    await answer(engine, question())
    engine.heard(Heard(server.hears, "", 0.0))
    await answer(engine, question(Message("user", server.hears)))
    [session] = server.sessions
    assert [item.role for item in session.items] == ["user", "user", "assistant"]
    assert session.errors == []


async def test_an_unanswered_question_and_the_next_are_one_message_of_the_history(
    server: RealtimeServer, engine: Realtime
) -> None:
    server.then(Say("One."), Say("Two."), Say("Three."))
    await answer(engine, question())
    engine.heard(Heard("First?", "", 0.0))
    await answer(engine, question(text="First?"))
    engine.heard(Heard("Second?", "Two.", 9.0))
    await answer(engine, question(Message("user", "First?\nSecond?"), Message("assistant", "Two.")))
    [session] = server.sessions
    assert [item.role for item in session.items] == ["user", "user", "assistant", "user", "assistant"]
    assert session.kinds("conversation.item.create") == []


async def test_what_was_said_elsewhere_is_told_first(server: RealtimeServer, engine: Realtime) -> None:
    history = [Message("user", "My name is Ada."), Message("assistant", "Hello Ada.")]
    await answer(engine, question(*history))
    engine.heard(Heard("And?", "Hello there.", 9.0))
    later = [*history, Message("user", "And?"), Message("assistant", "Hello there.")]
    elsewhere = [Message("user", "By another road?"), Message("assistant", "Yes.")]
    await answer(engine, question(*later, *elsewhere))
    [session] = server.sessions
    assert session.told()[:2] == [("user", "My name is Ada."), ("assistant", "Hello Ada.")]
    assert session.told()[4:6] == [("user", "By another road?"), ("assistant", "Yes.")]
    assert len(session.items) == 8
    assert session.errors == []


async def test_what_was_forgotten_is_forgotten_there(server: RealtimeServer, engine: Realtime) -> None:
    await answer(engine, question(Message("user", "My name is Ada."), Message("assistant", "Hello Ada.")))
    engine.heard(Heard("And?", "Hello there.", 9.0))
    await answer(engine, question())
    [session] = server.sessions
    assert [item.role for item in session.items] == ["user", "assistant"]
    assert session.errors == []


async def test_a_line_that_was_cut_is_called_again_and_told_everything(
    server: RealtimeServer, engine: Realtime
) -> None:
    server.then(Say("Paris."), Say("Madrid."))
    await answer(engine, question())
    engine.heard(Heard("And?", "Paris.", 9.0))
    server.hang_up()
    await server.sessions[0].closed.wait()
    history = [Message("user", "And?"), Message("assistant", "Paris.")]
    await until(lambda: engine._session is not None and engine._session.line.error is not None, "the broken line")
    text, _, _ = await answer(engine, question(*history))
    assert text == "Madrid."
    assert server.sessions[1].told()[:2] == [("user", "And?"), ("assistant", "Paris.")]
    assert server.sessions[1].settings["instructions"] == "Be brief."


async def test_another_voice_is_another_session(server: RealtimeServer, engine: Realtime) -> None:
    await answer(engine, question())
    engine.heard(Heard("And?", "Hello there.", 9.0))
    history = [Message("user", "And?"), Message("assistant", "Hello there.")]
    pirate = [Message("system", "Be a pirate."), *history, Message("user", "", sound=QUESTION)]
    await answer(engine, pirate, voice="ash")
    first, second = server.sessions
    assert first.settings["audio"]["output"]["voice"] == "marin"
    assert second.settings["audio"]["output"]["voice"] == "ash"
    assert second.settings["instructions"] == "Be a pirate."
    assert second.told()[:2] == [("user", "And?"), ("assistant", "Hello there.")]


async def test_it_gets_ready_while_the_person_speaks(server: RealtimeServer, engine: Realtime) -> None:
    history = [Message("user", "My name is Ada."), Message("assistant", "Hello Ada.")]
    await engine.prepare([SYSTEM, *history, Message("user", "")])
    await until(lambda: len(server.sessions[0].items) == 2, "the history")
    await answer(engine, question(*history))
    [session] = server.sessions
    assert len(session.kinds("conversation.item.create")) == 2
    assert len(session.kinds("session.update")) == 1


async def test_tools_are_asked_for_and_their_results_read(server: RealtimeServer, engine: Realtime) -> None:
    server.then(Call("clock", '{"zone": "Paris"}', before="One moment."), Say("It is noon."))
    said, _, calls = await answer(engine, question(), tools=[CLOCK])
    assert said == "One moment."
    [call] = calls
    assert (call.name, call.arguments) == ("clock", '{"zone": "Paris"}')
    more = [*question(), Message("assistant", said, (call,)), Message("tool", "12:00", answers=call.id)]
    assert (await answer(engine, more, tools=[CLOCK]))[0] == "It is noon."
    [session] = server.sessions
    assert session.settings["tools"][0]["name"] == "clock"
    assert [item.role for item in session.items] == ["user", "assistant", "call", "output", "assistant"]
    assert session.errors == []


async def test_an_answer_in_text_is_text(server: RealtimeServer, engine: Realtime) -> None:
    server.then(Write("Paris it is."))
    text, sound_s, _ = await answer(engine, question())
    assert (text.strip(), sound_s) == ("Paris it is.", 0.0)


async def test_a_picture_goes_along(server: RealtimeServer, engine: Realtime) -> None:
    picture = "data:image/png;base64,AAAA"
    await answer(engine, [SYSTEM, Message("user", "", pictures=(picture,)), Message("user", "", sound=QUESTION)])
    [session] = server.sessions
    assert session.items[0].parts == [{"type": "input_image", "image_url": picture}]


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [(Die(after=4), Code.UNREACHABLE), (Fail(), Code.BROKEN), (Fail("rate_limit_exceeded"), Code.RATE_LIMITED)],
)
async def test_what_breaks_is_told_in_words_and_the_next_question_works(
    server: RealtimeServer, engine: Realtime, behaviour: Die | Fail, code: Code
) -> None:
    server.then(behaviour, Say("Paris."))
    with pytest.raises(EngineError) as caught:
        await answer(engine, question())
    assert caught.value.code is code
    assert "realtime" in str(caught.value)
    assert (await answer(engine, question()))[0] == "Paris."


async def test_who_never_answers_is_given_up(server: RealtimeServer) -> None:
    engine = Realtime(RealtimeConfig(base_url=server.base_url, timeout_s=0.5))
    server.then(Silent())
    with pytest.raises(EngineError) as caught:
        await answer(engine, question())
    assert caught.value.code is Code.TIMEOUT
    assert "realtime.timeout_s" in str(caught.value)
    await until(lambda: server.sessions[0].kinds("response.cancel") != [], "the cancellation")
    await engine.close()


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (HTTPStatus.UNAUTHORIZED, Code.UNAUTHORIZED, "VOICE_ASSISTANT_REALTIME_API_KEY"),
        (HTTPStatus.NOT_FOUND, Code.REJECTED, "realtime.model"),
        (HTTPStatus.TOO_MANY_REQUESTS, Code.RATE_LIMITED, "wait"),
        (HTTPStatus.BAD_GATEWAY, Code.BROKEN, "try again"),
    ],
)
async def test_a_server_that_lets_nobody_in(
    server: RealtimeServer, engine: Realtime, status: HTTPStatus, code: Code, words: str
) -> None:
    server.refuse = status
    with pytest.raises(EngineError) as caught:
        await engine.prepare(question())
    assert caught.value.code is code
    assert words in str(caught.value)


async def test_no_server_at_all() -> None:
    engine = Realtime(RealtimeConfig(base_url="http://127.0.0.1:9/v1"))
    with pytest.raises(EngineError) as caught:
        await engine.prepare(question())
    assert caught.value.code is Code.UNREACHABLE
    await engine.close()


async def test_a_server_that_dies_in_mid_reply_a_hundred_times_loses_nothing(
    server: RealtimeServer, engine: Realtime
) -> None:
    """Wherever it dies, the words that were understood are answered by the model that reads."""
    persona = Persona(name="assistant", description="helps", instructions="Be brief.", road="realtime")
    bus, told = Bus(), list[object]()
    bus.subscribe(told.append)
    reading = ScriptedModel([("Paris.", None)] * 100, word_s=0.0)
    answers = []
    for death in range(100):
        server.then(Die(after=death % 40))
        roads = Roads(Config(), bus, reading, {"realtime": engine})
        hearer = roads.hearer(persona, "The capital?", Said("The capital?", QUESTION))
        assert hearer is not None
        answers.append("".join([piece async for piece in hearer.stream([SYSTEM, Message("user", "The capital?")])]))
    assert all(answer.endswith("Paris. ") for answer in answers)
    assert sum("I can't reach the realtime model. Once more:" in answer for answer in answers) >= 90
    assert len(told) == 100
    assert [request[-1].text for request in reading.requests] == ["The capital?"] * 100
    assert len(server.sessions) == 100


async def test_settings_that_it_refuses_are_told(server: RealtimeServer, engine: Realtime) -> None:
    for _ in range(2):  # each time
        with pytest.raises(EngineError) as caught:
            await answer(engine, question(), voice="nobody")
        assert caught.value.code is Code.REJECTED
        assert "realtime.voice" in str(caught.value)


async def test_a_line_that_is_cut_with_the_question_is_called_again(server: RealtimeServer, engine: Realtime) -> None:
    server.then(Say("Paris."), Die(after=0), Say("Madrid."))
    await answer(engine, question())
    engine.heard(Heard("And?", "Paris.", 9.0))
    text, _, _ = await answer(engine, question(Message("user", "And?"), Message("assistant", "Paris.")))
    assert text == "Madrid."
    assert [len(session.items) for session in server.sessions] == [4, 4]
    assert server.sessions[1].told()[:2] == [("user", "And?"), ("assistant", "Paris.")]
