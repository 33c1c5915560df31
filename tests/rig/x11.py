"""A virtual X display of one's own, fingers for its keyboard, and applications that take and show text.

    with virtual_display() as display:
        target = display.open_xterm(tmp_path)
        display.keyboard.tap("F5")
        wait_until(lambda: target.text() == "hello", "the text in xterm")

Everything that is started here is ended by process id when the context ends.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from Xlib import XK, X, Xatom
from Xlib.display import Display as Connection
from Xlib.error import BadMatch, BadWindow, CatchError, ConnectionClosedError
from Xlib.ext import xtest

from .waiting import wait_until


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process we started, whatever state it is in."""
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


class Keyboard:
    """Presses keys as a finger would, through XTest, on a connection of its own."""

    def __init__(self, name: str) -> None:
        self._connection = Connection(name)

    def keycode(self, key: str) -> int:
        """`key` is an X keysym name ("F5", "Control_R", "a"), or a keycode as digits with a # before it ("#105")."""
        if key.startswith("#"):
            return int(key[1:])
        self._refresh()
        keysym = XK.string_to_keysym(key)
        code: int = self._connection.keysym_to_keycode(keysym)
        assert code, f"no key gives {key}"
        return code

    def press(self, key: str) -> None:
        xtest.fake_input(self._connection, X.KeyPress, self.keycode(key))
        self._connection.sync()

    def release(self, key: str) -> None:
        xtest.fake_input(self._connection, X.KeyRelease, self.keycode(key))
        self._connection.sync()

    def tap(self, *keys: str) -> None:
        """Press `keys` in order and release them in reverse: `tap("Control_L", "Alt_L", "space")`."""
        for key in keys:
            self.press(key)
        for key in reversed(keys):
            self.release(key)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """This program has the whole keyboard for itself, as a lock screen has."""
        grabbed = self._connection.screen().root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        assert grabbed == X.GrabSuccess
        yield
        self._connection.ungrab_keyboard(X.CurrentTime)
        self._connection.sync()

    def mapping(self) -> list[tuple[int, ...]]:
        """What every key of the keyboard produces, as the server says."""
        info = self._connection.display.info
        count = info.max_keycode - info.min_keycode + 1
        return [tuple(row) for row in self._connection.get_keyboard_mapping(info.min_keycode, count)]

    def group(self) -> int:
        """Index of the layout group in force."""
        return int(self._connection.screen().root.query_pointer().mask) >> 13 & 3

    def close(self) -> None:
        _close(self._connection)

    def _refresh(self) -> None:
        while self._connection.pending_events():
            event = self._connection.next_event()
            if event.type == X.MappingNotify:
                self._connection.refresh_keyboard_mapping(event)


@dataclass(frozen=True)
class Target:
    """An application window that has the keyboard focus, and the file its text can be read from."""

    window: int
    process: subprocess.Popen[bytes]
    file: Path
    display: VirtualDisplay

    def text(self) -> str:
        """What has reached the file so far."""
        return self.file.read_text(encoding="utf-8", errors="replace") if self.file.exists() else ""

    def focus(self) -> None:
        self.display.focus(self.window)

    def save(self) -> None:
        """Press Ctrl+S, on a keyboard that has an S. Ends with a US layout."""
        self.display.set_layout("us")
        self.display.keyboard.tap("Control_L", "s")

    def select_all(self) -> None:
        self.display.keyboard.tap("Control_L", "a")


