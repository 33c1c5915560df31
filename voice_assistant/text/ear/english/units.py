"""Numbers with a unit, percent, and short forms for thousands."""

from __future__ import annotations

import re

from ..rules import one_of, rules
from ..spelling import cardinal
from .numbers import FIGURE, MINUS, is_one, number

_UNITS = {
    "km/h": "kilometre per hour", "kph": "kilometre per hour", "m/s": "metre per second", "mph": "mile per hour",
    "km²": "square kilometre", "m²": "square metre", "m³": "cubic metre", "cm²": "square centimetre",
    "cm³": "cubic centimetre", "km2": "square kilometre", "m2": "square metre", "m3": "cubic metre",
    "sq ft": "square foot", "ft²": "square foot", "m/s²": "metre per second squared",
    "km": "kilometre", "m": "metre", "cm": "centimetre", "mm": "millimetre", "µm": "micrometre", "μm": "micrometre",
    "nm": "nanometre", "mi": "mile", "ft": "foot", "yd": "yard", "ha": "hectare",
    "kg": "kilogram", "g": "gram", "mg": "milligram", "µg": "microgram", "lb": "pound", "lbs": "pound", "oz": "ounce",
    "t": "ton", "L": "litre", "l": "litre", "ml": "millilitre", "mL": "millilitre", "tbsp": "tablespoon",
    "tsp": "teaspoon", "fl oz": "fluid ounce",
    "B/s": "byte per second", "kB/s": "kilobyte per second", "KB/s": "kilobyte per second",
    "MB/s": "megabyte per second", "GB/s": "gigabyte per second", "Mbps": "megabit per second",
    "Mbit/s": "megabit per second", "Gbps": "gigabit per second", "Gbit/s": "gigabit per second",
    "kbps": "kilobit per second", "bps": "bit per second",
    "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "PB": "petabyte",
    "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte", "TiB": "tebibyte",
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz",
    "W": "watt", "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt", "Wh": "watt hour", "kWh": "kilowatt hour",
    "V": "volt", "kV": "kilovolt", "mV": "millivolt", "mA": "milliamp", "mAh": "milliamp hour", "Ω": "ohm",
    "kΩ": "kiloohm", "dB": "decibel", "J": "joule", "kJ": "kilojoule", "kcal": "kilocalorie",
    "Pa": "pascal", "hPa": "hectopascal", "kPa": "kilopascal", "psi": "pound per square inch",
    "°C": "degree Celsius", "℃": "degree Celsius", "°F": "degree Fahrenheit", "℉": "degree Fahrenheit", "°": "degree",
    "º": "degree", "°C/min": "degree Celsius per minute",
    "ns": "nanosecond", "µs": "microsecond", "μs": "microsecond", "ms": "millisecond", "s": "second", "sec": "second",
    "min": "minute", "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "yr": "year", "yrs": "year",
    "px": "pixel", "fps": "frame per second", "rpm": "revolution per minute", "ppm": "part per million",
    "dpi": "dot per inch", "pt": "point", "wpm": "word per minute", "tok/s": "token per second",
}  # fmt: skip
_UNCHANGED = {"hertz", "kilohertz", "megahertz", "gigahertz"}
_HEADS = {"foot": "feet", "square foot": "square feet"}
_LARGE = {"k": "thousand", "K": "thousand", "M": "million", "B": "billion", "bn": "billion", "T": "trillion"}
_TIMES = {2: "twice as"}


def plural(unit: str) -> str:
    head, per, rest = unit.partition(" per ")
    if head in _UNCHANGED:
        return unit
    for one in ("degree", "part"):
        if head.startswith(one + " ") or head == one:
            return head.replace(one, one + "s", 1) + per + rest
    return _HEADS.get(head, head + "s") + per + rest


def _measure(match: re.Match[str]) -> str:
    figure, unit = match["figure"], _UNITS[match["unit"]]
    joined = match["dash"]
    said = number(figure)
    if first := match["first"]:
        said = (
            f"{number(first)} {match['between']} {said}"
            if match["between"] in ("x", "×")
            else f"{number(first)} to {said}"
        )
        said = said.replace(" x ", " by ").replace(" × ", " by ")
    return f"{said} {unit if joined or (is_one(figure) and not first) else plural(unit)}"


def _percent(match: re.Match[str]) -> str:
    first = f"{number(match['first'])} to " if match["first"] else ""
    return f"{first}{number(match['figure'])} percent"


def _height(match: re.Match[str]) -> str:
    return f"{cardinal(int(match[1]))} foot {cardinal(int(match[2]))}"


UNITS = rules(
    (r"(?<![\w.,])(\d{1,2})x ?/ ?(day|week|month|year)\b", lambda m: f"{number(m[1])} times a {m[2]}"),
    (r"(?<![\w.,])(\d{1,3}(?:\.\d+)?)(?:in\b|[\"″”](?= [a-z]))",
    lambda m: f"{number(m[1])} {'inch' if is_one(m[1]) or m[0][-1] != 'n' else 'inches'}"),
    (r"(?<![\w.,])(\d)['′]\s?(1[01]|\d)[\"″”]", _height),
    (
        rf"(?<![\w.,/:^])(?:(?P<first>{FIGURE})\s?(?P<between>[-–x×])\s?)?(?P<figure>{MINUS}{FIGURE})\s?[%％]",
        _percent,
    ),
    (
        rf"(?<![\w.,/:^])(?:(?P<first>{FIGURE})\s?(?P<between>[-–x×])\s?)?(?P<figure>{MINUS}{FIGURE})"
        rf"(?:\s?|(?P<dash>-))(?P<unit>{one_of(_UNITS)})(?![\w/²³'’])",
        _measure,
    ),
    (
        rf"(?<![\w.,/:^])(?P<figure>{MINUS}{FIGURE})(?P<large>k|(?<![1-9])K|(?<=\d\d)K|M|B|bn|T)\b(?![-/])",
        lambda m: f"{number(m['figure'])} {_LARGE[m['large']]}",
    ),
    (rf"(?<![\w.,/:^])({FIGURE})x(?= (?:faster|slower|more|less|larger|smaller|as|the|better)\b)",
    lambda m: f"{number(m[1])} times"),
)  # fmt: skip
