"""Keys through dotool or ydotool, which pretend to be a keyboard to the kernel: the last resort on Wayland.

The person has set them up, because they need the right to do so. They press keys by their place or by a layout of
their own, so texts are pasted, not typed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ...errors import DeviceError
from ..keys import Hotkey, Modifier, parse
from ..wayland.keymap import MODIFIER_KEYS, code_of

Still = Callable[[], bool]
Which = Callable[[str], str | None]

_WITHIN_S = 5.0


def uinput_program(environ: Mapping[str, str] = os.environ, which: Which = shutil.which) -> str:
    """The one that is there, "" for none. Of ydotool the versions since 1.0, whose daemon must run."""
    if which("dotool"):
        return "dotool"
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    socket = environ.get("YDOTOOL_SOCKET") or (runtime and f"{runtime}/.ydotool_socket")
    return "ydotool" if which("ydotool") and socket and Path(socket).exists() else ""


class UinputKeyboard:
    alive = True
    types = False

    def __init__(self, environ: Mapping[str, str] = os.environ, which: Which = shutil.which) -> None:
        """Raises `DeviceError` when there is no such program."""
        self.name = uinput_program(environ, which)
        if not self.name:
            raise DeviceError("neither dotool nor ydotool is there")

    def press(self, chord: str, still: Still, times: int = 1) -> bool:
        hotkey = parse(chord)
        if (code := code_of(hotkey)) is None:
            raise DeviceError(f"there is no key {hotkey.key} to press")
        if not still():
            return False
        if self.name == "dotool":
            self._run(["dotool"], f"key {dotool_chord(hotkey, code)}\n" * times)
        else:
            held = [MODIFIER_KEYS[modifier] for modifier in Modifier if modifier in hotkey.modifiers]
            self._run(["ydotool", "key", *ydotool_keys(held, code, times)])
        return True

    def type(self, text: str, still: Still) -> Iterator[int]:
        raise DeviceError(f"{self.name} types only the characters of one keyboard layout")

    def close(self) -> None:
        pass

    def _run(self, command: list[str], script: str = "") -> None:
        try:
            done = subprocess.run(command, input=script.encode(), capture_output=True, timeout=_WITHIN_S, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DeviceError(f"{self.name} does not press keys: {type(error).__name__}") from error
        if done.returncode:
            raise DeviceError(f"{self.name} failed: {done.stderr.decode(errors='replace').strip() or done.returncode}")


def dotool_chord(hotkey: Hotkey, code: int) -> str:
    """A letter by what it is, another key by its number."""
    key = hotkey.key.lower() if len(hotkey.key) == 1 and hotkey.key.isalnum() else f"k:{code}"
    return "+".join([*(modifier.value.lower() for modifier in Modifier if modifier in hotkey.modifiers), key])


def ydotool_keys(held: list[int], code: int, times: int) -> list[str]:
    down = [f"{key}:1" for key in held]
    up = [f"{key}:0" for key in reversed(held)]
    return [*down, *[f"{code}:1", f"{code}:0"] * times, *up]
