"""Boxes nest, marks stay outside the bleed, folds mirror: as properties over any sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.print.sheet import (
    SLUG_MM,
    Profile,
    SheetFormat,
    crop_marks,
    fold_marks,
    module_size,
    page_boxes,
    points,
    qr_ceiling,
)  # fmt: skip

PROFILE = Profile("p", Path("p.icc"), "FOGRA39", "")


def sheet(width: float, height: float, bleed: float = 3.0, folds: tuple[float, ...] = ()) -> SheetFormat:
    return SheetFormat(
        "x", "x", (width, height), bleed, 5, 12, 2, 6, 1, (9, 12), 7, 300, 300, PROFILE, folds=folds, hang=900
    )  # fmt: skip


SIDES = st.floats(50, 3000)


@given(SIDES, SIDES, st.floats(0, 20))
def test_boxes_nest_and_the_trim_has_its_size(width: float, height: float, bleed: float) -> None:
    boxes = page_boxes(sheet(width, height, bleed))
    for outer, inner in ((boxes.media, boxes.bleed), (boxes.bleed, boxes.trim)):
        assert max(outer[0] - inner[0], outer[1] - inner[1]) <= 0
        assert min(outer[2] - inner[2], outer[3] - inner[3]) >= 0
    assert boxes.trim[2] - boxes.trim[0] == pytest.approx(points(width))
    assert boxes.trim[3] - boxes.trim[1] == pytest.approx(points(height))
    assert boxes.media[:2] == (0.0, 0.0)


@given(SIDES, SIDES, st.floats(0, 20))
def test_marks_lie_between_bleed_and_media(width: float, height: float, bleed: float) -> None:
    one = sheet(width, height, bleed, folds=(width / 3, width / 1.5))
    edge = bleed + SLUG_MM
    for mark in (*crop_marks(one), *fold_marks(one), *fold_marks(one, inner=True)):
        for x, y in ((mark.x0, mark.y0), (mark.x1, mark.y1)):
            assert 0 <= x <= width + 2 * edge
            assert 0 <= y <= height + 2 * edge
            inside = SLUG_MM < x < edge + width + bleed and SLUG_MM < y < edge + height + bleed
            assert not inside


def test_eight_crop_marks_and_mirrored_folds() -> None:
    one = sheet(297, 210, folds=(97, 197))
    assert len(crop_marks(one)) == 8
    outer = {round(mark.x0 - 13, 6) for mark in fold_marks(one)}
    inner = {round(mark.x0 - 13, 6) for mark in fold_marks(one, inner=True)}
    assert outer == {97, 197}
    assert inner == {100, 200}
    assert all(mark.dashed for mark in fold_marks(one))
    assert one.panels == ((0, 97), (97, 100), (197, 100))


def test_modules_grow_with_distance_but_never_below_the_floor() -> None:
    near, far = sheet(100, 100), sheet(100, 100)
    assert module_size(near) == pytest.approx(0.75)
    assert module_size(far) >= 0.5
    assert qr_ceiling(near) == 600
