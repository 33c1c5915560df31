"""Percent and money in Chinese and Korean, from numerals with places: 二十五, 이십오."""

from __future__ import annotations

import re

_DIGITS = {
    "zh": dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"两": 2, "兩": 2, "〇": 0},
    "ko": dict(zip("영일이삼사오육칠팔구", range(10), strict=True)) | {"공": 0},
}
_PLACES = {
    "zh": {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000},
    "ko": {"십": 10, "백": 100, "천": 1000, "만": 10_000, "억": 100_000_000},
}


def with_east_asian_numbers(text: str, language: str) -> str:
    """Only where a unit leaves no doubt: Chinese and Korean numerals are parts of countless words."""
    numeral = f"[{''.join([*_DIGITS[language], *_PLACES[language]])}]+"

    def figures(match: re.Match[str]) -> str:
        value = number(match["number"].replace(" ", ""), language)
        return match[0] if value is None else f"{value}{match['unit']}"

    if language == "zh":
        text = re.sub(rf"百分之(?P<number>{numeral})(?P<unit>)", lambda m: _percent(m, language), text)
        return re.sub(rf"(?<!第)(?P<number>{numeral})(?P<unit>元|美元|欧元|公里|公斤|千克|厘米|毫米)", figures, text)
    spaced = rf"(?<!\w)(?P<number>{numeral}(?: {numeral})*)"
    text = re.sub(rf"{spaced} ?(?P<unit>퍼센트|프로(?!\w))", lambda m: _percent(m, language), text)
    return re.sub(rf"{spaced} ?(?P<unit>원|달러|유로|킬로그램|킬로미터|미터|센티미터)", figures, text)


def _percent(match: re.Match[str], language: str) -> str:
    value = number(match["number"].replace(" ", ""), language)
    return match[0] if value is None else f"{value}%"


def number(numeral: str, language: str) -> int | None:
    """ "三千五百" -> 3500; None when it is no number."""
    digits, places = _DIGITS[language], _PLACES[language]
    total = section = 0
    digit: int | None = None
    for character in numeral:
        if character in digits:
            if digit:  # two digits in a row: a telephone number, or no number at all
                return None
            digit = digits[character]
        elif (place := places[character]) >= 10_000:
            total += (section + (digit or 0) or 1) * place
            section, digit = 0, None
        else:
            section += (1 if digit is None else digit) * place
            digit = None
    return total + section + (digit or 0)
