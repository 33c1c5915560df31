"""A real Wayland compositor without a screen, and fingers for its keyboard."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from .waiting import wait_until
from .x11 import stop

_NEEDED = ("sway", "wtype", "setpriv")


@dataclass(frozen=True)
class Sway:
    folder: Path
    environment: dict[str, str]

    def press(self, key: str, held_ms: int) -> None:
        """Hold the xkb key for so long. Blocks. (The pause before keeps wtype from losing its first key.)"""
        command = ["wtype", "-s", "100", "-P", key, "-s", str(held_ms), "-p", key, "-s", "100"]
        subprocess.run(command, env=self.environment, check=True, timeout=20)

    def chord(self, modifier: str, key: str) -> None:
        command = ["wtype", "-s", "100", "-M", modifier, "-P", key, "-s", "300", "-p", key, "-m", modifier, "-s", "100"]
        subprocess.run(command, env=self.environment, check=True, timeout=20)


@contextmanager
def headless_sway(config: str) -> Iterator[Sway]:
    """sway refuses to run as root, so there it runs as nobody, in a folder of its own that it can reach."""
    if missing := [name for name in _NEEDED if shutil.which(name) is None]:
        pytest.skip(f"needs {', '.join(missing)}")
    with tempfile.TemporaryDirectory(prefix="sway-", ignore_cleanup_errors=True) as name:
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
        try:
            wait_until(lambda: list(folder.glob("wayland-?")) or process.poll() is not None, "sway")
            assert process.poll() is None, (folder / "sway.log").read_text()
            display = next(folder.glob("wayland-?")).name
            yield Sway(folder, {**environment, "WAYLAND_DISPLAY": display, "XDG_SESSION_TYPE": "wayland"})
        finally:
            stop(process)
