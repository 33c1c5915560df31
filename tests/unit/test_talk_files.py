"""Talks on disk: each turn at once, readable by their owner alone, whole again after any crash."""

from __future__ import annotations

import os
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voice_assistant.conversation import Exchange
from voice_assistant.talks.files import delete_talk, load_talk, load_talks, new_talk, prune

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
ONE = Exchange("One?", "Two – 二.", "assistant")
NEXT = Exchange("And\nthen?", "", "pirate")


def kept(folder: Path, when: datetime = NOON, *, turns: int = 2) -> Path:
    file = new_talk(folder, when)
    for number in range(turns):
        file.add(Exchange(f"Question {number}?", f"Answer {number}."), when + timedelta(minutes=number))
    return folder / f"{file.id}.jsonl"


def test_a_talk_comes_back_as_it_was(tmp_path: Path) -> None:
    file = new_talk(tmp_path / "talks", NOON)
    file.add(ONE, NOON)
    file.add(NEXT, NOON + timedelta(minutes=1))
    file.summarised("They counted.", 1)
    (talk,) = load_talks(tmp_path / "talks")
    assert (talk.id, talk.when, talk.turns) == (file.id, NOON, (ONE, NEXT))
    assert (talk.last, talk.summary, talk.summarised) == (NOON + timedelta(minutes=1), "They counted.", 1)


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes")
def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        path = kept(tmp_path / "talks")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_file_before_a_word_was_said(tmp_path: Path) -> None:
    file = new_talk(tmp_path / "talks", NOON)
    file.summarised("", 0)
    assert not (tmp_path / "talks").exists()


@pytest.mark.parametrize("lost", [1, 5, 30, 60])
def test_a_line_that_was_cut_short_costs_that_line_alone(tmp_path: Path, lost: int) -> None:
    path = kept(tmp_path, turns=3)
    path.write_bytes(path.read_bytes()[:-lost])
    talk = load_talk(path)
    assert talk is not None
    assert [turn.asked for turn in talk.turns][:2] == ["Question 0?", "Question 1?"]
    again = new_talk(tmp_path, talk.when)
    again.add(ONE, NOON)
    talk = load_talk(path)
    assert talk is not None
    assert talk.turns[-1] == ONE, "what follows is not glued to it"


def test_rubbish_is_no_talk(tmp_path: Path) -> None:
    (tmp_path / "notes.jsonl").write_text("{}\n")
    (tmp_path / "20260501T120000.000000Z.jsonl").write_text(
        '[]\n{"asked": 1}\n\x00\xff\n{"summary": "s", "turns": "x"}\n'
    )
    assert load_talks(tmp_path) == []
    assert load_talks(tmp_path / "none") == []
    assert load_talk(tmp_path / "20260501T130000.000000Z.jsonl") is None


def test_the_one_spoken_in_last_comes_last(tmp_path: Path) -> None:
    kept(tmp_path, NOON - timedelta(days=1), turns=1)
    first = new_talk(tmp_path, NOON - timedelta(days=2))
    first.add(ONE, NOON - timedelta(days=2))
    first.add(NEXT, NOON)
    assert load_talks(tmp_path)[-1].id == first.id


def test_old_ones_go(tmp_path: Path) -> None:
    old, new = kept(tmp_path, NOON - timedelta(days=31)), kept(tmp_path, NOON - timedelta(days=29))
    for path in (old, new):
        os.utime(path, (0, 0))
    prune(tmp_path, 30, NOON)
    assert (old.exists(), new.exists()) == (False, True)
    delete_talk(new)
    delete_talk(new)
    assert load_talks(tmp_path) == []
