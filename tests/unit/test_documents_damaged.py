"""Damaged files: never a crash, never a hang, always a text or one line that says what is wrong."""

from __future__ import annotations

import asyncio

import pytest

from tests.rig.damage import KINDS, read_all_damaged, read_damaged
from voice_assistant.concurrency import ProcessWorker

EACH = 60
HANGS = 120.0
"""Seconds after which reading counts as hanging; it takes a second or two."""


@pytest.mark.parametrize("kind", KINDS)
async def test_damaged_files_are_read_or_refused(kind: str) -> None:
    """In a child: a crash fails the test, not all tests."""
    worker = ProcessWorker("damaged documents")
    try:
        async with asyncio.timeout(HANGS):
            said = await worker.call(read_all_damaged, kind, EACH)
    finally:
        worker.close()
    assert len(said) == EACH and all(said)
    assert len(set(said)) > 3  # they are damaged in different ways


def test_the_damage_is_the_same_each_time() -> None:
    assert read_damaged("html", 3) == read_damaged("html", 3)
