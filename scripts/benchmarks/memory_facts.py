"""Facts to search among: ten thousand, on the matters of which the planted ones speak as well, but of other people."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

_NAMES = """
Peter Maria Ahmed Sofia Jun Olga Pedro Emma Lukas Aisha Marco Ingrid Tariq Lena Hugo Nadia Oscar Priya Felix Greta
Diego Hana Viktor Zoe Omar Elsa Ivan Chloe Mateo Freya Yusuf Alma Boris Carmen Dev Edith Farid Gloria Henrik Iris
""".split()
_PLACES = """
Lyon Madrid Osaka Lima Oslo Cairo Dublin Prague Turin Gdynia Porto Seville Malmo Ghent Basel Graz Split Varna Cork Nice
Leipzig Krakow Bergen Tampere Riga Vilnius Tartu Bari Bilbao Toulouse
""".split()
_THINGS = """
lamp kettle carpet mirror backpack camera heater toaster sofa ladder printer tent blender clock stool scarf helmet drone
router keyboard monitor vase bench freezer drill
""".split()
_FOODS = """
lentils pancakes sushi goulash paella dumplings falafel lasagne ramen curry pierogi tacos waffles risotto salmon olives
mushrooms walnuts peanuts shrimps oysters celery
""".split()
_COLOURS = "blue red yellow white black purple orange pink grey brown turquoise".split()
_JOBS = "baker lawyer pilot nurse farmer tailor judge plumber chemist welder teacher vet dentist singer".split()
_SPORTS = "tennis rugby judo rowing climbing fencing sailing handball hockey golf cricket badminton".split()
_ANIMALS = "poodle parrot tortoise pony hamster goldfish terrier canary rabbit kitten".split()
_INSTRUMENTS = "flute harp drums guitar oboe banjo accordion clarinet violin".split()
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_RELATIONS = "sister brother mother father aunt uncle cousin boss neighbour wife husband daughter son".split()

_TEMPLATES = """
{name}'s {relation} is called {other}.
{name}'s {relation} lives in {place}.
{name}'s {relation} works as a {job} in {place}.
{name} was born on {day_of} {month}.
{name}'s birthday is on {day_of} {month}.
{name} moved to {place} in {year}.
{name} grew up in {place}.
{name} works as a {job}.
{name} studied in {place} and finished in {year}.
{name}'s favourite colour is {colour}.
{name}'s favourite dish is {food}.
{name} cannot eat {food}.
{name} is allergic to {food}.
{name} loves {food} and hates {food2}.
{name} has a {animal} called {other}.
{name}'s {animal} was at the vet on {weekday}.
{name} plays the {instrument} on {weekday}s.
{name} does {sport} with {other} every {weekday}.
{name} bought a {colour} {thing} in {place} in {year}.
{name}'s {thing} is broken since {month}.
{name} lent me a {thing} in {month}.
I lent the {colour} {thing} to {name} in {year}.
I saw a {thing} in {place} that cost {number} pounds.
I met {name} in {place} in {year}.
I had {food} with {name} in {place} on {day_of} {month}.
I promised {name} to bring {food} on {weekday}.
{name}'s train to {place} leaves at {hour} on {weekday}.
{name} flies to {place} on {day_of} {month}.
The meeting with {name} on {weekday} is at {hour}.
{name}'s phone number ends in {number}.
{name}'s car is a {colour} one from {year}.
{name}'s flat in {place} costs {number} pounds.
{name}'s doctor is in {place}.
{name} reads a book about {place}.
{name} is afraid of the {animal} of {other}.
{name} speaks the language of {place} since {year}.
{name}'s appointment is on {weekday} at {hour}.
{name}'s insurance number begins with {number}.
{name} sleeps until {hour} on {weekday}s.
{name}'s wedding with {other} was in {place} in {year}.
{name} wants a {thing} for Christmas.
{name} keeps the key of the {thing} at {other}'s.
The {thing} that {name} sold was {colour}.
{name} wears shoes in size {size}.
{name} prefers tea after {food}.
{name} runs {number} metres every {weekday}.
{name}'s team won the {sport} cup in {year}.
{name} goes to the concert of {other} in {place} in {month}.
{name} needs new glasses since {month}.
{name} hurt a knee at {sport} in {year}.
""".strip().splitlines()


def planted(folder: Path) -> list[tuple[str, str, str]]:
    """(fact, question that means it, question that means it in quite other words): written by hand."""
    lines = (folder / "memory_questions.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip()]
    return [(fact, question, far) for fact, question, far in rows]


def distractors(count: int, seed: int = 6) -> list[str]:
    """`count` facts, all different."""
    made: dict[str, None] = {}
    facts = _made(random.Random(seed))
    while len(made) < count:
        made[next(facts)] = None
    return list(made)


def _made(dice: random.Random) -> Iterator[str]:
    while True:
        name, other = dice.sample(_NAMES, 2)
        food, food2 = dice.sample(_FOODS, 2)
        yield dice.choice(_TEMPLATES).format(
            name=name,
            other=other,
            food=food,
            food2=food2,
            relation=dice.choice(_RELATIONS),
            place=dice.choice(_PLACES),
            job=dice.choice(_JOBS),
            day_of=f"the {dice.randint(1, 28)} of",
            month=dice.choice(_MONTHS),
            year=dice.randint(1960, 2025),
            colour=dice.choice(_COLOURS),
            animal=dice.choice(_ANIMALS),
            weekday=dice.choice(_DAYS),
            instrument=dice.choice(_INSTRUMENTS),
            sport=dice.choice(_SPORTS),
            thing=dice.choice(_THINGS),
            number=dice.randint(100, 9999),
            hour=f"{dice.randint(1, 12)} o'clock",
            size=dice.randint(35, 47),
        )
