"""The indicator on a real display and a real session bus; of the assistant only the control socket is real."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jeepney import DBusAddress
from Xlib import X
from Xlib.display import Display as Connection

from tests.rig.session_bus import Answer, Service, session_bus
from tests.rig.waiting import wait_until
from tests.rig.x11 import VirtualDisplay, virtual_display
from voice_assistant.bus import Bus
from voice_assistant.control import ControlServer
from voice_assistant.errors import ControlError, DeviceError
from voice_assistant.events import (
    Event,
    LevelMeasured,
    PartlyTranscribed,
    Problem,
    State,
    StateChanged,
    TextDelivered,
)
from voice_assistant.indicator import watching
from voice_assistant.indicator.notifications import NAME, PATH
from voice_assistant.indicator.run import show_tray
from voice_assistant.vision_events import CameraOff, CameraOn, ScreenAsked

pytestmark = pytest.mark.desktop


class ControlledAssistant:
    """Publishes what a test says, and notes what it is asked to do."""

    def __init__(self, runtime_dir: Path) -> None:
        self.runtime_dir = runtime_dir
        self.asked: list[str] = []
        self._bus = Bus()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    @property
    def watchers(self) -> int:
        return len(self._bus._subscribers)

    def publish(self, *events: Event) -> None:
        for event in events:
            self._loop.call_soon_threadsafe(self._bus.publish, event)

    def end(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()

        def ask(request: Mapping[str, Any]) -> dict[str, Any]:
            self.asked.append(str(request["command"]))
            return {}

        def status(request: Mapping[str, Any]) -> dict[str, Any]:
            return {"persona": "assistant", "personas": ["assistant", "pirate"], "muted": False, "commands": ["undo"]}

        handlers = {"status": status, "undo": ask, "stop": ask}
        async with ControlServer(self.runtime_dir, 0, handlers, self._bus).serve():
            self._ready.set()
            await self._stop.wait()


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[ControlledAssistant]:
    assistant = ControlledAssistant(tmp_path)
    yield assistant
    assistant.end()


@pytest.fixture
def screen() -> Iterator[VirtualDisplay]:
    with virtual_display(window_manager=True) as display:
        connection = Connection(display.name)
        root, sign = connection.screen().root, connection.intern_atom("_NET_SUPPORTING_WM_CHECK")
        wait_until(lambda: root.get_full_property(sign, X.AnyPropertyType), "the window manager")
        connection.close()
        yield display


@contextmanager
def indicator(
    assistant: ControlledAssistant, environment: Mapping[str, str], *arguments: str
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "voice_assistant", "indicator", *arguments],
        env={**os.environ, **environment, "VOICE_ASSISTANT_RUNTIME": str(assistant.runtime_dir)},
    )
    try:
        wait_until(lambda: assistant.watchers > 0 or process.poll() is not None, "the indicator to watch")
        assert process.poll() is None
        yield process
    finally:
        process.kill()
        process.wait(10)


def overlays(screen: VirtualDisplay) -> list[int]:
    return [window for window, name in screen.windows().items() if name == "Voice Assistant"]


def pixels(screen: VirtualDisplay, colour: tuple[int, int, int]) -> int:
    """How many pixels of this red, green and blue are on the screen."""
    connection = Connection(screen.name)
    try:
        root = connection.screen()
        data = root.root.get_image(0, 0, root.width_in_pixels, root.height_in_pixels, X.ZPixmap, 0xFFFFFFFF).data
    finally:
        connection.close()
    image = np.frombuffer(data, dtype=np.uint8).reshape(-1, 4)[:, 2::-1]
    return int((image == np.array(colour)).all(axis=1).sum())


def width(screen: VirtualDisplay, window: int) -> int:
    connection = Connection(screen.name)
    try:
        return int(connection.create_resource_object("window", window).get_geometry().width)
    finally:
        connection.close()


RED = (0xEA, 0x43, 0x35)


def test_the_overlay_shows_the_state_and_never_takes_the_keyboard(
    screen: VirtualDisplay, assistant: ControlledAssistant
) -> None:
    terminal = screen.open_xterm(keys_raw=True)
    with indicator(assistant, screen.environment, "--notify", "none") as process:
        assert overlays(screen) == []
        assistant.publish(StateChanged(State.LISTENING, "dictate"), LevelMeasured(-40.0, -30.0))
        wait_until(lambda: overlays(screen), "the overlay")
        wait_until(lambda: pixels(screen, RED) > 100, "the level, in red")
        quiet = pixels(screen, RED)
        assistant.publish(LevelMeasured(-6.0, 0.0), PartlyTranscribed(1.0, "the quick brown fox"))
        wait_until(lambda: pixels(screen, RED) > quiet + 100, "a longer bar")
        screen.keyboard.tap("x")
        wait_until(lambda: terminal.text() == "x", "the key to reach the terminal")
        assistant.publish(TextDelivered("type", 19), StateChanged(State.IDLE, ""))
        wait_until(lambda: pixels(screen, RED) == 0, "the red to go")
        wait_until(lambda: not overlays(screen), "the overlay to hide")
        screen.keyboard.tap("y")
        wait_until(lambda: terminal.text() == "xy", "the keyboard to be the terminal's still")
        assistant.end()
        assert process.wait(10) == 0, "it ends with the assistant"


def test_a_camera_that_is_on_is_never_hidden(screen: VirtualDisplay, assistant: ControlledAssistant) -> None:
    with indicator(assistant, screen.environment, "--notify", "none"):
        assistant.publish(CameraOn("Webcam"))
        [window] = wait_until(lambda: overlays(screen), "the overlay")
        wide = width(screen, window)
        wait_until(lambda: width(screen, window) < wide / 5, "the sign alone to stay")
        assert pixels(screen, RED) > 20
        assistant.publish(StateChanged(State.SPEAKING, "ask"))
        wait_until(lambda: width(screen, window) == wide, "the bar")
        assert pixels(screen, RED) > 20, "the sign is beside it"
        assistant.publish(StateChanged(State.IDLE, ""), CameraOff("Webcam", "nobody needed it for a while"))
        wait_until(lambda: not overlays(screen), "the overlay to hide")


def test_it_is_not_in_a_picture_of_the_screen(screen: VirtualDisplay, assistant: ControlledAssistant) -> None:
    with indicator(assistant, screen.environment, "--notify", "none"):
        assistant.publish(StateChanged(State.THINKING, "ask"))
        wait_until(lambda: overlays(screen), "the overlay")
        assistant.publish(ScreenAsked())
        wait_until(lambda: not overlays(screen), "it to go at once")
        assistant.publish(StateChanged(State.SPEAKING, "ask"))
        wait_until(lambda: overlays(screen), "it to be back")


def test_its_crash_harms_nothing(screen: VirtualDisplay, assistant: ControlledAssistant) -> None:
    with indicator(assistant, screen.environment, "--notify", "none") as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        assistant.publish(*[LevelMeasured(-40.0, -30.0)] * 100)
        wait_until(lambda: assistant.watchers == 0, "the assistant to notice")


def test_without_an_assistant_it_says_so(tmp_path: Path, screen: VirtualDisplay, monkeypatch: Any) -> None:
    monkeypatch.setattr(watching, "START_S", 0.3)
    with pytest.raises(ControlError, match="not running"):
        watching.News(tmp_path).start()


def test_the_tray_without_its_toolkit_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6", None)
    with pytest.raises(DeviceError, match=r"pip install 'voice-assistant\[indicator\]'"):
        show_tray(tmp_path)


class NotificationService:
    """What a desktop shows, and a finger on its buttons."""

    def __init__(self, address: str) -> None:
        self.notes: list[tuple[Any, ...]] = []
        self._service = Service(address, NAME, self._answer)

    def press(self, number: int, action: str) -> None:
        self._service.signal(DBusAddress(PATH, interface=NAME), "ActionInvoked", "us", (number, action))

    def _answer(self, member: str, body: tuple[Any, ...]) -> Answer | None:
        if member == "GetCapabilities":
            return "as", (["body", "actions"],)
        if member == "Notify":
            self.notes.append(body)
            return "u", (body[1] or len(self.notes),)
        return None

    def close(self) -> None:
        self._service.close()


@pytest.fixture
def notifications(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, NotificationService]]:
    with session_bus(tmp_path_factory.mktemp("bus")) as address:
        service = NotificationService(address)
        yield address, service
        service.close()


def test_problems_become_notifications_that_replace_each_other(
    assistant: ControlledAssistant, notifications: tuple[str, NotificationService]
) -> None:
    address, desktop = notifications
    with indicator(assistant, {"DBUS_SESSION_BUS_ADDRESS": address}, "--no-overlay"):
        assistant.publish(TextDelivered("type", 5), Problem("the disk is full: make room"), Problem("still full"))
        wait_until(lambda: len(desktop.notes) == 2, "two notifications")
        first, second = desktop.notes
        assert first[3:6] == ("Voice Assistant", "the disk is full: make room", [])
        assert (first[1], second[1]) == (0, 1)


def test_a_delivered_text_can_be_undone(
    assistant: ControlledAssistant, notifications: tuple[str, NotificationService]
) -> None:
    address, desktop = notifications
    with indicator(assistant, {"DBUS_SESSION_BUS_ADDRESS": address}, "--no-overlay", "--notify", "all"):
        assistant.publish(TextDelivered("type", 5))
        wait_until(lambda: desktop.notes, "a notification")
        assert desktop.notes[0][3:6] == ("Dictation", "5 characters typed", ["undo", "Undo"])
        desktop.press(1, "something else")
        desktop.press(1, "undo")
        wait_until(lambda: assistant.asked == ["undo"], "the request")


def test_no_session_bus_is_no_problem(assistant: ControlledAssistant) -> None:
    with indicator(assistant, {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}, "--no-overlay") as process:
        assistant.publish(Problem("nobody sees this"))
        assistant.end()
        assert process.wait(10) == 0
