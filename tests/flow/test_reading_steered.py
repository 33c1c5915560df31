"""A reading in the running assistant, steered from outside: hotkeys, the control socket, the command line."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path

import pytest

from tests.fakes import Studio
from tests.flow.test_daemon import MEANWHILE, FingerHotkeys, daemon
from tests.rig.listener import ALL, OTHER, TEXT, studio_of
from tests.rig.waiting import until
from voice_assistant.cli import main
from voice_assistant.desktop.hotkeys.base import HotkeyEvent
from voice_assistant.events import SentenceBegan

LONG = TEXT.replace(" ", " really and truly ", 3)


def heard(studio: Studio) -> list[str]:
    return [event.text for event in studio.events if isinstance(event, SentenceBegan)]


async def command(*arguments: str) -> int:
    return await asyncio.to_thread(main, list(arguments))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICE_ASSISTANT_RUNTIME", str(tmp_path))
    return tmp_path


async def test_its_keys_are_taken_only_while_something_is_read(here: Path) -> None:
    studio, hotkeys = studio_of(), FingerHotkeys()
    studio.desk.selected = TEXT
    async with daemon(studio, hotkeys, here) as running:
        assert hotkeys.inactive == MEANWHILE
        hotkeys.tell(HotkeyEvent("read", True, 0.0))
        await until(lambda: heard(studio) == ALL[:1], "the first sentence")
        assert "reading_keys.next" not in hotkeys.inactive
        hotkeys.tell(HotkeyEvent("reading_keys.next_paragraph", True, 0.0))
        await until(lambda: heard(studio) == [ALL[0], ALL[2]], "the next paragraph")
        hotkeys.tell(HotkeyEvent("reading_keys.pause", True, 0.0))
        await until(lambda: running.status()["reading"]["state"] == "paused", "silence")
        assert "hotkeys.cancel" in hotkeys.inactive, "others want their Escape"
        for action, taken in (("off", False), ("on", True)):
            assert await command("hotkeys", action) == 0
            assert ("reading_keys.next" not in hotkeys.inactive) is taken
        for action in ("--press", "--release"):  # as a compositor does
            assert await command("trigger", "pause-reading", action) == 0
        await until(lambda: running.status()["reading"]["state"] == "reading", "sound")
        hotkeys.tell(HotkeyEvent("hotkeys.cancel", True, 0.0))
        await until(lambda: hotkeys.inactive == MEANWHILE, "the end")


async def test_the_command_line_steers_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    studio = studio_of()
    async with daemon(studio, FingerHotkeys(), here):
        assert await command("reading", "next") == 2
        assert "nothing is being read" in capsys.readouterr().err
        assert await command("reading", "where") == 0
        assert capsys.readouterr().out == "nothing is being read\n"
        text = here / "text.txt"
        text.write_text(TEXT)
        assert await command("reading", "start", str(text), "--from", "Three") == 0
        await until(lambda: heard(studio) == [ALL[2]], "the third sentence", within_s=60)
        for action in ("bookmark", "faster", "previous"):
            assert await command("reading", action) == 0
        await until(lambda: heard(studio)[-1] == ALL[1], "the sentence before")
        assert await command("reading", "pause") == 0
        assert await command("reading", "where", "--json") == 0
        where = json.loads(capsys.readouterr().out)
        assert (where["state"], where["sentence"], where["speed"]) == ("paused", ALL[1], 1.1)
        assert await command("reading", "where") == 0
        assert capsys.readouterr().out.splitlines() == ["paused · text · 0 %", ALL[1]]
        assert await command("reading", "stop") == 0
        assert await command("reading", "start", str(text), "--from", "bookmark") == 0
        await until(lambda: heard(studio)[-1] == ALL[2], "the bookmark", within_s=60)


async def test_a_long_text_can_be_piped_in(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    studio = studio_of()
    long = io.StringIO("\n\n".join([OTHER] * 20_000))
    monkeypatch.setattr("sys.stdin", long)
    async with daemon(studio, FingerHotkeys(), here):
        assert await command("reading", "start", "-") == 0
        await until(lambda: heard(studio)[:1] == ["Six is new."], "the first sentence")


async def test_without_a_file_it_reads_the_selection(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    studio = studio_of()
    studio.desk.selected = OTHER
    monkeypatch.setattr("sys.stdin", None)
    async with daemon(studio, FingerHotkeys(), here):
        assert await command("reading", "start") == 0
        await until(lambda: heard(studio)[:1] == ["Six is new."], "the selection")
