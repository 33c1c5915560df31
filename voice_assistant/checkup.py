"""What `doctor` finds out: each part by itself, so that one that is broken hides no other."""

from __future__ import annotations

import asyncio
import platform
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from . import __version__, paths
from .app import Engines, engines
from .audio.types import ENGINE_RATE_HZ, Audio
from .bus import Bus
from .concurrency import closing
from .config.roads import RoadName
from .config.schema import Config
from .engines.base import LanguageModel, Message, Sampling, Sees
from .engines.failover.link import Elsewhere
from .engines.failover.state import Failover
from .errors import Stage, VoiceAssistantError


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"  # works without, or works around it
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report. `detail` says what is there, or what to do."""

    what: str
    verdict: Verdict
    detail: str


def check_config(read: Callable[[], Config]) -> Finding:
    try:
        read()
    except VoiceAssistantError as error:
        return Finding("config", Verdict.BAD, str(error))
    file = paths.config_file()
    return Finding("config", Verdict.OK, str(file) if file.exists() else f"{file} (not there: defaults are in force)")


async def check_everything(config: Config, *, load_engines: bool) -> list[Finding]:
    """Everything but the config. `load_engines` takes seconds and proves that they really work."""
    findings = [
        Finding("program", Verdict.OK, f"{__version__}, Python {platform.python_version()}, {platform.platform()}"),
        *_models(config),
        *await asyncio.to_thread(_devices, config),
        await _camera(config, look=load_engines),
        await _echo(config),
        *await asyncio.to_thread(_desktop, config),
        *_indicator(config),
        _running(),
    ]
    if load_engines:
        findings += await _insertion()
        findings += await _engines(config)
    return findings


def _models(config: Config) -> list[Finding]:
    from .models import locate
    from .models.needed import needed_models

    findings = []
    for name in needed_models(config):
        try:
            findings.append(Finding(f"model {name}", Verdict.OK, str(locate(name))))
        except VoiceAssistantError as error:
            findings.append(Finding(f"model {name}", Verdict.BAD, str(error)))
    return findings


def _devices(config: Config) -> list[Finding]:
    from .audio.device import Kind, choose
    from .audio.portaudio import devices

    findings = []
    for kind, wish in ((Kind.INPUT, config.microphone.device), (Kind.OUTPUT, config.speaker.device)):
        try:
            device = choose(devices(kind), wish, kind)
            findings.append(Finding(kind.noun, Verdict.OK, f"{device.label}, {device.rate_hz} Hz"))
        except VoiceAssistantError as error:
            findings.append(Finding(kind.noun, Verdict.BAD, str(error)))
    return findings


async def _camera(config: Config, *, look: bool) -> Finding:
    """One that was chosen has to work; a computer without a camera is none the worse. `look` switches it on."""
    from .vision.camera.camera import make_camera
    from .vision.camera.devices import camera_devices

    chosen = config.vision.camera != "default"
    if not chosen:
        found = await asyncio.to_thread(camera_devices)
        if not found or not look:
            listed = ", ".join(camera.label for camera in found)
            return Finding(
                "camera", Verdict.OK if found else Verdict.NOTE, listed or "none is plugged in, or none known"
            )
    camera = make_camera(config, Bus())
    try:
        if not look:
            return Finding("camera", Verdict.OK, config.vision.camera)
        [*_, picture] = await camera.frames(None, 1)
        return Finding("camera", Verdict.OK, f"{camera.name}, {picture.width}x{picture.height}")
    except VoiceAssistantError as error:
        return Finding("camera", Verdict.BAD if chosen else Verdict.NOTE, str(error))
    finally:
        await camera.close()


async def _echo(config: Config) -> Finding:
    """Whether a talk can hear somebody while it speaks; how well is measured in the talk: see `status`."""
    from .audio.echo_control import EchoControl
    from .audio.echo_devices import find_mode, server_devices
    from .audio.portaudio import thread
    from .audio.reference import Reference
    from .nothing import NoMicrophone

    try:
        if config.echo.mode == "server":
            await thread.call(server_devices)
    except VoiceAssistantError as error:
        return Finding("echo", Verdict.BAD, str(error))
    control = EchoControl(config.echo, Bus(), NoMicrophone(), Reference(), lambda: find_mode(config))
    await control.look()
    return Finding("echo", Verdict.OK if control.can_interrupt == "voice" else Verdict.NOTE, control.reason)


def _desktop(config: Config) -> list[Finding]:
    from .desktop.hotkeys.select import choose, hotkeys_of
    from .desktop.parts import parts
    from .desktop.session import detect

    here = detect()
    found = parts(here, config.hotkeys.backend)
    findings = [Finding(part.name, Verdict.OK if part.works else Verdict.NOTE, part.detail) for part in found]
    if (
        any(part.name == "hotkeys" and part.works for part in found)
        and choose(config.hotkeys.backend, here)[0] == "x11"
    ):
        findings.append(_hold_and_release())
    try:
        hotkeys_of(config.bindings, config.hotkeys.cancel, config.hotkeys.cut_off, config.reading_keys.model_dump())
    except VoiceAssistantError as error:
        findings.append(Finding("keys", Verdict.BAD, str(error)))
    return findings


def _hold_and_release() -> Finding:
    from .desktop.hotkeys.proof import prove_hold_and_release

    try:
        proof = prove_hold_and_release()
    except VoiceAssistantError as error:
        return Finding("hold and release", Verdict.NOTE, str(error))
    return Finding("hold and release", Verdict.OK if proof.works else Verdict.BAD, str(proof))


async def _insertion() -> list[Finding]:
    """Opens a small window and puts a text into it, in each way there is."""
    from .desktop.insertion.proof import PROOF_TEXT, prove
    from .desktop.session import Desktop, detect

    if (here := detect()) is Desktop.NONE:
        return []
    try:
        proofs = await prove(here)
    except VoiceAssistantError as error:
        return [Finding("insertion", Verdict.NOTE, str(error))]
    return [
        Finding(
            f"insertion: {proof.way}",
            Verdict.OK if proof.took_s is not None else Verdict.NOTE,
            proof.problem or f"{PROOF_TEXT} arrived after {1000 * (proof.took_s or 0):.0f} ms",
        )
        for proof in proofs
    ]


def _running() -> Finding:
    from .control_client import request

    try:
        status = request(paths.runtime_dir(), "status")
    except VoiceAssistantError as error:
        return Finding("assistant", Verdict.NOTE, str(error))
    detail = f"running as process {status['pid']}, {status['state']}"
    if not status["hotkeys"]["alive"]:
        return Finding("assistant", Verdict.NOTE, f"{detail}; no hotkeys: {status['hotkeys']['reason']}")
    muted = ", off for now" if status["muted"] else ""
    return Finding("assistant", Verdict.OK, f"{detail}; hotkeys by {status['hotkeys']['backend']}{muted}")


def _indicator(config: Config) -> list[Finding]:
    from importlib.util import find_spec

    if not config.indicator.enabled:
        return [Finding("indicator", Verdict.NOTE, "turned off in the config")]
    return [
        Finding("overlay", Verdict.OK, "tkinter")
        if find_spec("_tkinter")
        else Finding(
            "overlay", Verdict.NOTE, "this Python has no tkinter: on Debian and Ubuntu, apt install python3-tk"
        ),
        Finding("tray icon", Verdict.OK, "PySide6")
        if find_spec("PySide6")
        else Finding("tray icon", Verdict.NOTE, "needs PySide6: pip install 'voice-assistant[indicator]'"),
    ]


async def _engines(config: Config) -> list[Finding]:
    """Each engine does a little real work: the voice speaks, the recogniser listens to it, the model answers."""
    async with engines(config) as made:
        sound: list[Audio] = []

        async def say() -> str:
            sound.extend([part async for part in made.text_to_speech.speak("One, two, three.")])
            return made.serving(config)["text_to_speech"]

        async def hear() -> str:
            spoken = Audio.join(sound, sound[0].rate_hz) if sound else Audio.silence(1.0, ENGINE_RATE_HZ)
            await made.speech_to_text.transcribe(spoken, language=None)
            return made.serving(config)["speech_to_text"]

        async def think() -> str:
            question = [Message("user", "Say hello.")]
            async with closing(made.language_model.stream(question, Sampling(max_tokens=4))) as reply:
                async for _ in reply:
                    break
            return made.serving(config)["language_model"]

        found = [
            await _timed(Stage.TEXT_TO_SPEECH, say),
            await _timed(Stage.SPEECH_TO_TEXT, hear),
            await _timed(Stage.LANGUAGE_MODEL, think),
        ]
        return [*found, pictures(config, made.language_model), *await _servers(made), *await _roads(config, made)]


def pictures(config: Config, model: LanguageModel) -> Finding:
    """Whether the model that reads sees, too."""
    name, sees = config.language_model.model, model.sees() if isinstance(model, Sees) else None
    told = {
        True: f"{name} sees them",
        False: f"{name} sees none: it gets the writing in them (language_model.vision)",
        None: f"{name}: nobody knows before the first one (language_model.vision)",
    }
    return Finding("pictures", Verdict.NOTE if sees is False else Verdict.OK, told[sees])


async def _roads(config: Config, made: Engines) -> list[Finding]:
    """Whether the models that hear are there, those that a question may go to."""
    from .persona_store import load_personas

    usual = config.language_model.road
    users: dict[RoadName, str] = {} if usual == "cascade" else {usual: "all personas but those of another road"}
    for persona in load_personas().values():
        if persona.road not in (None, "cascade", usual):
            users.setdefault(persona.road, f"persona {persona.name}")
    findings = []
    for road, user in users.items():
        model = {"audio-chat": config.audio_chat, "realtime": config.realtime}[road].model
        try:
            await made.hearing[road].check()
            findings.append(Finding(f"road {road}", Verdict.OK, f"{model} answers, for {user}"))
        except VoiceAssistantError as error:
            findings.append(Finding(f"road {road}", Verdict.BAD, f"{error} (meanwhile questions take the cascade)"))
    return findings


async def _servers(made: Engines) -> list[Finding]:
    """Whether each of several engines for a stage is there: the work itself proves only the first that is."""
    findings = []
    for engine in (made.speech_to_text, made.language_model, made.text_to_speech):
        for link in engine.chain.links if isinstance(engine, Failover) else ():
            if isinstance(link.engine, Elsewhere):
                try:
                    await link.engine.check()
                    findings.append(Finding(f"server {link.name}", Verdict.OK, "answers"))
                except VoiceAssistantError as error:
                    findings.append(Finding(f"server {link.name}", Verdict.BAD, str(error)))
    return findings


async def _timed(stage: Stage, work: Callable[[], Awaitable[str]]) -> Finding:
    began_s = time.monotonic()
    try:
        name = await work()
    except VoiceAssistantError as error:
        return Finding(stage.value, Verdict.BAD, str(error))
    return Finding(stage.value, Verdict.OK, f"{name}, loaded and used in {time.monotonic() - began_s:.1f} s")
