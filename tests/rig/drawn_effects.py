"""What happens to a drawing on its way into a camera: seen from the side, lit from the side, out of focus, noisy."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 1280, 720
"""720p: of every picture."""


@dataclass(frozen=True)
class Seen:
    """How a drawing is photographed; zeros and 95 are a scan."""

    warp: float = 0.0  # share of its size by which the corners are away from where they belong
    turned_degrees: float = 0.0
    blur: float = 0.0  # standard deviation in pixels
    shade: float = 0.0  # 0.5: the dark side has half the light
    noise: float = 0.0  # standard deviation, of 255
    quality: int = 95  # of the JPEG

    @classmethod
    def by(cls, chance: random.Random) -> Seen:
        """As a hand-held camera of today does in a room."""
        return cls(
            warp=chance.uniform(0.0, 0.06),
            turned_degrees=chance.uniform(-6.0, 6.0),
            blur=chance.uniform(0.0, 1.3),
            shade=chance.uniform(0.0, 0.65),
            noise=chance.uniform(0.0, 7.0),
            quality=chance.randint(60, 92),
        )

    @classmethod
    def badly_by(cls, chance: random.Random) -> Seen:
        """By a shaking hand in the dark: much of it cannot be read by anybody."""
        return cls(
            warp=chance.uniform(0.02, 0.1),
            turned_degrees=chance.uniform(-10.0, 10.0),
            blur=chance.uniform(3.0, 6.0),
            shade=chance.uniform(0.3, 0.85),
            noise=chance.uniform(8.0, 18.0),
            quality=chance.randint(25, 55),
        )


def photographed(drawing: Any, seen: Seen, chance: random.Random, *, share: float = 0.9) -> bytes:
    """`drawing`, a PIL image, on a table, as a JPEG of 1280 x 720; it takes `share` of the width or height."""
    import cv2
    import numpy as np
    from PIL import Image

    scale = min(WIDTH * share / drawing.width, HEIGHT * share / drawing.height)
    wide, high = drawing.width * scale, drawing.height * scale
    corners = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)], np.float32) / 2
    angle = np.deg2rad(seen.turned_degrees)
    turn = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))], np.float32)
    away = np.array([(chance.uniform(-1, 1), chance.uniform(-1, 1)) for _ in range(4)], np.float32)
    placed = (corners + away * seen.warp * min(wide, high)) @ turn
    placed *= min(1.0, 0.98 * WIDTH / np.ptp(placed[:, 0]), 0.98 * HEIGHT / np.ptp(placed[:, 1]))
    placed += (WIDTH, HEIGHT) - (placed.max(0) + placed.min(0) + (WIDTH, HEIGHT)) / 2
    source = np.array([(0, 0), (drawing.width, 0), (drawing.width, drawing.height), (0, drawing.height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, placed.astype(np.float32))
    table = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    table[:] = [chance.randint(40, 190)] * 3
    pixels = cv2.warpPerspective(
        np.asarray(drawing.convert("RGB")), matrix, (WIDTH, HEIGHT), table, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT
    )
    lit = pixels.astype(np.float32) * _light(seen.shade, chance)[:, :, None]
    if seen.blur > 0.2:
        lit = cv2.GaussianBlur(lit, (0, 0), seen.blur)
    lit += np.random.default_rng(chance.randrange(1 << 30)).normal(0.0, seen.noise + 1e-6, lit.shape)
    out = io.BytesIO()
    Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=seen.quality)
    return out.getvalue()


def _light(shade: float, chance: random.Random) -> Any:
    """1.0 on the bright side, `1 - shade` on the dark one; height x width."""
    import numpy as np

    angle = chance.uniform(0, 6.283)
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    along = x * np.cos(angle) + y * np.sin(angle)
    return 1.0 - shade * (along - along.min()) / np.ptp(along)
