"""A projector for llama.cpp that has learned nothing: the smallest file with which a text model takes pictures."""

from __future__ import annotations

import random
import struct
from pathlib import Path

_WIDTH, _HEADS, _INNER, _SIDE, _PATCH = 32, 2, 64, 56, 14
_UINT32, _FLOAT32, _BOOL, _STRING, _ARRAY = 4, 6, 7, 8, 9
_ALIGNED = 32


def write_tiny_projector(file: Path, model_width: int) -> None:
    """Random weights of a one-layer CLIP whose output a model of embedding length `model_width` takes."""
    chance = random.Random(1)
    patches = (_SIDE // _PATCH) ** 2
    shapes: dict[str, tuple[int, ...]] = {  # the fastest dimension first, as GGUF has them
        "v.class_embd": (_WIDTH,),
        "v.patch_embd.weight": (_PATCH, _PATCH, 3, _WIDTH),
        "v.position_embd.weight": (_WIDTH, patches + 1),
        "v.pre_ln.weight": (_WIDTH,),
        "v.pre_ln.bias": (_WIDTH,),
        "mm.0.weight": (_WIDTH, model_width),
        "mm.0.bias": (model_width,),
        "mm.2.weight": (model_width, model_width),
        "mm.2.bias": (model_width,),
    }
    for block in range(2):
        for name, sides in {
            "attn_q": (_WIDTH, _WIDTH), "attn_k": (_WIDTH, _WIDTH), "attn_v": (_WIDTH, _WIDTH),
            "attn_out": (_WIDTH, _WIDTH), "ffn_down": (_WIDTH, _INNER), "ffn_up": (_INNER, _WIDTH),
        }.items():  # fmt: skip
            shapes[f"v.blk.{block}.{name}.weight"] = sides
            shapes[f"v.blk.{block}.{name}.bias"] = sides[1:]
        for name in ("ln1", "ln2"):
            shapes[f"v.blk.{block}.{name}.weight"] = shapes[f"v.blk.{block}.{name}.bias"] = (_WIDTH,)
    facts: list[tuple[str, int, object]] = [
        ("general.architecture", _STRING, "clip"),
        ("clip.has_vision_encoder", _BOOL, True),
        ("clip.has_text_encoder", _BOOL, False),
        ("clip.has_llava_projector", _BOOL, True),
        ("clip.projector_type", _STRING, "mlp"),
        ("clip.use_gelu", _BOOL, True),
        ("clip.vision.image_size", _UINT32, _SIDE),
        ("clip.vision.patch_size", _UINT32, _PATCH),
        ("clip.vision.embedding_length", _UINT32, _WIDTH),
        ("clip.vision.feed_forward_length", _UINT32, _INNER),
        ("clip.vision.projection_dim", _UINT32, model_width),
        ("clip.vision.attention.head_count", _UINT32, _HEADS),
        ("clip.vision.attention.layer_norm_epsilon", _FLOAT32, 1e-5),
        ("clip.vision.block_count", _UINT32, 2),
        ("clip.vision.image_mean", _ARRAY, (0.5, 0.5, 0.5)),
        ("clip.vision.image_std", _ARRAY, (0.5, 0.5, 0.5)),
    ]
    head, data = b"", b""
    for name, shape in shapes.items():
        count = 1
        for side in shape:
            count *= side
        norm = name.endswith(("ln.weight", "ln1.weight", "ln2.weight"))
        weights = [1.0 if norm else chance.gauss(0, 0.05) for _ in range(count)]
        head += _text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape)
        head += struct.pack("<IQ", 0, len(data))
        data += _padded(struct.pack(f"<{count}f", *weights))
    known = b"".join(_text(name) + struct.pack("<I", kind) + _value(kind, value) for name, kind, value in facts)
    start = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(facts))
    file.write_bytes(_padded(start + known + head) + data)


def _value(kind: int, value: object) -> bytes:
    match value:
        case str():
            return _text(value)
        case bool():
            return struct.pack("<?", value)
        case int():
            return struct.pack("<I", value)
        case float():
            return struct.pack("<f", value)
        case tuple():
            return struct.pack("<IQ", _FLOAT32, len(value)) + struct.pack(f"<{len(value)}f", *value)
    raise TypeError(kind)


def _text(text: str) -> bytes:
    content = text.encode()
    return struct.pack("<Q", len(content)) + content


def _padded(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % _ALIGNED)
