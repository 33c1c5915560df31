"""Our Wyoming server, asked by the client classes of the `wyoming` package; our client, asking our server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import numpy as np
import pytest
from wyoming.client import AsyncClient

from tests.fakes import ScriptedHearing, ScriptedModel, ScriptedVoice, Studio
from tests.rig.speech import clips
from tests.rig.waiting import until
from voice_assistant.app import Engines
from voice_assistant.audio.types import Audio, Samples
from voice_assistant.cli import main
from voice_assistant.config.schema import Config, SpeechToTextConfig, TextToSpeechConfig
from voice_assistant.engines import wyoming_protocol as wyoming
from voice_assistant.engines.wyoming_speech_to_text import WyomingSpeechToText
from voice_assistant.engines.wyoming_text_to_speech import WyomingTextToSpeech
from voice_assistant.engines.wyoming_wake_word import WyomingWakeWords
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.serving.wyoming_server import serving

HOST = "127.0.0.1"


class House:
    """Our server, with engines that do as they are told."""

    def __init__(self) -> None:
        self.hearing, self.voice = ScriptedHearing(takes_s=0.0), ScriptedVoice(takes_s=0.0)
        self.made = Engines(self.hearing, ScriptedModel(), self.voice, Studio().judge)
        self.port = 0

    @property
    def uri(self) -> str:
        return f"tcp://{HOST}:{self.port}"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    config = Config(speech_to_text=SpeechToTextConfig(while_speaking=False))
    async with serving(config, house.made, HOST, 0) as house.port:
        yield house


async def ask(uri: str, *events: wyoming.Eventable, until: str) -> list[wyoming.Event]:
    """What comes back for `events`, up to the first of type `until`."""
    async with AsyncClient.from_uri(uri, connect_timeout=20.0, read_timeout=20.0) as client:
        for event in events:
            await client.write_event(event.event())
        answers: list[wyoming.Event] = []
        while not answers or answers[-1].type != until:
            answer = await client.read_event()
            assert answer is not None, f"it hung up after {[answer.type for answer in answers]}"
            answers.append(answer)
        return answers


def spoken(rate_hz: int = 16_000, *, width: int = 2, channels: int = 1) -> list[wyoming.Eventable]:
    """A person, in the form that a microphone of any kind may deliver."""
    from voice_assistant.audio.resample import resample

    samples = resample(clips()["beckett"].audio(4.0), rate_hz).samples
    scaled = np.repeat((samples * (2 ** (8 * width - 1) - 1)).astype(f"<i{width}"), channels)
    pcm = scaled.tobytes()
    size = rate_hz // 10 * width * channels
    chunks = [pcm[start : start + size] for start in range(0, len(pcm), size)]
    return [
        wyoming.AudioStart(rate=rate_hz, width=width, channels=channels),
        *(wyoming.AudioChunk(rate=rate_hz, width=width, channels=channels, audio=chunk) for chunk in chunks),
        wyoming.AudioStop(),
    ]


async def test_it_tells_what_it_can_do(house: House) -> None:
    [event] = await ask(house.uri, wyoming.Describe(), until="info")
    info = wyoming.Info.from_event(event)
    assert "en" in info.asr[0].models[0].languages and "ko" in info.asr[0].models[0].languages
    assert info.tts[0].voices[0].name == "en_US-joe-medium"
    assert info.tts[0].supports_synthesize_streaming
    assert info.wake[0].models[0].phrase == "hey jarvis"


@pytest.mark.parametrize(("rate_hz", "width", "channels"), [(16_000, 2, 1), (48_000, 2, 2), (44_100, 4, 1)])
async def test_speech_becomes_text_whatever_form_it_comes_in(
    house: House, rate_hz: int, width: int, channels: int
) -> None:
    house.hearing.texts = ["Ever tried."]
    wish = wyoming.Transcribe(language="en-US")
    [event] = await ask(house.uri, wish, *spoken(rate_hz, width=width, channels=channels), until="transcript")
    assert wyoming.Transcript.from_event(event).text == "Ever tried."
    assert house.hearing.languages == ["en"]
    assert house.hearing.durations_s[0] == pytest.approx(4.0, abs=0.1)


async def test_silence_is_no_text_and_costs_nothing(house: House) -> None:
    silence = wyoming.AudioChunk(rate=16_000, width=2, channels=1, audio=bytes(64_000))
    [event] = await ask(house.uri, wyoming.Transcribe(), silence, wyoming.AudioStop(), until="transcript")
    assert wyoming.Transcript.from_event(event).text == ""
    assert house.hearing.durations_s == []


async def test_a_text_becomes_sound(house: House) -> None:
    answers = await ask(house.uri, wyoming.Synthesize(text="It is 5 °C."), until="audio-stop")
    assert [answers[0].type, answers[-1].type] == ["audio-start", "audio-stop"]
    assert {answer.type for answer in answers[1:-1]} == {"audio-chunk"}
    assert house.voice.said == ["It is five degrees Celsius."]
    sound = [wyoming.sound_of(wyoming.AudioChunk.from_event(answer)) for answer in answers[1:-1]]
    assert sum(piece.duration_s for piece in sound) == pytest.approx(len(house.voice.said[0]) / 20, abs=0.01)


async def test_a_text_in_pieces_is_spoken_sentence_by_sentence_and_only_once(house: House) -> None:
    text = "The first one. And the second, which goes on."
    pieces = [wyoming.SynthesizeChunk(text=text[at : at + 7]) for at in range(0, len(text), 7)]
    whole = wyoming.Synthesize(text=text)  # for servers that take no pieces
    events = [wyoming.SynthesizeStart(), *pieces, whole, wyoming.SynthesizeStop()]
    answers = await ask(house.uri, *events, until="synthesize-stopped")
    assert house.voice.said == ["The first one.", "And the second, which goes on."]
    assert [answer.type for answer in answers if answer.type != "audio-chunk"] == [
        "audio-start",
        "audio-stop",
        "synthesize-stopped",
    ]


async def test_an_engine_that_fails_is_told_and_the_next_wish_is_done(house: House) -> None:
    house.voice.error, house.voice.fails_on = EngineError(Stage.TEXT_TO_SPEECH, Code.CRASHED, "it crashed"), "bad"
    wishes = wyoming.Synthesize(text="A bad one."), wyoming.Synthesize(text="A good one.")
    answers = await ask(house.uri, *wishes, until="audio-stop")
    assert wyoming.Error.from_event(answers[0]).code == "crashed"
    assert house.voice.said == ["A good one."]


@pytest.mark.parametrize("nonsense", [b"GET / HTTP/1.1\r\n\r\n", b"{}\n", b"[1]\n", b"\xff\xfe\n", b'{"type": 1}\n'])
async def test_nonsense_ends_that_connection_alone(house: House, nonsense: bytes) -> None:
    reader, writer = await asyncio.open_connection(HOST, house.port)
    writer.write(nonsense)
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    assert await ask(house.uri, wyoming.Ping(text="there?"), until="pong")


async def test_a_client_that_leaves_in_mid_sentence_leaves_nothing_behind(house: House) -> None:
    async with AsyncClient.from_uri(house.uri) as client:
        for event in spoken()[:10]:
            await client.write_event(event.event())
    assert await ask(house.uri, wyoming.Ping(), until="pong")
    assert house.hearing.durations_s == []


# our client


async def test_our_client_hears_and_speaks_through_our_server(house: House) -> None:
    house.hearing.texts = ["Ever tried."]
    hearing = WyomingSpeechToText(SpeechToTextConfig(engine="wyoming", base_url=house.uri))
    voice = WyomingTextToSpeech(TextToSpeechConfig(engine="wyoming", base_url=house.uri))
    await hearing.check()
    heard = await hearing.transcribe(clips()["beckett"].audio(4.0), language="en")
    assert (heard.text, heard.language) == ("Ever tried.", "en")
    sounds = [sound async for sound in voice.speak("Good evening.")]
    assert Audio.join(sounds, 22_050).duration_s == pytest.approx(0.65, abs=0.01)


Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server_that(answer: Answer) -> AsyncIterator[str]:
    server = await asyncio.start_server(answer, HOST, 0)
    async with server:
        yield f"tcp://{HOST}:{server.sockets[0].getsockname()[1]}"


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.close()


async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def complain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    await wyoming.async_write_event(wyoming.Error(text="out of memory").event(), writer)
    await reader.read()
    writer.close()


async def talk_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.write(b'{"error": "bad request"}\n')
    await reader.read()
    writer.close()


async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    chunk = wyoming.chunk_of(np.zeros(1000, dtype=np.float32), 16_000)
    await wyoming.async_write_event(wyoming.AudioStart(rate=16_000, width=2, channels=1).event(), writer)
    await wyoming.async_write_event(chunk.event(), writer)
    writer.close()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (hang_up, Code.UNREACHABLE),
        (say_nothing, Code.TIMEOUT),
        (complain, Code.BROKEN),
        (talk_http, Code.BROKEN),
        (break_off, Code.UNREACHABLE),
    ],
)
async def test_a_server_that_fails_is_named(answer: Answer, code: Code) -> None:
    async with server_that(answer) as uri:
        wait_s = 0.3 if code is Code.TIMEOUT else 20.0
        voice = WyomingTextToSpeech(TextToSpeechConfig(engine="wyoming", base_url=uri, timeout_s=wait_s))
        with pytest.raises(EngineError) as caught:
            async for _ in voice.speak("My password is tulip."):
                pass
    assert caught.value.code is code
    assert uri in str(caught.value) and "tulip" not in str(caught.value)


async def test_a_server_that_is_not_there_is_named() -> None:
    hearing = WyomingSpeechToText(SpeechToTextConfig(engine="wyoming", base_url="tcp://127.0.0.1:9"))
    with pytest.raises(EngineError, match=r"cannot reach the speech-to-text server tcp://127\.0\.0\.1:9"):
        await hearing.check()


@pytest.mark.parametrize("uri", ["tcp://0.0.0.0:0", "tcp://192.0.2.1:10300", "tcp://example.org:10300"])
def test_other_machines_are_let_in_only_on_request(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["wyoming", "--uri", uri]) == 2
    assert "Wyoming has no password: add --without-password" in capsys.readouterr().err


def test_an_address_is_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["wyoming", "--uri", "0.0.0.0:10300"]) == 2
    assert "write it as tcp://127.0.0.1:10300" in capsys.readouterr().err


# wake words


class Never:
    """Hears nothing, but counts."""

    def __init__(self) -> None:
        self.fed = 0

    def feed(self, samples: Samples) -> str | None:
        self.fed += 1
        return None


FRAME = np.zeros(512, dtype=np.float32)


async def test_a_server_listens_for_the_wake_word_and_when_it_leaves_our_own_does() -> None:
    wanted: list[str] | None = None
    leave = asyncio.Event()

    async def detector(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal wanted
        chunks = 0
        while chunks < 5 and (event := await wyoming.async_read_event(reader)) is not None:
            if wyoming.Detect.is_type(event.type):
                wanted = wyoming.Detect.from_event(event).names
            chunks += wyoming.AudioChunk.is_type(event.type)
        await wyoming.async_write_event(wyoming.Detection(name="ok_nabu").event(), writer)
        await leave.wait()
        writer.close()

    here = Never()
    async with server_that(detector) as uri:
        words = WyomingWakeWords(uri, ["ok_nabu"], here)
        heard: list[str] = []

        def fed() -> bool:
            if word := words.feed(FRAME):
                heard.append(word)
            return bool(heard)

        await until(fed, "the server's word")
        assert (heard, wanted) == (["ok_nabu"], ["ok_nabu"])
        before = here.fed
        words.feed(FRAME)
        assert here.fed == before  # one of them listens
        leave.set()

        def ours_listens() -> bool:
            words.feed(FRAME)
            return here.fed > before

        await until(ours_listens, "our own detector to listen")
        words.close()


async def test_our_own_detector_listens_where_no_server_is() -> None:
    here = Never()
    words = WyomingWakeWords("tcp://127.0.0.1:9", [], here)
    for _ in range(3):
        words.feed(FRAME)
        await asyncio.sleep(0)
    assert here.fed == 3
    words.close()
