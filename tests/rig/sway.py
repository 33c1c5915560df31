"""A real Wayland compositor without a screen, and fingers for its keyboard."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from voice_assistant.desktop.wayland.virtual_keyboard import VirtualKeyboard

from .waiting import wait_until
from .x11 import BUS_WITHOUT_SERVICES, stop

_NEEDED = ("sway", "wtype", "setpriv")


@dataclass(frozen=True)
class Window:
    """An application that has the keyboard, and the file its text can be read from."""

    id: int
    file: Path
    sway: Sway

    def text(self) -> str:
        """What has reached the file so far."""
        return self.file.read_text(encoding="utf-8", errors="replace") if self.file.exists() else ""

    def focus(self) -> None:
        self.sway.focus(self.id)

    def save(self) -> None:
        """Press Ctrl+S. (GTK does not take wtype's, whose keyboard has no other key.)"""
        self.sway.fingers.press("Ctrl+S", lambda: True)


@dataclass(frozen=True)
class Sway:
    folder: Path
    environment: dict[str, str]
    cleanup: ExitStack
    fingers: VirtualKeyboard  # a seat without a keyboard has no focus for its programs

    def press(self, key: str, held_ms: int) -> None:
        """Hold the xkb key for so long. Blocks. (The pause before keeps wtype from losing its first key.)"""
        command = ["wtype", "-s", "100", "-P", key, "-s", str(held_ms), "-p", key, "-s", "100"]
        subprocess.run(command, env=self.environment, check=True, timeout=20)

    def chord(self, modifier: str, key: str) -> None:
        command = ["wtype", "-s", "100", "-M", modifier, "-P", key, "-s", "300", "-p", key, "-m", modifier, "-s", "100"]
        subprocess.run(command, env=self.environment, check=True, timeout=20)

    def launch(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a process; it is ended with the compositor at the latest."""
        process = subprocess.Popen(
            command,
            env=self.environment | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.cleanup.callback(stop, process)
        return process

    def open_foot(self) -> Window:
        """A terminal that writes down every byte as it is typed."""
        file = self._file()
        script = 'stty raw -echo; : > "$0"; exec cat > "$0"'
        self.launch(["foot", "-T", file.stem, "sh", "-c", script, str(file)])
        wait_until(file.exists, "foot to run its command")
        return self._window(file)

    def open_mousepad(self) -> Window:
        """A GTK editor. Its text reaches the file when it is saved with `save`."""
        file = self._file()
        file.touch()
        config = self.folder / "bus.conf"
        config.write_text(BUS_WITHOUT_SERVICES)
        bus = ["dbus-run-session", "--config-file", str(config), "--"]
        self.launch([*bus, "mousepad", "--disable-server", str(file)])
        return self._window(file)

    def find(self, title: str) -> int:
        """The window whose title holds `title`, as soon as it shows."""

        def find() -> int | None:
            return next((node["id"] for node in self._nodes() if title in (node["name"] or "") and "pid" in node), None)

        window = wait_until(find, f"the window of {title}", within_s=40)
        assert window is not None
        return window

    def focus(self, window: int) -> None:
        """Give `window` the keyboard, and wait until it has it."""
        self.message(f"[con_id={window}] focus")
        wait_until(lambda: any(node["focused"] and node["id"] == window for node in self._nodes()), "the focus")

    def message(self, *words: str) -> str:
        """What `swaymsg` answers."""
        return subprocess.run(
            ["swaymsg", "-r", *words], env=self.environment, check=True, capture_output=True, text=True, timeout=20
        ).stdout

    def _file(self) -> Path:
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        return folder / f"{folder.name}.txt"  # the window is found by it

    def _window(self, file: Path) -> Window:
        window = Window(self.find(file.stem), file, self)
        window.focus()
        return window

    def _nodes(self) -> Iterator[dict[str, Any]]:
        waiting = [json.loads(self.message("-t", "get_tree"))]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [*node.get("nodes", ()), *node.get("floating_nodes", ())]


@contextmanager
def headless_sway(config: str) -> Iterator[Sway]:
    """sway refuses to run as root, so there it runs as nobody, in a folder of its own that it can reach."""
    if missing := [name for name in _NEEDED if shutil.which(name) is None]:
        pytest.skip(f"needs {', '.join(missing)}")
    with ExitStack() as cleanup:
        name = cleanup.enter_context(tempfile.TemporaryDirectory(prefix="sway-", ignore_cleanup_errors=True))
        folder = Path(name)
        file = folder / "config"
        file.write_text(f"output HEADLESS-1 resolution 1280x800\nseat seat0 fallback true\n{config}")
        environment = {
            "PATH": os.environ["PATH"],
            "XDG_RUNTIME_DIR": name,
            "HOME": name,
            "WLR_BACKENDS": "headless",
            "WLR_LIBINPUT_NO_DEVICES": "1",
            "WLR_RENDERER": "pixman",
        }
        command = ["sway", "-c", str(file)]
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for path in (folder, file):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
            command = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", *command]
        with (folder / "sway.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        cleanup.callback(stop, process)
        wait_until(lambda: list(folder.glob("wayland-?")) or process.poll() is not None, "sway")
        assert process.poll() is None, (folder / "sway.log").read_text()
        session = {
            "WAYLAND_DISPLAY": next(folder.glob("wayland-?")).name,
            "SWAYSOCK": str(wait_until(lambda: next(folder.glob("sway-ipc.*.sock"), None), "sway's own socket")),
            "XDG_SESSION_TYPE": "wayland",
            "LANG": "C.UTF-8",
            "GDK_BACKEND": "wayland",
            "GSETTINGS_BACKEND": "memory",
            "NO_AT_BRIDGE": "1",
            "CHROMIUM_FLAGS": "--ozone-platform=wayland",
        }
        fingers = VirtualKeyboard(environment | session)
        cleanup.callback(fingers.close)
        yield Sway(folder, environment | session, cleanup, fingers)
