from __future__ import annotations

import os

import pytest

from voice_assistant.engines.native_threads import cores, sleep_while_waiting

POLICY, SPINS = "OMP_WAIT_POLICY", "GOMP_SPINCOUNT"


def test_a_library_sees_how_to_wait_and_the_next_program_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (POLICY, SPINS):
        monkeypatch.delenv(name, raising=False)
    with sleep_while_waiting(spins=7):
        assert (os.environ[POLICY], os.environ[SPINS]) == ("passive", "7")
    assert POLICY not in os.environ and SPINS not in os.environ


def test_what_the_person_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POLICY, "active")
    monkeypatch.delenv(SPINS, raising=False)
    with sleep_while_waiting():
        assert os.environ[POLICY] == "active"
    assert os.environ[POLICY] == "active"


def test_there_is_a_core() -> None:
    assert cores() >= 1
