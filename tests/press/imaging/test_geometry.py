from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.campaign.badge import Extent
from press.campaign.model import Campaign, Layout, SizeRule
from press.imaging.geometry import Anchor, Box, Margin, Size, fit, place, type_size

CANVAS = Size(1000, 500)
MARK = Size(200, 50)
EXTENTS = {Layout.LINE: Extent(9.9, 2.2), Layout.STACKED: Extent(7.5, 2.9)}

sides = st.integers(1, 5000)
margins = st.builds(Margin, st.floats(0, 0.5), st.floats(0, 0.5))


@pytest.mark.parametrize(
    ("anchor", "margin", "box"),
    [
        (Anchor.TOP_LEFT, Margin(0, 0), Box(0, 0, 200, 50)),
        (Anchor.TOP_RIGHT, Margin(0, 0), Box(800, 0, 200, 50)),
        (Anchor.BOTTOM_LEFT, Margin(0, 0), Box(0, 450, 200, 50)),
        (Anchor.BOTTOM_RIGHT, Margin(0, 0), Box(800, 450, 200, 50)),
        (Anchor.TOP_LEFT, Margin(0.05, 0.05), Box(25, 25, 200, 50)),
        (Anchor.TOP_RIGHT, Margin(0.05, 0.05), Box(775, 25, 200, 50)),
        (Anchor.BOTTOM_LEFT, Margin(0.05, 0.05), Box(25, 425, 200, 50)),
        (Anchor.BOTTOM_RIGHT, Margin(0.05, 0.05), Box(775, 425, 200, 50)),
        (Anchor.BOTTOM_RIGHT, Margin(0.16, 0.42), Box(720, 240, 200, 50)),
        (Anchor.TOP_LEFT, Margin(0.0501, 0.05), Box(26, 25, 200, 50)),
        (Anchor.TOP_LEFT, Margin(0.5, 2.0), Box(250, 450, 200, 50)),
    ],
)
def test_place_table(anchor: Anchor, margin: Margin, box: Box) -> None:
    assert place(CANVAS, MARK, anchor, margin) == box


@given(width=sides, height=sides, data=st.data(), anchor=st.sampled_from(Anchor), margin=margins)
def test_place_stays_inside_and_keeps_its_margin(
    width: int, height: int, data: st.DataObject, anchor: Anchor, margin: Margin
) -> None:
    canvas = Size(width, height)
    mark = Size(data.draw(st.integers(1, width)), data.draw(st.integers(1, height)))
    box = place(canvas, mark, anchor, margin)
    assert box.left >= 0
    assert box.top >= 0
    assert box.right <= width
    assert box.bottom <= height
    right, lower = anchor.value
    free_x = width - box.right if right else box.left
    free_y = height - box.bottom if lower else box.top
    assert free_x == min(math.ceil(margin.x * canvas.short), width - mark.width)
    assert free_y == min(math.ceil(margin.y * canvas.short), height - mark.height)


def test_place_refuses_a_mark_larger_than_the_canvas() -> None:
    with pytest.raises(ValueError, match="larger"):
        place(Size(100, 100), Size(101, 10), Anchor.TOP_LEFT, Margin(0, 0))


@pytest.mark.parametrize(
    ("canvas", "expected"),
    [
        (Size(1280, 720), 48.0),  # 16:9: 12 px at 320
        (Size(1600, 900), 60.0),
        (Size(1080, 8000), 45.36),  # long picture: its nominal share, not a banner
        (Size(8000, 1080), 81.0),  # panorama: the ceiling
        (Size(1000, 1000), 42.0),
    ],
)
def test_type_size_of_documents(campaign: Campaign, canvas: Size, expected: float) -> None:
    assert type_size(canvas, campaign.document) == pytest.approx(expected)


@given(width=sides, height=sides, factor=st.floats(1, 20))
def test_type_size_is_monotone_and_below_the_ceiling(width: int, height: int, factor: float) -> None:
    rule = SizeRule(0.042, 0.075, (320, None), 12, 0.05)
    small, large = Size(width, height), Size(math.ceil(width * factor), math.ceil(height * factor))
    assert type_size(small, rule) <= rule.largest * small.short + 1e-9
    assert type_size(large, rule) >= min(type_size(small, rule), rule.largest * large.short) - 1e-9


@given(width=sides, height=sides, film=st.booleans())
def test_a_fitting_mark_is_readable_and_leaves_the_canvas_free(
    campaign: Campaign, width: int, height: int, *, film: bool
) -> None:
    rule = campaign.video if film else campaign.document
    canvas = Size(width, height)
    chosen = fit(canvas, rule, EXTENTS, campaign)
    if chosen is None:
        return
    assert chosen.text >= campaign.least_text
    assert chosen.mark.width <= campaign.widest * width + 1
    assert chosen.mark.height <= height / 2
    box = place(canvas, chosen.mark, Anchor.TOP_LEFT, Margin(rule.margin, rule.margin))
    assert box.left >= math.ceil(rule.margin * canvas.short)
    assert box.top >= math.ceil(rule.margin * canvas.short)


@given(width=st.integers(60, 1500), height=st.integers(60, 1500), factor=st.integers(2, 5))
def test_a_larger_canvas_never_gets_a_smaller_mark(campaign: Campaign, width: int, height: int, factor: int) -> None:
    small = fit(Size(width, height), campaign.document, EXTENTS, campaign)
    large = fit(Size(width * factor, height * factor), campaign.document, EXTENTS, campaign)
    if small is not None:
        assert large is not None
        assert large.text >= small.text - 1e-9


@pytest.mark.parametrize(
    ("canvas", "layout"),
    [
        (Size(1280, 720), Layout.LINE),
        (Size(720, 1280), Layout.STACKED),
        (Size(1080, 1920), Layout.STACKED),
        (Size(640, 480), Layout.LINE),
    ],
)
def test_films_stack_the_mark_when_upright(campaign: Campaign, canvas: Size, layout: Layout) -> None:
    chosen = fit(canvas, campaign.video, EXTENTS, campaign)
    assert chosen is not None
    assert chosen.layout is layout
    shown = max(canvas.width, canvas.height) / 320
    assert chosen.text / shown >= 11.9


@pytest.mark.parametrize("canvas", [Size(1, 1), Size(64, 64), Size(100, 100), Size(2000, 20), Size(20, 2000)])
def test_too_small(campaign: Campaign, canvas: Size) -> None:
    assert fit(canvas, campaign.document, EXTENTS, campaign) is None
