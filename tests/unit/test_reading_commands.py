"""What is said to a reading is done; what is asked about the text is not mistaken for it."""

from __future__ import annotations

import pytest

from voice_assistant.text.reading_commands import ReadingCommand, reading_command, wordings

SAID = {
    "pause": ["Pause.", "Wait a moment.", "Pause the reading, please."],
    "resume": ["Go on.", "Continue reading.", "Okay, keep going."],
    "stop": ["Stop.", "Stop reading, thanks.", "That's enough."],
    "next": ["Next.", "Next sentence.", "Skip this sentence."],
    "previous": ["Go back one sentence.", "Previous sentence."],
    "next-paragraph": ["Next paragraph.", "Skip this paragraph, please.", "Go to the next paragraph."],
    "previous-paragraph": ["Previous paragraph.", "Back to the previous paragraph.", "Repeat this paragraph."],
    "next-heading": ["Skip to the next heading.", "Let's get to the next heading.", "Next chapter."],
    "previous-heading": ["Previous chapter.", "Go back to the last heading."],
    "repeat": ["What did it just say?", "Again, please.", "Read that sentence again."],
    "faster": ["Faster.", "A bit faster, please.", "Not so slow."],
    "slower": ["Slower.", "Slow down a bit.", "Not so fast!"],
    "bookmark": ["Bookmark this.", "Set a bookmark here.", "Remember this page."],
    "where": ["Where am I?", "What page are we on?", "How far is it?"],
}


@pytest.mark.parametrize(("command", "text"), [(command, text) for command in SAID for text in SAID[command]])
def test_what_is_wanted(command: str, text: str) -> None:
    assert reading_command(text, "en") == ReadingCommand(command)


@pytest.mark.parametrize(
    "text",
    [
        "Why did he pause?",
        "Who is the next king?",
        "What is a bookmark?",
        "What does the paragraph mean?",
        "Does she go on?",
        "Where is Harrow?",
        "Is it a chapter about whales?",
        "",
    ],
)
def test_a_question_about_the_text_is_none(text: str) -> None:
    assert reading_command(text, "en") is None


@pytest.mark.parametrize(
    ("language", "text", "command"),
    [
        ("de", "Weiter.", "resume"),
        ("de", "Nächster Absatz, bitte.", "next-paragraph"),
        ("de", "Was hat er gerade gesagt?", "repeat"),
        ("de", "Wo bin ich?", "where"),
        ("fr", "Continue, s'il te plaît.", "resume"),
        ("fr", "Qu'est-ce qu'il a dit ?", "repeat"),
        ("fr", "Chapitre suivant.", "next-heading"),
        ("es", "Sigue leyendo.", "resume"),
        ("es", "Frase anterior.", "previous"),
        ("ko", "계속 읽어 줘.", "resume"),
        ("ko", "다음 문단", "next-paragraph"),
        ("zh", "继续读。", "resume"),
        ("zh", "上一句", "previous"),
        ("ja", "Next paragraph.", "next-paragraph"),
    ],
)
def test_other_languages(language: str, text: str, command: str) -> None:
    assert reading_command(text, language) == ReadingCommand(command)


def test_every_language_has_all_commands() -> None:
    spoken = {command.value for command in ReadingCommand} - {"toggle", "faster", "slower"}
    for language, table in wordings().items():
        assert set(table) == spoken, language
