"""Figures read off drawn displays, labels and receipts at 720p, from the JPEG to the answer that would be spoken.

python -m scripts.benchmarks.vision_writing [--seed N] [--count N] [--samples DIR]    says which were wrong

The seed that counts is `HELD_OUT`: no setting was chosen by its pictures.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import re
import statistics
import time
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import psutil

from tests.rig.drawn_effects import HEIGHT, WIDTH
from tests.rig.drawn_writing import Drawn, drawn_pictures
from voice_assistant.vision.opening import PictureOpener
from voice_assistant.vision.picture import Picture
from voice_assistant.vision.writing.asking import WritingTalk
from voice_assistant.vision.writing.reader import WritingReader
from voice_assistant.vision.writing.wordings import replies

from .report import Row, at_most

HELD_OUT = 20261
COUNT = 100
BADLY = 60
"""Pictures that are so blurred, dark and noisy that many are misread: does it know?"""
_FIGURE = re.compile(r"[-−]?\d(?:[\d.,:]*\d)?")


@dataclass(frozen=True, slots=True)
class Read:
    drawn: Drawn
    said: str
    doubted: bool  # it said itself that it was not sure, or said nothing
    took_s: float

    @property
    def right(self) -> bool:
        """The last figure of what was said is the one asked for, to the last digit and sign."""
        wanted, said = _FIGURE.findall(self.drawn.figure), _FIGURE.findall(self.said)
        return bool(said) and said[-1] == wanted[-1]


def writing(folder: Path | None) -> list[Row]:
    reads, memory_mb = asyncio.run(read_all(COUNT, HELD_OUT))
    right = sum(read.right for read in reads)
    unmarked = sum(not read.right and not read.doubted for read in reads)
    alarms = sum(read.right and read.doubted for read in reads)
    kinds = ", ".join(f"{kind} {_share(reads, kind)}" for kind in sorted({read.drawn.kind for read in reads}))
    exact = 100 * right / len(reads)
    rows = [
        Row(
            "figures read exactly",
            round(exact, 1),
            "%",
            97,
            exact >= 97,
            f"of {len(reads)} at {WIDTH} x {HEIGHT}: {kinds}",
        ),
        at_most("figures wrong and not doubted", unmarked, "", 0, f"of {len(reads) - right} wrong ones"),
        at_most("figures right and doubted", 100 * alarms / len(reads), "%", 10, "said with a warning all the same"),
        at_most(
            "reading a picture, median", statistics.median(read.took_s for read in reads), "s", None, _slowest(reads)
        ),
        at_most("memory of the reader", memory_mb, "MB", None, "of its process, which ends when idle"),
    ]
    badly, _ = asyncio.run(read_all(BADLY, HELD_OUT, badly=True))
    wrong = [read for read in badly if not read.right]
    unnoticed = sum(not read.doubted for read in wrong)
    how = f"{len(badly)} hardly to be read: {len(wrong)} wrong, {unnoticed} of them said without a doubt"
    rows.append(at_most("hardly to be read: wrong without a doubt", 100 * unnoticed / len(badly), "%", 5, how))
    return rows + (asyncio.run(real(folder)) if folder is not None else [])


async def read_all(count: int, seed: int, *, badly: bool = False) -> tuple[list[Read], float]:
    reader, reads, memory = WritingReader(), [], 0.0
    try:
        for drawn in drawn_pictures(count, seed, badly=badly):
            began_s = time.perf_counter()
            seen = await reader.read(Picture(drawn.jpeg, WIDTH, HEIGHT, "camera"))
            took_s = time.perf_counter() - began_s
            said = WritingTalk().answer(drawn.asked, seen) or ""
            doubt = replies("en")["doubtful"]
            reads.append(Read(drawn, said.replace(doubt, ""), not said or doubt in said, took_s))
            memory = max(memory, psutil.Process(reader.pid).memory_info().rss / 1e6)
    finally:
        await reader.close()
    return reads, memory


async def real(folder: Path) -> list[Row]:
    """Photographs with known text in `folder`/images/manifest.tsv: how many of the words are read, by language."""
    listed = folder / "images" / "manifest.tsv"
    if not listed.is_file():
        return []
    reader, opener = WritingReader(), PictureOpener()
    found: dict[str, list[float]] = {}
    try:
        with listed.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["kind"] == "object" or not row["gold"]:
                    continue
                seen = await reader.read(await opener.open(folder / row["path"], longest_side=1280))
                found.setdefault(row["language"], []).append(_words_read(row["gold"], seen.markdown))
    finally:
        await reader.close()
        opener.close()
    return [
        at_most(
            f"words missed in photographs: {language}", 100 - 100 * statistics.mean(shares), "%", None, f"{len(shares)}"
        )
        for language, shares in sorted(found.items())
    ]


def _words_read(gold: str, text: str) -> float:
    """Share of the letters of `gold`, word by word, that stand in `text`, wherever."""
    there = re.findall(r"\w+", text.lower())
    whole = "".join(there)
    shares = []
    for word in re.findall(r"\w+", gold.lower()):
        best = max((SequenceMatcher(None, word, other).ratio() for other in there), default=0.0)
        shares.append(1.0 if word in whole else best if best > 0.7 else 0.0)
    return statistics.mean(shares)


def _share(reads: list[Read], kind: str) -> str:
    of_kind = [read for read in reads if read.drawn.kind == kind]
    return f"{sum(read.right for read in of_kind)} of {len(of_kind)}"


def _slowest(reads: list[Read]) -> str:
    return f"the slowest {max(read.took_s for read in reads):.1f} s, the first with the start of its process"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=HELD_OUT)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--badly", action="store_true", help="hardly to be read")
    parser.add_argument("--samples", type=Path)
    args = parser.parse_args()
    if args.samples is not None:
        for row in asyncio.run(real(args.samples)):
            print(f"{row.name}: {row.value} % of {row.how}")
        return
    reads, memory_mb = asyncio.run(read_all(args.count, args.seed, badly=args.badly))
    for number, read in enumerate(reads):
        if not read.right or read.doubted:
            mark = "right, doubted" if read.right else "WRONG, doubted" if read.doubted else "WRONG"
            print(f"{number:3} {mark}: {read.drawn.asked} {read.drawn.figure} -> {read.said!r}")
    print(f"{sum(read.right for read in reads)} of {len(reads)} right; {memory_mb:.0f} MB; {_slowest(reads)}")
    print(f"median {statistics.median(read.took_s for read in reads):.2f} s")


if __name__ == "__main__":
    main()
