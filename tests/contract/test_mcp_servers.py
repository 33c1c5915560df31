"""A real MCP server over both transports: tools, resources, prompts; it goes away and comes back."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.rig.waiting import until, wait_until
from voice_assistant.config.tools import McpServerConfig, ToolsConfig
from voice_assistant.errors import ConfigError, ToolError
from voice_assistant.tools.base import Tool
from voice_assistant.tools.mcp.pool import McpServers
from voice_assistant.tools.mcp.servers import servers_of
from voice_assistant.tools.toolbox import Toolbox, User

ROOT = Path(__file__).parents[2]
COMMAND = McpServerConfig(command=sys.executable, args=["-m", "tests.rig.mcp_server"], cwd=str(ROOT))


@asynccontextmanager
async def connected(config: McpServerConfig) -> AsyncIterator[tuple[McpServers, list[str]]]:
    problems: list[str] = []
    servers = McpServers({"small": config}, problems.append)
    task = asyncio.create_task(servers.run())
    try:
        await servers.ready(60)
        assert servers.tools(), problems
        yield servers, problems
    finally:
        task.cancel()
        await asyncio.wait([task])


def tool(servers: McpServers, name: str) -> Tool:
    return next(each for each in servers.tools() if each.full_name == f"small.{name}")


@pytest.fixture
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.rig.mcp_server", str(port)], cwd=ROOT, stderr=subprocess.DEVNULL
    )

    def answers() -> bool:
        with socket.socket() as there:
            return there.connect_ex(("127.0.0.1", port)) == 0

    try:
        wait_until(answers, "the server listens", within_s=60)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.kill()
        process.wait()


@pytest.mark.contract
async def test_what_a_server_offers_can_be_used() -> None:
    async with connected(COMMAND) as (servers, _):
        add = tool(servers, "add_numbers")
        assert not add.acts
        assert add.default == "ask"
        assert tool(servers, "send_mail").acts
        result = await add.run({"first": 3, "second": 5})
        assert (result.text, result.outside) == ("The sum is 8.", True)
        assert "note://today" in (await tool(servers, "list_resources").run({})).text
        assert (await tool(servers, "read_resource").run({"uri": "note://today"})).text == "Water the plants."
        asked = {"name": "greet", "arguments": {"name": "Anna"}}
        assert (await tool(servers, "get_prompt").run(asked)).text == "Please greet Anna."
        with pytest.raises(ToolError, match="Error executing"):
            await tool(servers, "fail").run({})


@pytest.mark.contract
async def test_the_same_over_http(address: str) -> None:
    async with connected(McpServerConfig(url=address)) as (servers, _):
        result = await tool(servers, "add_numbers").run({"first": 3, "second": 5})
        assert result.text == "The sum is 8."


@pytest.mark.contract
async def test_a_server_that_died_is_started_again_and_the_person_told_once() -> None:
    async with connected(COMMAND) as (servers, problems):
        with pytest.raises(ToolError, match="went away"):
            await tool(servers, "crash").run({})
        await until(lambda: not servers.connections[0].connected, "noticed", within_s=30)
        await until(lambda: servers.connections[0].connected, "there again", within_s=60)
        assert (await tool(servers, "add_numbers").run({"first": 1, "second": 1})).text == "The sum is 2."
        assert len(problems) == 1


async def test_a_command_that_is_not_there_is_told_in_words() -> None:
    problems: list[str] = []
    servers = McpServers({"lost": McpServerConfig(command="no-such-command-anywhere")}, problems.append)
    task = asyncio.create_task(servers.run())
    await until(lambda: problems, "told", within_s=60)
    task.cancel()
    await asyncio.wait([task])
    assert problems == ["the tools of lost are not there (its command is not found): it is tried again"]
    assert servers.tools() == []


def test_servers_come_from_the_config_and_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mcp.json"
    file.write_text(
        json.dumps(
            {
                "mcpServers": {
                    "one": {"command": "npx", "args": ["-y", "x"], "env": {"A": "${HOME}"}, "type": "stdio"},
                    "two": {"url": "http://localhost:1/mcp", "type": "http", "alwaysAllow": []},
                    "off": {"command": "x", "disabled": True},
                }
            }
        )
    )
    config = ToolsConfig.model_validate({"mcp": {"one": {"command": "mine"}}})
    found = servers_of(config, file)
    assert set(found) == {"one", "two"}
    assert found["one"].command == "mine"
    assert found["two"].url == "http://localhost:1/mcp"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"),
        ("{}", 'holds no "mcpServers"'),
        ('{"mcpServers": {"x": {}}}', "mcpServers.x: Value error, needs a command, or a url"),
        ('{"mcpServers": {"x": []}}', "mcpServers.x: must be a table"),
    ],
)
def test_a_faulty_file_is_told_in_words(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mcp.json"
    file.write_text(text)
    with pytest.raises(ConfigError, match=said):
        servers_of(ToolsConfig(), file)


@pytest.mark.contract
async def test_any_tool_is_called_by_its_name_where_the_model_cannot() -> None:
    async with connected(COMMAND) as (servers, _):
        box = Toolbox(ToolsConfig(), [servers.tools])

        def wanted(said: str) -> tuple[str, object] | None:
            found = box.wanted(said, "en", User())
            return None if found is None else (found[0].full_name, found[1])

        assert wanted("Add numbers three and five.") == ("small.add_numbers", {"first": 3, "second": 5})
        assert wanted("Use the ad number tool with 3 and 5") == ("small.add_numbers", {"first": 3, "second": 5})
        assert wanted("Use the send mail tool with to Anna and text good morning") == (
            "small.send_mail",
            {"to": "Anna", "text": "good morning"},
        )
        assert wanted("Numbers are fun to add, aren't they?") is None
        assert wanted("Did you send mail to Anna yesterday?") is None
