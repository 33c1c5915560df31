"""How texts and documents are read aloud."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .section import Section


class ReadingKeys(Section):
    """Keys that steer a reading. They are taken only while something is read; "" is none."""

    pause: str = Field("Shift+F7", description="pause, and go on with the clause that was cut off")
    stop: str = Field("", description="end it; hotkeys.cancel does, too")
    next: str = Field("Alt+Shift+N", description="next sentence")
    previous: str = Field("Alt+Shift+P", description="previous sentence")
    next_paragraph: str = Field("Alt+Shift+D", description="next paragraph")
    previous_paragraph: str = Field("Alt+Shift+U", description="beginning of the paragraph, then the one before")
    next_heading: str = Field("Alt+Shift+H", description="next heading")
    previous_heading: str = Field("Alt+Shift+G", description="heading of this part, then the one before")
    repeat: str = Field("Alt+Shift+R", description="the sentence again")
    faster: str = Field("Alt+Shift+F", description="faster, from the next sentence on")
    slower: str = Field("Alt+Shift+S", description="slower, from the next sentence on")
    bookmark: str = Field("Alt+Shift+B", description="remember the place")


class ReadingConfig(Section):
    """Reading aloud, in the running assistant and by `read`."""

    when_new: Literal["replace", "queue", "interrupt"] = Field(
        "replace",
        description='something new while something is read: "replace" it, "queue" behind it, "interrupt" it for that',
    )
    after_question: Literal["resume", "pause"] = Field(
        "resume", description="what a reading does when what silenced it, such as a question, is over"
    )
    companion: bool = Field(
        False, description="documents chapter by chapter: what it is about before, questions about it afterwards"
    )
    quote_voice: str = Field("", description="another voice for what stands in quotation marks; none as it is")
