"""What other programs play: made softer for a while, and then exactly as it was.

The sound server remembers a program's volume for its next stream, so a stream that ends while it is softened would
leave its program soft for ever; and so would we, if we died. What was softened is therefore on disk before it is done,
and is put right, wherever it is by then, by whoever starts next.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SOFTER = 0.5
"""Of the server's volume, which is cubic: 18 dB less."""
_SAME = 0.01
_NONE = 0xFFFFFFFF
"""The server's number for nothing."""
_SPARED_ROLES = ("phone", "a11y", "event")  # a call, a screen reader, a short sound
_SPARED_PROGRAMS = ("pulseaudio", "pipewire", "pipewire-pulse", "wireplumber", "easyeffects")  # carry our voice, too
_IDENTITY = ("application.process.id", "application.name", "media.name")
_REMEMBERED_BY = {
    "media-role": "media.role",
    "application-id": "application.id",
    "application-name": "application.name",
    "media-name": "media.name",
}


@dataclass(frozen=True, slots=True)
class Softened:
    """One stream of another program. Volumes are the server's, one for each channel."""

    index: int
    identity: list[str]
    remembered_as: list[str]  # names under which the server may keep its volume
    before: list[float]
    softened: list[float]


class OtherStreams:
    """Softens and restores. All methods block, and are called on one thread. Without a sound server they do nothing."""

    def __init__(self, kept: Path, *, factor: float = SOFTER) -> None:
        self._kept = kept
        self._factor = factor
        self._streams: list[Softened] = self._read()
        self._pulse: Any = None

    @property
    def softened(self) -> int:
        return len(self._streams)

    def soften(self) -> None:
        """Make softer what plays and is not softened yet. May be repeated, for what has begun to play."""
        with self._server() as pulse:
            known = {stream.index: stream.identity for stream in self._streams}
            heard = _sinks_we_record(pulse)
            for stream in pulse.sink_input_list():
                if stream.sink in heard:
                    continue
                if _is_other(stream) and known.get(stream.index) != _identity(stream) and max(stream.volume.values) > 0:
                    self._soften(pulse, stream)

    def restore(self) -> None:
        """Put back what was softened, except what somebody else has changed since."""
        if not self._streams:
            return
        with self._server() as pulse:
            playing = {(stream.index, *_identity(stream)): stream for stream in pulse.sink_input_list()}
            for softened in self._streams:
                stream = playing.get((softened.index, *softened.identity))
                if stream is not None and _equal(stream.volume.values, softened.softened):
                    _set(pulse, stream, softened.before)
                elif stream is None:
                    _put_right(pulse, softened)
            self._streams = []
            self._write()

    def close(self) -> None:
        pulse, self._pulse = self._pulse, None
        if pulse is not None:
            with suppress(Exception):
                pulse.close()

    def _soften(self, pulse: Any, stream: Any) -> None:
        earlier = [other for other in self._streams if other.index != stream.index and _inherits(stream, other)]
        before = earlier[0].before if earlier else list(stream.volume.values)
        softer = [volume * self._factor for volume in before]
        self._streams.append(Softened(stream.index, _identity(stream), _remembered_as(stream), before, softer))
        self._write()
        _set(pulse, stream, softer)

    def _server(self) -> _Server:
        return _Server(self)

    def _write(self) -> None:
        if not self._streams:
            self._kept.unlink(missing_ok=True)
            return
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        new = self._kept.with_suffix(".new")
        new.write_text(json.dumps([asdict(stream) for stream in self._streams]), encoding="utf-8")
        new.replace(self._kept)

    def _read(self) -> list[Softened]:
        try:
            return [Softened(**stream) for stream in json.loads(self._kept.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError):
            return []


class _Server:
    """The connection to the sound server while something is asked; what fails because there is none is left out."""

    def __init__(self, streams: OtherStreams) -> None:
        self._streams = streams

    def __enter__(self) -> Any:
        if self._streams._pulse is None:
            self._streams._pulse = _connect()
        return self._streams._pulse or _NoServer()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        if error is None:
            return False
        self._streams.close()
        return _is_pulse_error(error)


class _NoServer:
    def sink_input_list(self) -> list[Any]:
        return []

    def source_output_list(self) -> list[Any]:
        return []

    def source_list(self) -> list[Any]:
        return []

    def stream_restore_list(self) -> list[Any]:
        return []


def _connect() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    try:
        import pulsectl

        return pulsectl.Pulse("voice-assistant (other audio)")
    except (ImportError, OSError):  # no libpulse on this machine
        return None
    except pulsectl.PulseError:
        return None


def _is_pulse_error(error: BaseException) -> bool:
    import pulsectl

    return isinstance(error, pulsectl.PulseError)


def _is_other(stream: Any) -> bool:
    facts = stream.proplist
    program = facts.get("application.process.binary", "")
    return (
        facts.get("application.process.id") not in (None, str(os.getpid()))
        and facts.get("media.role") not in _SPARED_ROLES
        and program.removeprefix(".").split("-wrapped")[0] not in _SPARED_PROGRAMS
    )


def _identity(stream: Any) -> list[str]:
    return [stream.proplist.get(fact, "") for fact in _IDENTITY]


def _remembered_as(stream: Any) -> list[str]:
    facts = ((kind, stream.proplist.get(fact)) for kind, fact in _REMEMBERED_BY.items())
    return [f"sink-input-by-{kind}:{value}" for kind, value in facts if value]


def _sinks_we_record(pulse: Any) -> set[int]:
    """What plays there is no disturbance but our microphone: a virtual cable, somebody's voice from another machine."""
    us = str(os.getpid())
    outputs, sources = pulse.source_output_list(), {source.index: source for source in pulse.source_list()}
    ours = {output.source for output in outputs if output.proplist.get(_IDENTITY[0]) == us}
    modules = {sources[index].owner_module for index in ours if index in sources} - {_NONE}
    ours |= {output.source for output in outputs if output.owner_module in modules}  # behind a remapped source
    return {sources[index].monitor_of_sink for index in ours if index in sources}


def _inherits(stream: Any, other: Softened) -> bool:
    """Whether the server gave `stream` the volume to which we had set `other`."""
    same = set(_remembered_as(stream)) & set(other.remembered_as)
    return bool(same) and _equal(stream.volume.values, other.softened)


def _put_right(pulse: Any, softened: Softened) -> None:
    """The stream is gone: its program's next one, if it plays already, and what the server remembers for it."""
    for stream in pulse.sink_input_list():
        if _is_other(stream) and _inherits(stream, softened):
            _set(pulse, stream, softened.before)
    for remembered in pulse.stream_restore_list():
        if remembered.name in softened.remembered_as and _equal(remembered.volume.values, softened.softened):
            remembered.volume.values = list(softened.before)[: len(remembered.volume.values)]
            pulse.stream_restore_write(remembered, mode="replace")


def _set(pulse: Any, stream: Any, volumes: list[float]) -> None:
    import pulsectl

    with suppress(pulsectl.PulseIndexError, pulsectl.PulseOperationFailed):  # it ended this very moment
        pulse.sink_input_volume_set(stream.index, pulsectl.PulseVolumeInfo(list(volumes)))


def _equal(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < _SAME for a, b in zip(one, other, strict=True))
