"""Labels and receipts, drawn with what is written on them known."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from .drawn_displays import font

_SHOPS = ("GREEN MARKET", "CORNER STORE", "CITY BAKERY", "FRESH & FINE", "HARBOUR GROCERS")
_GOODS = (
    "Milk 1L", "Brown bread", "Butter 250g", "Bananas", "Olive oil", "Coffee beans", "Oat flakes", "Tomatoes",
    "Cheddar", "Apple juice", "Dish soap", "Rice 2kg", "Yoghurt", "Honey", "Spaghetti", "Red lentils",
)  # fmt: skip
_FACES = ("DejaVuSans.ttf", "DejaVuSansCondensed.ttf", "DejaVuSansMono.ttf", "DejaVuSans-Bold.ttf")


@dataclass(frozen=True)
class Paper:
    image: Any  # PIL
    known: dict[str, str]  # how it is asked for, and the figure


def receipt(chance: random.Random) -> Paper:
    goods = chance.sample(_GOODS, chance.randint(3, 7))
    prices = [chance.randint(49, 1999) for _ in goods]
    total = sum(prices)
    paid = (total // 1000 + 1) * 1000
    face, bold = font(30, chance.choice(_FACES[:3])), font(36, "DejaVuSansMono-Bold.ttf")
    rows = [(name, _money(price)) for name, price in zip(goods, prices, strict=True)]
    ends = [("TOTAL", _money(total)), ("Cash", _money(paid)), ("Change", _money(paid - total))]
    image, draw = _sheet(620, 250 + 44 * (len(rows) + len(ends) + 2))
    _middle(draw, chance.choice(_SHOPS), bold, 30, 620)
    day, month, hour, minute = (chance.randint(*span) for span in ((1, 28), (1, 12), (8, 20), (0, 59)))
    _middle(draw, f"{day:02}/{month:02}/2026  {hour:02}:{minute:02}", face, 84, 620)
    y = 150
    for name, price in rows:
        _row(draw, name, price, face, y, 620)
        y += 44
    draw.line((40, y + 8, 580, y + 8), fill=(30, 30, 30), width=2)
    for name, price in ends:
        y += 44
        _row(draw, name, price, bold if name == "TOTAL" else face, y - 16, 620)
    _middle(draw, "Thank you for your visit", face, y + 60, 620)
    item = goods[1].lower().rsplit(" ", 1)[0] if any(c.isdigit() for c in goods[1]) else goods[1].lower()
    asked = {
        "What's the total?": total,
        "What's the change?": paid - total,
        f"How much is the {item}?": prices[1],
    }
    return Paper(image, {question: _money(amount) for question, amount in asked.items()})


def nutrition(chance: random.Random) -> Paper:
    facts = [
        ("Calories", str(chance.randint(40, 620))),
        ("Total Fat", f"{chance.randint(1, 38)}g"),
        ("Saturated Fat", f"{chance.randint(1, 14)}g"),
        ("Cholesterol", f"{chance.randint(1, 95)}mg"),
        ("Sodium", f"{chance.randint(12, 980)}mg"),
        ("Total Carbohydrate", f"{chance.randint(2, 77)}g"),
        ("Dietary Fiber", f"{chance.randint(1, 12)}g"),
        ("Total Sugars", f"{chance.randint(1, 45)}g"),
        ("Protein", f"{chance.randint(1, 29)}g"),
    ]
    image, draw = _sheet(640, 760)
    draw.rectangle((12, 12, 628, 748), outline=(0, 0, 0), width=3)
    draw.text((30, 22), "Nutrition Facts", font=font(64, "DejaVuSansCondensed-Bold.ttf"), fill=(0, 0, 0))
    draw.text((32, 104), f"Serving size {chance.randint(20, 250)}g", font=font(30), fill=(0, 0, 0))
    draw.rectangle((28, 148, 612, 160), fill=(0, 0, 0))
    y = 172
    for name, amount in facts:
        large = name == "Calories"
        indent = 24 if name in ("Saturated Fat", "Dietary Fiber", "Total Sugars") else 0
        face = font(46 if large else 30, "DejaVuSans-Bold.ttf" if not indent else "DejaVuSans.ttf")
        draw.text((32 + indent, y), name, font=face, fill=(0, 0, 0))
        if large or chance.random() < 0.5:
            draw.text((608, y), amount, font=face, fill=(0, 0, 0), anchor="ra")
        else:
            draw.text((32 + indent + face.getlength(name + " "), y), amount, font=font(30), fill=(0, 0, 0))
        y += 72 if large else 52
        draw.line((28, y - 6, 612, y - 6), fill=(0, 0, 0), width=2)
    asked = chance.sample(facts, 3)
    known = {}
    for name, amount in asked:
        how = "many" if name == "Calories" else "much"
        known[f"How {how} {name.lower()} does it have?"] = amount
        known[f"What does it say for {name.lower()}?"] = amount
    return Paper(image, known)


def price_tag(chance: random.Random) -> Paper:
    name = chance.choice(_GOODS)
    price = _money(chance.randint(29, 29_999))
    number = f"{chance.randint(10_000_000, 99_999_999)}"
    ground = chance.choice(((255, 236, 90), (250, 250, 250), (255, 255, 255)))
    image, draw = _sheet(700, 380, ground)
    draw.text((34, 28), name, font=font(52, "DejaVuSans-Bold.ttf"), fill=(10, 10, 10))
    draw.text((34, 110), f"Price {price}", font=font(96, "DejaVuSansCondensed-Bold.ttf"), fill=(190, 10, 10))
    draw.text((34, 300), f"Item number {number}", font=font(34), fill=(30, 30, 30))
    return Paper(image, {"What's the price?": price, "What's the item number?": number})


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _sheet(width: int, height: int, ground: tuple[int, int, int] = (250, 249, 244)) -> tuple[Any, Any]:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), ground)
    return image, ImageDraw.Draw(image)


def _middle(draw: Any, text: str, face: Any, y: int, width: int) -> None:
    draw.text((width / 2, y), text, font=face, fill=(20, 20, 20), anchor="ma")


def _row(draw: Any, name: str, price: str, face: Any, y: int, width: int) -> None:
    draw.text((40, y), name, font=face, fill=(20, 20, 20))
    draw.text((width - 40, y), price, font=face, fill=(20, 20, 20), anchor="ra")
