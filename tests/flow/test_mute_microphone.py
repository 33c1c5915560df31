"""A microphone that is muted hears nothing, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import ClockMicrophone, Studio
from tests.flow.test_daemon import FingerHotkeys, NothingToRecover, daemon
from voice_assistant.app import Engines
from voice_assistant.assistant import Assistant
from voice_assistant.audio.mutable_microphone import MutableMicrophone
from voice_assistant.control import Handler
from voice_assistant.daemon import Daemon
from voice_assistant.errors import UsageError
from voice_assistant.events import MicrophoneMuted
from voice_assistant.persona_store import load_personas


@pytest.mark.looptime
async def test_silence_takes_the_place_of_what_is_said() -> None:
    microphone = MutableMicrophone(ClockMicrophone())
    heard = []
    async with microphone.open() as blocks:
        async for block in blocks:
            heard.append((len(block.samples), float(block.samples.max())))
            microphone.muted = len(heard) in (2, 3)
            if len(heard) == 5:
                break
    assert [loudest for _, loudest in heard] == [0.5, 0.5, 0.0, 0.0, 0.5]
    assert len({size for size, _ in heard}) == 1


def mute(daemon: Daemon) -> Handler:
    return daemon._handlers()["mute_microphone"]


async def test_it_is_switched_by_command_and_told() -> None:
    studio = Studio()
    microphone = MutableMicrophone(studio.microphone)
    made = Daemon(
        studio.equipment.config,
        studio.bus,
        Assistant(studio.equipment, studio.model, load_personas()),
        Engines(studio.hearing, studio.model, studio.voice, studio.judge),
        FingerHotkeys(),
        NothingToRecover(),  # type: ignore[arg-type]
        microphone,
    )
    assert mute(made)({}) == {"muted": True}
    assert (microphone.muted, made.status()["microphone_muted"]) == (True, True)
    assert mute(made)({"muted": False}) == {"muted": False}
    assert studio.seen(MicrophoneMuted) == [MicrophoneMuted(True), MicrophoneMuted(False)]


async def test_one_that_cannot_be_muted_says_so(tmp_path: Path) -> None:
    async with daemon(Studio(), FingerHotkeys(), tmp_path) as made:
        with pytest.raises(UsageError, match="cannot be muted"):
            mute(made)({})