class VirtualDisplay:
    def __init__(self, name: str, server: subprocess.Popen[bytes], folder: Path, cleanup: ExitStack) -> None:
        self.name = name
        self.server = server
        self.folder = folder
        self._cleanup = cleanup
        self._connection = Connection(name)
        cleanup.callback(_close, self._connection)
        self.keyboard = Keyboard(name)
        cleanup.callback(self.keyboard.close)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that shall live on this display, and know of no other."""
        kept = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
        return kept | {
            "DISPLAY": self.name,
            "XDG_SESSION_TYPE": "x11",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "GDK_BACKEND": "x11",
            "GSETTINGS_BACKEND": "memory",
            "GTK_IM_MODULE": "gtk-im-context-simple",
            "NO_AT_BRIDGE": "1",
        }

    def launch(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a process on this display; it is ended with the display at the latest."""
        process = subprocess.Popen(
            command,
            env=self.environment | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._cleanup.callback(stop, process)
        return process

    def set_layout(self, layout: str, *options: str) -> None:
        """Give the keyboard a layout, such as "de", "us(dvorak)" or "us,ru"."""
        extra = [word for option in options for word in ("-option", option)]
        command = ["setxkbmap", "-option", "", *extra]
        if "(" in layout:
            layout, variant = layout.rstrip(")").split("(")
            command += ["-variant", variant]
        subprocess.run([*command, "-layout", layout], env=self.environment, check=True, timeout=20)

    def open_xterm(self, *, keys_raw: bool = False) -> Target:
        """A terminal that writes down every line, or (`keys_raw`) every byte at once, as it is typed."""
        file = Path(tempfile.mkdtemp(dir=self.folder)) / "typed.txt"
        script = 'cat > "$0"' if not keys_raw else 'stty raw -echo; : > "$0"; exec cat > "$0"'
        process = self.launch(["xterm", "-u8", "-T", file.parent.name, "-e", "sh", "-c", script, str(file)])
        wait_until(file.exists, "xterm to run its command")
        return self._target(file.parent.name, process, file)

    def open_mousepad(self, environment: Mapping[str, str] | None = None) -> Target:
        """A GTK editor. Its text reaches the file when it is saved with `save`."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        file = folder / f"{folder.name}.txt"  # the window is found by it
        file.touch()
        return self._open_mousepad(file, environment)

    def _open_mousepad(self, file: Path, environment: Mapping[str, str] | None = None) -> Target:
        # Without a session bus of its own it would hand the file to any other instance on the machine.
        # A bus that starts no services: the portals' file system would outlive the test.
        config = self.folder / "bus.conf"
        config.write_text(BUS_WITHOUT_SERVICES)
        bus = ["dbus-run-session", "--config-file", str(config), "--"]
        process = self.launch([*bus, "mousepad", "--disable-server", str(file)], environment)
        return self._target(file.name, process, file)

    def select_text(self, text: str) -> Target:
        """An editor in front that shows `text`, all of it selected."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        file = folder / f"{folder.name}.txt"
        file.write_text(text, encoding="utf-8")
        editor = self._open_mousepad(file)

        def selected() -> bool:
            self.keyboard.tap("Control_L", "a")
            owner = self._connection.get_selection_owner(Xatom.PRIMARY)
            return owner != X.NONE and bool(owner.id >> 20 == editor.window >> 20)  # of the same program

        wait_until(selected, "the editor to select its text")
        return editor

    def windows(self) -> dict[int, str]:
        """All mapped windows with a name, in stacking order."""
        found: dict[int, str] = {}

        def walk(window: Any) -> None:
            try:
                name = window.get_wm_name() or self._utf8_name(window)
                if name and window.get_attributes().map_state == X.IsViewable:
                    found[window.id] = name if isinstance(name, str) else name.decode("utf-8", "replace")
                for child in window.query_tree().children:
                    walk(child)
            except (BadWindow, BadMatch):
                pass  # it went away while we looked

        walk(self._connection.screen().root)
        return found

    def _utf8_name(self, window: Any) -> bytes:
        answer = window.get_full_property(self._connection.intern_atom("_NET_WM_NAME"), X.AnyPropertyType)
        return bytes(answer.value) if answer is not None and answer.format == 8 else b""

    def focus(self, window: int) -> None:
        """Give `window` the keyboard, and wait until it has it."""

        def focused() -> bool:
            refused = CatchError(BadMatch)  # not viewable yet
            self._connection.create_resource_object("window", window).set_input_focus(
                X.RevertToParent, X.CurrentTime, onerror=refused
            )
            self._connection.sync()
            current = self._connection.get_input_focus().focus
            return getattr(current, "id", None) == window

        wait_until(focused, "the window to take the focus")

    def process_of(self, window: int) -> int:
        """Id of the process that made `window`."""
        answer = self._connection.create_resource_object("window", window).get_full_property(
            self._connection.intern_atom("_NET_WM_PID"), Xatom.CARDINAL
        )
        assert answer is not None, "the window does not say whose it is"
        return int(answer.value[0])

    def focus_nothing(self) -> None:
        """Take the keyboard from all windows."""
        self._connection.set_input_focus(X.NONE, X.RevertToNone, X.CurrentTime)
        self._connection.sync()

    def double_click(self, at: tuple[int, int]) -> None:
        """Double-click at a place of the screen, in pixels from its top left corner."""
        xtest.fake_input(self._connection, X.MotionNotify, x=at[0], y=at[1])
        for _ in range(2):
            xtest.fake_input(self._connection, X.ButtonPress, 1)
            xtest.fake_input(self._connection, X.ButtonRelease, 1)
        self._connection.sync()

    def launch_and_find(self, command: Sequence[str], title: str) -> int:
        """Start a process and wait for its window; returns the window."""
        self.launch(command)
        return self.find(title)

    def find(self, title: str) -> int:
        """The window whose title holds `title`, as soon as it shows."""

        def find() -> int | None:
            return next((window for window, name in self.windows().items() if title in name), None)

        window = wait_until(find, f"the window of {title}", within_s=40)
        assert window is not None
        return window

    def _target(self, name: str, process: subprocess.Popen[bytes], file: Path) -> Target:
        window = self.find(name)
        target = Target(window, process, file, self)
        target.focus()
        return target


BUS_WITHOUT_SERVICES = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (ConnectionClosedError, OSError):  # a test has ended the server
        connection.display.socket.close()


@contextmanager
def virtual_display(*, window_manager: bool = False, number: str = "") -> Iterator[VirtualDisplay]:
    """A fresh X server with a US keyboard, on a free number unless `number` (":77") says which."""
    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="display-", ignore_cleanup_errors=True)))
        read, write = os.pipe()
        server = subprocess.Popen(
            [
                "Xvfb",
                *filter(None, [number]),
                "-displayfd",
                str(write),
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ],
            pass_fds=[write],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        cleanup.callback(stop, server)
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()  # ends at once when the server dies
        assert number, "Xvfb did not start: is the package xvfb installed?"
        display = VirtualDisplay(f":{number}", server, folder, cleanup)
        if window_manager:
            display.launch(["openbox"])
        yield display
