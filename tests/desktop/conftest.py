from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.rig.pulse import PulseRig, pulse_rig
from tests.rig.x11 import VirtualDisplay, virtual_display


@pytest.fixture(autouse=True, scope="module")
def real_time() -> Iterator[None]:
    """These tests go before those beside them, which only compute: people, devices and other programs do not wait."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    with suppress(PermissionError):  # that is for root
        os.setpriority(os.PRIO_PROCESS, 0, before - 5)
    yield
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, before)


@pytest.fixture
def display() -> Iterator[VirtualDisplay]:
    """A fresh X server (it starts in a tenth of a second), with a US keyboard and no window manager."""
    with virtual_display() as display:
        yield display


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Iterator[PulseRig]:
    """A fresh sound server, which is that of this process, too."""
    with pulse_rig() as rig:
        for name, value in rig.environment.items():
            monkeypatch.setenv(name, value)
        yield rig


@pytest.fixture(scope="module")
def sound() -> Iterator[PulseRig]:
    """A sound server for other programs, the assistant for one; not that of this process."""
    with pulse_rig() as rig:
        yield rig
