"""Draws a `TalkView` for a terminal: who speaks on top, what is said, the level, where the time went, the keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from ..events import State
from ..latency import Waterfall
from .talk import Line, TalkView

YOU, ASSISTANT, WAITING, TROUBLE, FAINT = "bright_cyan", "bright_green", "yellow", "bright_red", "bright_black"
_BLOCKS = " ▁▂▃▄▅▆▇█"
_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_STAGES = (
    ("transcript", "words", "bright_cyan"),
    ("first token", "thought", "bright_magenta"),
    ("first sentence", "sentence", "yellow"),
    ("first sound", "voice", "bright_green"),
)
KEYS = (
    ("space", "talk / stop"),
    ("p", "next persona"),
    ("c", "you cut me off"),
    ("m", "mute"),
    ("q", "end"),
)
_MARGIN = 14
"""Columns for who it is."""
_SMALL = 14
"""Rows; with fewer there is room for the talk alone."""


class Screen:
    """The whole terminal, filled. `frame` counts up while something moves."""

    def __init__(self, view: TalkView, frame: int = 0) -> None:
        self._view = view
        self._frame = frame

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, height = options.max_width, options.height or console.height
        view = self._view
        top: list[RenderableType] = [heading(view, self._frame, width), _rule(width)]
        bottom: list[RenderableType] = [_rule(width), level_line(view, width)]
        if height >= _SMALL:
            bottom += [*times(view, width), _rule(width), facts(view, width)]
        bottom.append(notice(view, width) if view.notice else keys(width))
        rows = height - len(top) - len(bottom)
        said = console.render_lines(talk(view, rows), options.update(width=width - 2, height=None), pad=False)
        shown = said[-rows:] if rows > 0 else []
        for part in top:
            yield part
        for _ in range(rows - len(shown)):
            yield Text("")
        for segments in shown:
            yield from [Segment(" "), *segments, Segment.line()]
        for number, part in enumerate(bottom):
            if number < len(bottom) - 1:
                yield part
            elif isinstance(part, Text):
                part.end = ""  # a line feed at the very end would scroll
                yield part


def heading(view: TalkView, frame: int, width: int) -> Text:
    """What is going on, and with whom."""
    sign, words, style = _doing(view, frame)
    left = Text.assemble((f" {sign} ", style), (words, f"bold {style}"))
    if view.camera:  # never left out, whatever the width
        left = Text.assemble((" ◉", f"bold {TROUBLE}"), left)
    right = Text(view.persona, "bold")
    if view.muted:
        right = Text.assemble(("microphone muted", f"bold {TROUBLE}"), "   ", right)
    if view.camera:
        right = Text.assemble((view.camera, TROUBLE), "   ", right)
    if view.summarised:
        right = Text.assemble(("earlier turns are summarised", FAINT), "   ", right)
    return _apart(left, right, width)


def _doing(view: TalkView, frame: int) -> tuple[str, str, str]:
    spinner = _SPINNER[frame % len(_SPINNER)]
    if not view.warm:
        return spinner, "loading the models", WAITING
    match view.state:
        case State.LISTENING if view.muted:
            return "○", "not listening", TROUBLE
        case State.LISTENING:
            return ("●", "you are speaking", YOU) if view.speaker == "you" else ("○", "listening", YOU)
        case State.THINKING:
            return spinner, "thinking", WAITING
        case State.SPEAKING if view.paused:
            return "◌", f"{view.persona} waits: is that you?", WAITING
        case State.SPEAKING:
            return "♪", f"{view.persona} is speaking{', softly' if view.ducked else ''}", ASSISTANT
    if view.wake_words:
        return "·", f'waiting for "{view.wake_words[0]}", or space', FAINT
    return "·", "not listening: press space to talk", FAINT


def talk(view: TalkView, rows: int) -> RenderableType:
    """The turns that may fit into `rows`, and what is being said now; the newest at the end."""
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(justify="right", no_wrap=True, width=_MARGIN)
    table.add_column(ratio=1)
    for line in list(view.turns)[-max(1, rows // 3 + 1) :]:
        for who, said in _line(line):
            table.add_row(who, said)
        table.add_row("", "")
    if view.partial:
        table.add_row(Text("you", f"bold {YOU}"), Text(f"{view.partial} …", f"italic {YOU}"))
    elif not view.turns:
        return Group(Text("Say something." if view.state is State.LISTENING else "", FAINT, justify="center"), Text(""))
    return table


def _line(line: Line) -> Iterable[tuple[Text, Text]]:
    if line.asked:
        yield Text("you", f"bold {YOU}"), Text(line.asked)
    if not (line.written or line.heard or line.interrupted):
        return
    said = Text(line.heard)
    if line.interrupted:
        said.append("" if line.heard or line.coming.strip() else "(silenced)", FAINT)
        said.append(line.coming, f"{FAINT} strike")
    elif not line.over:
        said.append(line.coming, FAINT)
    yield Text(line.persona, f"bold {ASSISTANT}"), said
    if line.waterfall is not None:
        yield Text(""), strip(line.waterfall)


def strip(waterfall: Waterfall) -> Text:
    """A turn's latency in one line: how long until it was answered, and where the time went."""
    text = Text(f"{waterfall.first_sound_s:.2f} s ", FAINT)
    for stage, name, style in _STAGES:
        begin_s, end_s = waterfall.spans()[stage]
        text.append(" ▪", style).append(f" {name} {1000 * (end_s - begin_s):.0f}", FAINT)
    return text


