"""The view at work: news and keys come in, the screen goes out, as often as there is something new to see."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from ..errors import ControlError, UsageError
from ..events import LevelMeasured, State
from .attached import Attached, News
from .keyboard import pressed_keys
from .screen import Screen
from .talk import TalkView

if TYPE_CHECKING:
    from rich.console import Console

_FRAME_S = 0.1
_CALM_FRAME_S = 0.25
"""Nobody speaks: the level moves a little."""
_STILL_FRAME_S = 1.0
"""Nothing moves, but the terminal may have been resized."""
_WARM_S = 0.5
OVER = "the assistant has ended"


class TalkScreen:
    """Shows a talk through `binding` until it is left, or the assistant ends (then it raises `ControlError`)."""

    def __init__(self, runtime_dir: Path, binding: str) -> None:
        self.view = TalkView()
        self.news: SimpleQueue[News] = SimpleQueue()
        self._assistant = Attached(runtime_dir, self.news)
        self._binding = binding
        self._begun = False
        self._asked_s = 0.0

    def show(self, console: Console) -> None:
        from rich.live import Live

        self._assistant.follow()
        self.view.status(self._assistant.ask("status"))
        talk = self._assistant.ask("talk")
        self.view.earlier(talk["turns"], summarised=bool(talk["summary"]))
        live = Live(console=console, screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False)
        with pressed_keys(self.news.put), _ending_by(self.news), live, suppress(KeyboardInterrupt):
            self._loop(lambda frame: live.update(Screen(self.view, frame), refresh=True))
        self._leave()

    def _loop(self, draw: Callable[[int], None]) -> None:
        frame, drawn_s, changed = 0, 0.0, True
        while True:
            now_s = time.monotonic()
            self._keep_up(now_s)
            due_s = drawn_s + (self._pace_s if changed or self._moves else _STILL_FRAME_S)
            if now_s >= due_s:
                draw(frame)
                frame, drawn_s, changed = frame + 1, now_s, False
                continue
            try:
                news = self.news.get(timeout=max(0.0, due_s - now_s))
            except Empty:
                continue
            if news is None:
                raise ControlError(OVER)
            if news == "q":
                return
            if isinstance(news, str):
                self._pressed(news)
                changed = True
            else:
                was = self.view.state
                seen = self.view.happened(news, now_s)
                changed = changed or (seen and not (isinstance(news, LevelMeasured) and was is State.IDLE))

    @property
    def _pace_s(self) -> float:
        view = self.view
        return _FRAME_S if view.speaker or view.state is State.THINKING or not view.warm else _CALM_FRAME_S

    @property
    def _moves(self) -> bool:
        return self.view.state is State.THINKING or not self.view.warm

    def _keep_up(self, now_s: float) -> None:
        """Begin the talk as soon as the models are loaded, unless one is going on."""
        self.view.passed(now_s)
        if self._begun or now_s < self._asked_s + _WARM_S:
            return
        self._asked_s = now_s
        self.view.status(self._ask("status"))
        if self.view.warm:
            self._begun = True
            if self.view.state is State.IDLE:
                self._ask("converse", binding=self._binding)

    def _pressed(self, key: str) -> None:
        match key:
            case "space":
                self._talk_or_stop()
            case "escape":
                self._ask("cancel")
            case "p":
                status = self._ask("status")
                if "personas" in status:
                    self._ask("persona", name=next_persona(status["personas"], status["persona"]))
            case "y" | "n":
                self._ask("consent", allowed=key == "y")
            case "c":
                self._ask("cut-off")
            case "m":
                if "error" not in self._ask("mute_microphone") and self.view.muted and self.view.state is State.IDLE:
                    self._ask("converse", binding=self._binding)  # the talk had ended in the silence

    def _talk_or_stop(self) -> None:
        """Silence begins a talk; an utterance is ended, as with a key; speech is stopped, and the talk goes on."""
        if self.view.state is State.LISTENING:
            self._ask("trigger", name=self._binding, action="tap")
        else:
            self._ask("converse", binding=self._binding)

    def _ask(self, command: str, **arguments: Any) -> dict[str, Any]:
        """A refusal is shown, not raised."""
        try:
            return self._assistant.ask(command, **arguments)
        except (ControlError, UsageError) as error:
            self.view.say(str(error), time.monotonic(), trouble=True)
            return {"error": str(error)}

    def _leave(self) -> None:
        """What began here ends here; a microphone stays muted for nobody."""
        if self.view.muted:
            self._ask("mute_microphone", muted=False)
        if self.view.state is not State.IDLE:
            self._ask("cancel")


def next_persona(personas: Sequence[str], present: str) -> str:
    """The one after `present`; those that tidy dictations talk to nobody."""
    talkers = [name for name in personas if not name.startswith("dictation-") or name == present]
    return talkers[(talkers.index(present) + 1) % len(talkers)]


@contextmanager
def _ending_by(news: SimpleQueue[News]) -> Iterator[None]:
    """SIGTERM, and a terminal that is closed, leave the view in order: the screen is given back."""
    numbers = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: news.put("q")) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
