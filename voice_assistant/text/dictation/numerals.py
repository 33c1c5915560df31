"""What numbers, units and money are called, language by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Numerals:
    language: str
    and_: tuple[str, ...]
    point: str
    point_sign: str
    zero: tuple[str, ...]
    """Other names of 0 among digits."""

    minus: tuple[str, ...]
    one: tuple[str, ...]
    """The article that may stand for 1: "a hundred dollars"."""

    round_: tuple[str, ...]
    percent: tuple[str, ...]

    percent_sign: str
    units: frozenset[str]
    """A number before one of these is written in figures, however small."""

    money: Mapping[str, str]
    money_first: bool = False
    """The sign stands before the number."""

    cents: tuple[str, ...] = field(default=())

    @property
    def english(self) -> bool:
        return self.language == "en"

    def is_numeral(self, word: str) -> bool:
        return _value(word, self.language) is not None and not word.isdigit()

    def digit(self, word: str) -> str | None:
        """ "five" -> "5", "oh" -> "0"."""
        if word in self.zero:
            return "0"
        value = _value(word, self.language)
        return value if value is not None and len(value) == 1 else None

    def value(self, words: Sequence[str]) -> str | None:
        """The number as Python writes it, None when the words are not one number."""
        if self.point in words:
            at = list(words).index(self.point)
            whole, digits = self.value(words[:at]), [self.digit(word) for word in words[at + 1 :]]
            if whole is None or "." in whole or not digits:
                return None
            if all(digit is not None for digit in digits):
                return whole + "." + "".join(digit for digit in digits if digit is not None)
            rest = self.value(words[at + 1 :])
            return None if rest is None or "." in rest else f"{whole}.{rest}"
        return _value(" ".join(words), self.language) if words else None

    def percents(self, after: Sequence[str]) -> int:
        """How many words at the beginning of `after` mean "percent"."""
        lengths = (len(name.split()) for name in self.percent if list(after[: len(name.split())]) == name.split())
        return next(lengths, 0)

    def shown(self, value: str) -> str:
        whole, point, rest = value.partition(".")
        if self.english and len(whole.lstrip("-")) > 4:
            whole = f"{int(whole):,}"
        return whole + (self.point_sign + rest if point else "")


@lru_cache(4096)
def _value(words: str, language: str) -> str | None:
    from text_to_num import text2num

    try:
        value = text2num(words, language)
    except ValueError:
        return None
    return str(int(value)) if float(value).is_integer() else None


_SYMBOLS = "kg km cm mm ml mb gb tb kb hz khz mhz ghz kw kwh °c °f "

NUMERALS = {
    "en": Numerals(
        "en",
        ("and",),
        "point",
        ".",
        ("oh", "zero"),
        ("minus", "negative"),
        ("a",),
        ("hundred", "thousand", "million"),
        ("percent", "per cent"),
        "%",
        frozenset(
            (
                _SYMBOLS + "kilogram kilograms kilo kilos gram grams kilometer kilometers kilometre kilometres meter "
                "meters metre metres centimeter centimeters centimetre centimetres millimeter millimeters milliliters "
                "liter liters litre litres mile miles inch inches degrees celsius fahrenheit volts watts amps "
                "kilowatts ounce ounces pound pounds foot feet yard yards megabytes gigabytes terabytes kilobytes "
                "pixels milliseconds o'clock mph"
            ).split()
        ),
        {"dollar": "$", "dollars": "$", "euro": "€", "euros": "€"},
        money_first=True,
        cents=("cent", "cents", "pence"),
    ),
    "de": Numerals(
        "de",
        ("und",),
        "komma",
        ",",
        ("null",),
        ("minus",),
        (),
        (),
        ("prozent",),
        " %",
        frozenset(
            (
                _SYMBOLS + "kilogramm kilo gramm kilometer meter zentimeter millimeter liter grad uhr volt watt euro "
                "cent dollar franken megabyte gigabyte"
            ).split()
        ),
        {},
    ),
    "fr": Numerals(
        "fr",
        ("et",),
        "virgule",
        ",",
        ("zéro",),
        ("moins",),
        (),
        (),
        ("pour-cent", "pourcent", "pour cent"),
        " %",
        frozenset(
            (
                _SYMBOLS + "kilogrammes kilos grammes kilomètres mètres centimètres millimètres litres degrés heures "
                "euros dollars centimes volts watts"
            ).split()
        ),
        {},
    ),
    "es": Numerals(
        "es",
        ("y",),
        "coma",
        ",",
        ("cero",),
        ("menos",),
        (),
        (),
        ("por ciento",),
        " %",
        frozenset(
            (
                _SYMBOLS + "kilogramos kilos gramos kilómetros metros centímetros milímetros litros grados euros "
                "dólares céntimos voltios vatios"
            ).split()
        ),
        {},
    ),
}