def level_line(view: TalkView, width: int) -> Text:
    """What was heard in the last seconds, of the person and of us."""
    room = max(8, width - _MARGIN - 4)
    levels = list(view.levels)[-room:]
    speaking = view.speaker
    style = YOU if speaking == "you" else ASSISTANT
    text = Text(f"{(speaking or ('muted' if view.muted else ''))[:_MARGIN]:>{_MARGIN}}  ", style)
    text.append(" " * (room - len(levels)))
    for own, group in groupby(levels, key=lambda level: level[1]):
        text.append(bars([level for level, _ in group], 1.0), ASSISTANT if own else YOU)
    return text


def times(view: TalkView, width: int) -> list[RenderableType]:
    """Where the time between the end of speech and the first sound went, in the last turn."""
    last = view.waterfall
    room = max(10, min(60, width - 54))
    if last is None:
        hint = Text(f"{'':>{_MARGIN + 2}}how long you wait for an answer is shown here", FAINT)
        return [_cut(hint, width), *[Text("") for _ in _STAGES[1:]]]
    total_s = max(last.first_sound_s, 1e-3)
    history = Text(bars(list(view.firsts_s)[-20:], max(view.firsts_s, default=1.0)), ASSISTANT)
    beside = [
        Text.assemble((f"{last.first_sound_s:.2f} s", "bold"), (" until you heard it", FAINT)),
        Text(f"{view.median_s:.2f} s usually" if view.median_s is not None else "", FAINT),
        history,
        Text(""),
    ]
    lines: list[RenderableType] = []
    for (stage, name, style), note in zip(_STAGES, beside, strict=True):
        begin_s, end_s = last.spans()[stage]
        before = min(room - 1, round(begin_s / total_s * room))
        bar = max(1, round(end_s / total_s * room) - before)
        text = Text(f"{name:>{_MARGIN}}  ", FAINT)
        text.append(" " * before).append(("█" * bar)[: room - before], style)
        text.append(" " * max(0, room - before - bar)).append(f" {1000 * (end_s - begin_s):>5.0f} ms   ", FAINT)
        lines.append(_cut(text.append_text(note), width))
    return lines


def facts(view: TalkView, width: int) -> Text:
    """Counts, and how this talk can be stopped and begun."""
    counts = [_many(view.count, "turn"), f"{view.cut_offs} cut off", f"{_many(view.false_stops, 'false stop')}"]
    counts.append(_many(view.interruptions, "interruption"))
    left = Text(" " + " · ".join(counts), FAINT)
    how = [view.interrupt_hint]
    if view.echo:
        how.append(f"echo: {_ECHO.get(view.echo, view.echo)}")
    if view.wake_words:
        how.append(f"wake word: {' or '.join(view.wake_words)}")
    while len(how) > 1 and cell_len(left.plain) + sum(cell_len(part) + 3 for part in how) > width:
        how.pop()
    return _apart(left, Text(" · ".join(how), FAINT), width)


_ECHO = {"webrtc": "cancelled", "server": "cancelled by the sound server", "headphones": "none", "off": "not cancelled"}


def notice(view: TalkView, width: int) -> Text:
    sign, style = ("!", f"bold {TROUBLE}") if view.trouble else ("·", "bold")
    return _cut(Text(f" {sign} {view.notice}", style), width)


def keys(width: int) -> Text:
    text = Text(" ")
    for key, what in KEYS:
        more = Text.assemble((f" {key} ", "reverse"), f" {what}   ")
        if cell_len(text.plain) + cell_len(more.plain) > width:
            break
        text.append_text(more)
    return _cut(text, width)


def bars(values: Sequence[float], full: float) -> str:
    """One block a value, from nothing to `full`."""
    top = len(_BLOCKS) - 1
    return "".join(_BLOCKS[min(top, max(0, round(value / (full or 1.0) * top)))] for value in values)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _rule(width: int) -> Text:
    return Text("─" * width, FAINT)


def _apart(left: Text, right: Text, width: int) -> Text:
    gap = width - cell_len(left.plain) - cell_len(right.plain) - 1
    return _cut(left.append(" " * max(1, gap)).append_text(right), width)


def _cut(text: Text, width: int) -> Text:
    text.truncate(width, overflow="ellipsis")
    text.no_wrap = True
    return text
