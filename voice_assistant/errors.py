"""Everything this program can say went wrong.

    VoiceAssistantError           one line that says what happened and what to do; exit code 1
    ├── UsageError                the command line asks for the impossible; exit code 2
    ├── ConfigError               config or persona file: file, line, nearest right spelling; exit code 3
    ├── ModelError                weights missing, damaged or not to be had; exit code 4
    ├── DeviceError               microphone, speaker, camera, display or desktop service; exit code 5
    ├── EngineError(stage, code)  speech-to-text, language model, ... failed; exit code 6
    ├── AudioFileError            a file that cannot be read as audio; exit code 7
    ├── ControlError              the running assistant cannot be reached, or another one runs; exit code 8
    ├── DocumentError             a document that cannot be opened or read, or a place that is not in it; exit code 9
    ├── ToolError                 a tool could not do what was asked of it; exit code 10
    └── PictureError              a picture that cannot be opened, taken or read; exit code 11

Engines raise `EngineError`; a turn catches it and says it in words; only the command line prints. The message
is written for the person at the desk: one line, what happened, then what to do. It never holds a transcript,
a prompt or a key.
"""

from __future__ import annotations

from enum import StrEnum


class VoiceAssistantError(Exception):
    """Base of all errors that are meant to be read by a person."""

    exit_code = 1
    spoken = "Something went wrong. The details are on the screen."
    """What is said when the request came by voice."""


class UsageError(VoiceAssistantError):
    """The command line asks for something impossible."""

    exit_code = 2


class ConfigError(VoiceAssistantError):
    """A config or persona file is wrong. The message begins with `file:line:` where both are known."""

    exit_code = 3


class ModelError(VoiceAssistantError):
    """Model weights are missing, damaged, or cannot be fetched."""

    exit_code = 4


class DeviceError(VoiceAssistantError):
    """A microphone, speaker, display or desktop service is missing, busy or lost."""

    exit_code = 5
    spoken = "A device does not work. The details are on the screen."


class CameraError(DeviceError):
    """A camera is missing, busy, forbidden, covered or lost. `spoken` is the sentence to say aloud."""

    def __init__(self, message: str, *, spoken: str = "I can't see anything: the camera does not work.") -> None:
        super().__init__(message)
        self.spoken = spoken

    def __reduce__(self) -> tuple[object, ...]:  # so that it survives the way out of a child process
        return _camera_error, (str(self), self.spoken)


def _camera_error(message: str, spoken: str) -> CameraError:
    return CameraError(message, spoken=spoken)


class Stage(StrEnum):
    """The engine stage that failed, as shown to the person."""

    VOICE_ACTIVITY = "voice activity"
    SPEECH_TO_TEXT = "speech-to-text"
    LANGUAGE_MODEL = "language model"
    TEXT_TO_SPEECH = "text-to-speech"
    WAKE_WORD = "wake word"
    AUDIO_CHAT = "audio chat"
    REALTIME = "realtime"
    MEMORY = "memory"
    THINKING = "thinking"


class Code(StrEnum):
    """Why an engine failed: what a caller may decide on."""

    UNREACHABLE = "unreachable"  # no connection, or it broke in the middle
    TIMEOUT = "timeout"  # connected, then silent for too long
    UNAUTHORIZED = "unauthorized"  # 401, 403: key missing or wrong
    RATE_LIMITED = "rate-limited"  # 429
    REJECTED = "rejected"  # other 4xx: the request is at fault (unknown model, too long, ...)
    BROKEN = "broken"  # 5xx, or an answer that makes no sense
    CRASHED = "crashed"  # a child process of ours died
    NO_MODEL = "no-model"  # weights not installed or not loadable


class EngineError(VoiceAssistantError):
    """An engine failed. `str(error)` is the line for the screen, `spoken` the sentence to say aloud."""

    exit_code = 6

    def __init__(self, stage: Stage, code: Code, message: str, *, spoken: str | None = None) -> None:
        super().__init__(message)
        self.stage = stage
        self.code = code
        self.spoken = spoken or _SPOKEN[code].format(stage=_SPOKEN_STAGE[stage])

    def __reduce__(self) -> tuple[object, ...]:  # so that it survives the way out of a child process
        return _rebuild, (self.stage, self.code, str(self), self.spoken)


def _rebuild(stage: Stage, code: Code, message: str, spoken: str) -> EngineError:
    return EngineError(stage, code, message, spoken=spoken)


_SPOKEN_STAGE = {
    Stage.VOICE_ACTIVITY: "speech detector",
    Stage.SPEECH_TO_TEXT: "speech recogniser",
    Stage.LANGUAGE_MODEL: "language model",
    Stage.TEXT_TO_SPEECH: "voice",
    Stage.WAKE_WORD: "wake word",
    Stage.AUDIO_CHAT: "model that hears",
    Stage.REALTIME: "realtime model",
    Stage.MEMORY: "memory",
    Stage.THINKING: "model that thinks",
}

_SPOKEN = {
    Code.UNREACHABLE: "I can't reach the {stage}.",
    Code.TIMEOUT: "The {stage} is not answering.",
    Code.UNAUTHORIZED: "The {stage} does not accept my key.",
    Code.RATE_LIMITED: "The {stage} asks me to wait a little.",
    Code.REJECTED: "The {stage} did not accept my request.",
    Code.BROKEN: "The {stage} has a problem.",
    Code.CRASHED: "The {stage} crashed. Please try again.",
    Code.NO_MODEL: "The {stage} is not installed.",
}


class AudioFileError(VoiceAssistantError):
    """A file cannot be read, or not as audio."""

    exit_code = 7


class ControlError(VoiceAssistantError):
    """The running assistant cannot be reached, or another one is running already."""

    exit_code = 8


class DocumentError(VoiceAssistantError):
    """A document cannot be opened or read, or has no such place."""

    exit_code = 9
    spoken = "I can't read this document. The details are on the screen."


class PictureError(VoiceAssistantError):
    """A picture cannot be opened, taken or read. `spoken` is the sentence to say aloud."""

    exit_code = 11

    def __init__(self, message: str, *, spoken: str = "I can't see that picture.") -> None:
        super().__init__(message)
        self.spoken = spoken

    def __reduce__(self) -> tuple[object, ...]:  # so that it survives the way out of a child process
        return _picture_error, (str(self), self.spoken)


def _picture_error(message: str, spoken: str) -> PictureError:
    return PictureError(message, spoken=spoken)


class ToolError(VoiceAssistantError):
    """A tool could not do what was asked of it. `str(error)` may be said aloud as well."""

    exit_code = 10

    def __init__(self, message: str, *, spoken: str = "") -> None:
        super().__init__(message)
        self.spoken = spoken or f"{message[:1].upper()}{message[1:]}."
