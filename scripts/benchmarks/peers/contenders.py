"""The programs that are compared: how each is started with the same Whisper, model and voice, and when it is ready."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.rig.assistant import running_assistant
from tests.rig.waiting import wait_until
from voice_assistant import paths
from voice_assistant.control_client import request
from voice_assistant.persona_store import load_persona

from .environments import ensure, ensure_speech_to_speech_data, version

INSIDE = Path(__file__).with_name("inside")
START_S = 180.0
MAX_TOKENS = 48
"""Longest reply, for all: two sentences. A small model rambles, and everybody would wait for it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What all have in common."""

    whisper: Path  # a CTranslate2 folder
    model: Path  # GGUF
    voice: Path  # Piper's .onnx
    smart_turn: Path
    instructions: str
    examples: tuple[tuple[str, str], ...]
    """What a person might say, and a fitting answer: for the model, as our persona has them."""
    temperature: float


def parts() -> Parts:
    """Whisper base, our smallest model, Joe's voice, Smart Turn and the persona that answers by default."""
    models, persona = paths.models_dir(), load_persona("assistant")
    return Parts(
        whisper=models / "whisper-base",
        model=next((models / "smollm2-135m-instruct").glob("*.gguf")),
        voice=models / "en_US-joe-medium" / "en_US-joe-medium.onnx",
        smart_turn=models / "smart-turn-v3.2" / "smart-turn-v3.2-cpu.onnx",
        instructions=persona.instructions.strip(),
        examples=tuple((example.user, example.assistant) for example in persona.examples),
        temperature=persona.temperature or 0.0,
    )


