"""What dictation does at the cursor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Insert:
    """Put `text` at the cursor; may hold line breaks."""

    text: str


@dataclass(frozen=True, slots=True)
class PressKey:
    """Press the key of this name (`desktop.keys.KEYS`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back what the dictation before this one inserted."""


Step = Insert | PressKey | Undo


@dataclass(frozen=True, slots=True)
class Dictated:
    """What is to be done, in this order. Neighbouring steps are never both `Insert`."""

    steps: tuple[Step, ...]

    @property
    def text(self) -> str:
        """All that is inserted."""
        return "".join(step.text for step in self.steps if isinstance(step, Insert))
