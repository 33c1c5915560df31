"""What of a paragraph somebody says: by the marks of several languages; what has no other is nobody's speech."""

from __future__ import annotations

import pytest

from tests.rig.reading import PaperPages, paper
from voice_assistant.config.schema import Config
from voice_assistant.reading.script import Script
from voice_assistant.reading.sentence import Sentence
from voice_assistant.reading.wording import Phrase, Wording
from voice_assistant.text.quotes import quoted

NOBODY: list[str] = []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“Hello,” she said, “come in.”", ["“Hello,”", "“come in.”"]),
        ('"One," he said. "Two."', ['"One,"', '"Two."']),
        ("‘I don’t know,’ he said. ‘It’s the boys’ house.’", ["‘I don’t know,’", "‘It’s the boys’ house.’"]),
        ("'Tis true,' said he, 'but don't go.'", ["'Tis true,'", "'but don't go.'"]),
        ("He said “He told me ‘go’ now.” End.", ["“He told me ‘go’ now.”"]),
        ("„Ja“, sagte er. „Nein.“", ["„Ja“", "„Nein.“"]),
        ("»Gut«, sagte sie.", ["»Gut«"]),
        ("« Bonjour », dit-il.", ["« Bonjour »"]),
        ("”Hej”, sade hon.", ["”Hej”"]),
        ("他说：「你好。」", ["「你好。」"]),
        ('He said "I will be there tomorrow at noon" and left.', ['"I will be there tomorrow at noon"']),
        # no speech
        ("He played the “so-called” expert again.", NOBODY),
        ('The book "Moby Dick" is long.', NOBODY),
        ("It is 5'10\" tall, the 12\" records don't fit.", NOBODY),
        ("The boys' house and the girls' house, nothing else.", NOBODY),
        # a mark that has no other
        ("“It was long ago. He left.", NOBODY),
        ('Only one " here and more', NOBODY),
        ('"Lost one. He said "Yes." Then left.', ['"Yes."']),
        ("And the end.” He left.", NOBODY),
    ],
)
def test_speech_is_what_stands_between_marks(text: str, said: list[str]) -> None:
    assert [text[start:end] for start, end in quoted(text)] == said


def test_speech_over_several_paragraphs_has_a_mark_at_each_beginning() -> None:
    text = "He began. “It was long ago."
    assert quoted(text, "“And then it rained.”") == [(10, len(text))]
    assert quoted(text, "He left.") == []
    assert quoted(text, '"And then it rained."') == []


async def sentences(*texts: str) -> list[Sentence]:
    script = Script(PaperPages(paper(*texts)))
    found = []
    sentence = await script.at(0)
    while sentence is not None:
        found.append(sentence)
        sentence = await script.after(sentence)
    return found


async def test_each_sentence_knows_what_of_it_is_speech() -> None:
    first, second, third = await sentences("“Wait! Who is there?” he said.", "Nobody.")
    assert (first.text, first.quotes) == ("“Wait!", ((0, 6),))
    assert second.text[: second.quotes[0][1]] == "Who is there?”"
    assert third.quotes == ()


async def test_speech_goes_on_where_other_blocks_are_read() -> None:
    texts = [*(f"Paragraph number {n}." for n in range(5)), "“It was long ago.", "“And then it rained.”"]
    found = {sentence.text: sentence.quotes for sentence in await sentences(*texts)}
    assert found["“It was long ago."] == ((0, 17),)
    assert found["“And then it rained.”"] == ((0, 21),)


async def test_the_second_voice_says_it_when_asked() -> None:
    (sentence,) = await sentences("“Hello there,” she said, “and come in.”")
    config = Config()
    assert [phrase.voice for phrase in Wording(config).phrases(sentence)] == [None]
    assert Wording(Config.model_validate({"reading": {"quote_voice": "en_US-amy-medium"}})).phrases(sentence) == [
        Phrase("“Hello there,”", "“Hello there,”", "en_US-amy-medium", quoted=True),
        Phrase("she said,", "she said,", None),
        Phrase("“and come in.”", "“and come in.”", "en_US-amy-medium", quoted=True),
    ]
