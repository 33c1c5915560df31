"""What is known of a realtime session, and of the answer that comes over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .base import Spoken
from .pcm import Pcm16Stream
from .realtime_items import Item
from .realtime_line import Event, Line


@dataclass(slots=True)
class Session:
    """A line, and what is known to be at its other end."""

    line: Line
    voice: str
    told: tuple[Any, ...] = ()  # instructions and tools
    update: str = ""  # the event that told them
    used: bool = False  # it was asked before
    items: list[Item] = field(default_factory=list)
    shown: dict[str, Item] = field(default_factory=dict)  # pictures, by the event that sent them


@dataclass(slots=True)
class SaidItem:
    """An item of an answer."""

    item: Item
    sound: Pcm16Stream = field(default_factory=Pcm16Stream)
    sound_s: float = 0.0
    transcribed: bool = False


@dataclass(slots=True)
class Answer:
    """To one question; in several responses, when tools were asked for in between."""

    session: Session
    question: Item
    said: list[SaidItem] = field(default_factory=list)

    def of(self, item_id: str) -> SaidItem:
        for said in self.said:
            if said.item.id == item_id:
                return said
        said = SaidItem(Item("assistant", id=item_id))
        self.said.append(said)
        self.session.items.append(said.item)
        return said


def piece_of(event: Event, answer: Answer) -> str | None:
    """What `event` adds to `answer`, None if that is nothing to be heard or read."""
    kind = event["type"]
    delta = event.get("delta")
    if kind in ("response.output_text.delta", "response.text.delta"):
        answer.of(str(event.get("item_id"))).item.text += str(delta)
        return str(delta)
    if kind in ("response.output_audio.delta", "response.audio.delta"):
        said = answer.of(str(event.get("item_id")))
        sound = said.sound.add(str(delta))
        said.sound_s += sound.duration_s
        return Spoken("", sound)
    if kind in ("response.output_audio_transcript.delta", "response.audio_transcript.delta"):
        said = answer.of(str(event.get("item_id")))
        said.transcribed = True
        said.item.text += str(delta)
        return Spoken(str(delta))
    if kind in ("response.output_audio_transcript.done", "response.audio_transcript.done"):
        said = answer.of(str(event.get("item_id")))
        if not said.transcribed:  # it came only now
            said.item.text = str(event.get("transcript") or "")
            return Spoken(said.item.text)
    return None
