"""The indicator's two processes: overlay with notifications, and the tray icon."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from ..control_client import request
from ..errors import ControlError, DeviceError, UsageError
from .notifications import Notifier, note_of
from .view import View
from .watching import News

log = logging.getLogger(__name__)


def watch_and_show(runtime_dir: Path, *, overlay: bool, notify: Literal["all", "problems", "none"]) -> None:
    """Overlay and notifications, until the assistant ends. Raises `ControlError` when none runs."""
    news = News(runtime_dir)
    status = news.start()
    view = View(
        persona=status["persona"],
        muted=status.get("muted", False),
        waiting=bool(status.get("wake_words")),
        camera=bool(status.get("camera")),
    )
    can_undo = "undo" in status.get("commands", ())
    notifier = Notifier(lambda button: _pressed(runtime_dir, button)) if notify != "none" else None

    def happened(event: dict[str, Any]) -> None:
        note = note_of(event, everything=notify == "all", can_undo=can_undo)
        if notifier is not None and note is not None:
            notifier.show(note)

    try:
        if not (overlay and _overlay(news, view, happened)):
            _without_overlay(news, happened)
    finally:
        if notifier is not None:
            notifier.close()


def _overlay(news: News, view: View, happened: Any) -> bool:
    """False when this machine cannot show one."""
    try:
        import tkinter

        from .overlay import Overlay
    except ImportError:  # some systems have it in a package of its own
        log.info("no overlay: this Python has no tkinter (on Debian and Ubuntu: apt install python3-tk)")
        return False
    try:
        bar = Overlay(news, view, happened)
    except tkinter.TclError as error:
        log.info("no overlay: %s", error)
        return False
    bar.run()
    return True


def _without_overlay(news: News, happened: Any) -> None:
    import select

    while not news.over:
        select.select([news.readable], [], [])
        for event in news.take():
            happened(event)


def show_tray(runtime_dir: Path) -> None:
    """The tray icon, until the assistant ends. Raises `DeviceError` when it cannot be shown."""
    try:
        from .tray import Tray
    except ImportError as error:
        raise DeviceError("the tray icon needs PySide6: pip install 'voice-assistant[indicator]'") from error
    news = News(runtime_dir)
    status = news.start()
    Tray(runtime_dir, news, status).run()


def _pressed(runtime_dir: Path, button: str) -> None:
    with suppress(ControlError, UsageError):
        if button == "undo":
            request(runtime_dir, "undo")
        else:
            request(runtime_dir, "consent", allowed=button == "yes")
