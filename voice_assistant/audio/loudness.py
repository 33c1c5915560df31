"""How loud a sound is to the ear, by EBU R128 (ITU-R BS.1770), and making it as loud as wanted.

FFmpeg's `ebur128` measures the momentary loudness of each block of 0.4 s; the gated mean over blocks of many pieces is
ours, so that hours of sound can be measured piece by piece, in any order, by several processes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from .types import Audio, Samples

if TYPE_CHECKING:
    import av

TARGET_LUFS = -18.0
"""What the AES recommends for speech that is listened to on any device (TD1008); peaks need hardly be touched."""
PEAK_DBTP = -1.0
_LIMIT_DB = PEAK_DBTP - 0.5  # what comes back to the sound's rate may swing over by a little
_MOST_GAIN_DB = 20.0
_SILENCE_LUFS, _RELATIVE_LU = -70.0, -10.0
_PARTIAL_BLOCKS = 3
"""The first of a measurement look back to before its beginning."""
_OVERSAMPLED = 4

Blocks = Counter[float]
"""Loudness of blocks in LUFS, to a tenth, and how many there are of each. They add up."""


def blocks_of(sound: Audio) -> Blocks:
    """Nothing for a sound shorter than 0.4 s. Blocks the thread."""
    found: list[float] = []
    graph = Graph(sound.rate_hz, ("ebur128", "metadata=1"))
    for frame in (*graph.push(sound.samples), *graph.finish()):
        if (momentary := frame.metadata.get("lavfi.r128.M")) is not None:
            found.append(float(momentary))
    return Counter(round(value, 1) for value in found[_PARTIAL_BLOCKS:] if value > _SILENCE_LUFS)


def integrated_lufs(blocks: Mapping[float, int]) -> float | None:
    """The loudness of all of it; None where nothing is heard."""
    heard = {value: count for value, count in blocks.items() if value > _SILENCE_LUFS and count > 0}
    if not heard:
        return None
    gate = _mean(heard) + _RELATIVE_LU
    return _mean({value: count for value, count in heard.items() if value > gate})


def gain_db(blocks: Mapping[float, int]) -> float:
    """What brings it to the target."""
    loudness = integrated_lufs(blocks)
    return 0.0 if loudness is None else min(_MOST_GAIN_DB, TARGET_LUFS - loudness)


def _mean(blocks: Mapping[float, int]) -> float:
    power = sum(count * 10 ** (value / 10) for value, count in blocks.items()) / sum(blocks.values())
    return 10 * math.log10(power)


def limiter(rate_hz: int) -> Graph:
    """Keeps the true peak below `PEAK_DBTP`: what is between the samples, too. As long as what goes in."""
    return Graph(
        rate_hz,
        ("aresample", str(rate_hz * _OVERSAMPLED)),
        ("alimiter", f"limit={10 ** (_LIMIT_DB / 20):.4f}:level=false:attack=5:release=50:latency=true"),
        ("aresample", str(rate_hz)),
        ("aformat", "sample_fmts=flt:channel_layouts=mono"),
    )


class Graph:
    """A chain of FFmpeg's filters (name, arguments) that mono sound is pushed through, in pieces of any length."""

    def __init__(self, rate_hz: int, *filters: tuple[str, str]) -> None:
        import av.filter

        self._rate_hz = rate_hz
        self._at = 0
        self._graph = av.filter.Graph()
        last = self._graph.add_abuffer(
            sample_rate=rate_hz, format="flt", layout="mono", time_base=Fraction(1, rate_hz)
        )  # fmt: skip
        for name, arguments in (*filters, ("abuffersink", "")):
            following = self._graph.add(name, arguments)
            last.link_to(following)
            last = following
        self._graph.configure()

    def push(self, samples: Samples) -> Iterator[av.AudioFrame]:
        """What comes out for it, or came out before."""
        for start in range(0, len(samples), self._rate_hz):  # of long frames it would hold many copies
            frame = samples[start : start + self._rate_hz]
            self._graph.push(frame_of(frame, self._rate_hz, self._at))
            self._at += len(frame)
            yield from self._out()

    def finish(self) -> Iterator[av.AudioFrame]:
        """The rest."""
        if self._at:
            self._graph.push(None)
            yield from self._out()

    def _out(self) -> Iterator[av.AudioFrame]:
        import av

        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, av.EOFError):
                return
            assert isinstance(frame, av.AudioFrame)
            yield frame


def frame_of(samples: Samples, rate_hz: int, at: int) -> av.AudioFrame:
    """Sound as FFmpeg takes it; `at` is the number of its first sample."""
    import av
    import numpy as np

    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples[np.newaxis], dtype=np.float32), format="flt", layout="mono"
    )
    frame.sample_rate = rate_hz
    frame.time_base = Fraction(1, rate_hz)
    frame.pts = at
    return frame
