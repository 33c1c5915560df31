from __future__ import annotations

import pytest

from voice_assistant.text.language import language_of
from voice_assistant.text.voices import language_of_voice, voice_for

PIPER = {
    "de_DE-thorsten-medium": "de_DE",
    "en_US-joe-medium": "en_US",
    "en_GB-alba-medium": "en_GB",
    "fr_FR-siwis": "fr_FR",
}


@pytest.mark.parametrize(
    ("language", "wanted", "chosen", "voice"),
    [
        ("en", "en_US-joe-medium", {}, "en_US-joe-medium"),
        ("", "en_US-joe-medium", {}, "en_US-joe-medium"),
        ("de", "en_US-joe-medium", {}, "de_DE-thorsten-medium"),
        ("ko", "en_US-joe-medium", {}, "en_US-joe-medium"),  # none that fits
        ("en", "de_DE-thorsten-medium", {}, "en_GB-alba-medium"),
        ("en", "de_DE-thorsten-medium", {"en": "en_US-joe-medium"}, "en_US-joe-medium"),
        ("de", "en_US-joe-medium", {"de": "de_DE-not-installed"}, "de_DE-thorsten-medium"),
        ("en", "/voices/en_GB-mine-low.onnx", {}, "/voices/en_GB-mine-low.onnx"),
        ("de", "/voices/en_GB-mine-low.onnx", {}, "de_DE-thorsten-medium"),
        ("de", "mystery", {}, "mystery"),  # nobody knows what it speaks
        ("de", "mystery", {"de": "de_DE-thorsten-medium"}, "de_DE-thorsten-medium"),
    ],
)
def test_the_voice_fits_the_language(language: str, wanted: str, chosen: dict[str, str], voice: str) -> None:
    assert voice_for(language, wanted, PIPER, chosen) == voice


def test_a_server_s_voice_speaks_all_languages_unless_another_was_chosen() -> None:
    assert voice_for("de", "alloy", {}, {}) == "alloy"
    assert voice_for("de", "alloy", {}, {"de": "onyx"}) == "onyx"


@pytest.mark.parametrize(
    ("voice", "language"),
    [
        ("en_GB-alba-medium", "en_GB"),
        ("/voices/de_DE-thorsten-medium.onnx", "de_DE"),
        ("af_heart", "en_US"),
        ("zm_yunxi", "zh"),
        ("alloy", ""),
        ("", ""),
    ],
)
def test_names_of_voices_tell_their_language(voice: str, language: str) -> None:
    assert language_of_voice(voice) == language


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("It is raining in the north of the country.", "", "en"),
        ("Es regnet heute im Norden, und das ist nicht schön.", "", "de"),
        ("Es regnet heute im Norden, und das ist nicht schön.", "en", "de"),
        ("Il pleut dans le nord et les routes sont fermées.", "en", "fr"),
        ("Hoy llueve en el norte y las carreteras no están abiertas.", "en", "es"),
        ("Oggi piove nel nord e le strade non sono aperte.", "en", "it"),
        ("Hoje chove no norte e as estradas não estão abertas, mas é normal.", "en", "pt"),
        ("Het regent in het noorden en de wegen zijn niet open.", "en", "nl"),
        ("Dziś pada na północy i drogi nie są otwarte, ale to się zmieni.", "en", "pl"),
        ("오늘 북쪽에는 비가 옵니다.", "en", "ko"),
        ("今天北方下雨。", "en", "zh"),
        ("今日は北部で雨が降っています。", "en", "ja"),
        ("Сегодня на севере идёт дождь.", "en", "ru"),
        ("Сьогодні на півночі йде дощ.", "en", "uk"),
        ("Сегодня дождь.", "bg", "bg"),  # Cyrillic as well
        ("東京都", "ja", "ja"),
        ("Yes.", "de", "de"),  # too short to tell
        ("Paris.", "", ""),
        ("", "en", "en"),
        ("The German word “Freude” means joy.", "en", "en"),
        ("The Korean word 사랑 means love, and it is used every day.", "en", "en"),
        ("Berlin ist die Hauptstadt.", "de", "de"),
        ("Das Album heißt The Wall und ist von Pink Floyd.", "de", "de"),
    ],
)
def test_the_language_of_a_text(text: str, expected: str, language: str) -> None:
    assert language_of(text, expected) == language
