"""No test reads or writes the person's own files, and none asks the real keyring."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from tests.rig.models import use_real_models

# looptime asks for the current event loop in every test; without one, it would make one and leave it open.
asyncio.set_event_loop(None)

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Config, data, state and runtime folders of the test's own; the real models are linked into the data folder."""
    for name in [name for name in os.environ if name.startswith("VOICE_ASSISTANT__") or name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("VOICE_ASSISTANT_CONFIG", raising=False)
    for place in ("CONFIG_DIR", "STATE", "RUNTIME"):
        monkeypatch.setenv(f"VOICE_ASSISTANT_{place}", str(tmp_path / "places" / place.lower()))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)  # the person's own desktop
    use_real_models(monkeypatch, tmp_path / "places" / "data")