class Contender(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def how(self) -> str:
        """How it was set up."""
        ...

    def running(self, sound: Mapping[str, str], parts: Parts, folder: Path) -> AbstractContextManager[None]:
        """A context in which it listens. `sound` is the environment of the sound server, `folder` an empty one."""
        ...


@dataclass(frozen=True, slots=True)
class Ours:
    name: str = "voice-assistant"
    how: str = "as installed, `converse`; only the cue sounds are off: a tone would count as an answer"

    @contextmanager
    def running(self, sound: Mapping[str, str], parts: Parts, folder: Path) -> Iterator[None]:
        config = f"""
[cues]
enabled = false
[hotkeys]
backend = "none"
[indicator]
enabled = false
[speech_to_text]
language = "en"
[language_model]
max_tokens = {MAX_TOKENS}
"""
        with running_assistant(folder, {**_environment(), **sound}, config=config) as assistant:
            assistant.wait_until_warm()
            request(assistant.runtime_dir, "converse", binding="ask")
            yield


@dataclass(frozen=True, slots=True)
class Pipecat:
    fastest: bool

    @property
    def name(self) -> str:
        return f"pipecat {version(ensure('pipecat'), 'pipecat-ai')}, {'fastest' if self.fastest else 'default'}"

    @property
    def how(self) -> str:
        end = "every pause of 0.2 s ends the turn" if self.fastest else "Silero VAD 0.2 s, Smart Turn v3.2 or 3 s"
        return f"local audio, WhisperSTTService, OpenAILLMService on our server, PiperTTSService; {end}"

    @contextmanager
    def running(self, sound: Mapping[str, str], parts: Parts, folder: Path) -> Iterator[None]:
        with ExitStack() as stack:
            url = stack.enter_context(_model_server(parts, folder))
            settings = {
                "whisper": str(parts.whisper),
                "voice": str(parts.voice),
                "base_url": url,
                "instructions": parts.instructions,
                "examples": parts.examples,
                "temperature": parts.temperature,
                "max_tokens": MAX_TOKENS,
                "fastest": self.fastest,
            }
            command = [ensure("pipecat") / "python", INSIDE / "pipecat_bot.py", json.dumps(settings)]
            environment = {**_environment(), **sound, "HF_HUB_OFFLINE": "1"}
            stack.enter_context(_started("pipecat", command, environment, folder, until="ready"))
            yield


@dataclass(frozen=True, slots=True)
class SpeechToSpeech:
    fastest: bool

    @property
    def name(self) -> str:
        what = version(ensure("speech-to-speech"), "speech-to-speech")
        return f"speech-to-speech {what}, {'fastest' if self.fastest else 'default'}"

    @property
    def how(self) -> str:
        end = "Smart Turn, no grace, first sentence, no live text" if self.fastest else "all else by default"
        return (
            "`serve` and its own client `talk`, faster-whisper, chat-completions on our server, "
            f"the same Piper behind its OpenAI-compatible voice (it has no Piper); {end}"
        )

    @contextmanager
    def running(self, sound: Mapping[str, str], parts: Parts, folder: Path) -> Iterator[None]:
        programs = ensure("speech-to-speech")
        program = programs / "speech-to-speech"
        environment = {**_environment(), **sound, **ensure_speech_to_speech_data(programs), "PYTHONUNBUFFERED": "1"}
        port = _free_port()
        with ExitStack() as stack:
            url = stack.enter_context(_model_server(parts, folder))
            speech = [sys.executable, INSIDE / "speech_server.py", parts.voice]
            said = stack.enter_context(_started("voice", speech, _environment(), folder, until="http"))
            examples = "\n".join(f"User: {asked}\nAssistant: {answer}" for asked, answer in parts.examples)
            options = {
                "stt": "faster-whisper",
                "faster_whisper_stt_model_name": parts.whisper,
                "faster_whisper_stt_device": "cpu",
                "faster_whisper_stt_compute_type": "int8",
                "llm_backend": "chat-completions",
                "model_name": "local",
                "responses_api_base_url": url,
                "responses_api_api_key": "none",
                "init_chat_prompt": f"{parts.instructions}\n\nExamples:\n{examples}",
                "tts": "openai",
                "openai_tts_base_url": said.strip(),
                "smart_turn_model_path": parts.smart_turn,
                "port": port,
            }
            fast = ["--speculative_reopen_ms", "0", "--stream_batch_sentences", "1", "--no_enable_live_transcription"]
            command = [program, "serve", *_flags(options), *(fast if self.fastest else [])]
            stack.enter_context(_started("serve", command, environment, folder, until="Uvicorn running"))
            talk = [program, "talk", "--url", f"ws://127.0.0.1:{port}/v1/realtime", "--verbose"]
            stack.enter_context(_started("talk", talk, environment, folder, until="session.updated"))
            yield


CONTENDERS: tuple[Contender, ...] = (
    Ours(),
    SpeechToSpeech(fastest=False),
    Pipecat(fastest=False),
    SpeechToSpeech(fastest=True),
    Pipecat(fastest=True),
)


@contextmanager
def _model_server(parts: Parts, folder: Path) -> Iterator[str]:
    """The same llama.cpp with the same settings as our own embedded model, without a key; its address."""
    command = [sys.executable, INSIDE / "model_server.py", parts.model, str(MAX_TOKENS)]
    with _started("model", command, _environment(), folder, until="http") as line:
        yield line.strip()


@contextmanager
def _started(
    name: str, command: Sequence[object], environment: Mapping[str, str], folder: Path, *, until: str
) -> Iterator[str]:
    """Run `command` until the context ends; goes on with the first line of its output that holds `until`."""
    output = folder / f"{name}.txt"
    with output.open("w") as file:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *map(str, command)],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )

    def line() -> str:
        lines = output.read_text(errors="replace").splitlines()
        if process.poll() is not None:
            raise RuntimeError(f"{name} ended: {' | '.join(lines[-3:])}")
        return next((found for found in lines if until in found), "")

    try:
        yield wait_until(line, f"{name} is ready; see {output}", within_s=START_S)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _flags(options: Mapping[str, object]) -> list[str]:
    return [str(part) for name, value in options.items() for part in (f"--{name}", value)]


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


def _environment() -> dict[str, str]:
    """Ours, without a display or bus: nothing but the sound server of the measurement."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "OPENAI_API_KEY")
    return {name: value for name, value in os.environ.items() if name not in hidden}
