"""Texts as points, near one another where they mean the same: sentence-transformers' MiniLM, a small BERT.

CTranslate2, which is here for Whisper anyway, computes it with weights of eight bits: a quarter of the memory, a tenth
of the time, and the points stay where they were (cosine 0.997). The model's own folder holds `model.safetensors` and
`tokenizer.json`; what CTranslate2 reads is made of them when they are loaded, in half a second.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..concurrency import Worker
from ..errors import EngineError, Stage
from . import weights
from .native_threads import sleep_while_waiting

Vectors = NDArray[np.float32]

LONGEST = 128
"""Tokens of a text that are read; facts are shorter."""
_HEADS = 12
_PARTS = ("query", "key", "value")
_BATCH = 32
_EPSILON = 1e-12


def is_there(model: str) -> bool:
    """Whether `model`, a catalogue name or a folder, is on this machine."""
    try:
        weights.find(Stage.MEMORY, model)
    except EngineError:
        return False
    return True


class MiniLM:
    """On a thread of its own; loaded on first use. `model` is a catalogue name or a folder."""

    def __init__(self, model: str = "all-minilm-l6-v2") -> None:
        self.name = model
        self._bert: Bert | None = None
        self._worker = Worker("embedding")

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of length 1 for each of `texts`: (texts, 384). Raises `EngineError`."""
        return await self._worker.call(self._embed, texts)

    async def close(self) -> None:
        self._worker.close()

    def _embed(self, texts: Sequence[str]) -> Vectors:
        if self._bert is None:
            folder = weights.find(Stage.MEMORY, self.name)
            try:
                self._bert = Bert(folder)
            except Exception as error:  # a file that is cut short, or of another model
                raise weights.broken(Stage.MEMORY, self.name, error) from None
        return self._bert.embed(texts)


class Bert:
    """The weights in `folder`, and what they make of a text."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        tensors = _read(folder / "model.safetensors")
        size = len(tensors["embeddings.word_embeddings.weight"])
        self._encoder = _encoder_of(tensors, [self._tokenizer.id_to_token(n) or f"[{n}]" for n in range(size)])

    def embed(self, texts: Sequence[str]) -> Vectors:
        encoded = [self._tokenizer.encode(text).ids for text in texts]
        order = sorted(range(len(texts)), key=lambda index: len(encoded[index]))  # little padding
        means: dict[int, Vectors] = {}
        for begin in range(0, len(order), _BATCH):
            batch = order[begin : begin + _BATCH]
            states = np.asarray(self._encoder.forward_batch([encoded[index] for index in batch]).last_hidden_state)
            for index, state in zip(batch, states, strict=True):
                means[index] = state[: len(encoded[index])].mean(axis=0)
        found = np.array([means[index] for index in range(len(texts))], np.float32)
        unit: Vectors = found / np.maximum(np.linalg.norm(found, axis=-1, keepdims=True), _EPSILON)
        return unit


def _encoder_of(tensors: dict[str, Vectors], vocabulary: list[str]) -> Any:
    """CTranslate2's own form of the model, through a folder that is gone at the end."""
    with sleep_while_waiting():
        import ctranslate2
        from ctranslate2.specs import common_spec, transformer_spec

    layers = 1 + max(int(name.split(".")[2]) for name in tensors if name.startswith("encoder.layer."))
    encoder = transformer_spec.TransformerEncoderSpec(
        layers,
        _HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    words, kinds = encoder.embeddings
    words.weight = tensors["embeddings.word_embeddings.weight"]
    kinds.weight = tensors["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = tensors["embeddings.position_embeddings.weight"]
    encoder.scale_embeddings = False
    _set_norm(encoder.layernorm_embedding, tensors, "embeddings")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{number}"
        attention = layer.self_attention
        _set_linear(attention.linear[0], tensors, *(f"{name}.attention.self.{part}" for part in _PARTS))
        _set_linear(attention.linear[1], tensors, f"{name}.attention.output.dense")
        _set_norm(attention.layer_norm, tensors, f"{name}.attention.output")
        _set_linear(layer.ffn.linear_0, tensors, f"{name}.intermediate.dense")
        _set_linear(layer.ffn.linear_1, tensors, f"{name}.output.dense")
        _set_norm(layer.ffn.layer_norm, tensors, f"{name}.output")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.config.layer_norm_epsilon = _EPSILON
    spec.register_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    with TemporaryDirectory(prefix="voice-assistant-") as folder:
        spec.save(folder)
        return ctranslate2.Encoder(folder, device="cpu", compute_type="int8", inter_threads=1, intra_threads=1)


def _set_linear(layer: Any, tensors: dict[str, Vectors], *names: str) -> None:
    layer.weight = np.concatenate([tensors[f"{name}.weight"] for name in names])
    layer.bias = np.concatenate([tensors[f"{name}.bias"] for name in names])


def _set_norm(norm: Any, tensors: dict[str, Vectors], name: str) -> None:
    norm.gamma, norm.beta = tensors[f"{name}.LayerNorm.weight"], tensors[f"{name}.LayerNorm.bias"]


def _read(path: Path) -> dict[str, Vectors]:
    """A safetensors file: the length of a table in JSON, the table, and the numbers one after the other."""
    data = path.read_bytes()
    begin = 8 + int.from_bytes(data[:8], "little")
    table: dict[str, Any] = json.loads(data[8:begin])
    tensors: dict[str, Vectors] = {}
    for name, entry in table.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, end = entry["data_offsets"]
            numbers = np.frombuffer(data, np.float32, (end - first) // 4, begin + first)
            tensors[name.removeprefix("bert.")] = numbers.reshape(entry["shape"]).copy()  # to be made smaller in place
    return tensors
