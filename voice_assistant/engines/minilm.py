"""Texts as points, near one another where they mean the same: sentence-transformers' MiniLM, a small BERT, in numpy.

22 million weights and a sentence at a time: matrix products are all there is to it, and numpy has those. The model's
own folder holds `model.safetensors` and `tokenizer.json`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..concurrency import Worker
from ..errors import EngineError, Stage
from . import weights

Vectors = NDArray[np.float32]

LONGEST = 128
"""Tokens of a text that are read; facts are shorter."""
_HEADS = 12
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
        self._words = tensors["embeddings.word_embeddings.weight"]
        kinds = tensors["embeddings.token_type_embeddings.weight"]
        self._places = tensors["embeddings.position_embeddings.weight"] + kinds[0]
        self._norm = _norm_of(tensors, "embeddings")
        count = 1 + max(int(name.split(".")[2]) for name in tensors if name.startswith("encoder.layer."))
        self._layers = [_Layer(tensors, f"encoder.layer.{number}") for number in range(count)]

    def embed(self, texts: Sequence[str]) -> Vectors:
        found = np.empty((len(texts), self._words.shape[1]), np.float32)
        encoded = [self._tokenizer.encode(text).ids for text in texts]
        order = sorted(range(len(texts)), key=lambda index: len(encoded[index]))  # little padding
        for begin in range(0, len(order), _BATCH):
            batch = order[begin : begin + _BATCH]
            found[batch] = self._batch([encoded[index] for index in batch])
        return found

    def _batch(self, encoded: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, encoded))
        ids = np.zeros((len(encoded), longest), np.int64)
        there = np.zeros((len(encoded), longest, 1), np.float32)
        for row, tokens in enumerate(encoded):
            ids[row, : len(tokens)] = tokens
            there[row, : len(tokens)] = 1.0
        state = _normed(self._words[ids] + self._places[:longest], *self._norm)
        hidden = (1.0 - there[:, None, None, :, 0]) * np.float32(-1e9)
        for layer in self._layers:
            state = layer(state, hidden)
        mean = (state * there).sum(axis=1) / there.sum(axis=1)
        unit: Vectors = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), _EPSILON)
        return unit


class _Layer:
    def __init__(self, tensors: dict[str, Vectors], name: str) -> None:
        own = f"{name}.attention.self"
        parts = [(tensors[f"{own}.{part}.weight"], tensors[f"{own}.{part}.bias"]) for part in ("query", "key", "value")]
        self._qkv = np.ascontiguousarray(np.concatenate([weight for weight, _ in parts]).T)
        self._qkv_bias = np.concatenate([bias for _, bias in parts])
        self._out = _linear_of(tensors, f"{name}.attention.output.dense")
        self._norm_1 = _norm_of(tensors, f"{name}.attention.output")
        self._up = _linear_of(tensors, f"{name}.intermediate.dense")
        self._down = _linear_of(tensors, f"{name}.output.dense")
        self._norm_2 = _norm_of(tensors, f"{name}.output")

    def __call__(self, state: Vectors, hidden: Vectors) -> Vectors:
        texts, tokens, width = state.shape
        each = width // _HEADS
        qkv = (state @ self._qkv + self._qkv_bias).reshape(texts, tokens, 3, _HEADS, each)
        query, key, value = (qkv[:, :, part].transpose(0, 2, 1, 3) for part in range(3))
        scores = query @ key.transpose(0, 1, 3, 2) * np.float32(each**-0.5) + hidden
        share = np.exp(scores - scores.max(axis=-1, keepdims=True))
        share /= share.sum(axis=-1, keepdims=True)
        seen = (share @ value).transpose(0, 2, 1, 3).reshape(texts, tokens, width)
        state = _normed(state + seen @ self._out[0] + self._out[1], *self._norm_1)
        inner = _gelu(state @ self._up[0] + self._up[1])
        return _normed(state + inner @ self._down[0] + self._down[1], *self._norm_2)


def _gelu(x: Vectors) -> Vectors:
    """By the hyperbolic tangent; within a thousandth of the exact one."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    gelu: Vectors = np.asarray(np.float32(0.5) * x * (np.float32(1.0) + np.tanh(inner)), dtype=np.float32)
    return gelu


def _normed(x: Vectors, weight: Vectors, bias: Vectors) -> Vectors:
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = (centred * centred).mean(axis=-1, keepdims=True)
    normed: Vectors = centred / np.sqrt(variance + np.float32(_EPSILON)) * weight + bias
    return normed


def _linear_of(tensors: dict[str, Vectors], name: str) -> tuple[Vectors, Vectors]:
    return np.ascontiguousarray(tensors[f"{name}.weight"].T), tensors[f"{name}.bias"]


def _norm_of(tensors: dict[str, Vectors], name: str) -> tuple[Vectors, Vectors]:
    return tensors[f"{name}.LayerNorm.weight"], tensors[f"{name}.LayerNorm.bias"]


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
            tensors[name.removeprefix("bert.")] = numbers.reshape(entry["shape"])
    return tensors
