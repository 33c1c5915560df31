"""Pictures that are damaged, or made to do harm: each is opened or refused in words, and the next one is opened.

python -m scripts.benchmarks.vision_pictures    says what became of each
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import psutil

from tests.rig.drawn_pictures import file_of, quarters
from tests.rig.hostile_pictures import hostile
from voice_assistant.errors import PictureError
from voice_assistant.vision.opening import OPENED_WITHIN_S, PictureOpener

from .report import Row, at_most

COUNT = 300


@dataclass(slots=True)
class Outcomes:
    opened: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # by what was said
    crashes: list[str] = field(default_factory=list)  # anything else that came out
    hangs: list[str] = field(default_factory=list)
    decoders_lost: int = 0
    slowest_s: float = 0.0
    slowest: str = ""


def pictures() -> list[Row]:
    outcomes = asyncio.run(_open_all(loud=False))
    said = ", ".join(f"{count} {what}" for what, count in outcomes.refused.most_common())
    how = f"{COUNT} files: {outcomes.opened} opened, refused: {said}; {outcomes.decoders_lost} decoders were ended"
    slowest = f"the slowest: {outcomes.slowest}"
    return [
        at_most("hostile pictures: crashes", len(outcomes.crashes), "", 0, how),
        at_most("hostile pictures: hangs", len(outcomes.hangs), "", 0, f"no answer within {2 * OPENED_WITHIN_S:g} s"),
        at_most("hostile pictures: longest", outcomes.slowest_s, "s", None, slowest),
    ]


async def _open_all(*, loud: bool) -> Outcomes:
    outcomes, opener, pid = Outcomes(), PictureOpener(), None
    for name, content in hostile(COUNT):
        began_s = time.perf_counter()
        try:
            async with asyncio.timeout(2 * OPENED_WITHIN_S):
                picture = await opener.open(content, name=name)
            outcomes.opened += 1
            what = f"{picture.width} x {picture.height}"
        except PictureError as error:
            what = str(error)
            if "\n" in what or not what.isprintable() or len(what) > 300 or not error.spoken:
                outcomes.crashes.append(f"{name!r}: no message for a person: {what!r}")
            outcomes.refused[_kind(what)] += 1
        except TimeoutError:
            what = "HANGS"
            outcomes.hangs.append(name)
        except Exception as error:
            what = f"CRASHES: {error!r}"
            outcomes.crashes.append(f"{name!r}: {error!r}")
        took_s = time.perf_counter() - began_s
        if took_s > outcomes.slowest_s:
            outcomes.slowest_s, outcomes.slowest = took_s, name
        outcomes.decoders_lost += pid is not None and opener.pid != pid
        pid = opener.pid
        if loud:
            memory = psutil.Process(pid).memory_info().rss >> 20 if pid else 0
            print(f"{took_s:6.2f} s {memory:5} MB  {name[:60]!r:64} {what[:120]}", flush=True)
    good = await opener.open(file_of(quarters(), "PNG"))
    if good.width != quarters().width:
        outcomes.crashes.append("the last good one came out wrong")
    opener.close()
    return outcomes


def _kind(message: str) -> str:
    kinds = ("too large", "cut off", "damaged", "no picture", "too long", "broke off", "memory", "SVG", "PDF", "empty")
    return next((kind for kind in kinds if kind in message), "other")


if __name__ == "__main__":
    found = asyncio.run(_open_all(loud=True))
    print(found)
    sys.exit(bool(found.crashes or found.hangs))
