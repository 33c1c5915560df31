"""Which models see, what those that do not are told, and where pictures may go."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from voice_assistant.checkup import pictures
from voice_assistant.config.schema import Config
from voice_assistant.engines.base import Message
from voice_assistant.engines.eyesight import Eyesight, sees_by_name
from voice_assistant.engines.openai_chat import OpenAIChat
from voice_assistant.errors import Code, EngineError, Stage
from voice_assistant.seeing import servers_of
from voice_assistant.vision.permission import Permission, remote

SEES = """
    gpt-4o gpt-4o-mini gpt-4.1 gpt-4.1-nano gpt-5 gpt-5-mini o1 o3 o4-mini chatgpt-4o-latest gpt-realtime gpt-realtime-2
    claude-3-5-sonnet-latest claude-sonnet-4 gemini-2.5-flash gemma-3-4b-it gemma3:12b paligemma-3b pixtral-12b
    mistral-small-3.1 mistral-medium-3 llava:13b bakllava moondream:latest minicpm-v qwen2-vl-7b qwen2.5-vl-72b-instruct
    qwen2.5vl:7b qwen3-vl-8b Qwen/Qwen2.5-VL-3B-Instruct-AWQ internvl3-8b smolvlm-256m smolvlm2-2.2b llama3.2-vision:11b
    meta-llama/Llama-4-Scout phi-4-multimodal-instruct phi-3.5-vision granite3.2-vision glm-4v glm-4.5v deepseek-vl2
    qwen2.5-omni-7b aya-vision-8b molmo-7b
"""
BLIND = """
    gpt-3.5-turbo gpt-audio-1.5 gpt-4o-audio-preview gpt-4o-realtime-preview o1-mini o3-mini gpt-oss-20b gpt-oss:120b
    smollm2-135m-instruct llama3.1:8b llama-3.3-70b-instruct llama3.2:3b qwen2.5:7b qwen2.5-coder-32b qwen3:8b
    mistral-7b-instruct mixtral-8x7b codestral deepseek-r1 deepseek-chat phi-4 phi3:mini tinyllama command-r
"""


@pytest.mark.parametrize("name", SEES.split())
def test_known_to_see(name: str) -> None:
    assert sees_by_name(name) is True


@pytest.mark.parametrize("name", BLIND.split())
def test_known_not_to_see(name: str) -> None:
    assert sees_by_name(name) is False


@pytest.mark.parametrize("name", ["default", "local-model", "my-own.gguf", "some-model", "gemma-3-1b-it"])
def test_what_nobody_knows_is_tried(name: str) -> None:
    assert sees_by_name(name) is None


ASKED = [Message("system", "Be brief."), Message("user", "What is this?", pictures=("data:image/jpeg;base64,AAAA",))]


class Server:
    """Answers "Yes."; refuses pictures with `refuses`, and everything with `fails`."""

    def __init__(self, refuses: Code | None = None, fails: Code | None = None) -> None:
        self.refuses = refuses
        self.fails = fails
        self.asked: list[Sequence[Message]] = []

    async def __call__(self, messages: Sequence[Message]) -> AsyncIterator[str]:
        self.asked.append(messages)
        code = self.fails or (self.refuses if any(message.pictures for message in messages) else None)
        if code is not None:
            raise EngineError(Stage.LANGUAGE_MODEL, code, f"refused number {len(self.asked)}")
        yield "Yes."


async def answered(eyesight: Eyesight, server: Server) -> str:
    return "".join([piece async for piece in eyesight.shown(ASKED, server)])


@pytest.mark.parametrize("code", [Code.REJECTED, Code.BROKEN])
async def test_a_refusal_is_remembered(code: Code) -> None:
    eyesight, server = Eyesight(), Server(refuses=code)
    assert await answered(eyesight, server) == await answered(eyesight, server) == "Yes."
    assert [bool(asked[-1].pictures) for asked in server.asked] == [True, False, False]
    assert server.asked[-1][-1].text.startswith("You cannot see pictures.")
    assert server.asked[-1][-1].text.endswith("What is this?")
    assert eyesight.sees is False


async def test_what_the_config_says_is_not_unlearned() -> None:
    eyesight, server = Eyesight.of(True, "gpt-3.5-turbo"), Server(refuses=Code.REJECTED)
    assert await answered(eyesight, server) == "Yes."
    assert eyesight.sees is True


async def test_a_server_with_another_trouble_has_its_own_error_and_nothing_is_learned() -> None:
    for code in (Code.REJECTED, Code.BROKEN, Code.UNAUTHORIZED, Code.UNREACHABLE):
        eyesight, server = Eyesight(), Server(fails=code)
        with pytest.raises(EngineError, match="refused number 1"):
            await answered(eyesight, server)
        assert eyesight.sees is None


async def test_without_pictures_nothing_is_changed() -> None:
    eyesight, server = Eyesight(False), Server()
    plain = [Message("user", "Hello.")]
    assert [piece async for piece in eyesight.shown(plain, server)] == ["Yes."]
    assert server.asked == [plain]


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("http://127.0.0.1:8080/v1", None),
        ("http://localhost:11434/v1", None),
        ("http://[::1]:8080/v1", None),
        ("http://192.168.1.5:8080/v1", "192.168.1.5:8080"),
        ("https://api.example.org/v1", "api.example.org"),
        ("http://localhost.example.org/v1", "localhost.example.org"),
        (None, "api.openai.com"),
    ],
)
def test_what_is_another_machine(url: str | None, where: str | None) -> None:
    assert remote(url) == where


def test_a_permission_is_for_one_server_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "state" / "allowed.json"
    permission = Permission(file)
    assert permission.missing(["a.example", "b.example"]) == ["a.example", "b.example"]
    permission.allow(["a.example"])
    assert Permission(file).missing(["a.example", "b.example"]) == ["b.example"]
    file.write_text("no json")
    assert Permission(file).missing(["a.example"]) == ["a.example"]


def test_all_who_may_be_asked_are_asked_about() -> None:
    fallbacks = [{"base_url": "http://attic:8000/v1"}, {"engine": "embedded", "model": "smollm2-135m-instruct"}]
    config = Config.model_validate(
        {
            "language_model": {"engine": "openai", "base_url": "http://127.0.0.1:1/v1", "fallbacks": fallbacks},
            "realtime": {"base_url": "https://line.example/v1"},
        }
    )
    assert servers_of(config, "cascade") == ["attic:8000"]
    assert servers_of(config, "realtime") == ["line.example", "attic:8000"]
    assert servers_of(config, "audio-chat") == ["api.openai.com", "attic:8000"]
    assert servers_of(Config(), "cascade") == []


@pytest.mark.parametrize(
    ("model", "verdict", "said"),
    [("gpt-4o", "ok", "sees them"), ("gpt-3.5-turbo", "note", "the writing"), ("some-model", "ok", "nobody knows")],
)
def test_the_doctor_says_who_sees(model: str, verdict: str, said: str) -> None:
    config = Config.model_validate({"language_model": {"engine": "openai", "model": model}})
    finding = pictures(config, OpenAIChat(config.language_model))
    assert finding.verdict == verdict
    assert model in finding.detail and said in finding.detail
