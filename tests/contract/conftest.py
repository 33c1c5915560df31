from __future__ import annotations

from typing import Any

import pytest

from tests.rig.models import real_model

THREADS = 2


@pytest.fixture(scope="session")
def whisper_library() -> Any:
    """faster-whisper itself, in this process, as its authors would use it: what our engines are measured by."""
    import faster_whisper

    return faster_whisper.WhisperModel(
        str(real_model("whisper-base")), device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True
    )
