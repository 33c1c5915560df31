"""The tray icon and its menu, through Qt: the extra `indicator`. Shapes differ, not only colours."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSocketNotifier, Qt, QUrl
from PySide6.QtGui import QActionGroup, QColor, QDesktopServices, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from .. import paths
from ..control_client import request
from ..errors import DeviceError, VoiceAssistantError
from .view import Look, View
from .watching import News

_SIZE = 64
_STEERING = {
    "next": "Next sentence",
    "previous": "Previous sentence",
    "next-paragraph": "Next paragraph",
    "previous-paragraph": "Previous paragraph",
    "next-heading": "Next heading",
    "previous-heading": "Previous heading",
    "repeat": "Again",
    "faster": "Faster",
    "slower": "Slower",
    "bookmark": "Set a bookmark",
    "stop": "Stop",
}
_COLOURS = {
    Look.IDLE: "#9aa0a6",
    Look.RECORDING: "#ea4335",
    Look.THINKING: "#fbbc04",
    Look.SPEAKING: "#34a853",
    Look.PROBLEM: "#ff6d00",
    Look.MUTED: "#5f6368",
    Look.WAITING: "#4285f4",
    Look.WATCHING: "#ea4335",
}


class Tray:
    def __init__(self, runtime_dir: Path, news: News, status: dict[str, Any]) -> None:
        self._runtime_dir = runtime_dir
        self._news = news
        self._view = View(
            persona=status["persona"],
            muted=status.get("muted", False),
            waiting=bool(status.get("wake_words")),
            camera=bool(status.get("camera")),
            reading=status.get("reading", {}).get("state", ""),
        )
        self._app = QApplication(["voice-assistant"])
        self._app.setQuitOnLastWindowClosed(False)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            raise DeviceError("this desktop has no tray (on GNOME: the extension AppIndicator)")
        self._icons = {(look, camera): icon(look, camera) for look in Look for camera in (False, True)}
        self._menu = QMenu()
        self._status = self._menu.addAction("")
        self._status.setEnabled(False)
        self._menu.addSeparator()
        self._personas = QActionGroup(self._menu)
        personas = self._menu.addMenu("Persona")
        for name in status.get("personas", [self._view.persona]):
            action = personas.addAction(name)
            action.setCheckable(True)
            self._personas.addAction(action)
            action.triggered.connect(lambda checked=False, name=name: self._ask("persona", name=name))
        self._pause = self._menu.addAction("")
        self._pause.triggered.connect(lambda: self._ask("reading", action="toggle"))
        self._reading = self._menu.addMenu("Reading")
        for action, text in _STEERING.items():
            chosen = self._reading.addAction(text)
            chosen.triggered.connect(lambda checked=False, action=action: self._ask("reading", action=action))
        self._menu.addAction("Read what is selected").triggered.connect(lambda: self._ask("read"))
        self._menu.addSeparator()
        self._mute = self._menu.addAction("Hotkeys off")
        self._mute.setCheckable(True)
        self._mute.triggered.connect(lambda checked: self._ask("mute", muted=checked))
        self._wake_word = self._menu.addAction("Wait for the wake word")
        self._wake_word.setCheckable(True)
        self._wake_word.triggered.connect(lambda checked: self._ask("wake-word", on=checked))
        self._camera = self._menu.addAction("Camera")
        self._camera.setCheckable(True)
        self._camera.triggered.connect(lambda checked: self._ask("camera", on=checked))
        self._menu.addAction("Open the config").triggered.connect(_open_config)
        self._menu.addSeparator()
        self._menu.addAction("Quit").triggered.connect(lambda: self._ask("stop"))
        self._tray = QSystemTrayIcon()
        self._tray.setContextMenu(self._menu)
        self._notifier = QSocketNotifier(news.readable, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(lambda *_: self._take())
        self._draw()
        self._tray.show()

    def run(self) -> None:
        self._app.exec()

    def _take(self) -> None:
        changed = [self._view.happened(event) for event in self._news.take()]
        if self._news.over:
            self._app.quit()
        elif any(changed):
            self._draw()

    def _draw(self) -> None:
        look = self._view.look
        told = f"{look}: {self._view.line}" if self._view.trouble else str(look)
        self._tray.setIcon(self._icons[look, self._view.camera])
        if self._view.camera and look is not Look.WATCHING:
            told = f"{told}; {Look.WATCHING}"
        self._tray.setToolTip(f"Voice Assistant\n{told}")
        self._status.setText(told)
        self._pause.setText("Go on reading" if self._view.reading == "paused" else "Pause reading")
        self._pause.setVisible(bool(self._view.reading))
        self._reading.menuAction().setVisible(bool(self._view.reading))
        self._mute.setChecked(self._view.muted)
        self._wake_word.setChecked(self._view.waiting)
        self._camera.setChecked(self._view.camera)
        for action in self._personas.actions():
            action.setChecked(action.text() == self._view.persona)

    def _ask(self, command: str, **arguments: Any) -> None:
        with suppress(VoiceAssistantError):
            request(self._runtime_dir, command, **arguments)


def _open_config() -> None:
    file = paths.config_file()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


def icon(look: Look, camera: bool = False) -> QIcon:
    """Ring, disc, dots, triangle, exclamation mark, barred ring, ring around a dot, an eye.

    With the `camera` on, whatever else is going on has an eye in its corner.
    """
    pixmap = QPixmap(_SIZE, _SIZE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(_COLOURS[look])
    painter.setPen(QPen(colour, 7))
    whole = QRectF(8, 8, _SIZE - 16, _SIZE - 16)
    if look in (Look.RECORDING, Look.THINKING, Look.SPEAKING, Look.PROBLEM):
        painter.setBrush(colour)
    match look:
        case Look.THINKING:
            for x in (14, 32, 50):
                painter.drawEllipse(QPointF(x, 32), 4, 4)
        case Look.SPEAKING:
            painter.drawPolygon(QPolygonF([QPointF(16, 10), QPointF(54, 32), QPointF(16, 54)]))
        case Look.PROBLEM:
            painter.drawLine(QPointF(32, 10), QPointF(32, 38))
            painter.drawEllipse(QPointF(32, 53), 3, 3)
        case Look.MUTED:
            painter.drawEllipse(whole)
            painter.drawLine(QPointF(14, 50), QPointF(50, 14))
        case Look.WAITING:
            painter.drawEllipse(whole)
            painter.drawEllipse(QPointF(32, 32), 5, 5)
        case Look.WATCHING:
            _draw_eye(painter, QPointF(32, 32), 26)
        case _:
            painter.drawEllipse(whole)
    if camera and look is not Look.WATCHING:
        painter.setPen(QPen(QColor(_COLOURS[Look.WATCHING]), 4))
        painter.setBrush(QColor("#202124"))
        _draw_eye(painter, QPointF(48, 50), 12)
    painter.end()
    return QIcon(pixmap)


def _draw_eye(painter: QPainter, middle: QPointF, size: float) -> None:
    painter.drawEllipse(middle, size, 0.6 * size)
    painter.drawEllipse(middle, size / 5, size / 5)
