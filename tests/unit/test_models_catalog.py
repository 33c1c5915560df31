from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from voice_assistant.config.schema import Config
from voice_assistant.errors import ModelError
from voice_assistant.models import Kind, load_catalog
from voice_assistant.models.catalog import HubSource, NpmSource, WheelSource
from voice_assistant.models.needed import models_in_use

MINIMAL = """
[{name}]
kind = "language-model"
description = "mine"
size = 10
[[{name}.sources]]
type = "folder"
path = "{path}"
files = [{{ name = "a.gguf" }}]
"""


@pytest.fixture
def user_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICE_ASSISTANT_CONFIG_DIR", str(tmp_path))
    monkeypatch.delenv("VOICE_ASSISTANT_CONFIG", raising=False)
    return tmp_path / "models.toml"


def test_the_own_catalogue_has_one_default_of_each_kind(user_catalog: Path) -> None:
    asked_for = {Kind.EMBEDDING}  # 91 MB, and the memory works without
    assert sorted(model.kind for model in load_catalog().defaults) == sorted(set(Kind) - asked_for)


def test_sizes_in_the_own_catalogue_add_up(user_catalog: Path) -> None:
    for model in load_catalog():
        for source in model.sources:
            stated = sum(file.size or 0 for file in source.files)
            if all(file.size for file in source.files):
                assert abs(stated - model.size) < 1_500_000, model.name
            else:
                assert stated <= model.size, model.name


def test_wheels_in_the_own_catalogue_are_fully_checked(user_catalog: Path) -> None:
    for model in load_catalog():
        for source in model.sources:
            if isinstance(source, WheelSource | NpmSource):
                assert all(file.sha256 and file.size for file in source.files), model.name
            if isinstance(source, HubSource):  # what may change is known by its size, or better
                assert source.revision != "main" or all(file.size for file in source.files), model.name


def test_own_entries_add_and_replace(user_catalog: Path, tmp_path: Path) -> None:
    user_catalog.write_text(
        MINIMAL.format(name="my-llm", path=tmp_path) + MINIMAL.format(name="whisper-base", path=tmp_path)
    )
    catalog = load_catalog()
    assert catalog.get("my-llm").description == "mine"
    assert catalog.get("whisper-base").kind is Kind.LANGUAGE_MODEL
    assert "whisper-small" in catalog


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a\n", r"models\.toml:1: "),
        ('[a]\nkind = "ears"\n', r"models\.toml:2: kind"),
        ('[a]\nkind = "language-model"\ndescription = "x"\nsize = 0\n', r"models\.toml:4: size must be more than 0"),
        ('[a]\nkind = "language-model"\ndescription = "x"\nsize = 5\n', r"models\.toml:1: .*at least one source"),
        ('[a]\nkind = "language-model"\ndescripton = "x"\nsize = 5\n', r':3: .*did you mean "description"\?'),
        ('["../a"]\nkind = "language-model"\ndescription = "x"\nsize = 5\n', r"models\.toml:1: name"),
        ("a = 3\n", r"models\.toml:1: "),
    ],
)
def test_faults_are_told_with_file_and_line(user_catalog: Path, text: str, message: str) -> None:
    user_catalog.write_text(text)
    with pytest.raises(ModelError, match=message):
        load_catalog()


def test_an_unknown_name_is_told_with_the_nearest_right_one(user_catalog: Path) -> None:
    with pytest.raises(ModelError, match=r'no model "wisper-bse" .*did you mean "whisper-base"'):
        load_catalog().get("wisper-bse")
    with pytest.raises(ModelError, match="`voice-assistant models list` shows all"):
        load_catalog().get("zzz")


DEFAULTS = ["whisper-base", "smollm2-135m-instruct", "en_US-joe-medium", "silero-vad", "smart-turn-v3.2"]


@pytest.mark.parametrize(
    ("config", "names"),
    [
        ({}, DEFAULTS),
        ({"language_model": {"model": "qwen2.5-1.5b-instruct"}}, [DEFAULTS[0], "qwen2.5-1.5b-instruct", *DEFAULTS[2:]]),
        ({"speech_to_text": {"engine": "openai", "last_resort": False}}, DEFAULTS[1:]),
        ({"speech_to_text": {"engine": "openai"}}, [*DEFAULTS[1:3], DEFAULTS[0], *DEFAULTS[3:]]),  # the last resort
        (
            {
                "language_model": {
                    "engine": "openai",
                    "fallbacks": [{"engine": "embedded", "model": "qwen2.5-1.5b-instruct"}],
                }
            },
            [DEFAULTS[0], "qwen2.5-1.5b-instruct", *DEFAULTS[2:]],
        ),
        ({"text_to_speech": {"voice": "~/voices/mine.onnx"}}, [*DEFAULTS[:2], *DEFAULTS[3:]]),
    ],
)
def test_models_in_use_follow_the_config(user_catalog: Path, config: dict[str, Any], names: list[str]) -> None:
    assert [model.name for model in models_in_use(load_catalog(), Config.model_validate(config))] == names
