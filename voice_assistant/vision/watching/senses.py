"""What a watch sees with: the assistant's eyes, and a model that sees, where there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from ...concurrency import closing
from ...engines.base import LanguageModel, Message, Sampling, Sees
from ...errors import PictureError
from ..eyes import Eyes
from ..picture import Picture, Writing
from .pinning import Pinned
from .watch import CameraOff, Senses, Take, Where


def senses_of(eyes: Eyes, model: LanguageModel, servers: Callable[[], Sequence[str]]) -> Senses:
    """`servers` are those on other machines that get what `model` is asked."""

    async def read(picture: Picture) -> Writing:
        if eyes.reader is None:
            raise PictureError("Writing cannot be read here.", spoken="I can't read writing here.")
        return await eyes.reader.read(picture)

    async def ask(question: str, picture: Picture) -> str:
        if eyes.config.confirm_remote and (missing := eyes.permission.missing(servers())):
            name = " and ".join(missing)
            raise PictureError(
                f"Pictures have not been allowed to go to {name}: ask about a picture first, and say yes.",
                spoken=f"I may not send pictures to {name} yet. Ask me what I see first, and say yes when I ask you.",
            )
        answer = model.stream([Message("user", question, pictures=(picture.address,))], Sampling(0.0, 8))
        async with closing(answer):
            return "".join([piece async for piece in answer])

    def taking(where: Where) -> Take:
        """A part of the screen is chosen once."""
        if where in ("region", "window") and eyes.screen is not None:
            return Pinned(eyes.screen, where).take
        return _through_camera(eyes) if where == "camera" else lambda: _newest(eyes, where)

    sees = model.sees() if isinstance(model, Sees) else None
    return Senses(taking, read, ask if sees is not False else None)


async def _newest(eyes: Eyes, where: Where) -> Picture:
    return (await eyes.take(where, None))[-1]


def _through_camera(eyes: Eyes) -> Take:
    """The first look turns it on. Who turns it off in between does not want it to be on again."""
    seen_s: float | None = None

    async def take() -> Picture:
        nonlocal seen_s
        loop = asyncio.get_running_loop()
        if seen_s is not None and not eyes.looking and loop.time() - seen_s < eyes.config.off_after_s:
            raise CameraOff
        picture = await _newest(eyes, "camera")
        seen_s = loop.time()
        return picture

    return take
