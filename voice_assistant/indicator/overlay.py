"""A small bar at the bottom of the screen: level, live text, outcome. It never takes the focus.

Through tkinter, which comes with Python nearly everywhere. The window manager has no say in an override-redirect
window, so it cannot give it the keyboard either.
"""

from __future__ import annotations

import sys
import tkinter
from collections.abc import Callable
from tkinter import font

from .view import LINGER_S, TROUBLE_LINGER_S, Look, View
from .watching import News

WIDTH, HEIGHT, MARGIN = 560, 44, 60
_POLL_MS = 50  # only where files cannot be waited for
_BACK, _TEXT, _DIM = "#202124", "#f1f3f4", "#5f6368"
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
_SIGNS = {
    Look.IDLE: "○",
    Look.RECORDING: "●",
    Look.THINKING: "…",
    Look.SPEAKING: "♪",
    Look.PROBLEM: "!",
    Look.MUTED: "–",
    Look.WAITING: "○",
    Look.WATCHING: "◉",
}


class Overlay:
    """`happened` is told every event that comes, also those that it does not show."""

    def __init__(self, news: News, view: View, happened: Callable[[dict[str, object]], None]) -> None:
        self._news = news
        self._view = view
        self._happened = happened
        self._hiding: str | None = None
        self._shown = False
        self._root = root = tkinter.Tk(className="voice-assistant")
        root.withdraw()
        root.title("Voice Assistant")
        root.overrideredirect(True)
        root.attributes("-topmost", True)
        self._canvas = tkinter.Canvas(root, width=WIDTH, height=HEIGHT, background=_BACK, highlightthickness=0)
        self._canvas.pack()
        middle = HEIGHT // 2
        self._sign = self._canvas.create_text(24, middle, font=("TkDefaultFont", 16, "bold"))
        self._canvas.create_rectangle(48, middle - 4, 148, middle + 4, fill=_DIM, width=0)
        self._bar = self._canvas.create_rectangle(48, middle - 4, 48, middle + 4, width=0)
        self._font = font.Font(root, font=("TkDefaultFont", 11))
        self._line = self._canvas.create_text(162, middle, anchor="w", fill=_TEXT, font=self._font)
        self._eye = self._canvas.create_text(
            WIDTH - 22, middle, text=_SIGNS[Look.WATCHING], fill=_COLOURS[Look.WATCHING], font=("TkDefaultFont", 16)
        )
        self._place = f"+{(root.winfo_screenwidth() - WIDTH) // 2}+{root.winfo_screenheight() - HEIGHT - MARGIN}"

    def run(self) -> None:
        """Until the assistant ends."""
        if sys.platform == "win32":
            self._poll()
        else:
            self._root.createfilehandler(self._news.readable, tkinter.READABLE, lambda file, mask: self._take())
        self._root.mainloop()

    def _poll(self) -> None:
        self._take()
        self._root.after(_POLL_MS, self._poll)

    def _take(self) -> None:
        changed = False
        for event in self._news.take():
            self._happened(event)
            if event["event"] == "ScreenAsked" and not self._view.camera:
                self._withdraw()
                changed = False
                continue
            changed = self._view.happened(event) or changed
        if self._news.over:
            self._root.destroy()
        elif changed:
            self._draw()

    def _draw(self) -> None:
        look, canvas = self._view.look, self._canvas
        canvas.itemconfigure(self._sign, text=_SIGNS[look], fill=_COLOURS[look])
        level = self._view.level if look is Look.RECORDING else 0.0
        middle = HEIGHT // 2
        canvas.coords(self._bar, 48, middle - 4, 48 + 100 * level, middle + 4)
        canvas.itemconfigure(self._bar, fill=_COLOURS[look])
        canvas.itemconfigure(self._line, text=self._fitting(self._view.line or str(look)))
        canvas.itemconfigure(self._eye, state="normal" if self._view.camera else "hidden")
        self._show()
        if not self._view.busy:
            linger_s = TROUBLE_LINGER_S if self._view.trouble else LINGER_S
            self._hiding = self._root.after(round(linger_s * 1000), self._hide)

    def _fitting(self, line: str) -> str:
        """As much of the end of `line` as the bar is wide; problems from their beginning."""
        width = self._font.measure
        room = WIDTH - 162 - (44 if self._view.camera else 12)
        if width(line) <= room:
            return line
        from_end = not self._view.trouble
        while len(line) > 1 and width(line) > room:
            line = line[1:] if from_end else line[:-1]
        return "…" + line[1:] if from_end else line[:-1] + "…"

    def _show(self) -> None:
        if self._hiding is not None:
            self._root.after_cancel(self._hiding)
            self._hiding = None
        self._root.geometry(f"{WIDTH}x{HEIGHT}{self._place}")
        if not self._shown:
            self._shown = True
            self._root.deiconify()
            self._root.lift()

    def _hide(self) -> None:
        self._hiding = None
        if self._view.camera:  # the sign alone stays, as long as the camera is on
            self._root.geometry(f"{HEIGHT}x{HEIGHT}{self._place}")
            return
        self._withdraw()

    def _withdraw(self) -> None:
        """Until there is something new to show."""
        self._shown = False
        self._root.withdraw()
        self._root.update_idletasks()
