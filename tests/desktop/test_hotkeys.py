"""What every listener on a real X server does (one contract, each back-end), and what only the grabbing one can."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.rig.waiting import wait_until
from tests.rig.x11 import VirtualDisplay, virtual_display
from voice_assistant.desktop.hotkeys.base import CANCEL, HotkeyEvent, HotkeyListener
from voice_assistant.desktop.hotkeys.pynput import PynputHotkeyListener
from voice_assistant.desktop.hotkeys.x11 import X11HotkeyListener
from voice_assistant.desktop.keys import parse
from voice_assistant.desktop.x11.own_keys import own_keys
from voice_assistant.errors import DeviceError

pytestmark = pytest.mark.desktop

AUTO_REPEAT_S = 2.0


class Listening:
    """A started listener and what it told."""

    def __init__(self, make: Callable[..., HotkeyListener], display: VirtualDisplay, **keys: str) -> None:
        hotkeys = {CANCEL if name == "cancel" else name: [parse(key)] for name, key in keys.items()}
        probe = {"probe": [parse("F12")], "ready": [parse("F11")]} if make is PynputHotkeyListener else {}
        self.listener = make(hotkeys | probe)
        self.display = display
        self.events: list[HotkeyEvent] = []
        self.problems: list[str] = []

    def start(self) -> None:
        self.listener.start(self.events.append, self.problems.append)
        if self.listener.backend == "pynput":  # it is ready a little later than it says
            wait_until(self._probe, "pynput to listen")
            self.display.keyboard.tap("F11")  # comes after every probe, however many there were
            wait_until(lambda: "-ready" in self.told(), "the last of the probes")
            self.events.clear()

    def _probe(self) -> bool:
        self.display.keyboard.tap("F12")
        return bool(self.events)

    def told(self) -> list[str]:
        """ "+ask" for a press, "-ask" for a release, "xask" for one that turned out to be a chord."""
        return [("+" if e.pressed else "x" if e.chord else "-") + e.name for e in self.events]

    def hears(self, *expected: str) -> None:
        """All of this is told, in this order, and nothing else; then it is forgotten."""
        wait_until(lambda: len(self.events) >= len(expected), f"{expected}, told: {self.told()}")
        assert self.told() == list(expected)
        assert all(a.at_s <= b.at_s for a, b in zip(self.events, self.events[1:], strict=False))
        self.events.clear()


Listen = Callable[..., Listening]


@pytest.fixture
def listen_with(display: VirtualDisplay) -> Iterator[Callable[..., Listening]]:
    with ExitStack() as cleanup:

        def listen(make: Callable[..., HotkeyListener], **keys: str) -> Listening:
            listening = Listening(make, display, **keys)
            cleanup.callback(listening.listener.close)
            listening.start()
            return listening

        yield listen


@pytest.fixture(params=[X11HotkeyListener, PynputHotkeyListener], ids=["x11", "pynput"])
def listen(
    request: pytest.FixtureRequest,
    display: VirtualDisplay,
    listen_with: Callable[..., Listening],
    monkeypatch: pytest.MonkeyPatch,
) -> Listen:
    monkeypatch.setenv("DISPLAY", display.name)  # pynput knows no other way
    return lambda **keys: listen_with(request.param, **keys)


@pytest.fixture
def grab(display: VirtualDisplay, listen_with: Callable[..., Listening]) -> Listen:
    return lambda **keys: listen_with(lambda hotkeys: X11HotkeyListener(hotkeys, display=display.name), **keys)


# The contract


@pytest.mark.parametrize(
    ("key", "fingers"),
    [
        ("F6", ["F6"]),
        ("Escape", ["Escape"]),
        ("Ctrl+Alt+Space", ["Control_L", "Alt_L", "space"]),
        ("Ctrl+Alt+Space", ["Alt_L", "#105", "space"]),  # #105 is the right Ctrl key
        ("Ctrl+Shift+D", ["Control_L", "Shift_L", "d"]),
        ("Super+H", ["Super_L", "h"]),
        ("Ctrl+.", ["Control_L", "period"]),
        ("Right Ctrl", ["#105"]),
        ("Right Shift", ["Shift_R"]),
        ("XF86AudioPlay", ["#172"]),
        ("PageDown", ["Next"]),
        ("Print", ["#107"]),
    ],
)
def test_press_and_release_are_heard(listen: Listen, display: VirtualDisplay, key: str, fingers: list[str]) -> None:
    listening = listen(ask=key)
    *held, last = fingers
    for finger in held:
        display.keyboard.press(finger)
    display.keyboard.press(last)
    listening.hears("+ask")
    display.keyboard.release(last)
    listening.hears("-ask")
    for finger in held:
        display.keyboard.release(finger)
    display.keyboard.tap(*fingers)
    listening.hears("+ask", "-ask")


def test_a_held_key_is_one_press(listen: Listen, display: VirtualDisplay) -> None:
    listening = listen(ask="F6", read="F7")
    terminal = display.open_xterm(keys_raw=True)
    display.keyboard.press("x")  # the display's auto-repeat at work, so that the test below can fail
    wait_until(lambda: terminal.text().count("x") > 3, "auto-repeat")
    display.keyboard.release("x")
    display.keyboard.press("F6")
    listening.hears("+ask")
    deadline = time.monotonic() + AUTO_REPEAT_S
    wait_until(lambda: time.monotonic() > deadline or listening.events, "time for the keyboard to repeat")
    display.keyboard.release("F6")
    display.keyboard.tap("F7")
    listening.hears("-ask", "+read", "-read")


def test_other_keys_and_other_chords_are_not_heard(listen: Listen, display: VirtualDisplay) -> None:
    listening = listen(ask="F6", chord="Ctrl+Alt+K")
    for keys in (["F5"], ["Control_L", "F6"], ["k"], ["Control_L", "k"], ["Control_L", "Alt_L", "Shift_L", "k"]):
        display.keyboard.tap(*keys)
    display.keyboard.tap("F6")
    listening.hears("+ask", "-ask")


def test_num_lock_and_caps_lock_do_not_matter(listen: Listen, display: VirtualDisplay) -> None:
    listening = listen(ask="F6", chord="Ctrl+Alt+K")
    for locks in (["Num_Lock"], ["Caps_Lock"], ["Num_Lock"]):  # on; both on; Caps Lock alone
        display.keyboard.tap(*locks)
        display.keyboard.tap("F6")
        display.keyboard.tap("Control_L", "Alt_L", "k")
        listening.hears("+ask", "-ask", "+chord", "-chord")
    display.keyboard.tap("Caps_Lock")


def test_a_modifier_held_for_a_chord_is_taken_back(listen: Listen, display: VirtualDisplay) -> None:
    listening = listen(ask="Right Ctrl")
    terminal = display.open_xterm(keys_raw=True)
    display.keyboard.tap("#105", "c")
    listening.hears("+ask", "xask")
    wait_until(lambda: terminal.text() == "\x03", "the chord to reach the terminal")
    display.keyboard.tap("#105")
    listening.hears("+ask", "-ask")


def test_presses_of_modifiers_alone_are_told_apart(listen: Listen, display: VirtualDisplay) -> None:
    listening = listen(ask="Right Ctrl", read="F7")
    display.keyboard.tap("#105")
    display.keyboard.tap("F7")
    wait_until(lambda: len(listening.events) == 4, "both keys")
    assert [event.bare for event in listening.events] == [True, False, False, False]


def test_a_shift_that_we_press_ourselves_is_no_hotkey(grab: Listen, display: VirtualDisplay) -> None:
    listening = grab(ask="Left Shift", read="F7")
    with own_keys.pressing():
        display.keyboard.tap("Shift_L", "a")
    display.keyboard.tap("F7")
    listening.hears("+read", "-read")
    wait_until(lambda: not own_keys.may_be_ours(), "our own keys to have arrived")
    display.keyboard.tap("Shift_L", "a")
    listening.hears("+ask", "xask")


def test_cancel_is_heard_only_while_active(listen: Listen, display: VirtualDisplay) -> None:
    listening = listen(ask="F6", cancel="Escape")
    listening.listener.set_active(CANCEL, False)
    terminal = display.open_xterm(keys_raw=True)
    display.keyboard.tap("Escape")
    wait_until(lambda: terminal.text() == "\x1b", "Escape to reach the terminal")
    display.keyboard.tap("F6")
    listening.hears("+ask", "-ask")
    listening.listener.set_active(CANCEL, True)

    def heard() -> bool:
        display.keyboard.tap("Escape")
        return bool(listening.events)

    wait_until(heard, "Escape")
    listening.listener.set_active(CANCEL, False)
    with pytest.raises(KeyError):
        listening.listener.set_active("nonsense", True)


def test_what_is_turned_off_before_the_start_stays_off(display: VirtualDisplay, grab: Listen) -> None:
    listening = grab(ask="F6", cancel="Escape")
    listening.listener.set_active(CANCEL, False)
    listening.listener.close()
    listening.start()
    display.keyboard.tap("Escape")
    display.keyboard.tap("F6")
    listening.hears("+ask", "-ask")


def test_alive_from_start_to_close(listen: Listen, display: VirtualDisplay) -> None:
    listening = listen(ask="F6")
    assert listening.listener.alive
    listening.listener.close()
    assert not listening.listener.alive
    listening.listener.close()
    display.keyboard.tap("F6")
    listening.start()
    display.keyboard.tap("F6")
    listening.hears("+ask", "-ask")
    assert listening.problems == []


def test_the_end_of_the_display_is_noticed(listen: Listen, display: VirtualDisplay) -> None:
    listening = listen(ask="F6")
    display.server.kill()
    wait_until(lambda: listening.problems, "the loss to be told")
    assert len(listening.problems) == 1
    assert "display has gone" in listening.problems[0]
    assert not listening.listener.alive
    listening.listener.close()


# What a grab adds


def test_the_key_does_not_reach_the_program_in_front(grab: Listen, display: VirtualDisplay) -> None:
    listening = grab(ask="F6", chord="Ctrl+Alt+Space", read="XF86AudioPlay")
    terminal = display.open_xterm(keys_raw=True)
    display.keyboard.tap("F6")
    display.keyboard.tap("Control_L", "Alt_L", "space")
    display.keyboard.tap("#172")
    display.keyboard.tap("x")
    listening.hears("+ask", "-ask", "+chord", "-chord", "+read", "-read")
    wait_until(terminal.text, "the x to reach the terminal")
    assert terminal.text() == "x"
    listening.listener.close()
    display.keyboard.tap("F6")
    wait_until(lambda: terminal.text() == "x\x1b[17~", "F6 to reach the terminal again")


def test_cancel_works_while_the_key_is_held(grab: Listen, display: VirtualDisplay) -> None:
    listening = grab(ask="F6", cancel="Escape")
    display.keyboard.press("F6")
    display.keyboard.tap("Escape")
    display.keyboard.release("F6")
    listening.hears("+ask", f"+{CANCEL}", f"-{CANCEL}", "-ask")


def test_a_key_given_back_while_held_is_still_told_when_it_comes_up(grab: Listen, display: VirtualDisplay) -> None:
    listening = grab(ask="F6", cancel="Escape")
    display.keyboard.press("Escape")
    listening.hears(f"+{CANCEL}")
    listening.listener.set_active(CANCEL, False)
    display.keyboard.release("Escape")
    listening.hears(f"-{CANCEL}")


def test_a_taken_key_is_named_with_its_place_in_the_config(grab: Listen, display: VirtualDisplay) -> None:
    grab(other="F6")
    with pytest.raises(DeviceError) as raised:
        grab(ask="F6")
    assert str(raised.value).startswith("F6 is taken by another program: choose another key in [bindings.ask]")


def test_one_taken_key_does_not_cost_the_others(grab: Listen, display: VirtualDisplay) -> None:
    grab(other="F6")
    listening = grab(dictate="F5", ask="F6", cancel="Escape")
    assert listening.problems == [
        "F6 is taken by another program: choose another key in [bindings.ask], or end that program"
    ]
    assert listening.listener.alive
    display.keyboard.tap("F5")
    display.keyboard.tap("Escape")
    listening.hears("+dictate", "-dictate", f"+{CANCEL}", f"-{CANCEL}")


def test_a_key_taken_later_is_a_problem_not_an_end(grab: Listen, display: VirtualDisplay) -> None:
    listening = grab(ask="F6", cancel="Escape")
    listening.listener.set_active(CANCEL, False)
    wait_until(lambda: _can_grab(grab), "Escape to be free")
    listening.listener.set_active(CANCEL, True)
    wait_until(lambda: listening.problems, "the problem to be told")
    assert listening.problems == [
        "Escape is taken by another program: choose another key in [hotkeys], cancel, or end that program"
    ]
    display.keyboard.tap("F6")
    listening.hears("+ask", "-ask")


def _can_grab(grab: Listen) -> bool:
    try:
        grab(other="Escape")
    except DeviceError:
        return False
    return True


def test_a_key_the_keyboard_does_not_have_is_named(grab: Listen) -> None:
    with pytest.raises(DeviceError, match=r"no key ひ: choose another in \[bindings.ask\]"):
        grab(ask="ひ")


@pytest.mark.parametrize(
    ("name", "message"),
    [(":987", "no X server answers at DISPLAY=:987"), ("", "DISPLAY is not set")],
)
def test_no_display_is_explained(name: str, message: str) -> None:
    # In a process of its own: python-xlib leaves the sockets of a failed attempt open.
    script = (
        "from voice_assistant.desktop.hotkeys.x11 import X11HotkeyListener\n"
        "from voice_assistant.errors import DeviceError\n"
        "try:\n"
        "    X11HotkeyListener({'ask': []}).start(print, print)\n"
        "except DeviceError as error:\n"
        "    print(error)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], env={"DISPLAY": name}, capture_output=True, text=True, timeout=60, check=True
    )
    assert message in told.stdout


def test_a_new_layout_moves_the_keys(grab: Listen, display: VirtualDisplay) -> None:
    listening = grab(ask="Ctrl+Alt+Z", read="F7")
    terminal = display.open_xterm(keys_raw=True)
    display.set_layout("de")  # Z and Y change places
    z = display.keyboard.keycode("z")

    def heard() -> bool:
        display.keyboard.tap("Control_L", "Alt_L", f"#{z}")
        return bool(listening.events)

    wait_until(heard, "Z at its German place")
    wait_until(lambda: len(listening.events) % 2 == 0, "its release")
    assert set(listening.told()) == {"+ask", "-ask"}
    listening.events.clear()
    before = len(terminal.text())
    display.keyboard.tap("Control_L", "Alt_L", "y")
    wait_until(lambda: len(terminal.text()) > before, "the old place to be the terminal's again")
    display.keyboard.tap("F7")
    listening.hears("+read", "-read")


@pytest.mark.parametrize("layout", ["ru", "us(dvorak)", "fr", "us,ru"])
def test_chords_work_on_other_layouts(grab: Listen, display: VirtualDisplay, layout: str) -> None:
    display.set_layout(layout, "grp:menu_toggle")
    listening = grab(ask="Ctrl+Alt+K", read="F7", digit="Ctrl+1")
    k = "#45" if layout == "ru" else "k"  # no Latin letters: the place where a US keyboard has it
    display.keyboard.tap("Control_L", "Alt_L", k)
    display.keyboard.tap("F7")
    listening.hears("+ask", "-ask", "+read", "-read")
    if layout == "us,ru":
        display.keyboard.tap("Menu")
        assert display.keyboard.group() == 1
        display.keyboard.tap("Control_L", "Alt_L", "#45")
        display.keyboard.tap("F7")
        listening.hears("+ask", "-ask", "+read", "-read")


def test_keys_pressed_as_fast_as_possible_all_arrive(grab: Listen, display: VirtualDisplay) -> None:
    listening = grab(ask="F6", read="F7")
    for _ in range(200):
        display.keyboard.tap("F6")
        display.keyboard.tap("F7")
    listening.hears(*["+ask", "-ask", "+read", "-read"] * 200)


def test_importing_the_desktop_loads_no_display_library() -> None:
    script = (
        "import sys, voice_assistant.desktop.hotkeys.select, voice_assistant.desktop.desk\n"
        "sys.exit(any(name.split('.')[0] in ('Xlib', 'pynput') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_keys_are_heard_again_when_the_display_is_back(display: VirtualDisplay, grab: Listen) -> None:
    listening = grab(ask="F6")
    display.server.kill()
    wait_until(lambda: not listening.listener.alive, "the loss")
    display.server.wait()
    with virtual_display(number=display.name) as again:
        listening.start()
        again.keyboard.tap("F6")
        listening.hears("+ask", "-ask")
        listening.listener.close()
