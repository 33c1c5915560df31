"""Has a Piper voice tell how long each phoneme takes, which its network knows and does not say.

An ONNX file is a message of protobuf, and a message may be given in parts: what is appended is merged into it. So the
network gets one output more in memory, and its file stays as it is.
"""

from __future__ import annotations

import re

_DURATIONS = re.compile(rb"\x12([\x01-\x7f])([\x20-\x7e]{1,127}?)(?:\x1a[\x01-\x7f][\x20-\x7e]{1,127}?)?\x22\x04Ceil")
"""The node that rounds the durations: its output (field 2), name (3) and kind (4)."""
_MODEL_GRAPH, _GRAPH_OUTPUT, _OUTPUT_NAME = b"\x3a", b"\x62", b"\x0a"  # field numbers, for values with a length


def with_durations(model: bytes) -> bytes:
    """`model` with its phoneme durations as a second output; as it is when they cannot be found."""
    found = [(match[1], match[2]) for match in _DURATIONS.finditer(model)]
    names = {name for length, name in found if length[0] == len(name)}
    if len(names) != 1:
        return model
    output = _field(_GRAPH_OUTPUT, _field(_OUTPUT_NAME, names.pop()))
    return model + _field(_MODEL_GRAPH, output)


def _field(tag: bytes, value: bytes) -> bytes:
    if len(value) > 127:
        raise ValueError("longer than one byte of length can tell")
    return tag + bytes([len(value)]) + value
