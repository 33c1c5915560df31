"""One talk after the other with each contender, through a virtual sound card, in real time."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.rig.pulse import SPEAKER, PulseRig
from voice_assistant.audio.types import Audio

from .contenders import Contender, Parts
from .onset import onset_s, silent_since_s, words_s
from .recorder import Recorder, recording

MICROPHONE_FEED = "micfeed.monitor"
NO_REPLY_S = 15.0
"""From the end of the words; who has not begun to answer by then will not."""
FIRST_REPLY_S = 60.0
"""The same for the first answer, before which one of them loads the models of seventy languages."""
QUIET_S = 1.5
"""Silence after which a reply is over, and the person speaks again."""
LONGEST_REPLY_S = 30.0
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one utterance. `after_s` is None when nothing was heard; below zero: it spoke too early."""

    contender: str
    after_s: float | None

    def __str__(self) -> str:
        return "no answer" if self.after_s is None else f"{self.after_s:.2f} s"

    @property
    def cut_off(self) -> bool:
        return self.after_s is not None and self.after_s < 0


def talk(
    contender: Contender, utterances: Sequence[Audio], warm_up: Audio, sound: PulseRig, parts: Parts, folder: Path
) -> list[Answer]:
    """Start `contender`, say `warm_up` to it, which is not counted, then each of `utterances`."""
    folder.mkdir(parents=True)
    with (
        recording(MICROPHONE_FEED, sound.environment) as feed,
        recording(f"{SPEAKER}.monitor", sound.environment) as speaker,
        contender.running(sound.environment, parts, folder),
    ):
        _say(warm_up, sound, feed, speaker, FIRST_REPLY_S)
        answers = []
        for utterance in utterances:
            answers.append(Answer(contender.name, _say(utterance, sound, feed, speaker, NO_REPLY_S)))
            print(f"    {answers[-1]}", file=sys.stderr)
    return answers


def _say(utterance: Audio, sound: PulseRig, feed: Recorder, speaker: Recorder, no_reply_s: float) -> float | None:
    """Seconds from the end of its words to the first sound of the answer."""
    _until_quiet(speaker, time.monotonic())
    began_s = time.monotonic()
    sound.play_into_microphone(utterance)
    ended_s = began_s + words_s(feed.since(began_s))[1]
    while (heard_s := onset_s(speaker.since(began_s))) is None and time.monotonic() < ended_s + no_reply_s:
        time.sleep(POLL_S)
    if heard_s is None:
        return None
    _until_quiet(speaker, began_s)
    return began_s + heard_s - ended_s


def _until_quiet(speaker: Recorder, since_s: float) -> None:
    deadline_s = time.monotonic() + LONGEST_REPLY_S
    while time.monotonic() < deadline_s:
        heard = speaker.since(since_s)
        if heard.duration_s >= QUIET_S and silent_since_s(heard) >= QUIET_S:
            return
        time.sleep(POLL_S)
