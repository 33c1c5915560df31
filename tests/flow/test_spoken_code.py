"""Code is announced, not read, and lies on the clipboard; on a virtual clock."""

from __future__ import annotations

import pytest

from tests.fakes import PaperDesk, Studio
from voice_assistant.assistant import Assistant
from voice_assistant.config.schema import Config
from voice_assistant.errors import DeviceError
from voice_assistant.events import Problem, TextDelivered
from voice_assistant.persona import Persona

pytestmark = pytest.mark.looptime

PERSONAS = {"assistant": Persona(name="assistant", description="helps", instructions="Be brief.")}
REPLY = "Try this:\n\n```python\nfor x in y:\n    print(x)\n```\n\nOr this:\n\n```\nls\n```\n\nDone."


async def said(studio: Studio, reply: str, binding: str = "ask") -> list[str]:
    studio.model.replies = [(reply, None)]
    await Assistant(studio.equipment, studio.model, PERSONAS).once(binding, "How?")
    return studio.voice.said


async def test_code_is_announced_and_copied_all_of_it() -> None:
    studio = Studio()
    spoken = await said(studio, REPLY)
    assert spoken == [
        "Try this:",
        "A code block of two lines is on the clipboard.",
        "Or this:",
        "A code block of one line is on the clipboard.",
        "Done.",
    ]
    assert studio.desk.copied == "for x in y:\n    print(x)\n\nls"


async def test_an_answer_without_code_leaves_the_clipboard_alone() -> None:
    studio = Studio()
    studio.desk.copied = "mine"
    await said(studio, "Write `ls` and press Enter.")
    assert studio.desk.copied == "mine"
    assert not studio.seen(TextDelivered)


async def test_what_is_read_aloud_does_not_touch_the_clipboard() -> None:
    studio = Studio()
    studio.desk.copied = "mine"
    await Assistant(studio.equipment, studio.model, PERSONAS).once("read", REPLY)
    assert studio.voice.said[1] == "A code block of two lines."
    assert studio.desk.copied == "mine"


async def test_a_binding_that_copies_the_answer_keeps_doing_so() -> None:
    config = Config.model_validate({"bindings": {"both": {"sources": ["microphone"], "sinks": ["speak", "clipboard"]}}})
    studio = Studio(config)
    await said(studio, REPLY, "both")
    assert studio.desk.copied == REPLY


class NoClipboard(PaperDesk):
    async def copy(self, text: str) -> None:
        raise DeviceError("the clipboard cannot be reached")


async def test_without_a_clipboard_the_answer_goes_on() -> None:
    studio = Studio()
    object.__setattr__(studio.equipment, "desk", NoClipboard())
    spoken = await said(studio, REPLY)
    assert spoken[-1] == "Done."
    assert studio.seen(Problem)
