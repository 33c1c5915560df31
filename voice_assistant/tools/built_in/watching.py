""" "Tell me when the number goes over 800": watched for in the background, told once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ...config.watching import WatchingConfig
from ...errors import ToolError
from ...vision.watching.conditions import Asks, Condition, Finishes
from ...vision.watching.understanding import understood
from ...vision.watching.watch import WHERE, Senses, Watch, Where
from ...vision.watching.watches import Watches, described
from ..base import Arguments, Result, Tool, no_parameters, parameters, text_of
from ..wordings.watching import list_wanted, stop_wanted, watch_wanted

NO_MODEL = (
    "for that I would need a model that can see. I can watch for words, for a number, for the end of a download, or "
    "for something to change"
)


class Watching:
    """The tools. `camera_on` tells whether the person shows something already; `camera_off` ends that."""

    def __init__(
        self,
        watches: Watches,
        senses: Senses,
        config: WatchingConfig,
        camera_on: Callable[[], bool] = lambda: False,
        camera_off: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._watches = watches
        self._senses = senses
        self._config = config
        self._camera_on = camera_on
        self._camera_off = camera_off

    def tools(self) -> list[Tool]:
        what = {
            "type": "string",
            "description": 'what is to happen, as a clause: "the number goes over 800", "it says ready", '
            '"the download finishes", "something changes", "the kettle boils"',
        }
        where = {"type": "string", "enum": list(WHERE)}
        minutes = {"type": "number", "description": "how long to watch; left out: two hours"}
        about = {"type": "string", "description": "which one; left out: the last one"}
        return [
            Tool(
                "watch",
                "Watch the screen or the camera in the background, and tell the person once when something happens",
                parameters("what", what=what, where=where, minutes=minutes),
                self.watch,
                acts=True,
                doing=lambda arguments: f"watch and tell you when {arguments.get('what', 'something happens')}",
                wanted=watch_wanted,
                working="I'm having a look.",
                timeout_s=60.0,
            ),
            Tool("list_watches", "What is watched for", no_parameters(), self.listed, wanted=list_wanted),
            Tool(
                "stop_watching",
                "Stop watching for something",
                parameters(about=about, all={"type": "boolean"}),
                self.stop,
                acts=True,
                doing=lambda arguments: f"stop watching {arguments.get('about') or ''}".strip(),
                wanted=lambda said, language: (
                    stop_wanted(said, language) if self._watches.all or self._camera_on() else None
                ),
            ),
        ]

    async def watch(self, arguments: Arguments) -> Result:
        """Looks once, so that what cannot be seen is said at once."""
        condition = understood(text_of(arguments, "what"))
        if self._watches.full:
            raise ToolError("I am watching for too many things already")
        if condition.needs == "model" and self._senses.ask is None:
            raise ToolError(NO_MODEL)
        watch = self._made(condition, arguments)
        found = await watch.look()
        if found is not None:
            return Result(found, found)
        self._watches.begin(watch)
        said = f"All right, I'll tell you when {condition.about}. I'm watching it {WHERE[watch.where]}."
        return Result(f"begun; the person is told when it happens. {described(watch)}", said)

    def _made(self, condition: Condition, arguments: Arguments) -> Watch:
        where: Where | None = next((place for place in WHERE if place == arguments.get("where")), None)
        if where is None:
            camera = self._camera_on() and not isinstance(condition, Finishes)
            where = "camera" if camera or isinstance(condition, Asks) else "screen"
        minutes = arguments.get("minutes")
        given = float(minutes) if isinstance(minutes, int | float) and not isinstance(minutes, bool) else 0.0
        lasts_s = 60.0 * min(given if given > 0 else self._config.minutes, 10_080.0)
        now_s = asyncio.get_running_loop().time()
        c = self._config
        return Watch(condition, where, self._senses, c.every_s, c.model_every_s, now_s + lasts_s)

    async def listed(self, arguments: Arguments) -> Result:
        watches = self._watches.all
        if not watches:
            return Result("nothing", "I'm not watching for anything.")
        said = " And ".join(f"I'm waiting until {described(watch)}." for watch in watches)
        return Result(said, said)

    async def stop(self, arguments: Arguments) -> Result:
        about = str(arguments.get("about") or "").lower()
        if not self._watches.all and not about and self._camera_off is not None and self._camera_on():
            await self._camera_off()
            return Result("the camera is off", "I'm not looking any more.")
        meant = [watch for watch in self._watches.all if _is_about(watch, about)]
        if not meant:
            raise ToolError("I am not watching for that" if self._watches.all else "I am not watching for anything")
        for watch in meant if arguments.get("all") else meant[-1:]:
            self._watches.stop(watch)
        return Result("stopped", "All right, I've stopped watching.")


def _is_about(watch: Watch, about: str) -> bool:
    words = [word for word in about.split() if word not in ("the", "for", "when", "a", "until")]
    return all(word in watch.condition.about.lower() for word in words)
