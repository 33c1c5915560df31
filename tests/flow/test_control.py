"""The control socket over a real loopback port, with the real client on another thread."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.rig.waiting import until
from voice_assistant.bus import Bus
from voice_assistant.control import ControlServer
from voice_assistant.control_client import endpoint_file, request, watch
from voice_assistant.errors import ControlError, UsageError
from voice_assistant.events import PersonaChanged


def refuse(request: Mapping[str, Any]) -> Mapping[str, Any]:
    raise UsageError("no binding 'aks' (did you mean 'ask'?)")


def server(tmp_path: Path, bus: Bus | None = None, port: int = 0) -> ControlServer:
    handlers = {"echo": lambda request: {"heard": request["text"]}, "refuse": refuse}
    return ControlServer(tmp_path, port, handlers, bus or Bus())


async def test_a_request_is_answered(tmp_path: Path) -> None:
    async with server(tmp_path).serve():
        answer = await asyncio.to_thread(request, tmp_path, "echo", text="äß你好🙂")
        assert answer == {"ok": True, "heard": "äß你好🙂"}


async def test_only_the_user_can_read_how_to_reach_it_and_it_is_gone_afterwards(tmp_path: Path) -> None:
    async with server(tmp_path).serve():
        assert stat.S_IMODE(endpoint_file(tmp_path).stat().st_mode) == 0o600
    assert not endpoint_file(tmp_path).exists()
    with pytest.raises(ControlError, match="not running"):
        await asyncio.to_thread(request, tmp_path, "echo", text="x")


async def test_a_refusal_keeps_its_words_and_its_kind(tmp_path: Path) -> None:
    async with server(tmp_path).serve():
        with pytest.raises(UsageError, match="did you mean 'ask'"):
            await asyncio.to_thread(request, tmp_path, "refuse")
        with pytest.raises(ControlError, match="no command 'nonsense'"):
            await asyncio.to_thread(request, tmp_path, "nonsense")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"hello\n", "not a JSON line"),
        (b'"hello"\n', "no token"),
        (b'{"command": "echo"}\n', "no token"),
        (b'{"token": "guessed", "command": "echo"}\n', "wrong token"),
        ('{"token": "gerät"}\n'.encode(), "wrong token"),
        (b"\n", "not a JSON line"),
        (b"x" * 200_000 + b"\n", ""),
    ],
)
async def test_strangers_are_refused_and_the_server_goes_on(tmp_path: Path, line: bytes, why: str) -> None:
    async with server(tmp_path).serve():
        port = json.loads(endpoint_file(tmp_path).read_text())["port"]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(line)
        answer = json.loads(await reader.readline())
        assert answer["ok"] is False
        assert why in answer["error"]
        writer.close()
        assert (await asyncio.to_thread(request, tmp_path, "echo", text="still here"))["ok"]


async def test_a_watcher_gets_what_happens_and_may_leave(tmp_path: Path) -> None:
    bus = Bus()
    async with server(tmp_path, bus).serve():
        events = watch(tmp_path)
        first = asyncio.create_task(asyncio.to_thread(next, events))
        async with asyncio.timeout(10):
            while not first.done():
                bus.publish(PersonaChanged("pirate"))
                await asyncio.sleep(0)
        assert first.result() == {"event": "PersonaChanged", "name": "pirate"}
        await asyncio.to_thread(events.close)  # type: ignore[attr-defined]
        bus.publish(PersonaChanged("yoda"))


async def test_the_end_of_the_assistant_ends_a_watch_quietly(tmp_path: Path) -> None:
    bus = Bus()
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: complaints.append(context))
    async with server(tmp_path, bus).serve():
        seen = asyncio.create_task(asyncio.to_thread(list, watch(tmp_path)))
        await until(lambda: bus._subscribers, "the watcher")
        bus.publish(PersonaChanged("pirate"))
    assert await seen == [{"event": "PersonaChanged", "name": "pirate"}]
    assert complaints == []


async def test_a_taken_port_is_told_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ControlError, match=f"port {port} .* set `control.port`"):
            async with server(tmp_path, port=port).serve():
                pass
    assert not endpoint_file(tmp_path).exists()


async def test_a_stale_endpoint_of_a_killed_assistant_means_not_running(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    endpoint_file(tmp_path).write_text(json.dumps({"port": port, "token": "x", "pid": 1}))
    with pytest.raises(ControlError, match="not running"):
        await asyncio.to_thread(request, tmp_path, "status")
