"""What the assistant can change about itself when it is asked to: see tools/built_in/itself.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .equipment import Equipment, Pace
from .talks.talks import Talks

SLOWEST, FASTEST = 0.5, 2.5


class OwnControl:
    """`become` changes the persona, by name; it raises `UsageError` when there is none."""

    def __init__(
        self,
        equipment: Equipment,
        pace: Pace,
        talks: Talks,
        personas: Callable[[], Sequence[str]],
        become: Callable[[str], object],
    ) -> None:
        self._kit = equipment
        self._pace = pace
        self._talks = talks
        self._personas = personas
        self._become = become

    @property
    def volume(self) -> float:
        return self._kit.volume.level

    def set_volume(self, level: float) -> None:
        self._kit.volume.set(level)

    @property
    def speed(self) -> float:
        return self._pace.factor

    def set_speed(self, factor: float) -> None:
        self._pace.factor = min(FASTEST, max(SLOWEST, factor))

    @property
    def persona_names(self) -> Sequence[str]:
        return self._personas()

    def set_persona(self, name: str) -> None:
        self._become(name.strip().lower().replace(" ", "-"))

    def new_conversation(self) -> None:
        self._talks.begin()

    def devices(self) -> str:
        config = self._kit.config
        names = {"default": "the default one"}
        microphone, speaker = config.microphone.device, config.speaker.device
        return f"The microphone is {names.get(microphone, microphone)}, the speaker {names.get(speaker, speaker)}."
