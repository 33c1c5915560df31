"""Text is selected in real programs, the key pressed, and what a virtual speaker played is understood again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.rig.assistant import RunningAssistant, running_assistant
from tests.rig.person import understood
from tests.rig.pulse import PulseRig
from tests.rig.waiting import wait_until
from tests.rig.wording import normal_words, word_errors
from tests.rig.x11 import VirtualDisplay, virtual_display
from voice_assistant.control_client import request

pytestmark = pytest.mark.desktop

FIRST = "The museum on the hill opens at nine in the morning."
SECOND = "On Sundays the doors are closed a little earlier, so come in time."
TEXT = f"{FIRST} {SECOND}"
LONG = " ".join(f"This is sentence number {number} of a long text." for number in range(1, 40))
CONFIG = "[indicator]\nenabled = false\n[language_model]\ntemperature = 0.0\nmax_tokens = 20\n"


MISHEARD = 0.3
"""Share of words: the voice says a text a little differently each time. One of its two sentences missing costs more."""


@pytest.fixture(scope="module")
def display() -> Iterator[VirtualDisplay]:
    with virtual_display(window_manager=True) as display:
        yield display


@pytest.fixture(scope="module")
def assistant(
    sound: PulseRig, display: VirtualDisplay, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningAssistant]:
    folder = tmp_path_factory.mktemp("assistant")
    with running_assistant(folder, {**display.environment, **sound.environment}, config=CONFIG) as assistant:
        assistant.wait_until_warm()
        yield assistant


@pytest.fixture
def at_rest(assistant: RunningAssistant) -> Iterator[RunningAssistant]:
    """Nothing is read before and after."""
    yield assistant
    if assistant.status()["reading"]["state"]:
        request(assistant.runtime_dir, "reading", action="stop")
    wait_until(lambda: not assistant.status()["reading"]["state"], "the reading to end")


def select_in_the_editor(display: VirtualDisplay) -> None:
    display.select_text(f"{FIRST}\n\n{SECOND}\n")


def select_in_the_terminal(display: VirtualDisplay) -> None:
    """Over the end of a line, as text in a terminal is."""
    show = ["sh", "-c", f'printf "%s" "{TEXT}"; exec sleep 600']
    display.launch(["xterm", "-T", "a terminal", "-geometry", "40x10+0+0", "-e", *show])
    display.focus(display.find("a terminal"))
    click_until_selected(display, (60, 40))


def select_in_the_browser(display: VirtualDisplay) -> None:
    page = display.folder / "page.html"
    page.write_text(f"<title>a page to read</title><p style='height:100vh;font-size:30px'>{TEXT}</p>")
    options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-component-update"]
    profile = ["--password-store=basic", f"--user-data-dir={display.folder}/browser", "--window-position=0,0"]
    display.launch(["chromium", *options, *profile, "--window-size=800,600", f"--app=file://{page}"])
    display.focus(display.find("a page to read"))
    click_until_selected(display, (300, 300))


def click_until_selected(display: VirtualDisplay, at: tuple[int, int]) -> None:
    """Many clicks select the paragraph."""

    def selected() -> bool:
        display.double_click(at)
        asked = ["timeout", "5", "xclip", "-o", "-selection", "primary"]
        answer = subprocess.run(asked, env=display.environment, capture_output=True, text=True, check=False)
        return normal_words(answer.stdout) == normal_words(TEXT)

    wait_until(selected, "the text to be selected", within_s=60)


@pytest.mark.parametrize("select", [select_in_the_editor, select_in_the_terminal, select_in_the_browser])
def test_what_is_selected_is_what_is_heard(
    at_rest: RunningAssistant, sound: PulseRig, display: VirtualDisplay, select: object
) -> None:
    assert callable(select)
    select(display)
    began, changed = len(at_rest.seen("SentenceBegan")), len(at_rest.seen("ReadingChanged"))
    with sound.capture_speaker() as captured:
        display.keyboard.tap("F7")
        at_rest.wait_for("ReadingChanged", changed + 2)
    assert at_rest.seen("ReadingChanged")[-1]["state"] == ""
    assert [event["text"] for event in at_rest.seen("SentenceBegan")[began:]] == [FIRST, SECOND]
    assert word_errors(TEXT, understood(captured.audio)) <= MISHEARD


def test_it_is_steered_by_keys_and_asked_about(
    at_rest: RunningAssistant, sound: PulseRig, display: VirtualDisplay
) -> None:
    display.select_text(LONG)
    began, turns = len(at_rest.seen("SentenceBegan")), len(at_rest.seen("TurnEnded"))

    def heard() -> list[str]:
        return [event["text"] for event in at_rest.seen("SentenceBegan")[began:]]

    def paused() -> bool:
        return bool(at_rest.status()["reading"]["state"] == "paused")

    display.keyboard.tap("F7")
    wait_until(heard, "the first sentence", within_s=60)
    for _ in range(3):
        display.keyboard.tap("Alt_L", "Shift_L", "n")
    wait_until(lambda: heard()[-1] == LONG.split(".")[3].strip() + ".", "the fourth sentence")
    display.keyboard.tap("Shift_L", "F7")
    wait_until(paused, "silence")
    display.keyboard.tap("Shift_L", "F7")
    wait_until(lambda: not paused(), "sound again")
    request(at_rest.runtime_dir, "ask", text="Which sentence is this?")
    assert at_rest.wait_for("TurnEnded", turns + 1)[-1]["asked"] == "Which sentence is this?"
    last = len(heard())
    wait_until(lambda: len(heard()) > last, "it to go on after the answer", within_s=60)
    display.keyboard.tap("Escape")
    wait_until(lambda: not at_rest.status()["reading"]["state"], "Escape to end it")
