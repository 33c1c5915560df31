"""Which projector belongs to which local model."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_assistant.config.schema import LanguageModelConfig
from voice_assistant.engines.embedded_chat import EmbeddedChat
from voice_assistant.engines.llama_server import Settings, parameters
from voice_assistant.engines.projector import model_and_projector
from voice_assistant.errors import EngineError


def files(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_bytes(b"GGUF")


def test_the_one_beside_the_model(tmp_path: Path) -> None:
    files(tmp_path, "gemma-3-4b-it-Q4_K_M.gguf", "mmproj-model-f16.gguf")
    expected = tmp_path / "gemma-3-4b-it-Q4_K_M.gguf", tmp_path / "mmproj-model-f16.gguf"
    assert model_and_projector(str(tmp_path)) == expected
    assert model_and_projector(str(expected[0])) == expected
    assert EmbeddedChat(LanguageModelConfig(model=str(expected[0]))).sees() is True


def test_in_a_folder_of_many_it_is_told_by_its_name(tmp_path: Path) -> None:
    files(
        tmp_path,
        "SmolVLM-256M-Instruct-Q8_0.gguf",
        "mmproj-SmolVLM-256M-Instruct-Q8_0.gguf",
        "Qwen2.5-VL-3B-Instruct-Q4_K_M.gguf",
        "mmproj-Qwen2.5-VL-3B-Instruct-f16.gguf",
        "smollm2.gguf",
    )
    for model, projector in (
        ("SmolVLM-256M-Instruct-Q8_0", "mmproj-SmolVLM-256M-Instruct-Q8_0.gguf"),
        ("Qwen2.5-VL-3B-Instruct-Q4_K_M", "mmproj-Qwen2.5-VL-3B-Instruct-f16.gguf"),
        ("smollm2", None),
    ):
        _, found = model_and_projector(str(tmp_path / f"{model}.gguf"))
        assert (found.name if found else None) == projector


def test_the_one_of_the_config(tmp_path: Path) -> None:
    files(tmp_path, "model.gguf")
    (tmp_path / "eyes").mkdir()
    files(tmp_path / "eyes", "mmproj.gguf")
    eyes = str(tmp_path / "eyes" / "mmproj.gguf")
    assert model_and_projector(str(tmp_path / "model.gguf"), eyes)[1] == Path(eyes)
    chat = EmbeddedChat(LanguageModelConfig(model=str(tmp_path / "model.gguf"), projector=eyes))
    assert chat.sees() is True
    files(tmp_path, "other.gguf")
    assert chat.sees(str(tmp_path / "other.gguf")) is False  # it belongs to the model of the config alone
    with pytest.raises(EngineError, match="nowhere"):
        model_and_projector(str(tmp_path / "model.gguf"), str(tmp_path / "nowhere.gguf"))


def test_what_the_server_is_started_with() -> None:
    assert parameters(Settings("m.gguf", "key", 4096, 2, "p.gguf")).mmproj.path == "p.gguf"
    assert parameters(Settings("m.gguf", "key", 4096, 2)).mmproj.path == ""
