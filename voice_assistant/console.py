"""The terminal of the running assistant: what it hears, says and suffers, a line each. An observer of the bus.

What was said is shown only on a terminal: an output that goes to a file or a system's journal would be a log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .engine_events import EngineChanged
from .events import (
    BookmarkSet,
    DeviceLost,
    DeviceRecovered,
    Event,
    LevelMeasured,
    PartlyTranscribed,
    PersonaChanged,
    Problem,
    ReadingChanged,
    RecordingRecovered,
    SentenceBegan,
    SentenceReady,
    State,
    StateChanged,
    TextDelivered,
    Transcribed,
    TurnEnded,
)
from .latency import LatencyLedger, Waterfall
from .tool_events import AlarmRang, ConsentAsked, ConsentDecided, ToolEnded, ToolStarted
from .vision_events import CameraOff, CameraOn, PicturesSeen, RegionAsked

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

_FLOOR_DB = -60.0
_METER = 20
_PARTIAL = 40
_SHOWN = {
    State.LISTENING: "[red]●[/red] listening",
    State.THINKING: "[yellow]…[/yellow] thinking",
    State.SPEAKING: "[green]♪[/green] speaking (press again or {cancel} to silence)",
}


class ConsoleView:
    """Prints to `console`; the line of the current state and the level of the microphone stands below."""

    def __init__(
        self,
        console: Console,
        persona: str,
        *,
        cancel: str = "Escape",
        show_latency: bool = False,
        words: bool = False,
    ) -> None:
        """`words` shows what is said wherever `console` writes to: the person asked for it."""
        self._console = console
        self._persona = persona
        self._cancel = cancel
        self._private = not (words or console.is_terminal)
        self._status: Status | None = None
        self._state = State.IDLE
        self._partial = ""
        self._ledger = LatencyLedger(self._measured) if show_latency else None

    def __call__(self, event: Event) -> None:
        if self._ledger is not None:
            self._ledger(event)
        match event:
            case StateChanged(state):
                self._show_state(state)
            case LevelMeasured(rms_db) if self._status is not None and self._state is State.LISTENING:
                self._status.update(f"{_SHOWN[State.LISTENING]}  [red]{meter(rms_db)}[/red]  {self._partial}")
            case PartlyTranscribed(text=text):
                self._partial = _last_words(text)
            case Transcribed(text=""):
                self._line("dim", "", "(nothing was said)")
            case Transcribed(text=text):
                self._line("bold cyan", "you", text)
            case SentenceReady(text=text):
                self._line("bold green", self._persona, text)
            case SentenceBegan(text=text):
                self._line("green", "reading", text)
            case ReadingChanged(state="paused"):
                self._console.print("  (paused)", style="dim", markup=False)
            case CameraOn(camera):
                self._console.print(f"◉ the camera is on: {camera}", style="bold red", markup=False)
            case CameraOff(camera, message):
                why = f": {message}" if message else ""
                self._console.print(f"  the camera is off{why}", style="dim", markup=False)
            case PicturesSeen():
                self._console.print(f"  {event.in_words()}", style="dim", markup=False)
            case RegionAsked():
                self._console.print("  draw the region with the mouse (Escape: none)", style="yellow", markup=False)
            case BookmarkSet(number):
                self._console.print(f"  bookmark {number}", style="dim", markup=False)
            case TextDelivered(sink, characters, outcome, detail):
                line = f"  {characters} characters -> {sink}" + (f": {outcome}" if outcome else "")
                told = outcome in ("copied", "held", "kept")  # what the person has to know, or do
                self._console.print(
                    line + (f" ({detail})" if told else ""), style="yellow" if told else "dim", markup=False
                )
            case PersonaChanged(name):
                self._persona = name
                self._console.print(f"  persona: {name}", style="magenta", markup=False)
            case TurnEnded(interrupted=True):
                self._console.print("  (silenced)", style="dim", markup=False)
            case Problem(message) | DeviceLost(message=message):
                self._console.print(f"! {message}", style="bold red", markup=False)
            case ToolStarted(tool=tool):
                self._console.print(f"  uses {tool}", style="dim", markup=False)
            case ToolEnded(tool=tool, outcome=outcome) if outcome != "done":
                self._console.print(f"  {tool}: {outcome}", style="yellow", markup=False)
            case ConsentAsked(tool=tool, within_s=within_s):
                line = f"? {tool}: say yes or no within {within_s:.0f} s; no is the default"
                self._console.print(line, style="bold yellow", markup=False)
            case ConsentDecided(tool, allowed):
                self._console.print(
                    f"  {tool}: {'allowed' if allowed else 'not allowed'}", style="yellow", markup=False
                )
            case AlarmRang(kind=kind, again=False):
                self._console.print(f"  a {kind} rings", style="bold yellow", markup=False)
            case EngineChanged(message=message):
                self._console.print(f"  {message}", style="yellow", markup=False)
            case DeviceRecovered(message=message) | RecordingRecovered(message=message):
                self._console.print(f"  {message}", style="green", markup=False)

    def _line(self, style: str, who: str, text: str) -> None:
        if not self._private:
            from rich.text import Text

            self._console.print(Text.assemble((f"{who:>12}  ", style), text))

    def _show_state(self, state: State) -> None:
        self._state = state
        self._partial = ""
        if not self._console.is_terminal:
            return
        if self._status is not None:
            self._status.stop()
            self._status = None
        if state is not State.IDLE:
            self._status = self._console.status(_SHOWN[state].format(cancel=self._cancel), spinner="dots")
            self._status.start()

    def _measured(self, waterfall: Waterfall) -> None:
        stages = ", ".join(f"{stage} {1000 * end_s:.0f} ms" for stage, end_s in waterfall.ends().items())
        self._console.print(f"  {stages}", style="dim", markup=False)


def _last_words(text: str) -> str:
    """As many as fit beside the meter, safe to print."""
    from rich.markup import escape

    return escape("… " + text[-_PARTIAL:].partition(" ")[2] if len(text) > _PARTIAL else text)


def meter(rms_db: float) -> str:
    """A bar for a level in dBFS, full at 0, empty at -60."""
    full = round(_METER * min(1.0, max(0.0, 1.0 - rms_db / _FLOOR_DB)))
    return "█" * full + "░" * (_METER - full)
