"""Thinking hard on a server of its own."""

from __future__ import annotations

import pytest

from tests.fakes import Studio
from tests.rig.openai_server import OpenAIServer, Status
from voice_assistant.config.schema import Config
from voice_assistant.engines.registry import create_thinking_model
from voice_assistant.tools.setup import tool_use
from voice_assistant.tools.thought import Thinker


async def test_a_server_of_its_own_is_asked_with_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_ASSISTANT_THINKING_API_KEY", "for-the-sage")
    monkeypatch.setenv("VOICE_ASSISTANT_LANGUAGE_MODEL_API_KEY", "for-the-talk")
    with OpenAIServer() as server:
        server.reply = lambda request: "<think>hm</think>Because of Rayleigh."
        settings = {"model": "sage", "base_url": server.base_url, "options": {"reasoning_effort": "high"}}
        config = Config.model_validate({"tools": {"thinking": settings}})
        model = create_thinking_model(config.tools.thinking)
        assert model is not None
        use = tool_use(config, Studio(config).bus, model)
        server.then(Status(400, "no tools here"))  # then it thinks without
        assert await Thinker(config, use, model, list).think("Why is the sky blue?") == "Because of Rayleigh."
        await model.close()
        first, second = server.requests
        assert {request.headers["authorization"] for request in server.requests} == {"Bearer for-the-sage"}
        assert first.json["tools"]
        assert "tools" not in second.json
        assert (second.json["model"], second.json["reasoning_effort"]) == ("sage", "high")
