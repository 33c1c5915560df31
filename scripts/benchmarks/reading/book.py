"""A book to read: chapters of plain prose, put together by chance from what people say, the same each time."""

from __future__ import annotations

import random
from pathlib import Path

from tests.rig.documents import epub

SENTENCES_A_PAGE, PAGES_A_CHAPTER = 16, 20
_WHO = (
    "the old teacher|my sister|the captain|a young doctor|our neighbour|the gardener|nobody in the village|the painter"
)
_DID = "walked to|talked about|remembered|could not forget|had often dreamt of|wrote a letter about|looked for|painted"
_WHAT = "the bridge over the river|a garden behind the house|the long winter|an empty train station|the last summer"
_MORE = (
    "the museum on the hill|a basket of red apples|the light in the window|a song without words|the road to the harbour"
)
_WHEN = "in the morning|after dinner|late at night|before the rain began|every Sunday|when the snow had melted|at noon"
_HOW = (
    "but nobody knew why|and the children laughed|because it was quiet there|while the kettle was boiling|"
    "although it was late|and that was all|which surprised everybody"
)


def sentence(chance: random.Random) -> str:
    def one(words: str) -> str:
        return chance.choice(words.split("|"))

    what = one(f"{_WHAT}|{_MORE}")
    text = chance.choice(
        (
            f"{one(_WHO)} {one(_DID)} {what} {one(_WHEN)}.",
            f"{one(_WHEN)}, {one(_WHO)} {one(_DID)} {what}, {one(_HOW)}.",
            f"{one(_WHO)} {one(_DID)} {what}, {one(_HOW)}.",
        )
    )
    return text[0].upper() + text[1:]


def page(number: int = 0) -> str:
    """Its sentences, in paragraphs."""
    chance = random.Random(number)
    said = [sentence(chance) for _ in range(SENTENCES_A_PAGE)]
    return "\n\n".join(" ".join(said[start : start + 4]) for start in range(0, len(said), 4))


def book(folder: Path, pages: int) -> Path:
    """An EPUB of so many pages."""
    chapters = {}
    for first in range(0, pages, PAGES_A_CHAPTER):
        paragraphs = [text for n in range(first, min(pages, first + PAGES_A_CHAPTER)) for text in page(n).split("\n\n")]
        number = first // PAGES_A_CHAPTER + 1
        body = f"<h1>Chapter {number}</h1>" + "".join(f"<p>{text}</p>" for text in paragraphs)
        chapters[f"c{number}.xhtml"] = body
    contents = [(f"Chapter {n}", f"c{n}.xhtml") for n in range(1, len(chapters) + 1)]
    path = folder / f"book{pages}.epub"
    path.write_bytes(epub(chapters, title="A Long Book", contents=contents))
    return path
