"""The composition root: takes the config and puts engines, devices and desktop together. Nothing else does."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from . import paths
from .assistant import Assistant
from .audio.echo import KeyOnly
from .audio.echo_control import EchoControl
from .audio.file_speaker import FileSpeaker
from .audio.types import Microphone, Speaker
from .audio.volume import Volume
from .bus import Bus
from .concurrency import running
from .config.roads import RoadName
from .config.schema import BindingConfig, Config
from .desk import Desk
from .desktop.desk import ThisDesk
from .engine_events import EngineChanged
from .engines.base import EndOfTurn, HearingModel, LanguageModel, SpeechToText, TextToSpeech
from .engines.failover.state import Failover, health, serving
from .engines.known_voices import known_voices
from .engines.registry import (
    create_embedder,
    create_end_of_turn,
    create_hearing_models,
    create_language_model,
    create_speech_to_text,
    create_text_to_speech,
    create_thinking_model,
    create_voice_activity,
)
from .engines.second_voice import with_voice
from .equipment import Equipment, Journal
from .errors import VoiceAssistantError
from .events import (
    Event,
    LevelMeasured,
    OwnLevelMeasured,
    PartlyTranscribed,
    Problem,
    ReplyDelta,
    StateChanged,
    WordBegan,
    WordsHeard,
)
from .inbox import Say
from .memory.memory import FILE as MEMORY_FILE
from .memory.memory import Memory
from .memory.talking import MemoryTalk
from .nothing import NoDesk, NoJournal, NoMicrophone, NoSpeaker
from .persona import NONE, with_custom_instructions
from .persona_store import load_personas
from .roads import Roads
from .seeing import servers_of as pictures_go_to
from .talks.files import load_talks
from .talks.talks import Talks
from .text.yes_no import yes_or_no
from .tools.alarms import AlarmBook, Alarms
from .tools.alarms_elsewhere import AlarmsElsewhere
from .tools.mcp.pool import McpServers
from .tools.mcp.servers import servers_of
from .tools.setup import add_thinking, add_watching, tool_use
from .turn_taking.patience import Patience
from .vision.eyes import Eyes
from .vision.making import open_eyes

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Engines:
    """What models do for us."""

    speech_to_text: SpeechToText
    language_model: LanguageModel
    text_to_speech: TextToSpeech
    end_of_turn: EndOfTurn  # so small that it is loaded on first use
    memory: Memory | None = None
    hearing: Mapping[RoadName, HearingModel] = field(default_factory=dict)
    thinking: LanguageModel | None = None  # where that has a server of its own

    def tell(self, bus: Bus) -> None:
        """Whatever takes over from another says so there."""
        for engine in (self.speech_to_text, self.language_model, self.text_to_speech):
            if isinstance(engine, Failover):
                engine.chain.told = bus.publish

    def serving(self, config: Config) -> dict[str, str]:
        """Which engine does the work of each stage now, and why, where it is not the preferred one."""
        hearing, mind, voice = config.speech_to_text, config.language_model, config.text_to_speech
        return {
            "speech_to_text": serving(self.speech_to_text, f"{hearing.engine} {hearing.model}"),
            "language_model": serving(self.language_model, f"{mind.engine} {mind.model}"),
            "text_to_speech": serving(self.text_to_speech, f"{voice.engine} {voice.voice}"),
        }

    def health(self) -> dict[str, list[dict[str, object]]]:
        """By stage, each of several engines in the order of preference; empty where there is only one."""
        stages = ("speech_to_text", "language_model", "text_to_speech")
        return {stage: health(getattr(self, stage)) for stage in stages}

    async def warm_up(self, bus: Bus, *, mind: bool = True) -> None:
        """Load all, one after the other (in the order a turn needs them); a failure is a `Problem`, not an end.

        `mind` False leaves out the language model.
        """
        wanted: list[SpeechToText | LanguageModel | TextToSpeech] = [self.speech_to_text]
        for engine in [*wanted, *([self.language_model] if mind else []), self.text_to_speech]:
            began_s = time.monotonic()
            try:
                await engine.start()
            except VoiceAssistantError as error:
                bus.publish(Problem(str(error)))
            except Exception:  # an engine of others, or an error of ours: the rest goes on working
                log.exception("%s did not start", type(engine).__name__)
                bus.publish(Problem(f"{type(engine).__name__} did not start, for a reason of its own: see the log"))
            else:
                log.debug("%s started in %.2f s", type(engine).__name__, time.monotonic() - began_s)


def _log_event(event: Event) -> None:
    """The name of what happened, with the time that each line of the log has; never the text in it."""
    match event:
        case LevelMeasured() | OwnLevelMeasured() | PartlyTranscribed() | ReplyDelta() | WordsHeard() | WordBegan():
            pass  # many a second
        case StateChanged(state, binding):
            log.debug("%s %s", state.value, binding)
        case _:
            log.debug("%s", type(event).__name__)


@asynccontextmanager
async def engines(config: Config) -> AsyncIterator[Engines]:
    """The engines the config names, closed at the end. Raises `ConfigError`; nothing is loaded yet."""
    async with AsyncExitStack() as stack:
        made = Engines(
            create_speech_to_text(config.speech_to_text),
            create_language_model(config.language_model),
            with_voice(create_text_to_speech(config.text_to_speech), config.text_to_speech, config.reading.quote_voice),
            create_end_of_turn(),
            Memory(config.memory, paths.data_dir() / MEMORY_FILE, create_embedder),
            create_hearing_models(config),
            create_thinking_model(config.tools.thinking),
        )
        for model in made.hearing.values():
            stack.push_async_callback(model.close)
        if made.thinking is not None:
            stack.push_async_callback(made.thinking.close)
        if made.memory is not None:
            stack.push_async_callback(made.memory.close)
        for engine in (made.speech_to_text, made.language_model, made.text_to_speech, made.end_of_turn):
            stack.push_async_callback(engine.close)
        yield made


def assemble(
    config: Config,
    bus: Bus,
    made: Engines,
    *,
    microphone: Microphone,
    speaker: Speaker,
    journal: Journal,
    desk: Desk,
    talks: Talks | None = None,
    echo: EchoControl | None = None,
    patience: Patience | None = None,
    volume: Volume | None = None,
    alarms: AlarmBook | None = None,
    servers: McpServers | None = None,
    eyes: Eyes | None = None,
) -> Assistant:
    """An assistant out of its parts. Without `echo` it does not listen while it speaks."""
    if log.isEnabledFor(logging.DEBUG):
        bus.subscribe(_log_event)
    made.tell(bus)
    equipment = Equipment(
        config=config,
        bus=bus,
        microphone=microphone,
        speaker=speaker,
        voice_activity=create_voice_activity(config.voice_activity),
        end_of_turn=made.end_of_turn,
        speech_to_text=made.speech_to_text,
        text_to_speech=made.text_to_speech,
        journal=journal,
        desk=desk,
        live=not isinstance(speaker, FileSpeaker) or speaker.realtime,
        volume=volume or Volume(config.speaker.volume),
        voices=lambda: known_voices(config.text_to_speech),
        echo_free=echo,
        echo=echo or KeyOnly(),
        patience=patience or Patience(),
        roads=Roads(config, bus, made.language_model, made.hearing),
        eyes=eyes or Eyes(config.vision),
    )
    you = config.you
    personas = {
        name: with_custom_instructions(persona, you.about, you.answers) for name, persona in load_personas().items()
    }
    tools = tool_use(config, bus, made.language_model, log_file=paths.tool_calls_file(), alarms=alarms, servers=servers)
    memory = None
    if made.memory is not None:
        memory = MemoryTalk(made.memory, lambda: load_talks(paths.talks_dir()), yes_or_no)
    assistant = Assistant(equipment, made.language_model, personas, talks, tools, memory)
    bus.subscribe(partial(tell_aloud, assistant, config))
    if isinstance(alarms, Alarms):  # it stays, and can report later
        say = lambda text: assistant.send(Say(text))  # noqa: E731
        add_thinking(tools, config, made.thinking or made.language_model, lambda: assistant.conversation, say)
        seen_by = lambda: pictures_go_to(config, "cascade")  # noqa: E731
        add_watching(tools, config, equipment.eyes, made.language_model, seen_by, say)
    return assistant


def tell_aloud(assistant: Assistant, config: Config, event: Event) -> None:
    """Who is spoken with hears that another engine took over; anybody else has it on the screen."""
    binding = config.bindings.get(assistant.state.binding)
    if isinstance(event, EngineChanged) and event.spoken and binding is not None and "speak" in binding.sinks:
        assistant.send(Say(event.spoken))


def mcp_servers(config: Config, bus: Bus) -> McpServers:
    """The servers of tools that the config names; nothing is connected yet. Raises `ConfigError`."""
    found = servers_of(config.tools, paths.config_file().with_name("mcp.json")) if config.tools.enabled else {}
    return McpServers(found, lambda line: bus.publish(Problem(line)))


MCP_READY_S = 10.0
"""A single question waits so long for the servers of tools."""


async def run_once(
    config: Config,
    binding: BindingConfig,
    bus: Bus,
    *,
    name: str = "once",
    text: str | None = None,
    microphone: Microphone | None = None,
    speaker: Speaker | None = None,
    journal: Journal | None = None,
    desk: Desk | None = None,
    pictures: Sequence[Path] = (),
    warm: bool = False,
) -> None:
    """Run `binding` once, from `text` or `microphone`, to its end: what the one-off commands do.

    `name` is what the binding is called in the journal, `pictures` are files that it is about: what of them or of its
    sources cannot be seen is an error. `warm` loads all engines first, as the running assistant would have. Raises any
    `VoiceAssistantError`.
    """
    config = config.model_copy(update={"bindings": {**config.bindings, name: binding}})
    answers = binding.persona != NONE
    servers = mcp_servers(config, bus) if answers else McpServers({}, log.warning)
    here = ThisDesk()  # its clipboard may hold the picture that is meant
    looking = open_eyes(config, bus, desk or here, paths.state_dir(), given=pictures)
    with closing(here):
        async with engines(config) as made, running(servers.run()), looking as eyes:
            eyes.strict = True
            if warm:
                await made.warm_up(bus)
            assistant = assemble(
                config,
                bus,
                made,
                microphone=microphone or NoMicrophone(),
                speaker=speaker or NoSpeaker(),
                journal=journal or NoJournal(),
                desk=desk or NoDesk(),
                alarms=AlarmsElsewhere(paths.runtime_dir()) if answers else None,
                servers=servers,
                eyes=eyes,
            )
            await servers.ready(MCP_READY_S)
            await assistant.once(name, text)
