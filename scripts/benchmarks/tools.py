"""Tools by voice: spoken by Piper, heard by Whisper, chosen by wording, with the embedded model for what is left open.

The reference servers of MCP are fetched by npx; without Node they are not measured, and that is said.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from tests.unit.test_tool_wordings import SENTENCES, WANTED
from voice_assistant.app import Engines, engines
from voice_assistant.audio.types import Audio
from voice_assistant.bus import Bus
from voice_assistant.config.schema import Config
from voice_assistant.config.tools import McpServerConfig
from voice_assistant.engines.base import Sampling
from voice_assistant.tool_events import ToolEnded
from voice_assistant.tools.alarms import Alarms
from voice_assistant.tools.base import Tool
from voice_assistant.tools.mcp.pool import McpServers
from voice_assistant.tools.setup import tool_use
from voice_assistant.tools.toolbox import User
from voice_assistant.tools.use import Question

from .report import Row, not_measured
from .tools_spoken import TIMES, assistant_with, called_by_voice

NPM = ("everything", "filesystem", "memory")
CONNECT_S = 180.0
SETTINGS = {
    "tools": {
        "permissions": {"*": "allow"},
        "folders": ["/tmp"],
        "web": {"search": "searxng", "base_url": "http://localhost:1", "pages": True},
    }
}
_OWN = ("set_volume", "set_speed", "list_personas", "which_devices")  # the assistant's own, which needs one running


def tools(samples: Path | None) -> list[Row]:
    return asyncio.run(_measured())


async def _measured() -> list[Row]:
    async with engines(Config.model_validate(SETTINGS)) as made:
        await made.warm_up(Bus())
        rows = [*await _built_in(made), _router()]
        if shutil.which("npx") is None:
            return [
                *rows,
                not_measured("reference MCP servers: tools called", "tools", None, "no Node: apt install npm"),
            ]
        return [*rows, *await _mcp(made)]


async def _built_in(made: Engines) -> list[Row]:
    config = Config.model_validate(SETTINGS)
    box = tool_use(config, Bus(), made.language_model, alarms=Alarms()).toolbox
    right, wrong, count = 0, [], 0
    for name, cases in WANTED.items():
        if name in _OWN:
            continue
        for said, _ in cases:
            heard = await _heard(made, said)
            found = box.wanted(heard, "en", User())
            same = found is not None and found[0].name == name
            count += 1
            right += same
            if not same:
                wrong.append(f"{said} -> {heard}")
    for line in wrong:
        print(f"  missed: {line}", file=sys.stderr)
    how = f"{count} phrasings of {len(WANTED) - len(_OWN)} tools, spoken by Piper, heard by whisper-base"
    return [Row("built-in tools found by voice", 100 * right / count, "%", None, None, how)]


def _router() -> Row:
    config = Config.model_validate(SETTINGS)
    box = tool_use(config, Bus(), _NoModel(), alarms=Alarms()).toolbox
    took = []
    for said in SENTENCES:
        began_s = time.perf_counter()
        assert box.wanted(said, "en", User()) is None
        took.append(time.perf_counter() - began_s)
    how = f"median over {len(SENTENCES)} ordinary sentences; none calls a tool"
    return Row("what tools add to an ordinary turn", 1000 * median(took), "ms", 5.0, median(took) < 0.005, how)


async def _mcp(made: Engines) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        rows = []
        for name in ("notes", "drafts"):
            (Path(folder) / name).write_text("Buy milk and bread.\n")
        (Path(folder) / "pictures").mkdir()
        commands = {name: ["npx", "-y", f"@modelcontextprotocol/server-{name}"] for name in NPM}
        commands["filesystem"].append(folder)
        servers = McpServers(
            {
                name: McpServerConfig(command=command, args=args, cwd=folder, env=_environment(name, folder))
                for name, (command, *args) in commands.items()
            },
            lambda line: print(f"  {line}", file=sys.stderr),
        )
        async with _connected(servers):
            rows.append(await _every_tool(made, servers))
            tools = servers.tools()
        spoken = {_request(tool): [await _said(made, _request(tool)) for _ in range(TIMES)] for tool in tools}
        requests = {_request(tool): tool for tool in tools}
        rows.append(await asyncio.to_thread(_on_a_desktop, commands, Path(folder), requests, spoken))
        return rows


def _environment(name: str, folder: str) -> dict[str, str]:
    return {"MEMORY_FILE_PATH": f"{folder}/memory.jsonl"} if name == "memory" else {}


def _on_a_desktop(
    commands: Mapping[str, Sequence[str]],
    folder: Path,
    requests: Mapping[str, Tool],
    spoken: Mapping[str, Sequence[Audio]],
) -> Row:
    if missing := [program for program in ("Xvfb", "pulseaudio") if shutil.which(program) is None]:
        why = f"needs a display and a sound server of its own: apt install {' '.join(missing).lower()}"
        return not_measured("reference MCP servers: in the desktop rig", "tools", len(requests), why)
    with assistant_with(commands, folder) as desk:
        return called_by_voice(desk, requests, spoken)


@asynccontextmanager
async def _connected(servers: McpServers) -> AsyncIterator[None]:
    task = asyncio.create_task(servers.run())
    try:
        await servers.ready(CONNECT_S)
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _every_tool(made: Engines, servers: McpServers) -> Row:
    config, bus = Config.model_validate(SETTINGS), Bus()
    ended: list[ToolEnded] = []
    bus.subscribe(lambda event: ended.append(event) if isinstance(event, ToolEnded) else None)
    use = tool_use(config, bus, made.language_model, servers=servers)
    offered = servers.tools()
    called = at_once = done = 0
    for tool in offered:
        for attempt in range(TIMES):  # who is misheard says it again
            heard = await _heard(made, _request(tool))
            ended.clear()
            question = Question(heard, "en", User(), messages=list, sampling=Sampling())
            question.sure.reach()
            answer = use.answer(question)
            if answer is not None:
                _ = [piece async for piece in answer]
            outcome = ended[-1] if ended else None
            print(f"  {tool.full_name}: {outcome and (outcome.tool, outcome.outcome)} <- {heard}", file=sys.stderr)
            if outcome is not None and outcome.tool == tool.full_name:
                called += 1
                at_once += attempt == 0
                done += outcome.outcome == "done"
                break
    how = f"servers {', '.join(NPM)}; each asked for by name, twice if misheard; "
    how += f"{at_once} at once; {done} could do what they were given"
    return Row(
        "reference MCP servers: tools called by voice", called, "tools", len(offered), called == len(offered), how
    )


def _request(tool: Tool) -> str:
    """What a person would say: the tool by its name, what it needs by the names of its arguments."""
    name = tool.full_name.partition(".")[2].replace("-", " ").replace("_", " ")
    properties, required = tool.parameters.get("properties", {}), tool.parameters.get("required", ())
    value = "pictures" if "directory" in name or "search files" in name else "notes"
    given = [_given(key, properties[key], _VALUES.get(key, value)) for key in required]
    return f"Use the {name} tool of {tool.origin}{' with ' if given else ''}{' and '.join(given)}."


_VALUES = {"source": "drafts", "destination": "letters"}


def _given(name: str, schema: dict[str, object], value: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).replace("_", " ")
    options = schema.get("enum")
    if isinstance(options, Sequence) and options:
        return f"{words} {options[0]}"
    return f"{words} {'seven' if schema.get('type') in ('number', 'integer') else value}"


async def _said(made: Engines, text: str) -> Audio:
    pieces = [piece async for piece in made.text_to_speech.speak(text)]
    return Audio.join(pieces, pieces[0].rate_hz)


async def _heard(made: Engines, said: str) -> str:
    return (await made.speech_to_text.transcribe(await _said(made, said), language="en")).text


class _NoModel:
    """The router needs none."""

    async def start(self) -> None: ...

    async def prepare(self, messages: object, *, model: str | None = None) -> None: ...

    async def stream(
        self, messages: object, sampling: object = None, *, model: str | None = None
    ) -> AsyncIterator[str]:
        yield ""

    async def close(self) -> None: ...
