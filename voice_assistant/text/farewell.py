"""Words that end a hands-free talk when they are all that is said."""

from __future__ import annotations

import re

_BEFORE = ("please", "ok", "okay", "alright", "all right", "well", "thanks", "thank you", "now", "hey", "assistant")
_ENDINGS = (
    r"stop(?: (?:it|talking|listening))?",
    r"never ?mind",
    r"go to sleep",
    r"(?:good ?)?bye(?: bye)?",
    r"good night",
    r"be quiet|shut up",
    r"that(?:'s| is| will be|'ll be) (?:all|it|enough)",
    r"(?:we are|we're|i am|i'm) done",
    r"end (?:the )?conversation",
)
_AFTER = ("please", "thanks", "thank you", "now", "for now", "then")
_ENDS = re.compile(
    rf"(?:(?:{'|'.join(_BEFORE)})[,.! ]+)*(?:{'|'.join(_ENDINGS)})(?:[,. ]+(?:{'|'.join(_AFTER)}))*[.!]*", re.IGNORECASE
)


def ends_talk(text: str) -> bool:
    """Whether `text`, as a recogniser writes it, is nothing but a wish to end the talk. English so far."""
    return _ENDS.fullmatch(text.strip().replace("\u2019", "'")) is not None
