"""The other end of the control socket: plain blocking sockets, so that a key binding answers in milliseconds."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import ControlError, UsageError

_TIMEOUT_S = 5.0
NOT_RUNNING = "the assistant is not running: start it with `voice-assistant start`"


def endpoint_file(runtime_dir: Path) -> Path:
    """Where the running assistant says how to reach it: `{"port", "token", "pid"}`, readable by its user only."""
    return runtime_dir / "control.json"


def request(runtime_dir: Path, command: str, **arguments: Any) -> dict[str, Any]:
    """What the running assistant answers. Raises `ControlError` when none runs, `UsageError` when it refuses."""
    with _connection(runtime_dir, command, arguments) as lines:
        return _checked(next(lines, None))


def watch(runtime_dir: Path, on_connected: Callable[[], None] = lambda: None) -> Iterator[dict[str, Any]]:
    """Events of the running assistant, as they happen, until it ends. After `on_connected` none is missed."""
    with _connection(runtime_dir, "watch", {}, endless=True) as lines:
        _checked(next(lines, None))
        on_connected()
        yield from lines


def _checked(answer: dict[str, Any] | None) -> dict[str, Any]:
    if answer is None:
        raise ControlError("the assistant closed the connection: it is stopping, or see its log")
    if not answer.get("ok"):
        error = UsageError if answer.get("exit_code") == UsageError.exit_code else ControlError
        raise error(str(answer.get("error")))
    return answer


@contextmanager
def _connection(
    runtime_dir: Path, command: str, arguments: dict[str, Any], *, endless: bool = False
) -> Iterator[Iterator[dict[str, Any]]]:
    try:
        endpoint = json.loads(endpoint_file(runtime_dir).read_text())
        connection = socket.create_connection(("127.0.0.1", int(endpoint["port"])), timeout=_TIMEOUT_S)
    except (OSError, ValueError, KeyError) as error:
        raise ControlError(NOT_RUNNING) from error
    with connection:
        try:
            connection.sendall(
                json.dumps({"token": endpoint["token"], "command": command, **arguments}).encode() + b"\n"
            )
            if endless:
                connection.settimeout(None)
            with connection.makefile("r", encoding="utf-8") as file:
                yield (json.loads(line) for line in file)
        except TimeoutError as error:
            raise ControlError("the assistant does not answer: see `voice-assistant doctor`") from error
        except (OSError, ValueError) as error:
            raise ControlError(f"the connection to the assistant broke ({error})") from error
