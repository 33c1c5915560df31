"""Where the time goes between the end of speech and the first sound of the answer. An observer of the bus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from .events import Event, ReplyDelta, SentenceReady, SpeakingStarted, Transcribed, TurnEnded, UtteranceEnded

STAGES = ("transcript", "first token", "first sentence", "first sound")


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Seconds from the end of speech to the end of each of `STAGES`, for one spoken turn."""

    transcript_s: float
    first_token_s: float
    first_sentence_s: float
    first_sound_s: float

    def ends(self) -> dict[str, float]:
        values = (self.transcript_s, self.first_token_s, self.first_sentence_s, self.first_sound_s)
        return dict(zip(STAGES, values, strict=True))

    def spans(self) -> dict[str, tuple[float, float]]:
        """Begin and end of each stage, in seconds from the end of speech; each begins where the one before ended."""
        begins = [0.0, *self.ends().values()]
        return {stage: (begin, end) for (stage, end), begin in zip(self.ends().items(), begins, strict=False)}


class LatencyLedger:
    """Hands a `Waterfall` to `on_turn` after each turn that was asked by voice and answered aloud."""

    def __init__(self, on_turn: Callable[[Waterfall], None]) -> None:
        self._on_turn = on_turn
        self._began_s: float | None = None
        self._marks: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        match event:
            case UtteranceEnded(at_s):
                self._began_s, self._marks = at_s, {}
            case Transcribed(at_s):
                self._mark("transcript", at_s)
            case ReplyDelta(at_s):
                self._mark("first token", at_s)
            case SentenceReady(at_s):
                self._mark("first sentence", at_s)
            case SpeakingStarted(at_s):
                self._mark("first sound", at_s)
            case TurnEnded():
                if len(self._marks) == len(STAGES):
                    # What was guessed while the person paused was there before: it took no time then.
                    ends = accumulate((max(0.0, self._marks[stage]) for stage in STAGES), max)
                    self._on_turn(Waterfall(*ends))
                self._began_s, self._marks = None, {}

    def _mark(self, stage: str, at_s: float) -> None:
        if self._began_s is not None:
            self._marks.setdefault(stage, at_s - self._began_s)


def draw(waterfall: Waterfall, width: int = 40) -> list[str]:
    """One line a stage: its name, a bar where it lies in time, its own length and the end of it, in milliseconds."""
    total_s = waterfall.first_sound_s or 1.0
    lines = []
    for stage, (begin_s, end_s) in waterfall.spans().items():
        before = round(begin_s / total_s * width)
        bar = max(1, round(end_s / total_s * width) - before)
        drawn = (" " * min(before, width - 1) + "█" * bar)[:width]
        lines.append(f"{stage:<15} {drawn:<{width}} {1000 * (end_s - begin_s):>6.0f} ms  at {1000 * end_s:>6.0f} ms")
    return lines
