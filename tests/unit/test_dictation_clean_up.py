"""A language model that tidies dictated text must do nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest

from voice_assistant.engines.base import Message, Sampling
from voice_assistant.persona_store import load_persona
from voice_assistant.text.dictation.clean_up import clean_up, strays


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        ("so what i i wanted to ask is is the the meeting on", "So what I wanted to ask is: is the meeting on?"),
        ("what is the capital of france", "What is the capital of France?"),
        ("their going too the store", "They're going to the store."),
        ("um i think we should go", "I think we should go."),
        ("i dont know", "I don't know."),
        ("I do not like it", "I don't like it."),
        ("thank you", "Thank you."),
        ("ja das ist gut", "Ja, das ist gut."),
        ("我今天去学校", "我今天去学校。"),
        ("", ""),
    ],
)  # fmt: skip
def test_tidying_is_fine(said: str, cleaned: str) -> None:
    assert strays(said, cleaned) is None


@pytest.mark.parametrize(
    ("said", "cleaned"),
    [
        ("what is the capital of france", "The capital of France is Paris."),
        ("what is the capital of france", "Paris."),
        ("write a poem about cats", "Cats are soft, cats are sweet, they land upon their feet."),
        ("good morning everybody", "Guten Morgen allerseits."),
        ("good morning everybody", "大家早上好"),
        ("translate this into german i like dogs", "Ich mag Hunde."),
        ("i will not come tomorrow", "I will come tomorrow."),
        ("I paid 25 euros", "I paid 52 euros."),
        ("hello how are you today i am fine and the weather is nice here", "Hello, how are you?"),
        ("please send the report to anna", "Sure! Here is the corrected text: Please send the report to Anna."),
        ("delete the file and then restart the server", "I have deleted the file and restarted the server."),
        ("thank you", "You're welcome!"),
        ("ok", ""),
    ],
)
def test_answers_translations_and_losses_are_noticed(said: str, cleaned: str) -> None:
    assert strays(said, cleaned) is not None


def test_the_examples_of_the_persona_do_not_stray() -> None:
    for example in load_persona("dictation-clean-up").examples:
        assert strays(example.user, example.assistant) is None


class Writer:
    """A language model that writes what it is given, endlessly if asked to."""

    def __init__(self, reply: str, *, times: int = 1) -> None:
        self.reply, self.times = reply, times
        self.asked: list[Message] = []
        self.written = 0

    async def start(self) -> None: ...

    async def prepare(self, messages: Sequence[Message], *, model: str | None = None) -> None: ...

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling(), *, model: str | None = None
    ) -> AsyncIterator[str]:
        self.asked = list(messages)
        for _ in range(self.times):
            self.written += 1
            yield self.reply

    async def close(self) -> None: ...


async def test_the_tidied_text_is_used() -> None:
    model = Writer(" Hello, Anna. ")
    persona = load_persona("dictation-clean-up")
    assert await clean_up("\nhello anna ", model, persona) == ("\nHello, Anna. ", None)
    assert (model.asked[0].role, model.asked[-1].text) == ("system", "hello anna")


async def test_a_model_that_strays_leaves_the_raw_text_and_a_reason() -> None:
    text, reason = await clean_up("how old are you", Writer("I am a model."), load_persona("dictation-clean-up"))
    assert text == "how old are you"
    assert reason is not None and reason.startswith("the model")


async def test_a_model_that_never_stops_is_stopped() -> None:
    model = Writer("la la la ", times=100_000)
    assert (await clean_up("sing", model, load_persona("dictation-clean-up")))[0] == "sing"
    assert model.written < 100


async def test_nothing_said_asks_nobody() -> None:
    model = Writer("Hello!")
    assert await clean_up(" \n", model, load_persona("dictation-clean-up")) == (" \n", None)
    assert model.asked == []
