"""Every way in which a server can fail becomes the right error, in time, and the next request works again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing

import pytest

from tests.rig.compare import noise
from tests.rig.openai_server import (
    Behaviour,
    Disconnect,
    EndEarly,
    ErrorEvent,
    Garbage,
    GarbageEvents,
    HangUp,
    OpenAIServer,
    Reply,
    Silence,
    Stall,
    Status,
)
from tests.rig.waiting import until
from voice_assistant.config.schema import LanguageModelConfig, SpeechToTextConfig, TextToSpeechConfig
from voice_assistant.engines.base import Message
from voice_assistant.engines.openai_chat import OpenAIChat
from voice_assistant.engines.openai_speech_to_text import OpenAISpeechToText
from voice_assistant.engines.openai_text_to_speech import OpenAITextToSpeech
from voice_assistant.errors import Code, EngineError

SECRET = "sk-geheim-1234567890"
SOUND = noise(0.1, 16_000)
PROMPT = "My password is tulip-forest-42, please remember it."

Use = Callable[..., Awaitable[str]]
"""Uses a fresh engine at a base URL once, and returns what came out."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    for section in ("LANGUAGE_MODEL", "SPEECH_TO_TEXT", "TEXT_TO_SPEECH"):
        monkeypatch.setenv(f"VOICE_ASSISTANT_{section}_API_KEY", SECRET)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # nothing on this machine is reached through a proxy
    with OpenAIServer() as running:
        yield running


async def chat(base_url: str, timeout_s: float = 20.0) -> str:
    engine = OpenAIChat(LanguageModelConfig(engine="openai", base_url=base_url, timeout_s=timeout_s))
    try:
        return "".join([piece async for piece in engine.stream([Message("user", PROMPT)])])
    finally:
        await engine.close()


async def transcribe(base_url: str, timeout_s: float = 20.0) -> str:
    config = SpeechToTextConfig(engine="openai", base_url=base_url, timeout_s=timeout_s)
    engine = OpenAISpeechToText(config)
    try:
        return (await engine.transcribe(SOUND, prompt=PROMPT)).text
    finally:
        await engine.close()


async def speak(base_url: str, timeout_s: float = 20.0) -> str:
    engine = OpenAITextToSpeech(TextToSpeechConfig(engine="openai", base_url=base_url, timeout_s=timeout_s))
    try:
        return "sound" if [piece async for piece in engine.speak(PROMPT)] else ""
    finally:
        await engine.close()


USES: dict[str, Use] = {"chat": chat, "transcribe": transcribe, "speak": speak}

ALWAYS: list[tuple[Behaviour, int, Code]] = [
    # what the server does, how often until it is believed, what that is called
    (Status(401, f"Incorrect API key provided: {SECRET}"), 1, Code.UNAUTHORIZED),
    (Status(403), 1, Code.UNAUTHORIZED),
    (Status(404, "model 'x' not found"), 1, Code.REJECTED),
    (Status(413), 1, Code.REJECTED),
    (Status(429, headers={"retry-after": "50"}), 1, Code.RATE_LIMITED),
    (Status(500, "boom"), 2, Code.BROKEN),
    (Status(503), 2, Code.BROKEN),
    (Silence(), 1, Code.TIMEOUT),
    (Stall(1), 1, Code.TIMEOUT),
    (HangUp(), 2, Code.UNREACHABLE),
    (Garbage(), 1, Code.BROKEN),
    (GarbageEvents(), 1, Code.BROKEN),
]
CASES = [(use, *case) for use in USES for case in ALWAYS] + [
    ("chat", Stall(3), 1, Code.TIMEOUT),
    ("chat", Disconnect(0), 1, Code.UNREACHABLE),
    ("chat", Disconnect(3), 1, Code.UNREACHABLE),
    ("chat", EndEarly(3), 1, Code.UNREACHABLE),
    ("chat", EndEarly(0), 1, Code.BROKEN),
    ("chat", ErrorEvent(3), 1, Code.BROKEN),
    ("chat", Status(400, f"bad message: {PROMPT}"), 1, Code.REJECTED),
    ("transcribe", Status(400, f"bad prompt: {PROMPT}"), 2, Code.REJECTED),
    ("transcribe", Disconnect(1), 2, Code.UNREACHABLE),
    ("transcribe", EndEarly(1), 1, Code.BROKEN),
    ("speak", Disconnect(0), 1, Code.UNREACHABLE),
    ("speak", Disconnect(3), 1, Code.UNREACHABLE),
    ("speak", EndEarly(3), 1, Code.UNREACHABLE),
    ("speak", EndEarly(0), 1, Code.BROKEN),
]


