"""When other programs play softer, on a virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from voice_assistant.audio.others import OtherStreams
from voice_assistant.events import State, StateChanged
from voice_assistant.other_audio import COMES_BACK_AFTER_S, OtherAudio

pytestmark = pytest.mark.looptime


class Radio(OtherStreams):
    """Other programs, of which only one thing is known: how often they were softened."""

    def __init__(self) -> None:
        self.soft = False
        self.calls: list[str] = []

    def soften(self) -> None:
        self.soft = True
        self.calls.append("soften")

    def restore(self) -> None:
        self.soft = False
        self.calls.append("restore")

    def close(self) -> None:
        self.calls.append("close")


async def at_once(what: Callable[[], None]) -> None:
    what()


@pytest.fixture
def radio() -> Radio:
    return Radio()


@pytest.fixture
async def other(radio: Radio) -> AsyncIterator[OtherAudio]:
    other = OtherAudio(radio, at_once)
    running = asyncio.create_task(other.run())
    await asyncio.sleep(0.1)
    yield other
    running.cancel()
    await asyncio.wait([running])
    assert radio.calls[-2:] == ["restore", "close"]


async def test_what_a_crash_left_is_put_right_first(other: OtherAudio, radio: Radio) -> None:
    assert radio.calls == ["restore"]


async def test_soft_from_the_first_word_to_a_moment_after_the_last(other: OtherAudio, radio: Radio) -> None:
    for state in (State.LISTENING, State.THINKING, State.SPEAKING):
        other.happened(StateChanged(state, "ask"))
        await asyncio.sleep(0.3)
        assert radio.soft
    other.happened(StateChanged(State.IDLE, ""))
    await asyncio.sleep(COMES_BACK_AFTER_S / 2)
    assert radio.soft
    await asyncio.sleep(COMES_BACK_AFTER_S)
    assert not radio.soft


async def test_between_the_turns_of_a_talk_it_stays_soft(other: OtherAudio, radio: Radio) -> None:
    for _ in range(3):
        other.happened(StateChanged(State.SPEAKING, "ask"))
        await asyncio.sleep(2)
        other.happened(StateChanged(State.IDLE, ""))
        await asyncio.sleep(COMES_BACK_AFTER_S / 2)
        assert radio.soft
    assert "restore" not in radio.calls[1:]


async def test_what_begins_to_play_meanwhile_is_softened_as_well(other: OtherAudio, radio: Radio) -> None:
    other.happened(StateChanged(State.SPEAKING, "ask"))
    await asyncio.sleep(5)
    assert radio.calls.count("soften") >= 4


async def test_without_a_sound_server_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")
    streams = OtherStreams(tmp_path / "softened.json")
    streams.soften()
    streams.restore()
    streams.close()
    assert not (tmp_path / "softened.json").exists()


async def test_a_damaged_note_is_forgotten(tmp_path: Path) -> None:
    for text in ("{", "[1]", '[{"index": 3}]'):
        (tmp_path / "softened.json").write_text(text)
        assert OtherStreams(tmp_path / "softened.json").softened == 0
