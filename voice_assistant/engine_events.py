"""Facts about engines; see events.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineChanged:
    """From now on `engine` does the work of `stage`, because another failed, or is well again.

    `message` is one line for the screen, `spoken` a sentence to say aloud, "" when it need not be said.
    """

    stage: str
    engine: str
    message: str
    spoken: str
