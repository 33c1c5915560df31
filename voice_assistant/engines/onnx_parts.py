"""An ONNX network in two parts, so that the second can be run on a stretch of what the first has made.

An ONNX file is a message of protobuf: fields with a number, a length and a value. Taking it apart means to sort the
fields of its graph, whatever is inside them; no library for ONNX is needed, and the weights are copied once.
Field numbers: onnx.proto of the ONNX project.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_MODEL_GRAPH = 7
_NODE, _INITIALIZER, _INPUT, _OUTPUT, _VALUE_INFO = 1, 5, 11, 12, 13  # of a graph
_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME, _NODE_KIND = 1, 2, 3, 4
_TENSOR_NAME = 8
_VALUE_NAME, _VALUE_TYPE, _TENSOR_TYPE, _ELEMENT, _FLOAT = 1, 2, 1, 1, 1
_VARINT, _LENGTH = 0, 2  # how a value is written

Kept = dict[int, list[bytes | memoryview]]
"""Fields by their number, as they are written."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Both are models. The first takes the inputs of the whole and gives `passed`, then what was asked for; the second
    takes `passed` and gives the outputs of the whole."""

    first: bytes = field(repr=False)
    second: bytes = field(repr=False)
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    whole: memoryview
    name: str
    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def split(model: bytes, prefix: str, *, kinds: Sequence[str] = ()) -> Parts | None:
    """`model` cut before the nodes whose names begin with `prefix`.

    The first part also gives the outputs of its nodes of `kinds`, in their order. None when there are no such nodes,
    when a kind is not there once, or when this is no ONNX file.
    """
    try:
        return _split(model, prefix, kinds)
    except (IndexError, ValueError):
        return None


def _split(model: bytes, prefix: str, kinds: Sequence[str]) -> Parts | None:
    around, graph = [], memoryview(b"")
    for number, whole, value in _fields(memoryview(model)):
        if number == _MODEL_GRAPH:
            graph = value
        else:
            around.append(whole)
    fields: dict[int, list[tuple[memoryview, memoryview]]] = {}
    for number, whole, value in _fields(graph):
        fields.setdefault(number, []).append((whole, value))
    nodes = [_node(whole, value) for whole, value in fields.get(_NODE, [])]
    second = _from(nodes, prefix)
    first = [node for node in nodes if node not in second]
    made = {name for node in first for name in node.outputs}
    passed = tuple(dict.fromkeys(name for node in second for name in node.inputs if name in made))
    found = {kind: [node for node in first if node.kind == kind] for kind in kinds}
    if not passed or any(len(nodes) != 1 for nodes in found.values()):
        return None
    wanted = [*passed, *(found[kind][0].outputs[0] for kind in kinds)]
    kept: Kept = {number: [whole for whole, _ in there] for number, there in fields.items()}
    for number in (_NODE, _INITIALIZER, _VALUE_INFO):
        kept.pop(number, None)  # value infos only describe
    weights = [(whole, _text(value, _TENSOR_NAME)) for whole, value in fields.get(_INITIALIZER, [])]
    outputs: Kept = {_OUTPUT: [_value(_OUTPUT, name) for name in wanted]}
    inputs: Kept = {_INPUT: [_value(_INPUT, name, typed=True) for name in passed]}
    return Parts(
        _model(around, first, weights, kept | outputs),
        _model(around, second, weights, kept | inputs),
        passed,
    )


def _from(nodes: Sequence[_Node], prefix: str) -> list[_Node]:
    """The nodes of `prefix` and all that need what they make; nodes come in the order in which they are run."""
    found: list[_Node] = []
    made: set[str] = set()
    for node in nodes:
        if node.name.startswith(prefix) or made.intersection(node.inputs):
            found.append(node)
            made.update(node.outputs)
    return found


def _model(
    around: Iterable[bytes | memoryview],
    nodes: Sequence[_Node],
    weights: Iterable[tuple[memoryview, str]],
    others: Kept,
) -> bytes:
    needed = {name for node in nodes for name in node.inputs}
    graph: list[bytes | memoryview] = [node.whole for node in nodes]
    graph += [whole for whole, name in weights if name in needed]
    graph += [whole for number in sorted(others) for whole in others[number]]
    return b"".join([*around, _tag(_MODEL_GRAPH), _varint(sum(map(len, graph))), *graph])


def _node(whole: memoryview, value: memoryview) -> _Node:
    texts: dict[int, list[str]] = {}
    for number, _, part in _fields(value):
        if number in (_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME, _NODE_KIND):
            texts.setdefault(number, []).append(str(part, "utf-8"))
    names, kinds = texts.get(_NODE_NAME, [""]), texts.get(_NODE_KIND, [""])
    return _Node(whole, names[0], kinds[0], tuple(texts.get(_NODE_INPUT, [])), tuple(texts.get(_NODE_OUTPUT, [])))


def _text(message: memoryview, wanted: int) -> str:
    return next((str(value, "utf-8") for number, _, value in _fields(message) if number == wanted), "")


# protobuf


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview, memoryview]]:
    """Number, all of it, and its value. Raises `IndexError` or `ValueError` when it is no message."""
    at = 0
    while at < len(message):
        begins = at
        tag, at = _read_varint(message, at)
        match tag & 7:
            case 0:  # a varint
                length, value_at = _read_varint(message, at)[1] - at, at
            case 1:
                length, value_at = 8, at
            case 2:  # its length comes first
                length, value_at = _read_varint(message, at)
            case 5:
                length, value_at = 4, at
            case kind:
                raise ValueError(f"no such kind of value: {kind}")
        at = value_at + length
        if at > len(message):
            raise ValueError("ends in the middle of a value")
        yield tag >> 3, message[begins:at], message[value_at:at]


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])


def _tag(number: int, kind: int = _LENGTH) -> bytes:
    return _varint(number << 3 | kind)


def _field(number: int, value: bytes) -> bytes:
    return _tag(number) + _varint(len(value)) + value


def _value(number: int, name: str, *, typed: bool = False) -> bytes:
    """An input or output called `name`; the type of an output is known from what makes it."""
    described = _field(_VALUE_NAME, name.encode())
    if typed:
        described += _field(_VALUE_TYPE, _field(_TENSOR_TYPE, _tag(_ELEMENT, _VARINT) + _varint(_FLOAT)))
    return _field(number, described)
