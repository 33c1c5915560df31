"""A virtual environment of its own for each peer, with pinned packages from the package index the person's pip uses.

They are kept in VOICE_ASSISTANT_PEERS, or the person's cache folder: 7 GB, most of it PyTorch.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import platformdirs

PINS = Path(__file__).with_name("pins")


class NotInstalled(Exception):
    """Why a peer cannot be measured, in one line."""


def folder() -> Path:
    chosen = os.environ.get("VOICE_ASSISTANT_PEERS")
    return Path(chosen) if chosen else platformdirs.user_cache_path("voice-assistant") / "peers"


def ensure(name: str) -> Path:
    """The folder of the programs of peer `name`, with exactly what `pins/NAME.txt` lists. Raises `NotInstalled`."""
    place = folder() / name
    pins = PINS / f"{name}.txt"
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    stamp = place / "stamp"
    if stamp.exists() and stamp.read_text() == pins.read_text():
        return programs
    print(f"==> installing {name} in {place}", file=sys.stderr)
    venv.create(place, with_pip=True, clear=True)
    _pip(programs, "install", "--no-deps", "--requirement", str(pins))
    stamp.write_text(pins.read_text())
    return programs


def ensure_speech_to_speech_data(programs: Path) -> dict[str, str]:
    """What speech-to-speech fetches from hubs at its first start, from packages instead; as environment variables.

    Silero VAD: the package `silero-vad` of its authors, behind the interface of `torch.hub`. NLTK's sentence
    splitter: the copy in the package `llama-index-core`. Smart Turn and Whisper are given as paths.
    """
    place = folder() / "speech-to-speech-data"
    hub = place / "torch" / "hub" / "snakers4_silero-vad_master"
    nltk = place / "nltk"
    if not (nltk / "tokenizers" / "punkt_tab").exists():
        hub.mkdir(parents=True, exist_ok=True)
        (hub / "hubconf.py").write_text(_HUBCONF)
        (nltk / "taggers" / "averaged_perceptron_tagger_eng").mkdir(parents=True, exist_ok=True)  # asked for, not used
        _pip(programs, "download", "--no-deps", "--dest", str(place), "llama-index-core==0.14.25")
        inside = "llama_index/core/_static/nltk_cache/"
        with zipfile.ZipFile(next(place.glob("llama_index_core-*.whl"))) as wheel:
            for member in wheel.namelist():
                if member.startswith(f"{inside}tokenizers/punkt_tab/english/"):
                    target = nltk / member.removeprefix(inside)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(wheel.read(member))
    return {"TORCH_HOME": str(place / "torch"), "NLTK_DATA": str(nltk), "HF_HUB_OFFLINE": "1"}


def version(programs: Path, package: str) -> str:
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run(
        [str(programs / "python"), "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


_HUBCONF = """\
dependencies = ["torch", "torchaudio"]


def silero_vad(onnx=False):
    from silero_vad import load_silero_vad

    return load_silero_vad(onnx=onnx), None
"""


def _pip(programs: Path, *arguments: str) -> None:
    command = [str(programs / "python"), "-m", "pip", "--disable-pip-version-check", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        errors = [line for line in ended.stderr.splitlines() if "error" in line.lower()] or ["pip failed"]
        hint = "; it needs PortAudio's headers (Debian: portaudio19-dev)" if "pyaudio" in ended.stderr.lower() else ""
        raise NotInstalled(f"{errors[-1].strip()[:200]}{hint}")
