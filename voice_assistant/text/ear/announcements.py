"""What is said in place of what cannot be read aloud, by language."""

from __future__ import annotations

_CODE = {
    "en": ("A code block of one line.", "A code block of {lines} lines."),
    "de": ("Ein Codeblock mit einer Zeile.", "Ein Codeblock mit {lines} Zeilen."),
    "fr": ("Un bloc de code d'une ligne.", "Un bloc de code de {lines} lignes."),
    "es": ("Un bloque de código de una línea.", "Un bloque de código de {lines} líneas."),
    "zh": ("一行代码。", "一段{lines}行的代码。"),
    "ko": ("한 줄짜리 코드입니다.", "{lines}줄짜리 코드입니다."),
}
_CODE_COPIED = {
    "en": ("A code block of one line is on the clipboard.", "A code block of {lines} lines is on the clipboard."),
    "de": (
        "Ein Codeblock mit einer Zeile liegt in der Zwischenablage.",
        "Ein Codeblock mit {lines} Zeilen liegt in der Zwischenablage.",
    ),
    "fr": (
        "Un bloc de code d'une ligne est dans le presse-papiers.",
        "Un bloc de code de {lines} lignes est dans le presse-papiers.",
    ),
    "es": (
        "Un bloque de código de una línea está en el portapapeles.",
        "Un bloque de código de {lines} líneas está en el portapapeles.",
    ),
    "zh": ("一行代码已复制到剪贴板。", "一段{lines}行的代码已复制到剪贴板。"),
    "ko": ("한 줄짜리 코드를 클립보드에 복사했습니다.", "{lines}줄짜리 코드를 클립보드에 복사했습니다."),
}
_FORMULA = {
    "en": "A formula.",
    "de": "Eine Formel.",
    "fr": "Une formule.",
    "es": "Una fórmula.",
    "zh": "一个公式。",
    "ko": "수식입니다.",
}


def code_block(lines: int, language: str, *, copied: bool = False) -> str:
    """`copied` where it goes to the clipboard."""
    told = _CODE_COPIED if copied else _CODE
    one, many = told.get(language, told["en"])
    return one if lines == 1 else many.format(lines=lines)


def formula(language: str) -> str:
    return _FORMULA.get(language, _FORMULA["en"])
