"""Chat completions with sound, both ways, against a real local server."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator, Iterator

import numpy as np
import pytest
import soundfile

from tests.rig.openai_server import Audible, OpenAIServer, Reply, Status
from tests.rig.own_speech import speech
from voice_assistant.audio.types import Audio
from voice_assistant.config.roads import AudioChatConfig
from voice_assistant.engines.audio_chat import AudioChat
from voice_assistant.engines.base import Message, Spoken, ToolSpec
from voice_assistant.errors import Code, EngineError

SAMPLES = np.asarray(0.25 * np.sin(np.arange(24_000) / 10), dtype=np.float32)
MESSAGES = [
    Message("system", "Be brief."),
    Message("user", "My name is Ada."),
    Message("assistant", "Hello Ada."),
    Message("user", "", sound=Audio(SAMPLES, 24_000)),
]


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as running:
        yield running


@pytest.fixture
async def engine(server: OpenAIServer) -> AsyncIterator[AudioChat]:
    made = AudioChat(AudioChatConfig(base_url=server.base_url))
    yield made
    await made.close()


async def test_sound_goes_there_and_comes_back(server: OpenAIServer, engine: AudioChat) -> None:
    server.then(Audible("Paris, of course."))
    pieces = [piece async for piece in engine.converse(MESSAGES, voice="ash")]
    assert all(isinstance(piece, Spoken) for piece in pieces)
    assert "".join(map(str, pieces)) == "Paris, of course."
    sounds = [piece.sound for piece in pieces if isinstance(piece, Spoken) and piece.sound is not None]
    sound = Audio.join(sounds, 24_000)
    assert sound.duration_s == pytest.approx(speech("Paris, of course.")[0].duration_s, abs=0.01)
    asked = server.requests[0].json
    assert asked["modalities"] == ["text", "audio"]
    assert asked["audio"] == {"voice": "ash", "format": "pcm16"}
    assert [message["content"] for message in asked["messages"][:3]] == ["Be brief.", "My name is Ada.", "Hello Ada."]
    [part] = asked["messages"][3]["content"]
    assert (part["type"], part["input_audio"]["format"]) == ("input_audio", "wav")
    samples, rate_hz = soundfile.read(io.BytesIO(base64.b64decode(part["input_audio"]["data"])))
    assert len(samples) / rate_hz == pytest.approx(1.0)


async def test_a_server_that_only_hears_answers_in_text(server: OpenAIServer) -> None:
    engine = AudioChat(AudioChatConfig(base_url=server.base_url, replies="text"))
    server.then(Reply("Paris it is."))
    assert [piece async for piece in engine.converse(MESSAGES)] == ["Paris", " it", " is."]
    assert "modalities" not in server.requests[0].json
    await engine.close()


async def test_pictures_and_words_come_along(server: OpenAIServer, engine: AudioChat) -> None:
    picture = "data:image/png;base64,AAAA"
    asked = Message("user", "The selection.", sound=Audio(SAMPLES, 24_000), pictures=(picture,))
    server.then(Audible("Yes."))
    tool = ToolSpec("clock", "Tells the time.", {"type": "object", "properties": {}})
    assert [piece async for piece in engine.converse([asked], tools=[tool])]
    request = server.requests[0].json
    assert [part["type"] for part in request["messages"][0]["content"]] == ["text", "image_url", "input_audio"]
    assert request["tools"][0]["function"]["name"] == "clock"


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (Audible("Paris, of course.", until=5), Code.UNREACHABLE),
        (Status(401), Code.UNAUTHORIZED),
        (Status(400, "this model does not hear"), Code.REJECTED),
    ],
)
async def test_errors_name_the_server_and_what_to_do(
    server: OpenAIServer, engine: AudioChat, behaviour: Audible | Status, code: Code
) -> None:
    server.then(behaviour)
    with pytest.raises(EngineError) as caught:
        async for _ in engine.converse(MESSAGES):
            pass
    assert caught.value.code is code
    assert "audio chat server" in str(caught.value)
    assert "that hears" in caught.value.spoken
