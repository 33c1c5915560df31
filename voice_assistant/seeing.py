"""What a question wants to be looked at: by its binding, by its words, or because the camera is on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakSet

from .bus import Bus
from .config.fallbacks import in_order
from .config.roads import RoadName
from .config.schema import BindingConfig, Config
from .conversation import Conversation
from .engines.base import LanguageModel, Sees
from .errors import DeviceError, PictureError
from .events import Problem
from .persona import Persona
from .roads import Hearer
from .text.look_commands import Look, look_wish
from .vision.asking import writing_of
from .vision.eyes import Eyes
from .vision.looking import Looking, Sure
from .vision.permission import remote
from .vision.sight import Seen, Target
from .vision.writing.asking import WritingTalk
from .vision.written import Written, asks_to_read, found, newest_writing, what_it_says
from .vision_events import PicturesSeen, SeenPicture


@dataclass(slots=True)
class View:
    """For all questions of a session. `ask` is the person's consent; without it nothing goes to other machines."""

    eyes: Eyes
    config: Config
    bus: Bus
    model: LanguageModel  # that reads
    ask: Callable[[str, Callable[[bool], AsyncIterator[str]]], str] | None = None
    outside: Callable[[Conversation], object] = lambda conversation: None  # told where a picture was seen
    written: Written = field(default_factory=Written)
    _blind: WeakSet[Conversation] = field(default_factory=WeakSet)  # where it was told that only writing is seen

    def answer(self, asked: str, language: str, sure: Sure) -> AsyncIterator[str] | None:
        """The answer to a wish about looking itself, "close your eyes"; None to anything else."""
        wish = look_wish(asked, language)
        if wish is None or wish.look is Look.AT:
            return None
        return self._closed(sure) if wish.look is Look.AWAY else self._opened(sure)

    def follow_up(
        self, asked: str, language: str, persona: Persona, talked: Conversation, sure: Sure
    ) -> AsyncIterator[str] | None:
        """What was read in the turn before says to `asked`; None to anything that is not about that."""
        if persona.name != self.config.persona:
            return None
        said = self.written.follow_up(talked, asked, language, looking=self.eyes.looking)
        if said is None:
            return None
        text, writing, talk = said
        sure.then(lambda: self.written.keep(talked, writing, talk))
        sure.then(lambda: self.outside(talked))
        return _once(text)

    def prepare(self, binding: BindingConfig) -> None:
        """The person is about to ask."""
        if "camera" in binding.sights:
            self.eyes.wake()

    def looking(
        self,
        asked: str,
        language: str,
        binding: BindingConfig,
        persona: Persona,
        sure: Sure,
        hearer: Hearer | None,
        talked: Conversation | None,
    ) -> tuple[Looking | None, Hearer | None]:
        """What is to be looked at for `asked`, None for nothing; and who answers it: one who sees, given a choice."""
        targets: list[Target] = [*self.eyes.given, *binding.sights]
        wish = look_wish(asked, language) if binding.spoken_only else None
        if wish is not None and not self.eyes.given:  # else it is about what was given
            targets += [target for target in wish.targets if target not in targets]
        wanted = bool(targets)
        if not wanted and self.eyes.looking and binding.spoken_only:
            targets.append("camera")
        if not targets:
            return None, hearer
        reads = partial(_sees, self.model, persona.model)
        if hearer is not None and asked and hearer.sees() is False and reads() is not False:
            hearer = None
        sees = reads if hearer is None else hearer.sees

        def saw(line: str) -> None:
            if talked is not None:
                talked.saw(line)
                self.outside(talked)

        talk = WritingTalk()

        def reply(seen: Seen) -> str | None:
            """Of a writing that is sure; where the model sees as well, of no other."""
            writing = newest_writing(seen)
            if writing is None or persona.name != self.config.persona or persona.format is not None:
                return None
            if talked is not None:
                sure.then(lambda: self.written.keep(talked, writing, talk))
            text = talk.answer(asked, writing, language)
            if text is None and sees() is False and wish is not None and wish.bare:
                return what_it_says(writing)
            return None if text is None or (sees() is not False and not found(text, language)) else text

        looking = Looking(
            self.eyes,
            targets,
            sure,
            wanted=wanted,
            reads=(wish is not None and wish.reads) or asks_to_read(asked, language),
            sees=sees,
            servers=servers_of(self.config, "cascade" if hearer is None else hearer.road),
            ask=self.ask,
            tell=self._tell,
            saw=saw,
            problem=lambda line: self.bus.publish(Problem(line)),
            blind_before=talked is not None and talked in self._blind,
            reply=reply,
            most_tokens=self._most_tokens,
            told_blind=lambda: None if talked is None else self._blind.add(talked),
        )
        return looking, hearer

    @property
    def _most_tokens(self) -> int | None:
        """Servers have a large memory; our own model has what the config gives it."""
        config = self.config.language_model
        return config.context_tokens // 2 if config.engine == "embedded" else None

    def writing(self, binding: BindingConfig, sure: Sure) -> Looking:
        """For a binding without a persona: the writing itself is the answer."""
        problem = lambda line: self.bus.publish(Problem(line))  # noqa: E731
        targets: list[Target] = [*self.eyes.given, *binding.sights]
        return Looking(self.eyes, targets, sure, sees=lambda: False, tell=self._tell, problem=problem)

    async def _opened(self, sure: Sure) -> AsyncIterator[str]:
        await sure.wait()
        try:
            await self.eyes.open()
        except (PictureError, DeviceError) as error:
            self.bus.publish(Problem(str(error)))
            yield error.spoken
        else:
            yield "I'm looking."

    async def _closed(self, sure: Sure) -> AsyncIterator[str]:
        await sure.wait()
        with suppress(PictureError, DeviceError):
            await self.eyes.close()
        yield "I'm not looking any more."

    def _tell(self, seen: Seen) -> None:
        now_s = asyncio.get_running_loop().time()
        pictures = tuple(
            SeenPicture(
                sight.picture.origin,
                sight.picture.width,
                sight.picture.height,
                None if sight.writing is None else len(sight.writing.rows),
                None if sight.picture.taken_at_s is None else now_s - sight.picture.taken_at_s,
            )
            for sight in seen.sights
        )
        self.bus.publish(PicturesSeen(now_s, pictures))


def servers_of(config: Config, road: RoadName) -> list[str]:
    """On other machines, that may get a question on `road`."""
    found: list[str | None] = []
    if road == "audio-chat":
        found.append(remote(config.audio_chat.base_url))
    elif road == "realtime":
        found.append(remote(config.realtime.base_url))
    for entry in in_order(config.language_model):
        if entry.engine == "openai" or entry.base_url is not None:
            found.append(remote(entry.base_url))
        elif entry.engine != "embedded":
            found.append(entry.engine)  # of others: nobody knows where it computes
    return list(dict.fromkeys(server for server in found if server is not None))


def _sees(model: LanguageModel, name: str | None) -> bool | None:
    return model.sees(name) if isinstance(model, Sees) else None


async def _once(text: str) -> AsyncIterator[str]:
    yield text


async def only_writing(looking: Looking) -> AsyncIterator[str]:
    """All that is written in what is looked at; a `Problem` where that is nothing."""
    if await looking.look() and looking.seen.has_writing:
        yield writing_of(looking.seen)
    elif looking.seen:
        looking.problem("no writing was found in the picture")
