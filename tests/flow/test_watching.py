"""Watching in the background: from the wish to the one sentence that is said, on a virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from tests.fakes import ScriptedModel
from tests.fakes_vision import PaperEyes
from tests.rig.written import picture, writing
from voice_assistant.config.watching import WatchingConfig
from voice_assistant.errors import PictureError, ToolError
from voice_assistant.tools.built_in.watching import Watching
from voice_assistant.vision.picture import Picture, Writing
from voice_assistant.vision.watching.senses import senses_of
from voice_assistant.vision.watching.watch import Senses, Where
from voice_assistant.vision.watching.watches import Watches

pytestmark = pytest.mark.looptime


class Scene:
    """A film of pictures, one a look, with what is written in each; the last one stays."""

    def __init__(self, *views: tuple[Picture, Writing] | Exception, answers: Sequence[str] | None = None) -> None:
        self.views = list(views)
        self.answers = None if answers is None else list(answers)
        self.looks: list[Where] = []
        self.readings = 0
        self.questions: list[str] = []
        self._written: dict[bytes, Writing] = {}

    def senses(self) -> Senses:
        return Senses(self._taking, self._read, None if self.answers is None else self._ask)

    def _taking(self, where: Where) -> Callable[[], Awaitable[Picture]]:
        async def take() -> Picture:
            self.looks.append(where)
            view = self.views.pop(0) if len(self.views) > 1 else self.views[0]
            if isinstance(view, Exception):
                raise view
            self._written[view[0].jpeg] = view[1]
            return view[0]

        return take

    async def _read(self, seen: Picture) -> Writing:
        self.readings += 1
        return self._written[seen.jpeg]

    async def _ask(self, question: str, seen: Picture) -> str:
        self.questions.append(question)
        assert self.answers is not None
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Watcher:
    """The tools, and what is said."""

    def __init__(self, scene: Scene, *, camera_on: bool = False) -> None:
        self.scene = scene
        self.said: asyncio.Queue[str] = asyncio.Queue()
        self.watches = Watches(self.said.put_nowait)
        tools = Watching(self.watches, scene.senses(), WatchingConfig(), lambda: camera_on).tools()
        self.tools = {tool.name: tool for tool in tools}

    async def ask(self, text: str) -> str:
        """As the person says it, by the first tool that it is meant for."""
        for tool in self.tools.values():
            assert tool.wanted is not None
            if (arguments := tool.wanted(text, "en")) is not None:
                return (await tool.run(arguments)).spoken
        raise AssertionError(f"no tool for {text!r}")


def number(value: object, *, confidence: float = 0.99) -> tuple[Picture, Writing]:
    shown = str(value)
    mark = (10, 10, 20 + int("".join(filter(str.isdigit, shown)) or 0) % 280, 60)
    return picture(mark=mark, origin="camera"), writing("CO2 MONITOR", f"{shown} ppm", confidence=confidence)


async def test_a_number_that_rises_is_told_once() -> None:
    watcher = Watcher(Scene(number(713), number(780), number(805), number(812)), camera_on=True)

    assert await watcher.ask("Tell me when the number goes over eight hundred.") == (
        "All right, I'll tell you when the number goes over 800. I'm watching it through the camera."
    )
    assert await watcher.said.get() == "You wanted to know when the number goes over 800. It is 805 now."
    await asyncio.sleep(60)
    assert watcher.said.empty()
    assert watcher.watches.all == []
    assert set(watcher.scene.looks) == {"camera"}


async def test_a_number_beside_its_name() -> None:
    view = picture(mark=(0, 0, 50, 50)), writing(("Downloads", "900"), ("Battery", "19 %"), ("Uploads", "4000"))
    before = picture(), writing(("Downloads", "900"), ("Battery", "21 %"), ("Uploads", "4000"))
    watcher = Watcher(Scene(before, view))
    await watcher.ask("Warn me when the battery falls below 20 percent")
    assert "It is 19 now." in await watcher.said.get()


async def test_a_number_that_can_hardly_be_read_must_be_read_twice() -> None:
    watcher = Watcher(Scene(number(713), number(8113, confidence=0.5), number(714), number(900), number(901)))
    await watcher.ask("Let me know when the number is above 800")
    assert await watcher.said.get() == "You wanted to know when the number is above 800. It is 900 now."


async def test_what_is_so_already_is_said_at_once() -> None:
    watcher = Watcher(Scene(number(950)))
    assert await watcher.ask("Tell me when the number goes over 800") == "It is 950 already."
    assert watcher.watches.all == []


async def test_the_end_of_a_download() -> None:
    busy = picture(), writing("film.mkv", "Downloading 45 %", "backup: finished yesterday")
    done = picture(90), writing("film.mkv", "Download complete", "backup: finished yesterday")
    watcher = Watcher(Scene(busy, busy, busy, done))
    await watcher.ask("Tell me when the download finishes")
    assert (await watcher.said.get()).endswith("The download seems to be finished: it says Download complete.")
    assert set(watcher.scene.looks) == {"screen"}


async def test_words_that_appear_and_go() -> None:
    empty, there = (picture(), writing("please wait")), (picture(90), writing("your table is ready"))
    watcher = Watcher(Scene(empty, there))
    await watcher.ask("Watch the screen and tell me when it says ready")
    assert "your table is ready" in await watcher.said.get()

    watcher = Watcher(Scene(empty, there))
    await watcher.ask('Tell me when "please wait" disappears')
    assert (await watcher.said.get()).endswith("please wait is gone.")


async def test_a_change_and_its_end() -> None:
    still, moved = (picture(), writing()), (picture(mark=(50, 50, 90, 90)), writing())
    watcher = Watcher(Scene(still, still, moved, still))
    await watcher.ask("Tell me when something changes on the screen")
    assert (await watcher.said.get()).endswith("Something has changed.")
    assert watcher.scene.readings == 0

    watcher = Watcher(Scene(still, moved, still, moved))
    await watcher.ask("Tell me when the screen stops moving")
    assert (await watcher.said.get()).endswith("Nothing moves any more.")


async def test_a_still_scene_is_hardly_ever_read() -> None:
    watcher = Watcher(Scene(number(713)))
    await watcher.ask("Tell me when the number goes over 800")
    await asyncio.sleep(600)
    assert len(watcher.scene.looks) > 250
    assert watcher.scene.readings <= 600 / 30 + 2


async def test_what_only_a_model_can_tell() -> None:
    views = [(picture(mark=(0, 0, 20 + 4 * step, 99), origin="camera"), writing()) for step in range(60)]
    watcher = Watcher(Scene(*views, answers=["No.", "no", "Yes, steam rises."]))
    said = await watcher.ask("Tell me when the kettle boils")
    assert said.endswith("I'm watching it through the camera.")
    assert await watcher.said.get() == "You wanted to know when the kettle boils. Yes."
    assert "the kettle boils" in watcher.scene.questions[0]
    assert len(watcher.scene.questions) == 3
    assert len(watcher.scene.looks) > 8  # a model is asked less often than it is looked

    blind = Watcher(Scene(*views))
    with pytest.raises(ToolError, match="a model that can see"):
        await blind.ask("Tell me when the kettle boils")


async def test_it_ends() -> None:
    watcher = Watcher(Scene(number(713)))
    await watcher.ask("Tell me when the number goes over 800 for the next 10 minutes")
    begun = asyncio.get_running_loop().time()
    assert await watcher.said.get() == "I have stopped watching: it did not happen that the number goes over 800."
    assert 600 <= asyncio.get_running_loop().time() - begun < 605


async def test_what_cannot_be_seen_is_said_at_once_and_what_is_lost_later() -> None:
    gone = PictureError("The camera was unplugged.", spoken="I have lost the camera.")
    with pytest.raises(PictureError):
        await Watcher(Scene(gone)).ask("Tell me when the number goes over 800")

    watcher = Watcher(Scene(number(713), gone, gone, number(714), number(810)))
    await watcher.ask("Tell me when the number goes over 800")
    assert "It is 810 now." in await watcher.said.get()

    watcher = Watcher(Scene(number(713), gone))
    await watcher.ask("Tell me when the number goes over 800")
    assert await watcher.said.get() == (
        "I can't watch any more whether the number goes over 800. I have lost the camera."
    )
    assert watcher.watches.all == []


async def test_listed_and_stopped_by_voice() -> None:
    watcher = Watcher(Scene(number(713)))
    assert await watcher.ask("What are you watching?") == "I'm not watching for anything."
    await watcher.ask("Tell me when the number goes over 800")
    await watcher.ask("Tell me when the download finishes")
    assert await watcher.ask("What are you watching for?") == (
        "I'm waiting until the number goes over 800, on the screen. "
        "And I'm waiting until the download finishes, on the screen."
    )
    await watcher.ask("Stop watching for the number")
    assert [watch.condition.about for watch in watcher.watches.all] == ["the download finishes"]
    await watcher.ask("Stop watching")
    looks = len(watcher.scene.looks)
    await asyncio.sleep(60)
    assert len(watcher.scene.looks) == looks
    assert watcher.said.empty()
    assert watcher.tools["stop_watching"].wanted("Stop watching", "en") is None  # type: ignore[misc]


async def test_not_too_many() -> None:
    watcher = Watcher(Scene(number(1)))
    for limit in range(5):
        await watcher.ask(f"Tell me when the number goes over 80{limit}")
    with pytest.raises(ToolError, match="too many"):
        await watcher.ask("Tell me when the number goes over 900")


async def test_who_closes_the_eyes_ends_what_is_watched_through_the_camera() -> None:
    paper = PaperEyes()
    paper.reader.anywhere = writing("713 ppm")
    eyes = paper.eyes()
    said: asyncio.Queue[str] = asyncio.Queue()
    senses = senses_of(eyes, ScriptedModel(), list)
    watching = Watching(Watches(said.put_nowait), senses, WatchingConfig(), lambda: eyes.looking, eyes.close)
    tools = {tool.name: tool for tool in watching.tools()}

    await tools["watch"].run({"what": "the number goes over 800", "where": "camera"})
    await asyncio.sleep(30)
    assert paper.camera.is_on
    await eyes.close()
    assert await said.get() == "I can't watch any more whether the number goes over 800. The camera was switched off."
    await asyncio.sleep(300)
    assert paper.camera.opened == 1

    await eyes.open()
    wanted = tools["stop_watching"].wanted
    assert wanted is not None
    assert (arguments := wanted("Stop watching.", "en")) is not None
    assert (await tools["stop_watching"].run(arguments)).spoken == "I'm not looking any more."
    assert not paper.camera.is_on
