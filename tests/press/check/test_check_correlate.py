from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.check.correlate import Grey, correlation, likeness_of, strongest

SEEDS = st.integers(0, 10_000)


def noise(seed: int, height: int, width: int) -> Grey:
    return np.random.default_rng(seed).random((height, width)).astype(np.float32)


@given(seed=SEEDS, left=st.integers(0, 30), top=st.integers(0, 20), sign=st.sampled_from([1.0, -1.0]))
@settings(max_examples=40, deadline=None)
def test_a_pattern_is_found_where_it_was_put(seed: int, left: int, top: int, sign: float) -> None:
    pattern = noise(seed, 8, 13)
    window = noise(seed + 1, 30, 50) * np.float32(0.3)
    window[top : top + 8, left : left + 13] = 0.5 + sign * (pattern - 0.5) * 0.8
    peak = strongest(correlation(window, pattern))
    assert (peak.left, peak.top) == (left, top)
    assert peak.score == pytest.approx(sign, abs=1e-3)


@given(seed=SEEDS, gain=st.floats(0.1, 4.0), shift=st.floats(-0.5, 0.5))
@settings(max_examples=40, deadline=None)
def test_brightness_and_contrast_do_not_matter(seed: int, gain: float, shift: float) -> None:
    window, pattern = noise(seed, 16, 24), noise(seed + 1, 6, 9)
    assert np.allclose(
        correlation(window, pattern), correlation((window * gain + shift).astype(np.float32), pattern), atol=1e-3
    )


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_it_is_the_textbook_coefficient(seed: int) -> None:
    window, pattern = noise(seed, 9, 12), noise(seed + 1, 4, 5)
    scores = correlation(window, pattern)
    for top in range(scores.shape[0]):
        for left in range(scores.shape[1]):
            patch = window[top : top + 4, left : left + 5]
            wanted = np.corrcoef(patch.ravel(), pattern.ravel())[0, 1]
            assert scores[top, left] == pytest.approx(wanted, abs=1e-4)
            assert likeness_of(patch, pattern) == pytest.approx(wanted, abs=1e-4)


def test_flat_ground_agrees_with_nothing() -> None:
    window = np.full((20, 30), 0.5, dtype=np.float32)
    window[::2] += 0.002
    assert not correlation(window, noise(1, 5, 5)).any()