@pytest.mark.parametrize(("use", "behaviour", "times", "code"), CASES, ids=lambda value: str(value)[:24])
async def test_failure_is_named_and_survived(
    server: OpenAIServer, use: str, behaviour: Behaviour, times: int, code: Code
) -> None:
    server.then(*[behaviour] * times)
    with pytest.raises(EngineError) as caught:
        await USES[use](server.base_url, timeout_s=0.3 if code is Code.TIMEOUT else 20.0)
    assert caught.value.code is code
    message = str(caught.value)
    assert server.base_url in message and "\n" not in message
    assert SECRET not in message and "tulip" not in message
    assert await USES[use](server.base_url)


@pytest.mark.parametrize("use", USES)
async def test_a_server_that_is_not_there(server: OpenAIServer, use: str) -> None:
    with OpenAIServer() as gone:
        base_url = gone.base_url
    with pytest.raises(EngineError, match=r"cannot reach .* is it running") as caught:
        await USES[use](base_url)
    assert caught.value.code is Code.UNREACHABLE


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("behaviour", [Status(500), Status(503), HangUp()], ids=str)
async def test_one_failure_of_the_server_is_tried_again(server: OpenAIServer, use: str, behaviour: Behaviour) -> None:
    server.then(behaviour)
    assert await USES[use](server.base_url)
    assert len(server.requests) == 2


@pytest.mark.parametrize("use", USES)
async def test_the_key_goes_to_the_server(server: OpenAIServer, use: str) -> None:
    await USES[use](server.base_url)
    assert server.requests[0].headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize("use", USES)
async def test_the_key_for_openai_does_not(server: OpenAIServer, use: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for section in ("LANGUAGE_MODEL", "SPEECH_TO_TEXT", "TEXT_TO_SPEECH"):
        monkeypatch.delenv(f"VOICE_ASSISTANT_{section}_API_KEY")
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    await USES[use](server.base_url)
    assert SECRET not in server.requests[0].headers["authorization"]


async def test_what_was_written_before_the_failure_arrives(server: OpenAIServer) -> None:
    server.reply = lambda request: "One two three four."
    server.then(Disconnect(after=3))
    engine = OpenAIChat(LanguageModelConfig(engine="openai", base_url=server.base_url))
    pieces: list[str] = []
    with pytest.raises(EngineError, match="broke off in the middle"):
        async for piece in engine.stream([Message("user", PROMPT)]):
            pieces.append(piece)
    assert pieces == ["One", " two"]
    await engine.close()


async def test_closing_the_stream_tells_the_server(server: OpenAIServer) -> None:
    server.then(Stall(after=2))
    engine = OpenAIChat(LanguageModelConfig(engine="openai", base_url=server.base_url))
    async with aclosing(engine.stream([Message("user", PROMPT)])) as pieces:  # type: ignore[type-var]
        assert await anext(aiter(pieces)) == "Hello"
        assert not server.client_left.is_set()
    await until(server.client_left.is_set, "the connection is closed")
    await engine.close()


async def test_a_cancelled_wait_tells_the_server(server: OpenAIServer) -> None:
    server.then(Silence())
    waiting = asyncio.create_task(chat(server.base_url))
    await until(lambda: server.requests, "the request has come")
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await until(server.client_left.is_set, "the connection is closed")


async def test_a_server_without_times_is_asked_for_the_bare_text(server: OpenAIServer) -> None:
    engine = OpenAISpeechToText(SpeechToTextConfig(engine="openai", base_url=server.base_url, language="de"))
    server.then(Status(400, "response_format 'verbose_json' is not compatible"), Reply("Guten Tag."), Reply("Und?"))
    first = await engine.transcribe(SOUND, words=True)
    second = await engine.transcribe(SOUND)
    assert (first.text, first.language, first.segments) == ("Guten Tag.", "de", ())
    assert second.text == "Und?"
    formats = [request.form["response_format"] for request in server.requests]
    assert formats == [[b"verbose_json"], [b"json"], [b"json"]]  # it is not tried again every time
    await engine.close()


async def test_speech_is_played_while_it_arrives_and_stopped_at_the_server_when_nobody_listens(
    server: OpenAIServer,
) -> None:
    server.then(Stall(after=4))  # 16 kB have come, and no more will
    engine = OpenAITextToSpeech(TextToSpeechConfig(engine="openai", base_url=server.base_url, timeout_s=20.0))
    async with aclosing(engine.speak(PROMPT)) as pieces:  # type: ignore[type-var]
        assert (await anext(aiter(pieces))).duration_s == pytest.approx(0.2, abs=0.01)
    await until(server.client_left.is_set, "the server to be told")
    await engine.close()
