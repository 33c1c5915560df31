"""Real models for tests: one folder for all, filled once by ./scripts/test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from voice_assistant import paths
from voice_assistant.models import store


def models_dir() -> Path:
    """Where the real models are: VOICE_ASSISTANT_TEST_MODELS, or the person's own folder.

    Evaluated against the environment of the test run itself, so call it before a test moves the data folder.
    """
    return Path(os.environ.get("VOICE_ASSISTANT_TEST_MODELS") or paths.models_dir())


MODELS_DIR = models_dir()


def use_real_models(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    """Move the data folder to `data_dir`, with the real models in it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    if not (data_dir / "models").exists():
        (data_dir / "models").symlink_to(MODELS_DIR, target_is_directory=True)
    monkeypatch.setenv("VOICE_ASSISTANT_DATA", str(data_dir))


def real_model(name: str) -> Path:
    """The folder of an installed real model; the test fails, with the command to run, if it is missing."""
    folder = MODELS_DIR / name
    if store.damage(folder) is not None:
        pytest.fail(f"{name} is not in {MODELS_DIR}: run ./scripts/test, or `voice-assistant models pull {name}`")
    return folder
