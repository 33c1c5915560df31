"""Pictures with writing whose figures are known: displays, labels, receipts, as a camera sees them at 720p."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from .drawn_displays import LOOKS, display, screen
from .drawn_effects import Seen, photographed
from .drawn_papers import nutrition, price_tag, receipt


@dataclass(frozen=True)
class Drawn:
    kind: str
    jpeg: bytes
    asked: str  # a question that a person would ask
    figure: str  # what the answer must have in it


def drawn_pictures(count: int, seed: int, *, badly: bool = False) -> Iterator[Drawn]:
    """One third displays, one third labels, one third receipts and price tags; the same for the same seed.

    `badly` seen, so that a part is misread.
    """
    chance = random.Random(seed)
    for number in range(count):
        kind = ("display", "label", "receipt")[number % 3]
        seen = Seen.badly_by(chance) if badly else Seen.by(chance)
        if kind == "display":
            yield _display(chance, seen)
        elif kind == "label":
            paper = nutrition(chance)
            asked, figure = chance.choice(sorted(paper.known.items()))
            yield Drawn(kind, photographed(paper.image, seen, chance, share=0.94), asked, figure)
        else:
            paper = receipt(chance) if chance.random() < 0.6 else price_tag(chance)
            asked, figure = chance.choice(sorted(paper.known.items()))
            yield Drawn(kind, photographed(paper.image, seen, chance, share=0.94), asked, figure)


def _display(chance: random.Random, seen: Seen) -> Drawn:
    title, text, unit = chance.choice(
        (
            ("CO2 MONITOR", str(chance.randint(390, 2400)), "ppm"),
            ("THERMOMETER", f"{chance.randint(15, 40)}.{chance.randint(0, 9)}", "°C"),
            ("KITCHEN SCALE", str(chance.randint(5, 4999)), "g"),
            ("MULTIMETER", f"{chance.randint(0, 24)}.{chance.randint(0, 999):03}", "V"),
            ("CLOCK", f"{chance.randint(10, 23)}:{chance.randint(0, 59):02}", ""),
            ("ENERGY METER", f"{chance.randint(100, 99999)}.{chance.randint(0, 9)}", "kWh"),
            ("FREEZER", f"-{chance.randint(2, 28)}", "°C"),
        )
    )
    if chance.random() < 0.65:
        drawing = display(text, chance.choice(sorted(LOOKS)), chance, unit=unit, title=title)
    else:
        drawing = screen(text, chance, title=title, unit=unit)
    asked = "What time does it show?" if ":" in text else "What number does it show?"
    return Drawn("display", photographed(drawing, seen, chance, share=chance.uniform(0.35, 0.9)), asked, text)
