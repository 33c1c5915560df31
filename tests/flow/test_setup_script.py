"""scripts/lib/setup.sh on machines that lack something, played by small stand-ins for apt and its friends."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


class Machine:
    """A PATH that begins with stand-ins; each call of one is noted in `calls`."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.log = folder / "calls"
        self.checkout = folder / "checkout"
        (self.checkout / "scripts").mkdir(parents=True)
        (self.checkout / "scripts" / "lib").symlink_to(ROOT / "scripts" / "lib")
        (self.checkout / "scripts" / "requirements").symlink_to(ROOT / "scripts" / "requirements")
        (self.checkout / "pyproject.toml").symlink_to(ROOT / "pyproject.toml")
        self.command("id", "echo 0")
        self.command("apt-get", "exit 0")
        self.command("apt-cache", "exit 1")
        self.has("libportaudio2", "libasound2-plugins", "libgomp1")

    def command(self, name: str, script: str) -> None:
        path = self.bin / name
        path.write_text(f'#!/bin/bash\necho "{name} $*" >>"{self.log}"\n{script}\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def has(self, *packages: str) -> None:
        self.command("dpkg-query", "\n".join(f'echo "installed {package}"' for package in packages))

    def without_sudo(self) -> None:
        self.command("id", "echo 1000")
        self.command("sudo", "exit 1")

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(self.checkout), "PYTHON": sys.executable}
        return subprocess.run(
            ["bash", "-c", f"set -euo pipefail; source scripts/lib/setup.sh; {script}"],
            cwd=self.checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def calls(self, name: str) -> list[str]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line for line in lines if line.split()[0] == name]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


SYSTEM = "ensure_system scripts/requirements/apt-run.txt"


def test_nothing_missing_means_nothing_done(machine: Machine) -> None:
    result = machine.run(SYSTEM)
    assert (result.returncode, result.stderr) == (0, "")
    assert machine.calls("apt-get") == []


def test_only_what_is_missing_is_installed(machine: Machine) -> None:
    machine.has("libportaudio2", "libgomp1")
    result = machine.run(SYSTEM)
    assert result.returncode == 0, result.stderr
    assert machine.calls("apt-get")[-1] == "apt-get install -y --no-install-recommends libasound2-plugins"
    assert "==> Installing system packages: libasound2-plugins" in result.stderr


def test_the_lists_hold_package_names_only(machine: Machine) -> None:
    machine.has()
    machine.run("ensure_system scripts/requirements/apt-run.txt scripts/requirements/apt-test.txt")
    packages = machine.calls("apt-get")[-1].removeprefix("apt-get install -y --no-install-recommends ").split()
    assert {"libportaudio2", "pulseaudio", "xvfb"} <= set(packages)
    assert all(package.replace("-", "").isalnum() for package in packages)


def test_without_rights_the_command_is_told(machine: Machine) -> None:
    machine.has("libportaudio2", "libgomp1")
    machine.without_sudo()
    result = machine.run(SYSTEM)
    assert result.returncode == 1
    assert result.stderr == (
        "error: system packages are missing; run:  sudo apt-get install -y --no-install-recommends libasound2-plugins\n"
    )
    assert machine.calls("apt-get") == []


def test_sudo_without_password_is_used(machine: Machine) -> None:
    machine.has("libportaudio2", "libgomp1")
    machine.command("id", "echo 1000")
    machine.command("sudo", '[[ $1 == -n ]] && exit 0; exec "$@"')
    result = machine.run(SYSTEM)
    assert result.returncode == 0, result.stderr
    assert machine.calls("apt-get")


def test_a_failed_step_shows_its_last_words(machine: Machine) -> None:
    machine.has("libportaudio2", "libgomp1")
    machine.command("apt-get", "echo 'E: Unable to locate package'; exit 100")
    result = machine.run(SYSTEM)
    assert result.returncode == 1
    assert "E: Unable to locate package" in result.stderr
    assert result.stderr.endswith("failed (exit code 100, last lines above)\n")


def test_a_python_without_venv_gets_it(machine: Machine) -> None:
    machine.command(
        "oldpython", "[[ $2 == *ensurepip* ]] && exit 1; [[ $2 == *print* ]] && echo python3.11-venv; exit 0"
    )
    result = machine.run(f"PYTHON=oldpython; {SYSTEM}")
    assert result.returncode == 0, result.stderr
    assert machine.calls("apt-get")[-1].endswith("python3.11-venv")


def test_no_suitable_python_is_told(machine: Machine) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        machine.command(name, "[[ $1 == --version ]] && echo 'Python 3.9.2' && exit 0; exit 1")
    machine.command("uname", "echo Linux")
    result = machine.run("PYTHON=; ensure_venv run")
    assert result.returncode == 1
    assert "error: Python 3.11 or newer is needed (Python 3.9.2 was found)" in result.stderr


def test_a_set_up_checkout_is_left_alone(machine: Machine) -> None:
    (machine.checkout / ".venv").mkdir()
    stamp = 'echo "run $(cat scripts/requirements/run.txt pyproject.toml | cksum) $PWD" >.venv/stamp'
    result = machine.run(f"{stamp}; ensure_venv run")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
