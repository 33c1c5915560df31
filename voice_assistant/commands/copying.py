"""Copying a text from a command that ends at once."""

from __future__ import annotations


def copy_text(text: str) -> None:
    """Put `text` on the clipboard, to stay there when we are gone. Raises `DeviceError`."""
    import asyncio

    from ..desktop.desk import ThisDesk
    from ..desktop.session import Desktop, detect

    desktop = detect()
    if desktop is Desktop.X11:
        _leave_a_keeper(text)
        return
    desk = ThisDesk(desktop)
    try:
        asyncio.run(desk.copy(text))
    finally:
        desk.close()


def _leave_a_keeper(text: str) -> None:
    """On X11 a text lives in the program it was copied in: a small one stays behind to serve it."""
    import subprocess
    import sys

    from ..errors import DeviceError

    keeper = subprocess.Popen(
        [sys.executable, "-m", "voice_assistant.desktop.x11.keep_copied"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C in our terminal is not meant for it
    )
    assert keeper.stdin is not None and keeper.stdout is not None
    with keeper.stdin as pipe:
        pipe.write(text.encode())
    with keeper.stdout as pipe:
        answer = pipe.readline().decode().strip()
    if answer != "copied":
        raise DeviceError(answer or "the text could not be copied")
    keeper.returncode = 0  # it outlives us on purpose
