from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.imaging.contrast import colour_luminance, ratio, worst_contrast

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
levels = st.integers(0, 255)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (WHITE, BLACK, 21.0),
        ((0x77, 0x77, 0x77), WHITE, 4.48),  # the well-known grey that just fails
        ((0x76, 0x76, 0x76), WHITE, 4.54),  # and the one that just passes
        ((0xA8, 0x32, 0x2A), WHITE, 6.7),  # the house's own table
        ((0x24, 0x21, 0x1D), (0xFB, 0xF7, 0xEF), 15.0),
    ],
)
def test_known_ratios(one: tuple[int, int, int], other: tuple[int, int, int], expected: float) -> None:
    assert float(ratio(colour_luminance(one), colour_luminance(other))) == pytest.approx(expected, abs=0.06)


@given(st.tuples(levels, levels, levels), st.tuples(levels, levels, levels))
def test_ratio_is_symmetric_and_bounded(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    there, back = (float(ratio(colour_luminance(a), colour_luminance(b))) for a, b in ((one, other), (other, one)))
    assert there == back
    assert 1.0 <= there <= 21.001


def test_worst_contrast_forgives_specks_but_no_more() -> None:
    ground = np.zeros((10, 100, 3), dtype=np.uint8)
    near = np.ones((10, 100), dtype=np.bool_)
    white = colour_luminance(WHITE)
    ground[:, :4] = 255
    assert worst_contrast(ground, near, white) == pytest.approx(21.0)
    ground[:, :6] = 255
    assert worst_contrast(ground, near, white) == pytest.approx(1.0)


def test_only_pixels_near_the_words_count() -> None:
    ground = np.full((10, 10, 3), 255, dtype=np.uint8)
    ground[:5] = 0
    near = np.zeros((10, 10), dtype=np.bool_)
    near[:5] = True
    assert worst_contrast(ground, near, colour_luminance(WHITE)) == pytest.approx(21.0)
    assert worst_contrast(ground, ~near, colour_luminance(WHITE)) == pytest.approx(1.0)
