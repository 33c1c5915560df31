"""Every tool of the reference MCP servers, as a person calls it: a key held in an X server, Piper's voice in a virtual
microphone, `voice-assistant start` in between, and what it says taken from its socket and its speaker."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.rig.assistant import RunningAssistant, running_assistant
from tests.rig.pulse import PulseRig, pulse_rig
from tests.rig.waiting import wait_until
from tests.rig.x11 import VirtualDisplay, virtual_display
from voice_assistant.audio.types import Audio
from voice_assistant.tools.base import Tool

from .report import Row

KEY = "F6"
TIMES = 2
"""Who is misheard says it again."""
_CALLED_WITHIN_S = 120.0


@contextmanager
def assistant_with(servers: Mapping[str, Sequence[str]], folder: Path) -> Iterator[Desk]:
    """`voice-assistant start` on a desktop of its own, with MCP servers by name: command and arguments of each."""
    with virtual_display(window_manager=True) as display, pulse_rig() as sound:
        environment = {**os.environ, **display.environment, **sound.environment}
        with running_assistant(folder / "assistant", environment, config=_config(servers, folder)) as assistant:
            assistant.wait_until_warm()
            wait_until(lambda: _connected(assistant) >= len(servers), "the servers of tools", within_s=300)
            yield Desk(assistant, display, sound)


class Desk:
    """The keyboard, the microphone and the speaker of a running assistant."""

    def __init__(self, assistant: RunningAssistant, display: VirtualDisplay, sound: PulseRig) -> None:
        self.assistant = assistant
        self._display = display
        self._sound = sound

    def ask(self, said: Audio) -> tuple[dict[str, Any], str] | None:
        """What became of the tool that was called, and what was answered; None when none was called.

        A long answer is cut short with Escape, as a person would.
        """
        assistant = self.assistant
        ended, turns = len(assistant.seen("ToolEnded")), len(assistant.seen("TurnEnded"))
        words = len(assistant.seen("WordsHeard"))
        self._display.keyboard.press(KEY)
        try:
            wait_until(self._sound.recorders, "the microphone to open")
            self._sound.play_into_microphone(said)
        finally:
            self._display.keyboard.release(KEY)

        def over() -> bool:
            return len(assistant.seen("TurnEnded")) > turns

        def told() -> bool:
            heard = any(event["text"] for event in assistant.seen("WordsHeard")[words:])
            return heard and len(assistant.seen("ToolEnded")) > ended

        wait_until(lambda: over() or told(), "the tool, and words of its answer", within_s=_CALLED_WITHIN_S)
        if not over():
            self._display.keyboard.tap("Escape")
        turn = assistant.wait_for("TurnEnded", turns + 1)[-1]
        assistant.wait_until_idle()
        outcomes = assistant.seen("ToolEnded")[ended:]
        return (outcomes[-1], str(turn["heard"])) if outcomes else None

    def understood(self) -> str:
        """Of the last question."""
        heard = self.assistant.seen("Transcribed")
        return str(heard[-1]["text"]) if heard else ""


def called_by_voice(desk: Desk, requests: Mapping[str, Tool], spoken: Mapping[str, Sequence[Audio]]) -> Row:
    """`requests` are the tools by what asks for them, `spoken` says each `TIMES` times."""
    called = at_once = done = aloud = 0
    for said, tool in requests.items():
        for attempt, audio in enumerate(spoken[said]):
            found = desk.ask(audio)
            name = "" if found is None else found[0]["tool"]
            outcome = "" if found is None else found[0]["outcome"]
            print(f"  {tool.full_name}: {name} {outcome} <- {desk.understood()}", file=sys.stderr)
            if found is not None and name == tool.full_name:
                called += 1
                at_once += attempt == 0
                done += outcome == "done"
                aloud += bool(found[1])
                break
    how = f"key, microphone, running assistant, speaker; {at_once} at once, the others when said again; "
    how += f"{done} could do what they were given, {aloud} were heard to answer before they were cut short"
    count = len(requests)
    return Row("reference MCP servers: in the desktop rig", called, "tools", count, called == count, how)


def _connected(assistant: RunningAssistant) -> int:
    return sum(bool(server["connected"]) for server in assistant.status()["tool_servers"])


def _config(servers: Mapping[str, Sequence[str]], folder: Path) -> str:
    lines = ["[indicator]", "enabled = false", "", "[tools.permissions]", '"*" = "allow"']
    for name, (command, *arguments) in servers.items():
        lines += ["", f"[tools.mcp.{name}]", f'command = "{command}"', f"args = {arguments!r}", f'cwd = "{folder}"']
        lines += [f'env = {{ MEMORY_FILE_PATH = "{folder}/memory-spoken.jsonl" }}']
    return "\n".join(lines)
