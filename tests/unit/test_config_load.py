from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from voice_assistant.config.load import load_config
from voice_assistant.config.schema import Config
from voice_assistant.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def faults(file: Path, text: str, *, environ: dict[str, str] | None = None, **flags: Any) -> list[str]:
    """The messages about `text`, without the file's own name in front."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(file=file, environ=environ or {}, flags={k.replace("__", "."): v for k, v in flags.items()})
    return [line.replace(f"{file}:", "") for line in str(caught.value).splitlines()]


def test_without_a_file_everything_is_built_in() -> None:
    assert load_config(environ={}) == Config()


def test_layers_override_each_other_in_order(file: Path) -> None:
    file.write_text("[text_to_speech]\nspeed = 1.1\n[speaker]\nvolume = 0.1\n[microphone]\ndevice = 'file'\n")
    environ = {"VOICE_ASSISTANT__SPEAKER__VOLUME": "0.2", "VOICE_ASSISTANT__MICROPHONE__DEVICE": "environment"}
    config = load_config(file=file, environ=environ, flags={"microphone.device": "flag", "speaker.device": None})
    assert config.text_to_speech.speed == 1.1
    assert config.speaker.volume == 0.2
    assert config.microphone.device == "flag"
    assert config.speaker.device == "default"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[speaker]\r\nvolume = 0.5\r\n")
    assert load_config(file=file, environ={}).speaker.volume == 0.5


@pytest.mark.parametrize(
    ("text", "value"),
    [("hw:0", "hw:0"), ("5", "5"), ('"quoted"', "quoted"), ("true", "true"), ("1\n[x]", "1\n[x]"), ("inf", "inf")],
)
def test_a_variable_may_hold_any_text(text: str, value: str) -> None:
    config = load_config(environ={"VOICE_ASSISTANT__MICROPHONE__DEVICE": text})
    assert config.microphone.device == value


def test_a_variable_may_hold_toml() -> None:
    environ = {
        "VOICE_ASSISTANT__BINDINGS__ASK__KEYS": '["F9", "F10"]',
        "VOICE_ASSISTANT__LANGUAGE_MODEL__OPTIONS": "{ top_k = 5 }",
        "VOICE_ASSISTANT__RECORDINGS__MAX_DAYS": "3",
        "VOICE_ASSISTANT__SPEAKER__VOLUME": "",  # as good as none
    }
    config = load_config(environ=environ)
    assert config.bindings["ask"].keys == ["F9", "F10"]
    assert config.language_model.options == {"top_k": 5}
    assert config.recordings.max_days == 3
    assert config.speaker.volume == 1.0


def test_text_from_the_command_line_is_taken_as_from_a_variable() -> None:
    config = load_config(environ={}, flags={"text_to_speech.speed": "1.5", "text_to_speech.voice": "7"})
    assert (config.text_to_speech.speed, config.text_to_speech.voice) == (1.5, "7")


def test_bindings_are_merged_added_and_taken_away(file: Path) -> None:
    file.write_text(
        '[bindings.ask]\nkeys = "F9"\n[bindings.read]\nenabled = false\n'
        '[bindings.mine]\nkeys = ["F7", "Ctrl+Alt+K"]\nsources = "clipboard"\npersona = "none"\nsinks = "type"\n'
    )
    bindings = load_config(file=file, environ={}).bindings
    assert sorted(bindings) == ["ask", "deliver", "dictate", "mine", "show"]
    assert (bindings["ask"].keys, bindings["ask"].sinks) == (["F9"], ["speak"])
    assert bindings["mine"].keys == ["F7", "Ctrl+Alt+K"]  # F7 is free: the binding that had it is gone


def test_a_binding_may_have_no_key(file: Path) -> None:
    file.write_text("[bindings.ask]\nkeys = []\n")
    assert load_config(file=file, environ={}).bindings["ask"].keys == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[speaker]\nvolum = 1", '2: unknown key "volum" in [speaker] (did you mean "volume"?)'),
        ("[text-to-speech]\nspeed = 1.0", '1: unknown key "text-to-speech" (did you mean "text_to_speech"?)'),
        ('voice = "x"', '1: unknown key "voice" (did you mean "text_to_speech.voice"?)'),
        ("zzz = 1", '1: unknown key "zzz"'),
        ("[bindings.ask]\nkey = 'F9'", '2: unknown key "key" in [bindings.ask] (did you mean "keys"?)'),
        ("\n[speaker]\nvolume = 1.5", "3: speaker.volume must be at most 1, not 1.5"),
        ("[speaker]\nvolume = -1", "2: speaker.volume must be at least 0, not -1"),
        ("[speaker]\nvolume = nan", "2: speaker.volume must be at most 1, not nan"),
        ("[voice_activity]\nthreshold = 1", "2: voice_activity.threshold must be less than 1, not 1"),
        ("[speaker]\nvolume = '1'", '2: speaker.volume must be a number, not "1"'),
        ("[speaker]\nvolume = true", "2: speaker.volume must be a number, not true"),
        ("[control]\nport = 1.5", "2: control.port must be a whole number, not 1.5"),
        ("[speaker]\ndevice = 1", "2: speaker.device must be text in quotes, not 1"),
        ("[speaker]\ndevice = []", "2: speaker.device must be text in quotes, not a list"),
        ("speaker = 1", "1: speaker must be a table, not 1"),
        ("[bindings]\nask = 1", "2: bindings.ask must be a table, not 1"),
        ("bindings = 1", "1: bindings must be a table, not 1"),
        (
            "[speech_to_text]\ndevice = 'cdua'",
            '2: speech_to_text.device must be one of "auto", "cpu", "cuda", not "cdua" (did you mean "cuda"?)',
        ),
        (
            "[speech_to_text]\nlanguage = 'english'",
            '2: speech_to_text.language must be "auto" or a language code such as "en" or "de", not "english" '
            '(did you mean "en"?)',
        ),
        (
            "[speech_to_text]\nlanguage = 'kr'",
            '2: speech_to_text.language: there is no language "kr": "en" is English, "ko" Korean, "zh" Chinese',
        ),
        (
            "[language_model]\nengine = 'openai'\nbase_url = 'localhost:11434'",
            "3: language_model.base_url must be an address that begins with http:// or https://",
        ),
        ("[bindings.mine]\nkeys = 'F9'\nsinks = 'type'", '1: [bindings.mine] needs "sources"'),
        ("[bindings.ask]\nsinks = []", "2: bindings.ask.sinks must not be empty"),
        (
            "[bindings.ask]\nsinks = 'speek'",
            '2: bindings.ask.sinks[0] must be one of "speak", "type", "clipboard", "stdout", not "speek" '
            '(did you mean "speak"?)',
        ),
        (
            "[bindings.Big]\nkeys='F9'\nsources='clipboard'\nsinks='type'",
            '1: bindings.Big is no name for a binding: use lower-case letters, digits, "-" and "_"',
        ),
        ("persona = 'pirat'", '1: persona: there is no persona "pirat" (did you mean "pirate"?)'),
        (
            "[bindings.ask]\npersona = 'yodda'",
            '2: bindings.ask.persona: there is no persona "yodda" (did you mean "yoda"?)',
        ),
        (
            "[text_to_speech]\nengine = 'pipr'",
            '2: text_to_speech.engine: there is no engine "pipr" (did you mean "piper"?)',
        ),
        (
            "[language_model]\nbase_url = 'http://localhost:11434/v1'",
            '2: language_model.base_url is given, but engine is "embedded", which has no server: add engine = "openai"',
        ),
        (
            "[bindings.ask]\nkeys = 'Escape'",
            "2: bindings.ask.keys[0]: Escape is the key that cancels (hotkeys.cancel)",
        ),
        ("[bindings.ask]\nkeys = ['F9', 'f9']", "2: bindings.ask.keys[1]: F9 is given twice"),
        (
            "[bindings.ask]\nkeys = 'F5'",
            '2: bindings.ask.keys[0]: F5 is already the key of the built-in binding "dictate": '
            "give one of them another, or set enabled = false in [bindings.dictate]",
        ),
        (
            "[bindings.ask]\nkeys = 'Alt+Shift+N'",
            "2: bindings.ask.keys[0]: Alt+Shift+N is a key that steers a reading (reading_keys.next)",
        ),
        (
            "[reading_keys]\nslower = 'F7'",
            '2: reading_keys.slower: F7 is already the key of the built-in binding "read": '
            "give one of them another, or set enabled = false in [bindings.read]",
        ),
        (
            "[bindings.notes]\nsources = 'file'\npersona = 'none'\nsinks = 'speak'",
            '1: bindings.notes the source "file" and the setting file belong together',
        ),
        (
            "[bindings.again]\nsources = 'last_reply'\nsinks = 'type'",
            '1: bindings.again the source "last_reply" can only be read aloud: persona = "none", sinks = "speak"',
        ),
        (
            "[bindings.ask]\nkeys = 'Ctrl+Spcae'",
            '2: bindings.ask.keys[0]: "Ctrl+Spcae": there is no key "Spcae", did you mean "Space"?',
        ),
    ],
    ids=lambda value: str(value).partition("\n")[2][:40] or None,
)
def test_each_fault_has_its_line_and_the_nearest_spelling(file: Path, text: str, message: str) -> None:
    assert faults(file, text) == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[speaker\nvolume = 1", "1: expected ']' at the end of a table declaration"),
        ("[speaker]\ndevice = usb", '2: invalid value (text needs quotes: "usb")'),
        ("a = 1\na = 2", "2: cannot overwrite a value"),
        (r'd = "C:\Users"', "1: invalid hex value (a backslash needs a second one, or single quotes around the text)"),
        ("[bindings.ask]\nenabled = False", "2: invalid value (write true or false, without capitals; leave"),
        ('x = "never closed', "1: "),
        ("[speaker]\nvolume 1\n", "2: expected '=' after a key in a key/value pair (a line is written: key = value)"),
    ],
)
def test_broken_toml_is_pointed_at(file: Path, text: str, message: str) -> None:
    (fault,) = faults(file, text)
    assert fault.startswith(message)


def test_text_in_another_encoding_is_pointed_at(file: Path) -> None:
    file.write_bytes("a = 1\nb = 'ä'\n".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"config\.toml:2: this is no UTF-8 text"):
        load_config(file=file, environ={})


def test_a_named_file_must_exist(file: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load_config(file=file, environ={})


def test_all_faults_come_at_once_in_the_order_of_lines(file: Path) -> None:
    text = "persona = 'pirat'\n[speaker]\nvolum = 1\n[bindings.ask]\nkeys = 'F5'\nsinks = 'x'\n[control]\nport = -1\n"
    lines = faults(file, text, environ={"VOICE_ASSISTANT__FOO": "1"}, text_to_speech__speed=9)
    assert [line.split(":")[0] for line in lines[:5]] == ["1", "3", "5", "6", "8"]
    assert {line.split(":")[0] for line in lines[5:]} == {"VOICE_ASSISTANT__FOO", "command line"}


def test_faults_from_outside_name_the_variable_or_the_command_line(file: Path) -> None:
    environ = {
        "VOICE_ASSISTANT__SPEAKER__VOLUM": "1",
        "VOICE_ASSISTANT__CONTROL__PORT": "x",
        "VOICE_ASSISTANT__BINDINGS__NEW__KEYS": "F9",
    }
    lines = faults(file, "[speaker]\nvolume = 0.5\n", environ=environ, text_to_speech__speed=9)
    assert 'VOICE_ASSISTANT__SPEAKER__VOLUM: unknown key "volum" in [speaker] (did you mean "volume"?)' in lines
    assert 'VOICE_ASSISTANT__CONTROL__PORT: control.port must be a whole number, not "x"' in lines
    assert 'VOICE_ASSISTANT__BINDINGS__NEW__KEYS: [bindings.new] needs "sources"' in lines
    assert "command line: text_to_speech.speed must be at most 4, not 9" in lines


@pytest.mark.parametrize("key", ["api_key", "key", "token", "openai_api_key", "password", "options.api_key"])
def test_keys_do_not_belong_in_the_file_and_are_never_repeated(file: Path, key: str) -> None:
    lines = faults(file, f'[language_model]\n{key} = "sk-hush"\n')
    assert len(lines) == 1
    assert lines[0].startswith(f"2: language_model.{key}: keys of services do not belong in a file")
    assert "VOICE_ASSISTANT_LANGUAGE_MODEL_API_KEY" in lines[0]
    assert "hush" not in lines[0]


def test_a_password_in_an_address_is_refused_and_never_repeated(file: Path) -> None:
    (line,) = faults(file, '[language_model]\nengine = "openai"\nbase_url = "http://me:hush@example.com/v1"\n')
    assert "must not hold a user name or password" in line
    assert "hush" not in line


def test_a_faulty_persona_in_use_is_found_with_the_config(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_ASSISTANT_CONFIG_DIR", str(file.parent))
    personas = file.parent / "personas"
    personas.mkdir()
    (personas / "butler.toml").write_text('description = "x"\ninstructions = "y"\nspeed = 9\n')
    load_config(environ={})  # not in use: no harm
    assert faults(file, 'persona = "butler"') == [f"{personas / 'butler.toml'}:3: speed must be at most 4, not 9"]
