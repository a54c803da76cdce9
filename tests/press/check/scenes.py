"""Pictures drawn by formula."""

from __future__ import annotations

import numpy as np
from PIL import Image


def photograph(
    width: int, height: int, *, base: tuple[int, int, int] = (150, 160, 140), grain: float = 9.0
) -> Image.Image:
    """A soft scene with grain: something a correlation can stumble over, the same every time."""
    random = np.random.default_rng(width * 10_007 + height)
    rows, columns = np.mgrid[0:height, 0:width]
    waves = np.sin(columns / 37.0) * 14 + np.cos(rows / 23.0) * 14 + random.normal(0, grain, (height, width))
    return Image.fromarray(np.clip(np.array(base) + waves[..., None], 0, 255).astype(np.uint8))
