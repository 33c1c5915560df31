"""Timers, alarms and reminders in German, French and Spanish: understood, answered and rung in the same language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.unit.test_tool_wordings import SENTENCES
from voice_assistant.tools.alarms import Alarms
from voice_assistant.tools.base import Tool
from voice_assistant.tools.built_in.clock import clock
from voice_assistant.tools.built_in.timers import Timers, announcement
from voice_assistant.tools.wordings.in_english import LANGUAGES, in_english

NOON = datetime(2026, 3, 2, 12).timestamp()  # a Monday
SAID = [
    ("de", "Stell einen Timer auf fünf Minuten.", "5 Minuten, ab jetzt."),
    ("de", "Stelle bitte einen Pizza-Timer auf zwölf Minuten.", "12 Minuten für Pizza, ab jetzt."),
    ("de", "Timer auf eine halbe Stunde", "30 Minuten, ab jetzt."),
    ("de", "Weck mich um halb sieben.", "Der Wecker klingelt um 18:30 Uhr."),
    ("de", "Weck mich morgen um 7 Uhr 15.", "Der Wecker klingelt morgen um 7:15 Uhr."),
    ("de", "Erinnere mich in zehn Minuten an die Pizza.", "Ich erinnere dich in 10 Minuten."),
    ("de", "Erinnere mich am Freitag um neun daran, Anna anzurufen.", "Ich erinnere dich am Freitag um 9:00 Uhr."),
    ("de", "Wie viel Zeit ist noch übrig?", "Es gibt keinen Timer und keine Erinnerung."),
    ("fr", "Mets un minuteur de cinq minutes.", "5 minutes, à partir de maintenant."),
    ("fr", "Mets un minuteur d'une heure.", "1 heure, à partir de maintenant."),
    ("fr", "Réveille-moi demain à sept heures et demie.", "Le réveil sonnera demain à 7h30."),
    ("fr", "Rappelle-moi dans dix minutes d'appeler Anna.", "Je te le rappellerai dans 10 minutes."),
    ("fr", "Combien de temps reste-t-il ?", "Il n'y a ni minuteur ni rappel."),
    ("es", "Pon un temporizador de cinco minutos.", "5 minutos, a partir de ahora."),
    ("es", "Despiértame mañana a las siete y media.", "La alarma sonará mañana a las 7:30."),
    ("es", "Pon una alarma para las 19:30.", "La alarma sonará a las 19:30."),
    ("es", "Recuérdame en diez minutos que llame a Ana.", "Te lo recordaré en 10 minutos."),
    ("es", "¿Cuánto tiempo queda?", "No hay temporizadores ni recordatorios."),
]


def wanted(tools: list[Tool], said: str, language: str) -> tuple[Tool, Any]:
    for tool in tools:
        if tool.wanted is not None and (arguments := tool.wanted(said, language)) is not None:
            return tool, arguments
    raise AssertionError(f"nothing is wanted: {said}")


@pytest.mark.parametrize(("language", "said", "answered"), SAID)
async def test_it_is_answered_in_its_language(language: str, said: str, answered: str) -> None:
    tools = Timers(Alarms(now=lambda: NOON)).tools()
    for known in (language, ""):  # a question in writing has none
        tool, arguments = wanted(tools, said, known)
        assert (await tool.run(arguments)).spoken == answered
        assert known or arguments["language"] == language
        tools = Timers(Alarms(now=lambda: NOON)).tools()


async def test_it_is_told_cancelled_and_rung_in_its_language() -> None:
    alarms = Alarms(now=lambda: NOON)
    tools = Timers(alarms).tools()
    for said in ("Stell einen Timer auf fünf Minuten.", "Erinnere mich morgen um neun daran, Anna anzurufen."):
        tool, arguments = wanted(tools, said, "de")
        await tool.run(arguments)
    tool, arguments = wanted(tools, "Wie viel Zeit ist noch übrig?", "de")
    assert (await tool.run(arguments)).spoken == (
        "Der Timer für 5 Minuten läuft noch 5 Minuten. Eine Erinnerung morgen um 9:00 Uhr: Anna anzurufen."
    )
    timer, reminder = alarms.all
    assert announcement(timer, 0.0) == "Dein Timer für 5 Minuten ist abgelaufen."
    assert announcement(reminder, 7200.0) == "Eine Erinnerung: Anna anzurufen. Das war vor 2 Stunden, als ich aus war."
    tool, arguments = wanted(tools, "Lösche den Timer.", "de")
    assert (await tool.run(arguments)).spoken == "Gelöscht: 1."
    assert alarms.all == [reminder]


@pytest.mark.parametrize("said", [*SENTENCES, "Der Timer ist kaputt.", "Je n'aime pas le minuteur.", "Hay una alarma."])
def test_what_is_no_such_wish(said: str) -> None:
    plain = said.lower().rstrip(".?!")
    assert [in_english(plain, language) for language in LANGUAGES] == [None, None, None]


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("Wie spät ist es?", "Es ist 12:00 Uhr."), ("Quelle heure est-il ?", "Il est 12h00."),
        ("¿Qué hora es?", "Son las 12:00."), ("Welcher Tag ist heute?", "Heute ist Montag, der 2. März."),
        ("Quel jour sommes-nous ?", "Nous sommes le lundi 2 mars."), ("¿Qué día es hoy?", "Hoy es lunes, 2 de marzo."),
        ("What time is it?", "It is 12:00 PM."),
    ],
)  # fmt: skip
async def test_the_clock(said: str, answered: str) -> None:
    tool, arguments = wanted(clock(lambda zone: datetime.fromtimestamp(NOON)), said, "")
    assert (await tool.run(arguments)).spoken == answered
