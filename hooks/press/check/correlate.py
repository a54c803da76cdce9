"""Normalised cross-correlation (J. P. Lewis, "Fast Normalized Cross-Correlation", 1995), with numpy's FFT."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.float32]
"""Luma 0–1, shape (height, width)."""

_QUIET = 4.0 / 255.0
"""Standard deviation below which a patch counts as flat: noise there must not correlate with anything."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The place where a pattern agrees best. `score` is signed: −1 is the negative of the pattern."""

    score: float
    left: int
    top: int


def correlation(window: Grey, pattern: Grey) -> Grey:
    """Return the correlation coefficient (−1…1) of a pattern with every patch of a window.

    Args:
        window: where to look.
        pattern: what to look for, no larger than the window.

    Returns:
        Shape (window height − pattern height + 1, window width − pattern width + 1); 0 where the patch is flat.
    """
    height, width = pattern.shape
    shape = (_fast(window.shape[0]), _fast(window.shape[1]))
    centred = pattern.astype(np.float64) - pattern.mean()
    strength = float(np.sqrt((centred * centred).sum()))
    shifted = window.astype(np.float64) - window.mean()
    spectrum = np.fft.rfft2(shifted, shape) * np.conj(np.fft.rfft2(centred, shape))
    products = np.fft.irfft2(spectrum, shape)[: window.shape[0] - height + 1, : window.shape[1] - width + 1]
    count = height * width
    sums, squares = _sums(shifted, height, width), _sums(shifted * shifted, height, width)
    variance = np.maximum(squares - sums * sums / count, 0.0)
    flat = variance < count * _QUIET**2
    scores = products / (max(strength, 1e-9) * np.sqrt(np.where(flat, 1.0, variance)))
    return np.clip(np.where(flat, 0.0, scores), -1.0, 1.0).astype(np.float32)


def strongest(scores: Grey) -> Peak:
    """Return the place of the strongest agreement, positive or negative."""
    at = int(np.argmax(np.abs(scores)))
    top, left = divmod(at, scores.shape[1])
    return Peak(float(scores[top, left]), left, top)


def likeness_of(patch: Grey, pattern: Grey) -> float:
    """Return the correlation coefficient of two arrays of one shape; 0 where either is flat."""
    one, other = patch.astype(np.float64) - patch.mean(), pattern.astype(np.float64) - pattern.mean()
    spread = float(np.sqrt((one * one).mean()))
    strength = float(np.sqrt((other * other).sum()) * np.sqrt((one * one).sum()))
    return 0.0 if spread < _QUIET or strength <= 0 else float((one * other).sum() / strength)


def _sums(values: npt.NDArray[np.float64], height: int, width: int) -> npt.NDArray[np.float64]:
    """Return the sum of every height × width patch, by an integral image."""
    table = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    table[1:, 1:] = values.cumsum(axis=0).cumsum(axis=1)
    sums = table[height:, width:] - table[:-height, width:] - table[height:, :-width] + table[:-height, :-width]
    return np.asarray(sums)


def _fast(length: int) -> int:
    """Return the next length whose only factors are 2, 3 and 5: the FFT is slow on others."""
    while True:
        rest = length
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return length
        length += 1
