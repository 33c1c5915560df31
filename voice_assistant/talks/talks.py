"""The present conversation, and where others come from: new ones, and kept ones that go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ..config.schema import Config
from ..conversation import Conversation, Exchange
from .files import Talk, TalkFile, load_talk, load_talks, new_talk, prune


class Talks:
    """`folder` None keeps nothing. `on_problem` is told, once a talk, when nothing can be written."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        new_after_s: float = 0.0,
        on_problem: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._folder = folder
        self._new_after_s = new_after_s
        self._on_problem = on_problem
        self.present: Conversation
        self.begin()

    @classmethod
    def of(cls, config: Config, folder: Path, on_problem: Callable[[str], None]) -> Talks:
        """As the config says. Old ones are deleted now."""
        keep = config.conversations.keep == "all" or (
            config.conversations.keep == "auto" and config.recordings.keep == "all"
        )
        talks = cls(
            folder if keep else None, new_after_s=60.0 * config.conversations.new_after_min, on_problem=on_problem
        )
        talks.prune(config.conversations.max_days)
        return talks

    @property
    def id(self) -> str:
        """The name of the present talk, "" when it is not kept."""
        return self._keeper.file.id if self._keeper.file is not None else ""

    def begin(self) -> None:
        """A new one; it gets a file when something was said in it."""
        file = None if self._folder is None else new_talk(self._folder, _now())
        self._keeper = _Keeper(file, self._on_problem)
        self.present = Conversation(self._keeper)

    def resume(self, talk: Talk) -> None:
        """Go on with `talk`, in its file. A turn that still ends belongs to the one before."""
        if talk.id != self.id:
            self._keeper = _Keeper(None if self._folder is None else TalkFile(talk.path), self._on_problem)
            turns = talk.turns[talk.summarised :]
            self.present = Conversation(self._keeper, turns=turns, summary=talk.summary, summarised=talk.summarised)
        self._keeper.last_s = time.time()

    def freshen(self) -> None:
        """What was said long ago is not gone on with: a new one begins. Sleep of the computer counts."""
        if self._new_after_s and self.present.turns and time.time() - self._keeper.last_s > self._new_after_s:
            self.begin()

    def find(self, name: str = "") -> Talk | None:
        """The kept talk of that name, or the last one spoken in. None if there is none."""
        if self._folder is None:
            return None
        if name:
            return load_talk(self._folder / f"{Path(name).name}.jsonl")
        return next(reversed(load_talks(self._folder)), None)

    def prune(self, max_days: int) -> None:
        if self._folder is not None:
            prune(self._folder, max_days, _now())


class _Keeper:
    """Writes one conversation down. A disk that is full does not end a talk."""

    def __init__(self, file: TalkFile | None, on_problem: Callable[[str], None]) -> None:
        self.file = file
        self.last_s = time.time()
        self._on_problem = on_problem
        self._failed = False

    def add(self, exchange: Exchange) -> None:
        self.last_s = time.time()
        if (file := self.file) is not None:
            self._try(lambda: file.add(exchange, _now()))

    def summarised(self, summary: str, turns: int) -> None:
        if (file := self.file) is not None:
            self._try(lambda: file.summarised(summary, turns))

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            if not self._failed:
                self._on_problem(f"this talk is not kept: {error.strerror or error}")
            self._failed = True


def _now() -> datetime:
    return datetime.now(UTC)
