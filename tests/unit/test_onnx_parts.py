"""A network in two parts, with files written here field by field."""

from __future__ import annotations

import pytest

from voice_assistant.engines.onnx_parts import Parts, split


def put(number: int, value: bytes | str) -> bytes:
    value = value.encode() if isinstance(value, str) else value
    size = len(value)
    return bytes([number << 3 | 2, *([size] if size < 128 else [size & 127 | 128, size >> 7])]) + value


def node(name: str, kind: str, inputs: str, output: str) -> bytes:
    return put(1, b"".join(put(1, part) for part in inputs.split()) + put(2, output) + put(3, name) + put(4, kind))


def weight(name: str) -> bytes:
    return put(5, b"\x10\x01" + put(8, name) + put(9, b"\0" * 200))


HEAD = b"\x08\x08" + put(8, b"\x10\x0d")  # the version, and that of the operators
BEGIN = [
    node("/enc/Conv", "Conv", "text enc.weight", "h"),
    node("/Ceil", "Ceil", "h", "durations"),
    node("/Mul", "Mul", "h durations", "z"),
]
END = [node("/dec/Conv", "Conv", "z dec.weight", "d"), node("/Unsqueeze", "Unsqueeze", "d", "sound")]
WEIGHTS = [weight("enc.weight"), weight("dec.weight")]
AROUND = [put(2, "graph"), put(11, put(1, "text")), put(12, put(1, "sound"))]


def model(*fields: bytes) -> bytes:
    return HEAD + put(7, b"".join(fields))


def test_what_stands_behind_the_cut_goes_into_the_second_part_with_its_weights() -> None:
    assert split(model(*BEGIN, *END, *AROUND, *WEIGHTS), "/dec/", kinds=["Ceil"]) == Parts(
        model(*BEGIN, WEIGHTS[0], *AROUND[:2], put(12, put(1, "z")), put(12, put(1, "durations"))),
        model(*END, WEIGHTS[1], AROUND[0], put(11, put(1, "z") + put(2, put(1, b"\x08\x01"))), AROUND[2]),
        ("z",),
    )


@pytest.mark.parametrize(
    "whole",
    [
        b"",
        b"no such file",
        model(*BEGIN, *AROUND, *WEIGHTS),
        model(*END, *AROUND, *WEIGHTS),
        model(*BEGIN, node("/b", "Ceil", "h", "other"), *END, *AROUND, *WEIGHTS),
        model(*BEGIN, *END, *AROUND, *WEIGHTS)[:-20],
    ],
    ids="nothing other no-end no-beginning two-of-a-kind cut-off".split(),
)
def test_what_cannot_be_cut(whole: bytes) -> None:
    assert split(whole, "/dec/", kinds=["Ceil"]) is None
