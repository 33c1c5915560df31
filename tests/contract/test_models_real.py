"""The catalogue is true: a real model is fetched from where it says, and the installed ones are what it says."""

from __future__ import annotations

from pathlib import Path

import onnxruntime
import pytest

from tests.rig.models import MODELS_DIR, real_model
from voice_assistant.models import load_catalog, locate_file, pull, verify

pytestmark = pytest.mark.contract


def test_the_smallest_default_is_fetched_and_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_ASSISTANT_DATA", str(tmp_path))
    smallest = min((model for model in load_catalog().defaults if model.sources), key=lambda model: model.size)
    assert pull(smallest.name) is True
    assert verify(smallest.name) == []
    session = onnxruntime.InferenceSession(locate_file(smallest.name, ".onnx"), providers=["CPUExecutionProvider"])
    assert session.get_inputs()
    assert pull(smallest.name) is False


def test_the_installed_defaults_are_what_the_catalogue_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "models").symlink_to(MODELS_DIR, target_is_directory=True)
    monkeypatch.setenv("VOICE_ASSISTANT_DATA", str(tmp_path))
    for model in load_catalog().defaults:
        if not model.bundled:
            real_model(model.name)
            assert verify(model.name) == [], model.name
