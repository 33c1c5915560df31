"""A reply cut into pieces while it is written and played, on a virtual clock."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from voice_assistant.speaking.chunks import Chunk, chunked
from voice_assistant.speaking.synthesis_pace import Lead, SynthesisPace
from voice_assistant.text.durations import spoken_s

pytestmark = pytest.mark.looptime

LONG = (
    "The old lighthouse at the end of the bay, which had been dark for years, was lit again last night, and nobody in "
    "the village knows who did it. Some say it was the keeper. Others believe that, as the stories tell, it lights "
    "itself when a ship is in danger. We shall see."
)


def now() -> float:
    return asyncio.get_running_loop().time()


async def written(text: str, word_s: float) -> AsyncIterator[str]:
    for word in text.split(" "):
        await asyncio.sleep(word_s)
        yield word + " "


async def whole(text: str) -> AsyncIterator[str]:
    yield text


@dataclass
class Mouth:
    """Makes a voice that needs `fixed_s` and `per_s` of each second, and plays it at once."""

    per_s: float
    fixed_s: float = 0.02
    pace: SynthesisPace = field(default_factory=SynthesisPace)
    chunks: list[Chunk] = field(default_factory=list)
    dry: list[tuple[str, float]] = field(default_factory=list)  # what came too late, and by how much
    first_s: float = 0.0
    _ends_s: float = 0.0

    @property
    def said(self) -> list[str]:
        return [" ".join(chunk.text.split()) for chunk in self.chunks]

    def room_s(self) -> float:
        return max(0.0, self._ends_s - now())

    async def say(self, deltas: AsyncIterator[str]) -> None:
        began_s = now()
        async with chunked(deltas, self.room_s, self.pace) as chunks:
            async for chunk in chunks:
                self.chunks.append(chunk)
                lasts_s = spoken_s(chunk.text)
                makes_s = self.fixed_s + self.per_s * lasts_s
                await asyncio.sleep(makes_s)
                lead = Lead()
                lead.part(makes_s, lasts_s)
                self.pace.learn(lasts_s, lead.lead_s)
                if len(self.chunks) == 1:
                    self.first_s = now() - began_s
                elif now() > self._ends_s + 1e-6:
                    self.dry.append((self.said[-1], now() - self._ends_s))
                self._ends_s = max(now(), self._ends_s) + lasts_s


async def test_the_first_clause_is_said_before_its_sentence_is_written() -> None:
    mouth = Mouth(per_s=0.1)
    await mouth.say(written(LONG, 0.06))
    assert mouth.said == [
        "The old lighthouse at the end of the bay,",
        "which had been dark for years, was lit again last night, and nobody in the village knows who did it.",
        "Some say it was the keeper.",
        "Others believe that, as the stories tell, it lights itself when a ship is in danger.",
        "We shall see.",
    ]
    assert [chunk.ends_sentence for chunk in mouth.chunks] == [False, True, True, True, True]
    assert mouth.dry == []
    assert mouth.first_s == pytest.approx(10 * 0.06 + 0.02 + 0.1 * spoken_s(mouth.said[0]))


@pytest.mark.parametrize("word_s", [0.02, 0.1, 0.2])
@pytest.mark.parametrize("per_s", [0.05, 0.3, 0.6])
async def test_the_voice_does_not_run_dry_while_the_model_keeps_ahead(per_s: float, word_s: float) -> None:
    mouth = Mouth(per_s)
    for _ in range(3):  # it learns the pace
        mouth.chunks.clear()
        mouth.dry.clear()
        await mouth.say(written(LONG, word_s))
        await asyncio.sleep(mouth.room_s())
    assert mouth.dry == []
    assert "".join(chunk.text for chunk in mouth.chunks).split() == LONG.split()


async def test_without_clauses_a_slow_voice_would_run_dry() -> None:
    """The check above would notice."""
    mouth = Mouth(per_s=0.6)
    mouth.pace = FastPace()
    await mouth.say(written(LONG, 0.02))
    assert mouth.dry


class FastPace(SynthesisPace):
    def learn(self, spoken_s: float, lead_s: float) -> None:
        pass


async def test_the_pieces_of_a_slow_voice_grow() -> None:
    mouth = Mouth(per_s=0.6)
    await mouth.say(written(LONG, 0.02))
    mouth.chunks.clear()
    await asyncio.sleep(mouth.room_s())
    await mouth.say(written(LONG, 0.02))
    assert not mouth.chunks[1].ends_sentence
    assert mouth.chunks[-1].ends_sentence
    assert spoken_s(mouth.chunks[0].text) < spoken_s(mouth.chunks[-2].text)


async def test_a_voice_slower_than_speech_gets_whole_sentences_after_the_first_clause() -> None:
    mouth = Mouth(per_s=1.8)
    for _ in range(2):
        mouth.chunks.clear()
        await mouth.say(written(LONG, 0.02))
        await asyncio.sleep(mouth.room_s())
    assert [chunk.ends_sentence for chunk in mouth.chunks] == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I really think so, yes. Why?", ["I really think so, yes.", "Why?"]),
        ("Yes, of course.", ["Yes, of course."]),
        ("Paris.", ["Paris."]),
        ("", []),
    ],
)
async def test_short_sentences_stay_whole(text: str, said: list[str]) -> None:
    mouth = Mouth(per_s=0.1)
    await mouth.say(written(text, 0.06))
    assert mouth.said == said


@pytest.mark.parametrize("word_s", [0.0, 0.3])
async def test_for_a_file_sentences_stay_whole_however_slow_the_voice(word_s: float) -> None:
    mouth = Mouth(per_s=0.8)
    mouth.room_s = lambda: math.inf  # type: ignore[method-assign]
    await mouth.say(written(LONG, word_s))
    assert all(chunk.ends_sentence for chunk in mouth.chunks)
    assert len(mouth.chunks) == 4


async def test_a_first_sentence_that_is_there_as_a_whole_is_divided_only_if_long() -> None:
    short = "Well, I really think so, and I did."
    mouth = Mouth(per_s=0.05)
    await mouth.say(whole(short))
    assert mouth.said == [short]
    mouth = Mouth(per_s=0.1)
    await mouth.say(whole(LONG))
    assert mouth.said[0] == "The old lighthouse at the end of the bay,"


async def test_short_sentences_go_together_where_each_costs_much() -> None:
    mouth = Mouth(per_s=0.05, fixed_s=0.8)
    for text in (LONG, LONG):
        await mouth.say(written(text, 0.0))
        await asyncio.sleep(mouth.room_s())
    mouth.chunks.clear()
    await mouth.say(whole("Yes. I do. You know that. It has always been so, ever since we met."))
    assert mouth.said == ["Yes. I do. You know that.", "It has always been so, ever since we met."]


async def test_a_model_that_stalls_in_mid_sentence_is_covered_by_a_clause() -> None:
    async def stalling() -> AsyncIterator[str]:
        async for word in written("This is how it began. It was a dark and stormy night, and all of the people ", 0.02):
            yield word
        await asyncio.sleep(30)
        yield "slept. "

    mouth = Mouth(per_s=0.1)
    await mouth.say(stalling())
    assert mouth.said[:2] == ["This is how it began.", "It was a dark and stormy night,"]
    assert [text for text, _ in mouth.dry] == ["and all of the people slept."]


async def test_a_sentence_that_nothing_follows_for_a_moment_is_said() -> None:
    async def pausing() -> AsyncIterator[str]:
        yield "I will look it up, e.g. in the"
        await asyncio.sleep(2.0)  # in mid-sentence
        yield " encyclopedia by Dr."
        await asyncio.sleep(2.0)  # after what is no end
        yield " Smith. "
        began_s = now()
        await asyncio.sleep(30)
        assert len(mouth.said) == 2
        assert mouth._ends_s < began_s + 5
        yield "Here it is."

    mouth = Mouth(per_s=0.1)
    await mouth.say(pausing())
    assert mouth.said == ["I will look it up,", "e.g. in the encyclopedia by Dr. Smith.", "Here it is."]
    assert [chunk.ends_sentence for chunk in mouth.chunks] == [False, True, True]


async def test_an_error_is_raised_after_the_sentences_before_it() -> None:
    async def breaking() -> AsyncIterator[str]:
        yield "One sentence is whole. Another is "
        raise ValueError("gone")

    mouth = Mouth(per_s=0.1)
    with pytest.raises(ValueError, match="gone"):
        await mouth.say(breaking())
    assert mouth.said == ["One sentence is whole."]


async def test_the_source_is_closed_when_nobody_listens_any_more() -> None:
    closed = asyncio.Event()

    async def endless() -> AsyncIterator[str]:
        try:
            while True:
                await asyncio.sleep(0.01)
                yield "More and more. "
        finally:
            closed.set()

    async with chunked(endless(), lambda: 0.0, SynthesisPace()) as chunks:
        assert (await anext(chunks)).text == "More and more."
    assert closed.is_set()


def test_pace_tells_what_each_piece_costs_from_what_each_second_costs() -> None:
    pace = SynthesisPace()
    for seconds in (1.0, 2.0, 5.0, 1.0, 3.0, 4.0, 2.0, 1.0):
        pace.learn(seconds, 0.3 + 0.5 * seconds)
    assert pace.lead_s(10.0) == pytest.approx(5.3)
    assert pace.overhead_s == pytest.approx(0.3)
    assert pace.keeps_up


def test_pace_forgets_one_slow_start() -> None:
    pace = SynthesisPace()
    for seconds, lead_s in ((1.0, 4.0), (2.0, 0.2), (5.0, 0.5), (1.0, 0.1), (3.0, 0.3)):
        pace.learn(seconds, lead_s)
    assert pace.lead_s(3.0) < 0.6


def test_a_stream_that_is_faster_than_its_sound_needs_only_its_first_part_waited_for() -> None:
    lead = Lead()
    for waited_s in (0.3, 0.1, 0.1):
        lead.part(waited_s, 0.2)
    assert lead.lead_s == pytest.approx(0.3)


def test_a_stream_that_is_slower_than_its_sound_needs_a_lead() -> None:
    lead = Lead()
    for _ in range(10):
        lead.part(0.4, 0.2)
    assert lead.lead_s == pytest.approx(4.0 - 1.8)
