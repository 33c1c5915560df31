"""What was measured, as rows: p50 and p95 of each, and ours against the better of the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..report import Row, at_most, not_measured
from .measure import Answer

WHAT = "last word -> first sound"
BAR = 0.5
"""Ours as a part of the better peer's, both as installed."""


def rows_of(name: str, how: str, answers: Sequence[Answer], broken: str | None) -> list[Row]:
    answered = _answered(answers)
    if not answered:
        return [not_measured(f"{WHAT}, {name}", "s", None, broken or "it never answered")]
    silent = sum(answer.after_s is None for answer in answers)
    cut_off = sum(answer.cut_off for answer in answers)
    told = f"{len(answers)} utterances, {cut_off} cut off, {silent} unanswered"
    return [
        at_most(f"{name}, p50", float(np.percentile(answered, 50)), "s", None, f"{told}; {how}"),
        at_most(f"{name}, p95", float(np.percentile(answered, 95)), "s", None, "of those that were not cut off"),
    ]


def ratios(ours: str, answers: dict[str, Sequence[Answer]]) -> list[Row]:
    """Ours against the better peer as installed, which is the bar, and against the fastest of all."""
    medians = {name: float(np.median(_answered(of))) for name, of in answers.items() if _answered(of)}
    others = {name: median for name, median in medians.items() if name != ours}
    if ours not in medians or not others:
        return [not_measured("ours / better peer", "times", BAR, "one side never answered")]
    rows = []
    for bar, among in (
        (BAR, {name: median for name, median in others.items() if name.endswith("default")}),
        (None, others),
    ):
        if among:
            best = min(among, key=lambda name: among[name])
            rows.append(
                at_most("ours / better peer, p50", medians[ours] / among[best], "times", bar, f"against {best}")
            )
    return rows


def _answered(answers: Sequence[Answer]) -> list[float]:
    return [answer.after_s for answer in answers if answer.after_s is not None and not answer.cut_off]
