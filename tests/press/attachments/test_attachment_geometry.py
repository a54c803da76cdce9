"""The page geometry, by properties: whatever box, rotation and unit, the mark lies upright in the visible top left."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.attachments.geometry import (
    STANCES,
    Page,
    Spot,
    Stance,
    placing,
    quarter_turn,
    spot_for,
    to_user,
    user_rect,
    visible_box,
)
from press.campaign.badge import Extent
from press.campaign.model import SizeRule

RULE = SizeRule(0.042, 0.075, (320, None), 12, 0.05)
LINE = Extent(9.1, 1.5)

coordinates = st.floats(-20_000, 20_000)
sides = st.floats(20, 14_400)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    left, bottom = draw(coordinates), draw(coordinates)
    visible = (left, bottom, left + draw(sides), bottom + draw(sides))
    return Page(visible, draw(st.sampled_from([0, 90, 180, 270])), draw(st.floats(0.1, 100)))


def apply(matrix: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@settings(deadline=None)
@given(pages(), st.sampled_from(STANCES))
def test_the_mark_lies_inside_the_page_and_in_its_upper_left_quarter(page: Page, stance: Stance) -> None:
    spot = spot_for(page, RULE, LINE, stance, 0.62)
    assert spot.left >= 0
    assert spot.top >= 0
    assert spot.left + spot.width <= page.width * (1 + 1e-9)
    assert spot.top + spot.height <= page.height * (1 + 1e-9)
    assert spot.width <= page.width * 0.62 * (1 + 1e-9)
    assert spot.left <= RULE.margin * page.short * (1 + 1e-9)


@settings(deadline=None)
@given(pages())
def test_the_matrix_carries_the_form_onto_the_spot_upright(page: Page) -> None:
    spot = spot_for(page, RULE, LINE, Stance(1, 1), 0.62)
    form = (218.4, 36.0)
    matrix = placing(page, spot, form)
    corners = {(0.0, 0.0): (0, 1), (form[0], 0.0): (1, 1), (0.0, form[1]): (0, 0), form: (1, 0)}
    for (x, y), (across, down) in corners.items():
        shown = to_user(page, spot.left + across * spot.width, spot.top + down * spot.height)
        assert apply(matrix, x, y) == pytest.approx(shown, abs=1e-6 * max(page.width, page.height, 20_000))
    a, b, c, d, _, _ = matrix
    assert a * d - b * c > 0, "mirrored"


@settings(deadline=None)
@given(pages())
def test_shown_corners_are_the_corners_of_the_visible_box(page: Page) -> None:
    left, bottom, right, top = page.visible
    given_corners = {to_user(page, x, y) for x in (0.0, page.width) for y in (0.0, page.height)}
    for x, y in given_corners:
        assert min(abs(x - left), abs(x - right)) < 1e-6
        assert min(abs(y - bottom), abs(y - top)) < 1e-6
    assert user_rect(page, Spot(0, 0, page.width, page.height, 1)) == pytest.approx(page.visible, abs=1e-6)


@settings(deadline=None)
@given(pages(), st.floats(0.05, 50))
def test_geometry_scales_with_the_page(page: Page, factor: float) -> None:
    scaled = Page(
        (page.visible[0] * factor, page.visible[1] * factor, *(n * factor for n in page.visible[2:])), page.turn
    )
    plain = Page(page.visible, page.turn)
    one, other = (spot_for(p, RULE, LINE, Stance(1, 1), 0.62) for p in (plain, scaled))
    # Only the floor of 6 points breaks the proportion.
    if min(plain.short, scaled.short) * RULE.text >= 6:
        assert math.isclose(one.text * factor, other.text, rel_tol=1e-6)


@pytest.mark.parametrize(
    ("media", "crop", "visible"),
    [
        ((0, 0, 100, 200), None, (0, 0, 100, 200)),
        ((100, 200, 0, 0), None, (0, 0, 100, 200)),
        ((0, 0, 100, 200), (10, 20, 60, 90), (10, 20, 60, 90)),
        ((0, 0, 100, 200), (-10, 20, 600, 90), (0, 20, 100, 90)),
        ((0, 0, 100, 200), (60, 90, 10, 20), (10, 20, 60, 90)),
        ((0, 0, 100, 200), (300, 300, 400, 400), (0, 0, 100, 200)),
        ((0, 0, 100, 200), (50, 50, 50, 50), (0, 0, 100, 200)),
    ],
)
def test_visible_box(media: tuple[float, ...], crop: tuple[float, ...] | None, visible: tuple[float, ...]) -> None:
    assert visible_box(media, crop) == visible


@pytest.mark.parametrize(
    ("rotate", "turn"), [(0, 0), (90, 90), (450, 90), (-90, 270), (-360, 0), (45, 0), (100, 90), (720, 0)]
)
def test_rotation_is_read_modulo_a_full_turn(rotate: float, turn: int) -> None:
    assert quarter_turn(rotate) == turn


def test_user_unit_keeps_words_readable_on_paper() -> None:
    tiny = spot_for(Page((0, 0, 100, 100)), RULE, LINE, Stance(1, 1), 0.62)
    large = spot_for(Page((0, 0, 100, 100), 0, 10.0), RULE, LINE, Stance(1, 1), 0.62)
    assert tiny.text == pytest.approx(6)
    assert large.text == pytest.approx(4.2)
