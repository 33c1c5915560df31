"""Text typed into real programs, read back from them."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from tests.rig.editor import assert_saved
from tests.rig.waiting import until
from tests.rig.x11 import VirtualDisplay
from voice_assistant.desktop.typing.x11 import X11Typist
from voice_assistant.desktop.x11 import fingers
from voice_assistant.errors import DeviceError

pytestmark = pytest.mark.desktop

LAYOUTS = ["us", "de", "fr", "us(dvorak)", "ru"]

SHORT = "äß你好🙂"
SENTENCE = "The Quick (brown) fox: \"jumps\" over {the} lazy dog's back; it's 100 % ~true~ @home^2 <b>`x`</b> | a\\b"
MANY = (
    "Ñandú, naïve façade – “œuvre” … ЖБф αβγ ½ €\tAfter a tab\n"
    "敏捷的棕色狐狸跳过了懒狗的身上然后继续奔跑在广阔的草原之上追逐着远方落日\n"
    "다람쥐 헌 쳇바퀴에 타고파\nいろはにほへと ちりぬるを\n"
    "👨\u200d👩\u200d👧 🇰🇷 👍🏽 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎𠜱\n"
)


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_terminal(display: VirtualDisplay, layout: str) -> None:
    display.set_layout(layout)
    before = display.keyboard.mapping()
    terminal = display.open_xterm()
    text = f"{SHORT}\n{SENTENCE}\n{MANY}"
    await X11Typist(display=display.name).type(text)
    await until(lambda: len(terminal.text()) >= len(text), "the text in the terminal")
    assert terminal.text() == text
    assert display.keyboard.mapping() == before


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_editor(display: VirtualDisplay, layout: str) -> None:
    display.set_layout(layout)
    before = display.keyboard.mapping()
    editor = display.open_mousepad()
    text = f"{SHORT}\n{SENTENCE}\n{MANY}"
    await X11Typist(display=display.name).type(text)
    assert display.keyboard.mapping() == before
    await asyncio.to_thread(assert_saved, editor, text)


async def test_second_layout_group(display: VirtualDisplay) -> None:
    display.set_layout("us,ru", "grp:menu_toggle")
    display.keyboard.tap("Menu")
    assert display.keyboard.group() == 1
    terminal = display.open_xterm()
    await X11Typist(display=display.name).type("Hello, мир! 12\n")
    await until(lambda: terminal.text().endswith("\n"), "the text in the terminal")
    assert terminal.text() == "Hello, мир! 12\n"
    assert display.keyboard.group() == 1


async def test_caps_lock_does_not_matter_and_stays(display: VirtualDisplay) -> None:
    terminal = display.open_xterm(keys_raw=True)
    display.keyboard.tap("Caps_Lock")
    await X11Typist(display=display.name).type("Hello Ä ä.")
    await until(lambda: "." in terminal.text(), "the text in the terminal")
    assert terminal.text() == "Hello Ä ä."
    display.keyboard.tap("x")
    await until(lambda: terminal.text().endswith("X"), "Caps Lock to be on again")


async def test_waits_until_the_person_has_let_go(display: VirtualDisplay) -> None:
    terminal = display.open_xterm(keys_raw=True)
    display.keyboard.press("Control_L")
    typing = asyncio.create_task(X11Typist(display=display.name).type("abc"))
    display.keyboard.tap("e")
    await until(lambda: terminal.text() == "\x05", "Ctrl+E of the person")
    assert not typing.done()
    display.keyboard.release("Control_L")
    await typing
    await until(lambda: len(terminal.text()) >= 4, "the text in the terminal")
    assert terminal.text() == "\x05abc"


async def test_a_key_held_for_ever_is_explained(display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingers, "LET_GO_S", 0.1)
    terminal = display.open_xterm(keys_raw=True)
    display.keyboard.press("Shift_L")
    with pytest.raises(DeviceError, match="let go of the keyboard"):
        await X11Typist(display=display.name).type("abc")
    display.keyboard.release("Shift_L")
    display.keyboard.tap("x")
    await until(terminal.text, "the x")
    assert terminal.text() == "x"


async def test_no_window_with_the_keyboard_is_explained(display: VirtualDisplay) -> None:
    display.focus_nothing()
    with pytest.raises(DeviceError, match="no window has the keyboard"):
        await X11Typist(display=display.name).type("abc")


async def test_cancelled_in_the_middle_it_stops_and_leaves_the_keyboard_as_it_was(display: VirtualDisplay) -> None:
    before = display.keyboard.mapping()
    terminal = display.open_xterm(keys_raw=True)
    text = MANY * 20
    typing = asyncio.create_task(X11Typist(display=display.name).type(text))
    await until(lambda: "敏捷" in terminal.text(), "the first of the text")
    typing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await typing
    await until(lambda: display.keyboard.mapping() == before, "the keyboard to be as before")
    assert 0 < len(terminal.text()) < len(text)


async def test_a_program_that_is_busy_for_a_moment_gets_the_right_text(display: VirtualDisplay) -> None:
    field = display.launch_and_find([sys.executable, "-c", _SLOW_FIELD, str(display.folder / "slow.txt")], "slow field")
    display.focus(field)
    text = "äß你好🙂 and ЖБ."
    await X11Typist(display=display.name).type(text)
    file = display.folder / "slow.txt"
    await until(lambda: file.exists() and file.read_text().endswith("."), "the text in the slow program")
    assert file.read_text() == text


_SLOW_FIELD = """
import sys, time, tkinter
from pathlib import Path
root = tkinter.Tk(); root.title("slow field")
field = tkinter.Text(root); field.pack(); field.focus_set()
def key(event):
    time.sleep(0.005)
    root.after_idle(lambda: Path(sys.argv[1]).write_text(field.get("1.0", "end-1c")))
field.bind("<Key>", key)
root.mainloop()
"""


async def test_the_hotkey_that_is_still_held_does_not_get_the_text(display: VirtualDisplay) -> None:
    from voice_assistant.desktop.hotkeys.x11 import X11HotkeyListener
    from voice_assistant.desktop.keys import parse

    listener = X11HotkeyListener({"dictate": [parse("F5")]}, display=display.name)
    listener.start(lambda event: None, lambda problem: None)
    terminal = display.open_xterm(keys_raw=True)
    display.keyboard.press("F5")
    typing = asyncio.create_task(X11Typist(display=display.name).type("abc"))
    done, _ = await asyncio.wait([typing], timeout=0.2)
    assert not done
    display.keyboard.release("F5")
    await typing
    await until(lambda: len(terminal.text()) >= 3, "the text in the terminal")
    listener.close()
    assert terminal.text() == "abc"


async def test_the_end_of_the_display_is_explained(display: VirtualDisplay) -> None:
    display.open_xterm()
    typing = asyncio.create_task(X11Typist(display=display.name).type(MANY * 50))
    await asyncio.wait([typing], timeout=0.3)
    assert not typing.done()
    display.server.kill()
    with pytest.raises(DeviceError, match="the X display has gone"):
        await typing


def test_pynput_types_into_an_editor(display: VirtualDisplay, monkeypatch: pytest.MonkeyPatch) -> None:
    """The back-end of macOS and Windows, as far as it can be tried here: plain letters."""
    editor = display.open_mousepad()
    script = (
        "import asyncio; from voice_assistant.desktop.typing.pynput import PynputTypist;"
        "asyncio.run(PynputTypist().type('Hello, World!'))"
    )
    subprocess.run([sys.executable, "-c", script], env=display.environment, check=True, timeout=60)
    assert_saved(editor, "Hello, World!")
