"""What may stand in the config file, with defaults. Keys of services are never part of it (see secrets.py).

Every section is frozen and refuses unknown keys. Field descriptions are shown by `voice-assistant config show`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from .engine import FALLBACKS, EngineConfig
from .mind import MemoryConfig, YouConfig
from .observers import ControlConfig, CuesConfig, IndicatorConfig
from .reading import ReadingConfig, ReadingKeys
from .roads import AudioChatConfig, RealtimeConfig, RoadName
from .section import BaseUrl, BindingName, Language, Section, ServerUrl, WyomingUrl
from .tools import ToolsConfig
from .vision import Sees, VisionConfig
from .watching import WatchingConfig
from .writing import WritingConfig


class MicrophoneConfig(Section):
    device: str = Field("default", description='"default", or a device\'s name or part of it (see `devices`)')
    tail_s: float = Field(0.1, ge=0.0, le=2.0, description="recorded after the key goes up: the last sound in flight")
    max_s: float = Field(600.0, gt=0.0, le=86_400.0, description="longest recording, for a key that was forgotten")


class SpeakerConfig(Section):
    device: str = Field("default", description='"default", or a device\'s name or part of it (see `devices`)')
    volume: float = Field(1.0, ge=0.0, le=1.0, description="0.0 ... 1.0")
    duck_others: bool = Field(True, description="other programs play softer while you speak or are spoken to (Linux)")


class EchoConfig(Section):
    """How our own voice is kept out of the microphone while a talk listens and speaks at once."""

    mode: Literal["auto", "webrtc", "server", "headphones", "off"] = Field(
        "auto",
        description='"webrtc" cancels the echo here, "server" in the sound server, "headphones" make none, "off": '
        "only keys interrupt",
    )
    interrupt_by: Literal["auto", "voice", "word", "key"] = Field(
        "auto", description='what stops our speech: anything said, "stop" alone, a key alone; "auto" measures'
    )


class SpeechToTextConfig(EngineConfig):
    engine: str = Field("faster-whisper", description='"faster-whisper", "openai", "wyoming", or a third party\'s')
    model: str = Field("whisper-base", description="catalogue name, folder, or the server's model name")
    language: Language = Field("auto", description='"auto", or a language code such as "en"')
    device: Literal["auto", "cpu", "cuda"] = Field("cpu", description="where faster-whisper computes")
    compute_type: str = Field("int8", description='CTranslate2 type: "int8", "float16", ...')
    threads: int = Field(0, ge=0, le=256, description="threads to compute with, 0 for one per core")
    while_speaking: bool = Field(True, description="decode in the pauses; false: all at the end, in one piece")
    base_url: ServerUrl | None = Field(
        None, description='address of the server: for "openai", ending in /v1; for "wyoming", "tcp://host:port"'
    )
    fallbacks: list[SpeechToTextConfig] = Field(default_factory=list, description=FALLBACKS)


class LanguageModelConfig(EngineConfig):
    road: RoadName = Field("cascade", description='"cascade", or a model that hears: "audio-chat", "realtime"')
    engine: str = Field("embedded", description='"embedded", "openai", or a third party\'s')
    model: str = Field("smollm2-135m-instruct", description="catalogue name, GGUF file, or the server's model name")
    base_url: BaseUrl | None = Field(None, description='for "openai": address of the server, ending in /v1')
    temperature: float | None = Field(
        None, ge=0.0, le=2.0, description="0.0 is always the same; left out: the server's own"
    )
    max_tokens: int = Field(400, ge=1, le=1_000_000, description="longest reply, in tokens")
    projector: str | None = Field(
        None, description='for "embedded": the GGUF file (mmproj) that lets the model see; left out: the one beside it'
    )
    context_tokens: int = Field(4096, ge=512, le=1_000_000, description="memory of the embedded model, in tokens")
    threads: int = Field(0, ge=0, le=256, description="threads of the embedded model, 0 for one per core")
    grammars: bool = Field(
        False, description='for "openai": the server takes a "grammar" (GBNF), as llama-server does; "embedded" always'
    )
    vision: Sees = Field("auto", description='whether it takes pictures: true, false, or "auto" to find out')
    fallbacks: list[LanguageModelConfig] = Field(default_factory=list, description=FALLBACKS)


class TextToSpeechConfig(EngineConfig):
    engine: str = Field("piper", description='"piper", "kokoro", "openai", "wyoming", or a third party\'s')
    voice: str = Field("en_US-joe-medium", description="catalogue name, .onnx file, or the server's voice")
    follow_language: bool = Field(
        True, description="a text in another language gets a voice that speaks it, if any does"
    )
    voices: dict[Language, str] = Field(
        default_factory=dict,
        description='by language, for what is not in the voice\'s own: de = "de_DE-thorsten-medium"',
    )
    model: str = Field("tts-1", description='for "openai": the server\'s model name')
    speed: float = Field(1.0, ge=0.25, le=4.0, description="2.0 is twice as fast")
    threads: int = Field(0, ge=0, le=256, description="threads of Piper and Kokoro, 0 for one per core")
    base_url: ServerUrl | None = Field(
        None, description='address of the server: for "openai", ending in /v1; for "wyoming", "tcp://host:port"'
    )
    fallbacks: list[TextToSpeechConfig] = Field(default_factory=list, description=FALLBACKS)


class VoiceActivityConfig(Section):
    threshold: float = Field(0.5, gt=0.0, lt=1.0, description="probability from which a frame counts as speech")
    min_speech_s: float = Field(0.1, ge=0.0, le=5.0, description="less speech than this is nothing said")


class TurnTakingConfig(Section):
    """When a question that began with a tap ends by itself."""

    after_tap: bool = Field(True, description="false: only the next tap ends it")
    complete_s: float = Field(0.55, ge=0.2, le=10.0, description="silence after what sounds like a finished sentence")
    incomplete_s: float = Field(2.0, ge=0.2, le=30.0, description="silence after what sounds like more is to come")
    guess: bool = Field(True, description="think about the answer in every pause: quicker; false asks the model less")
    nothing_said_s: float = Field(8.0, ge=1.0, le=120.0, description="silence from the beginning")
    follow_up_s: float = Field(8.0, ge=1.0, le=600.0, description="silence after an answer that ends a hands-free talk")


def _wake_word(value: str) -> str:
    from ..engines.micro_wakeword import BUILT_IN
    from ..spelling import did_you_mean

    if value not in BUILT_IN and not value.endswith(".json"):
        hint = did_you_mean(value, BUILT_IN) or f" (there is: {', '.join(BUILT_IN)})"
        raise ValueError(f'there is no wake word "{value[:40]}"{hint}')
    return value


class WakeWordConfig(Section):
    """Begin a talk by a word. Off unless wanted: it keeps the microphone open."""

    enabled: bool = Field(False, description="true: the microphone stays open, what it hears stays in memory")
    words: list[Annotated[str, AfterValidator(_wake_word)]] = Field(
        default_factory=lambda: ["hey_jarvis"],
        min_length=1,
        description='"okay_nabu", "hey_jarvis", "hey_mycroft", "alexa", or a .json file of microWakeWord',
    )
    binding: str = Field("ask", description="the binding that talks; it needs the microphone and a spoken answer")
    threshold: float | None = Field(
        None, ge=0.3, lt=1.0, description="lower hears more, also what was not meant; left out: each word's own"
    )
    base_url: WyomingUrl | None = Field(
        None, description='a Wyoming server that listens instead, "tcp://host:port"; it is sent what is spoken near you'
    )
    server_words: list[str] = Field(
        default_factory=list, description="what the server calls the words; left out: those it is set up for"
    )


class HotkeysConfig(Section):
    backend: Literal["auto", "x11", "portal", "pynput", "evdev", "none"] = Field(
        "auto", description="who listens for the keys"
    )
    hold_after_s: float = Field(0.35, ge=0.05, le=2.0, description="a key held longer is push-to-talk, else a tap")
    double_tap_s: float = Field(0.5, ge=0.1, le=2.0, description="two taps within this begin a hands-free talk")
    cancel: str = Field("Escape", description="silences and cancels while something is going on")
    cut_off: str = Field("Shift+F6", description='"you cut me off": you are listened to again, and waited for longer')


def _way_in(value: str) -> str:
    from ..desktop.keys import parse
    from ..errors import ConfigError

    if value not in ("paste", "type", "clipboard"):
        try:
            parse(value)
        except ConfigError as error:
            raise ValueError(f'must be "paste", "type", "clipboard", or the keys that paste: {error}') from None
    return value


class InsertionConfig(Section):
    method: Literal["auto", "paste", "type", "clipboard"] = Field(
        "auto", description='how texts go into programs; "clipboard" only copies them'
    )
    apps: dict[str, Annotated[str, AfterValidator(_way_in)]] = Field(
        default_factory=dict,
        description='by program, or part of its name: "paste", "type", "clipboard", or keys such as "Ctrl+Shift+V"',
    )


class RecordingsConfig(Section):
    keep: Literal["all", "none", "off"] = Field(
        "all",
        description='"none" deletes a recording when the next begins or the program ends, and one that was cut short '
        'after a day; "off" writes nothing to disk: what breaks off is lost',
    )
    max_days: int = Field(30, ge=1, le=36_500, description="older recordings are deleted")
    max_mb: int = Field(500, ge=1, le=1_000_000, description="the oldest go when all take more")


class ConversationsConfig(Section):
    """What was asked and answered, kept in writing so that a talk can be taken up again."""

    keep: Literal["auto", "all", "off"] = Field(
        "auto", description='"auto" writes talks to disk where recordings are kept ("all"), "off" never does'
    )
    max_days: int = Field(30, ge=1, le=36_500, description="talks in which nothing was said for longer are deleted")
    new_after_min: int = Field(
        60, ge=0, le=525_600, description="after so many minutes without a word a new talk begins; 0 never"
    )


class DictationConfig(Section):
    commands: bool = Field(True, description='"comma", "new line", "scratch that" are done, not written')
    numbers: Literal["auto", "spoken"] = Field("auto", description='"auto" writes 25 %, 3:30 or an address in figures')
    remove_fillers: bool = Field(True, description='leaves out "um", "uh" and their like, by language')
    remove_stutters: bool = Field(False, description='"the the" becomes "the"')
    trailing_space: Literal["auto", "always", "never"] = Field(
        "auto", description='after the text; "auto" where it is not known what stands before the cursor'
    )
    clean_up: str | None = Field(None, description='a persona that tidies the text, such as "dictation-clean-up"')


class ProfileConfig(Section):
    """What differs in one program; what is left out is as in [dictation]."""

    app: str = Field(min_length=1, description='window class or title, in any case; * stands for anything: "*term*"')
    commands: bool | None = None
    numbers: Literal["auto", "spoken"] | None = None
    remove_fillers: bool | None = None
    remove_stutters: bool | None = None
    trailing_space: Literal["auto", "always", "never"] | None = None
    clean_up: str | None = Field(None, description='"none" switches it off')


class VocabularyConfig(Section):
    words: list[str] = Field(default_factory=list, description="names and terms that are often misheard")
    correct: bool = Field(True, description='also corrects near misses: "pie torch" to "PyTorch"')


SightName = Literal["camera", "screen", "screens", "window", "region", "picture"]
SIGHTS: tuple[SightName, ...] = get_args(SightName)
"""Sources to be looked at; "picture" is the one on the clipboard."""
SourceName = Literal["microphone", "selection", "clipboard", "held", "last_reply", "file"] | SightName
SinkName = Literal["speak", "type", "clipboard", "stdout"]


class BindingConfig(Section):
    """trigger -> sources -> persona -> sinks."""

    enabled: bool = Field(True, description="false takes the binding away, also a built-in one")
    keys: list[str] = Field(default_factory=list, description='such as "F6" or "Ctrl+Alt+Space"; may be empty')
    sources: list[SourceName] = Field(
        min_length=1,
        description="microphone, selection, clipboard, last_reply, file, held (dictated text that found no place); "
        "to be looked at: camera, screen, screens (all), window, region, picture (the clipboard's)",
    )
    file: str | None = Field(None, description='for the source "file": a document, or the address of a web page')
    persona: str | None = Field(None, description='a persona, "none" for text untouched; default: the current one')
    sinks: list[SinkName] = Field(min_length=1, description="speak, type, clipboard, stdout")
    language: Language | None = Field(
        None, description="spoken language, where it differs from speech_to_text.language"
    )

    @property
    def sights(self) -> list[SightName]:
        """What is looked at."""
        return [sight for sight in SIGHTS if sight in self.sources]

    @property
    def spoken_only(self) -> bool:
        """Whether all words of what is asked are spoken."""
        return set(self.sources) - set(SIGHTS) == {"microphone"}

    @property
    def reads_aloud(self) -> bool:
        """Whether it reads a text as it is: sentence by sentence, to be steered."""
        written = not {"microphone", "held", *SIGHTS}.intersection(self.sources)
        return written and self.persona == "none" and self.sinks == ["speak"]

    @model_validator(mode="after")
    def _a_file_is_read(self) -> Self:
        if ("file" in self.sources) != (self.file is not None):
            raise ValueError('the source "file" and the setting file belong together')
        if {"file", "last_reply"}.intersection(self.sources) and not (self.reads_aloud and len(self.sources) == 1):
            source = self.sources[0]
            raise ValueError(f'the source "{source}" can only be read aloud: persona = "none", sinks = "speak"')
        return self

    @model_validator(mode="before")
    @classmethod
    def _one_is_a_list(cls, data: Any) -> Any:
        """`keys = "F6"` is as good as `keys = ["F6"]`; the same for sources and sinks."""
        if isinstance(data, dict):
            return {
                key: [value] if key in ("keys", "sources", "sinks") and isinstance(value, str) else value
                for key, value in data.items()
            }
        return data


DEFAULT_BINDINGS: dict[str, dict[str, Any]] = {
    "dictate": {"keys": "F5", "sources": "microphone", "persona": "none", "sinks": "type"},
    "ask": {"keys": "F6", "sources": "microphone", "sinks": "speak"},
    "deliver": {"keys": "Shift+F5", "sources": "held", "persona": "none", "sinks": "type"},
    "read": {"keys": "F7", "sources": "selection", "persona": "none", "sinks": "speak"},
    "show": {"keys": "F8", "sources": ["microphone", "camera"], "sinks": "speak"},
}


class Config(Section):
    persona: str = Field("assistant", description="the persona that answers")
    microphone: MicrophoneConfig = Field(default_factory=MicrophoneConfig)
    speaker: SpeakerConfig = Field(default_factory=SpeakerConfig)
    echo: EchoConfig = Field(default_factory=EchoConfig)
    speech_to_text: SpeechToTextConfig = Field(default_factory=SpeechToTextConfig)
    language_model: LanguageModelConfig = Field(default_factory=LanguageModelConfig)
    text_to_speech: TextToSpeechConfig = Field(default_factory=TextToSpeechConfig)
    audio_chat: AudioChatConfig = Field(default_factory=AudioChatConfig)
    realtime: RealtimeConfig = Field(default_factory=RealtimeConfig)
    voice_activity: VoiceActivityConfig = Field(default_factory=VoiceActivityConfig)
    turn_taking: TurnTakingConfig = Field(default_factory=TurnTakingConfig)
    wake_word: WakeWordConfig = Field(default_factory=WakeWordConfig)
    hotkeys: HotkeysConfig = Field(default_factory=HotkeysConfig)
    insertion: InsertionConfig = Field(default_factory=InsertionConfig)
    recordings: RecordingsConfig = Field(default_factory=RecordingsConfig)
    conversations: ConversationsConfig = Field(default_factory=ConversationsConfig)
    cues: CuesConfig = Field(default_factory=CuesConfig)
    indicator: IndicatorConfig = Field(default_factory=IndicatorConfig)
    control: ControlConfig = Field(default_factory=ControlConfig)
    dictation: DictationConfig = Field(default_factory=DictationConfig)
    reading: ReadingConfig = Field(default_factory=ReadingConfig)
    reading_keys: ReadingKeys = Field(default_factory=ReadingKeys)
    vocabulary: VocabularyConfig = Field(default_factory=VocabularyConfig)
    you: YouConfig = Field(default_factory=YouConfig)
    memory: MemoryConfig = Field(default_factory=MemoryConfig)
    tools: ToolsConfig = Field(default_factory=ToolsConfig)
    vision: VisionConfig = Field(default_factory=VisionConfig)
    writing: WritingConfig = Field(default_factory=WritingConfig)
    watching: WatchingConfig = Field(default_factory=WatchingConfig)
    replacements: dict[str, str] = Field(default_factory=dict, description='spoken = "written", as whole words')
    pronunciation: dict[str, str] = Field(
        default_factory=dict, description='written = "as it is said", as whole words: kubectl = "cube control"'
    )
    profiles: list[ProfileConfig] = Field(default_factory=list, description="[[profiles]]: dictation in one program")
    bindings: dict[BindingName, BindingConfig] = Field(
        default_factory=lambda: {name: BindingConfig.model_validate(b) for name, b in DEFAULT_BINDINGS.items()},
        description="a binding given in the file is merged over the built-in one of the same name",
    )
