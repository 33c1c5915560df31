"""Numbers, money, percent, units, dates and addresses in German, French, Spanish, Chinese and Korean."""

from __future__ import annotations

import re
from functools import cache

from .rules import Rule, Say, apply, one_of, rules
from .spelling import cardinal, decimal, digits, integer, ordinal, year
from .words import WORDS, Words

_GROUPED = {True: (r"\d{1,3}(?:\.\d{3})+|\d+", r","), False: (r"\d{1,3}(?:,\d{3})+|\d+", r"\.")}
_KOREAN_COUNTED = "개 명 시간 시 살 마리 번 잔 권 달 병 대 사람 가지 장".split()
_CHINESE_COUNTED = "个 位 只 本 张 件 次 条 杯 岁 天 种".split()


def said_in(text: str, language: str) -> str:
    """`text` for a voice of `language`; unchanged where we know no better than the voice."""
    return apply(text, _rules(language)) if language in WORDS else text


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    words = WORDS[language]
    whole, point = _GROUPED[words.comma]
    figure = rf"(?:{whole})(?:{point}\d+)?"
    before, after = r"(?<![A-Za-z0-9.,/:-])", r"(?![A-Za-z0-9]|[.,:/]\d)"
    gap = " " if words.spaced else ""

    def number(text: str) -> str:
        negative = text[:1] in "-−"
        large, _, small = text.lstrip("-−").partition("," if words.comma else ".")
        large = large.replace("." if words.comma else ",", "")
        said = decimal(large, small, words.point, language) if small else integer(large, language)
        return f"{words.minus}{gap}{said}" if negative else said

    def counted(text: str, names: tuple[str, str]) -> str:
        one = text.lstrip("-−") == "1"
        said = words.one if one and words.one else number(text)
        return f"{said}{gap}{names[0] if one else names[1]}"

    def money(match: re.Match[str]) -> str:
        large, _, small = match["figure"].partition("," if words.comma else ".")
        names = words.money[match["sign"]]
        if words.spaced and len(small) == 2:
            tail = f" {number(str(int(small)))}" if int(small) else ""
            return counted(large, names) + tail
        return counted(match["figure"], names)

    def percent(match: re.Match[str]) -> str:
        said = number(match["figure"])
        return words.percent + said if language == "zh" else f"{said}{gap}{words.percent}"

    def address(match: re.Match[str]) -> str:
        return match[0].replace(".", f" {words.dot} ").replace("@", f" {words.at} ")

    phrases: list[tuple[str, Say]] = []
    if words.phrases:
        phrases = [(rf"(?<!\w)({one_of(words.phrases)})(?=\W|$)", lambda m: words.phrases[m[1]])]
    return rules(
        (r"\bhttps?://(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:[/?#][^\s<>，。]*)?",
        lambda m: m[1].replace(".", f" {words.dot} ")),
        (r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b", address),
        *phrases,
        *_calendar(language, words),
        (rf"{before}(?P<sign>{one_of(words.money)})\s?(?P<figure>{figure}){after}", money),
        (rf"{before}(?P<figure>{figure})\s?(?P<sign>{one_of(words.money)})(?![A-Za-z])", money),
        (rf"{before}(?P<figure>[-−]?{figure})\s?[%％]", percent),
        (
            rf"{before}(?P<figure>[-−]?{figure})\s?(?P<unit>{one_of(words.units)})(?![A-Za-z0-9/²³])",
            lambda m: counted(m["figure"], words.units[m["unit"]]),
        ),
        (rf"{before}({figure})[-–]({figure}){after}", lambda m: f"{number(m[1])}{gap}{words.to}{gap}{number(m[2])}"),
        (r"(?<=\d|\w) = (?=\d|\w)", f" {words.equals} "),
        (r"(?<=\d)\s?\+\s?(?=\d)", f" {words.plus} "),
        (r" & ", f" {words.also} "),
        (rf"{before}(?:(?<!\w)[-−])?{figure}{after}", lambda m: number(m[0])),
    )  # fmt: skip


def _calendar(language: str, words: Words) -> list[tuple[str, Say]]:
    months = "|".join(words.months)
    match language:
        case "de":
            return [
                (r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)", lambda m: _german_date(m, words.months)),
                (rf"(?<![\d.,])(\d{{1,2}})\.\s(?={months})",
                lambda m: ordinal(int(m[1]), "de") + _german_ending(m) + " "),
                (r"(?<![\d.,:])(\d{1,2})[:.](\d\d) Uhr\b", _german_clock),
                (r"(?<![\d.,:])(\d{1,2}):(\d\d)(?!\d|:\d)", _german_clock),
                (r"(?<![\w.,/-])1[1-9]\d\d(?![\w%€]|[.,]\d|\s?(?:€|km|kg|m)\b)", lambda m: year(int(m[0]), "de")),
            ]  # fmt: skip
        case "fr":
            return [
                (rf"\b1er(?= (?:{months})\b)", "premier"),
                (r"(?<![\d.,:])(\d{1,2}) ?h ?(\d\d)?\b",
                lambda m: f"{_feminine(m[1], 'fr')} heure{'s' if int(m[1]) > 1 else ''}"
                    + (f" {cardinal(int(m[2]), 'fr')}" if m[2] and int(m[2]) else "")),
            ]  # fmt: skip
        case "es":
            return [
                (r"(?<![\d.,:])(\d{1,2}):(\d\d)(?!\d|:\d)", lambda m: _feminine(m[1], "es")
                    + (f" y {cardinal(int(m[2]), 'es')}" if int(m[2]) else "")),
            ]  # fmt: skip
        case "zh":
            return [
                (r"(?<!\d)(\d{4})年", lambda m: digits(m[1], "zh") + "年"),
                (r"(?<![\d:])(\d{1,2})[:：](\d\d)(?!\d|:\d)", lambda m: f"{_two(m[1])}点{_chinese_minutes(m[2])}"),
                (rf"(?<![\d.,])2(?=(?:{'|'.join(_CHINESE_COUNTED)}))", "两"),
                (r"(?<!\d)1\d{10}(?!\d)", lambda m: digits(m[0], "zh")),
            ]
        case "ko":
            return [
                (r"(?<!\d)(0\d{1,2})-(\d{3,4})-(\d{4})(?!\d)", lambda m: " ".join(digits(g, "ko") for g in m.groups())),
                (r"(?<![\d:])(\d{1,2}):(\d\d)(?!\d|:\d)",
                lambda m: f"{_native(m[1])} 시 {cardinal(int(m[2]), 'ko')} 분"),
                (rf"(?<![\d.,])([1-9]\d?)\s?(?={'|'.join(_KOREAN_COUNTED)})(?!시간\w)", lambda m: f"{_native(m[1])} "),
            ]  # fmt: skip
    return []


def _german_ending(match: re.Match[str]) -> str:
    return "" if re.search(r"\b[Dd]er $", match.string[: match.start()][-5:]) else "n"


def _german_date(match: re.Match[str], months: tuple[str, ...]) -> str:
    day, month = int(match[1]), int(match[2])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    return f"{ordinal(day, 'de')}{_german_ending(match)} {months[month - 1]} {year(int(match[3]), 'de')}"


def _german_clock(match: re.Match[str]) -> str:
    hour = "ein" if int(match[1]) == 1 else cardinal(int(match[1]), "de")
    return f"{hour} Uhr" + (f" {cardinal(int(match[2]), 'de')}" if int(match[2]) else "")


def _feminine(text: str, language: str) -> str:
    return cardinal(int(text), language, "spellout-cardinal-feminine")


def _two(text: str) -> str:
    return "两" if int(text) == 2 else cardinal(int(text), "zh")


def _chinese_minutes(text: str) -> str:
    minute = int(text)
    return "" if not minute else f"{'零' if minute < 10 else ''}{cardinal(minute, 'zh')}分"


def _native(text: str) -> str:
    return cardinal(int(text), "ko", "spellout-cardinal-native-attributive")
