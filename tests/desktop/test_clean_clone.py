"""The two commands in a fresh clone, as somebody who has just found the project types them.

The committed state is tested: `git clone` takes no uncommitted changes along. The home is empty; only pip's
cache and, where it says so, the folder of models are shared, to spare the network.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import soundfile

from tests.rig.models import MODELS_DIR

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.desktop,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout"),
]


@dataclass(frozen=True)
class Clone:
    root: Path
    environment: dict[str, str]

    def run(self, *command: str, within_s: float = 600, **environment: str) -> subprocess.CompletedProcess[str]:
        result = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=within_s,
        )
        print(result.stdout, result.stderr, sep="\n")  # shown when the test fails
        return result


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run(["git", "clone", "--quiet", ROOT, folder / "clone"], check=True)
    (folder / "data").mkdir()
    (folder / "data" / "models").symlink_to(MODELS_DIR, target_is_directory=True)
    cache = subprocess.run([sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True, check=True)
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "LC_", "LANG"))}
    kept |= {name: os.environ[name] for name in ("PATH", "TMPDIR", "http_proxy", "https_proxy") if name in os.environ}
    places = {
        "HOME": folder,
        "XDG_RUNTIME_DIR": folder / "runtime",
        "PIP_CACHE_DIR": cache.stdout.strip(),
        "VOICE_ASSISTANT_DATA": folder / "data",
        "PULSE_SERVER": "unix:/nonexistent",
    }
    (folder / "runtime").mkdir(mode=0o700)
    yield Clone(folder / "clone", kept | {name: str(value) for name, value in places.items()})


def test_the_first_command_installs_and_the_second_only_runs(clone: Clone) -> None:
    first = clone.run("./scripts/run", "--version")
    assert first.returncode == 0
    assert first.stdout.startswith("voice-assistant ")
    assert "==> Installing Python packages" in first.stderr
    second = clone.run("./scripts/run", "--version")
    assert (second.returncode, second.stdout, second.stderr) == (0, first.stdout, "")


def test_an_interrupted_installation_is_taken_up_again(clone: Clone) -> None:
    (clone.root / ".venv" / "stamp").unlink()
    result = clone.run("./scripts/run", "--version")
    assert result.returncode == 0
    assert "==> Installing Python packages" in result.stderr


def test_arguments_reach_the_program_from_any_folder(clone: Clone, tmp_path: Path) -> None:
    result = subprocess.run(
        [clone.root / "scripts" / "run", "models", "list", "--json"],
        cwd=tmp_path,
        env=clone.environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    states = {entry["name"]: entry["state"] for entry in json.loads(result.stdout) if entry["default"]}
    assert set(states.values()) == {"installed", "bundled"}, states


def test_a_model_is_fetched(clone: Clone, tmp_path: Path) -> None:
    result = clone.run("./scripts/run", "models", "pull", "smart-turn-v3.2", VOICE_ASSISTANT_DATA=str(tmp_path))
    assert result.returncode == 0
    assert result.stdout == "smart-turn-v3.2: installed (9 MB)\n"
    assert (tmp_path / "models" / "smart-turn-v3.2" / "smart-turn-v3.2-cpu.onnx").stat().st_size > 8_000_000


def test_without_a_microphone_it_ends_in_the_demo(clone: Clone) -> None:
    if json.loads(clone.run("./scripts/run", "devices", "--json").stdout):
        pytest.skip("this machine has a sound card that cannot be hidden")
    result = clone.run("./scripts/run")
    assert result.returncode == 0
    assert "no microphone" in result.stderr
    assert "Without it, here is the demo" in result.stderr
    assert "first sound" in result.stdout
    reply = soundfile.info(next(Path(clone.environment["VOICE_ASSISTANT_DATA"]).rglob("*.wav")))
    assert reply.duration > 0.3


def test_the_tests_run(clone: Clone) -> None:
    result = clone.run("./scripts/test", "tests/unit/test_architecture.py", "-q")  # the rest runs anyway
    assert result.returncode == 0
    assert " passed" in result.stdout
