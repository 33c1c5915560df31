"""What stands in an editor, read back from the file it saves."""

from __future__ import annotations

import time
from typing import Protocol

POLL_S = 0.05
PATIENCE_S = 1.0  # a save that was asked for shows within this time, or the key was missed
WITHIN_S = 30.0


class Editor(Protocol):
    def save(self) -> None: ...

    def text(self) -> str: ...


def assert_saved(editor: Editor, text: str) -> None:
    """Saves, and fails unless the file comes to hold `text`. Blocks.

    A busy editor may miss the key, or save before the text has reached it: so it is asked again.
    """
    deadline = time.monotonic() + WITHIN_S
    while editor.text() != text and time.monotonic() < deadline:
        editor.save()
        again_at = time.monotonic() + PATIENCE_S
        while editor.text() != text and time.monotonic() < again_at:
            time.sleep(POLL_S)
    assert editor.text() == text
