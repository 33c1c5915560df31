"""What `dictate` shows while it listens, and where its text goes."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path
from typing import TextIO

from ..desktop.desk import ThisDesk
from ..errors import VoiceAssistantError
from ..events import (
    DeviceLost,
    DeviceRecovered,
    Event,
    LevelMeasured,
    PartlyTranscribed,
    Problem,
    State,
    StateChanged,
    TextDelivered,
    Transcribed,
)
from .copying import copy_text


class Progress:
    """Shows what goes on as one line on a terminal; on anything else, only what went wrong."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._live = output.isatty()
        self.recorded = False
        self.text = ""

    def __call__(self, event: Event) -> None:
        match event:
            case LevelMeasured():
                self.recorded = True
            case StateChanged(State.LISTENING):
                self._show("● listening; Enter ends")
            case StateChanged(State.THINKING) if not self.text:  # then the line is free for the text itself
                self._show("…")
            case PartlyTranscribed(text=text):
                self._show(f"● {text}")
            case Transcribed(text=text):
                self.text = text
                self._show("")
            case TextDelivered():
                self._show("")
            case Problem(message) | DeviceLost(message=message) | DeviceRecovered(message=message):
                self.end(message)

    def end(self, line: str = "") -> None:
        """Leave `line` on the screen."""
        self._show("")
        if line:
            self._output.write(line + "\n")
        self._output.flush()

    def _show(self, line: str) -> None:
        """The end of `line`, in the place of what stood there."""
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            shown = line if len(line) <= width else "…" + line[-(width - 1) :]
            self._output.write(f"\r\x1b[K{shown}")
            self._output.flush()


class Sink(ThisDesk):
    """A desk that prints to where the person wants the text: standard output, a file, or the clipboard."""

    def __init__(self, file: Path | None, *, clipboard: bool) -> None:
        super().__init__()
        self._file = file
        self._to_clipboard = clipboard

    async def print(self, text: str) -> None:
        if self._to_clipboard:
            await asyncio.to_thread(copy_text, text)
        else:
            await asyncio.to_thread(self._put, text)

    def _put(self, text: str) -> None:
        try:
            if self._file is None:
                sys.stdout.write(text + "\n")
                sys.stdout.flush()
            else:
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(text + "\n")
        except BrokenPipeError:
            raise
        except OSError as error:
            raise VoiceAssistantError(
                f"{self._file or 'standard output'} cannot be written: {error.strerror}"
            ) from error
