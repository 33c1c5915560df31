"""The same for voices that speak other languages."""

from __future__ import annotations

import pytest

from voice_assistant.text.speakable import speakable

GERMAN = [
    ("Ich habe 21 Katzen.", "Ich habe einundzwanzig Katzen."),
    ("3,14", "drei Komma eins vier"),
    ("1.000.000 Menschen", "eine Million Menschen"),
    ("-5 °C", "minus fünf Grad Celsius"),
    ("50 %", "fünfzig Prozent"),
    ("5,99 €", "fünf Euro neunundneunzig"),
    ("1 €", "ein Euro"),
    ("am 3. Mai", "am dritten Mai"),
    ("Der 3. Mai", "Der dritte Mai"),
    ("am 12.05.2026", "am zwölften Mai zweitausendsechsundzwanzig"),
    ("1989 fiel die Mauer", "neunzehnhundertneunundachtzig fiel die Mauer"),
    ("um 15:04 Uhr", "um fünfzehn Uhr vier"),
    ("100 km/h", "einhundert Kilometer pro Stunde"),
    ("z. B. 5-10 Stück", "zum Beispiel fünf bis zehn Stück"),
    ("info@example.de", "info ät example Punkt de"),
    ("https://www.example.de/sehr/lang", "example Punkt de"),
    ("Müller & Sohn", "Müller und Sohn"),
]
FRENCH = [
    ("J'ai 21 chats.", "J'ai vingt-et-un chats."),
    ("3,14", "trois virgule quatorze"),
    ("50 %", "cinquante pour cent"),
    ("5,99 €", "cinq euros quatre-vingt-dix-neuf"),
    ("20 °C", "vingt degrés Celsius"),
    ("à 15h30", "à quinze heures trente"),
    ("le 1er mai", "le premier mai"),
    ("M. Dupont", "Monsieur Dupont"),
]
SPANISH = [
    ("Tengo 21 gatos.", "Tengo veintiuno gatos."),
    ("3,5", "tres coma cinco"),
    ("50 %", "cincuenta por ciento"),
    ("100 km", "cien kilómetros"),
    ("5 €", "cinco euros"),
    ("a las 15:30", "a las quince y treinta"),
    ("la Sra. López", "la Señora López"),
]
CHINESE = [
    ("我有21只猫。", "我有二十一只猫。"),
    ("2个苹果", "两个苹果"),
    ("2026年", "二零二六年"),
    ("50%", "百分之五十"),
    ("3.14", "三点一四"),
    ("¥500", "五百元"),
    ("15:04", "十五点零四分"),
    ("20°C", "二十摄氏度"),
    ("你好。", "你好。"),
]
KOREAN = [
    ("고양이 3마리", "고양이 세 마리"),
    ("2026년", "이천이십육년"),
    ("50%", "오십퍼센트"),
    ("3.14", "삼점일사"),
    ("5000원", "오천원"),
    ("20°C", "이십도"),
    ("안녕하세요.", "안녕하세요."),
]
TABLES = {"de": GERMAN, "fr": FRENCH, "es": SPANISH, "zh": CHINESE, "ko": KOREAN}
ROWS = [(language, *row) for language, rows in TABLES.items() for row in rows]


@pytest.mark.parametrize(("language", "written", "said"), ROWS)
def test_as_people_say_it(language: str, written: str, said: str) -> None:
    assert speakable(written, language) == said
    assert speakable(said, f"{language}_XX") == said


@pytest.mark.parametrize("language", ["ru", "pl", "ja", "xx", ""])
def test_other_languages_are_left_to_the_voice(language: str) -> None:
    assert speakable("**3,5** km & 20 %", language) == "3,5 km & 20 %"
