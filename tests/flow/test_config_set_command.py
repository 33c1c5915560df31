"""`config set`: one value, the rest as it was, and never a config that is wrong."""

from __future__ import annotations

import pytest

from voice_assistant import paths
from voice_assistant.cli import main
from voice_assistant.config.load import load_config

FILE = """# mine
[text_to_speech]
speed = 1.5  # fast

[bindings.ask]
keys = "F9"
"""


def test_one_value_is_set_and_the_rest_stays(capsys: pytest.CaptureFixture[str]) -> None:
    file = paths.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(FILE)
    assert main(["config", "set", "you.about", "I am a nurse"]) == 0
    assert main(["config", "set", "text_to_speech.speed", "2.0"]) == 0
    text = file.read_text()
    assert text.startswith("# mine\n[text_to_speech]\nspeed = 2.0")
    assert "# fast" in text and 'keys = "F9"' in text
    config = load_config()
    assert (config.you.about, config.text_to_speech.speed) == ("I am a nurse", 2.0)


def test_a_config_that_would_be_wrong_is_not_saved(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "set", "text_to_speech.speed", "9"]) == 3
    assert f"{paths.config_file()}:2: text_to_speech.speed must be at most 4, not 9" in capsys.readouterr().err
    assert main(["config", "set", "text_to_speech.sped", "1"]) == 3
    assert main(["config", "set", "you..about", "x"]) == 2
    assert not paths.config_file().exists()
    assert list(paths.config_file().parent.glob(".config*")) == []


def test_a_file_that_is_missing_is_made() -> None:
    assert main(["config", "set", "persona", "pirate"]) == 0
    assert load_config().persona == "pirate"


def test_a_name_with_a_dot_in_it_is_quoted() -> None:
    assert main(["config", "set", 'tools.permissions."files.read"', "allow"]) == 0
    assert load_config().tools.permissions == {"files.read": "allow"}
