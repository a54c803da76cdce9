"""The proof proved on pictures: whatever is done to the mark of a real output, the check sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from press.campaign.badge import badge_png, badge_svg
from press.campaign.model import Campaign, Layout, Variant
from press.campaign.recipe import with_recipe
from press.check.demands import demand_for
from press.check.pictures import check_mark, check_picture
from press.check.product import Product
from press.check.sight import FOUND, Judgement, judge
from press.check.sighting import Sighting
from press.errors import MediaError
from press.imaging.decode import open_picture
from tests.press.check.scenes import photograph

Box = tuple[int, int, int, int]


def look(image: Image.Image, campaign: Campaign, product: Product = Product.PICTURE) -> Judgement:
    return judge(image, [campaign], [demand_for(product, campaign)])


def rule(judgement: Judgement) -> str:
    return judgement.fault.rule if judgement.fault else ""


def box_of(seen: Sighting | None) -> Box:
    assert seen is not None
    left, top, width, height = (round(value) for value in seen.box)
    return left, top, left + width, top + height


@pytest.fixture(scope="module")
def bare() -> Image.Image:
    """The scene without a mark."""
    return photograph(960, 640)


@pytest.fixture(scope="module")
def seat(scene: Image.Image, campaign: Campaign) -> Box:
    """Where the mark is in the scene."""
    return box_of(look(scene, campaign).seen)


@pytest.fixture(scope="module")
def pair(scene: Image.Image, bare: Image.Image, seat: Box) -> tuple[Image.Image, Image.Image, Box]:
    """The scene with its mark, without, and where it is."""
    return scene, bare, seat


def patch_of(scene: Image.Image, seat: Box) -> Image.Image:
    return scene.crop((seat[0] - 12, seat[1] - 12, seat[2] + 12, seat[3] + 12))


# ── what is right is found right ──


def test_a_stamped_photograph_passes(scene: Image.Image, campaign: Campaign, seat: Box) -> None:
    judged = look(scene, campaign)
    assert judged.fault is None
    assert judged.seen is not None
    assert judged.seen.corner == "TOP_LEFT"
    assert judged.seen.score > 0.9
    assert judged.seen.contrast >= campaign.contrast
    assert judged.seen.margin == pytest.approx((campaign.document.margin, campaign.document.margin), abs=0.005)
    assert seat[0] == pytest.approx(32, abs=1)


def test_a_stamped_thumbnail_passes_and_only_as_a_thumbnail(poster: Image.Image, campaign: Campaign) -> None:
    assert look(poster, campaign, Product.POSTER).fault is None
    assert rule(look(poster, campaign)) == "check/wrong-corner"


@pytest.mark.parametrize(
    ("size", "base", "suffix"),
    [
        ((320, 180), (245, 245, 240), ".png"),
        ((320, 180), (30, 30, 40), ".jpg"),
        ((480, 1040), (128, 128, 128), ".jpg"),
        ((1600, 420), (168, 50, 42), ".jpg"),
        ((640, 640), (168, 50, 42), ".png"),
        ((700, 1600), (245, 245, 240), ".jpg"),
    ],
)
def test_every_shape_and_ground_passes(
    stamped: Callable[..., Path], campaign: Campaign, size: tuple[int, int], base: tuple[int, int, int], suffix: str
) -> None:
    image = photograph(*size, base=base)
    file = stamped(image, f"{size[0]}x{size[1]}-{base[0]}{suffix}")
    verdict = check_picture(file, [campaign], [demand_for(Product.PICTURE, campaign)])
    assert verdict.faults == ()
    assert rule(look(image, campaign)) == "check/no-mark"


@pytest.mark.parametrize("quality", [90, 60, 40])
def test_sending_it_on_as_a_worse_jpeg_keeps_the_mark(
    scene: Image.Image, campaign: Campaign, tmp_path: Path, quality: int
) -> None:
    file = tmp_path / "again.jpg"
    scene.save(file, quality=quality)
    assert look(open_picture(file).frames[0].image, campaign).fault is None


def test_a_transparent_picture_is_looked_at_on_white_and_black(
    stamped: Callable[..., Path], campaign: Campaign
) -> None:
    clear = Image.new("RGBA", (900, 600), (0, 0, 0, 0))
    ImageDraw.Draw(clear).ellipse((300, 200, 700, 500), fill=(80, 120, 90, 255))
    file = stamped(clear, "clear.png")
    assert check_picture(file, [campaign], [demand_for(Product.PICTURE, campaign)]).faults == ()
    dark_words = badge_png(campaign, height_px=54, variant=Variant.DARK)
    clear.alpha_composite(dark_words, (30, 30))
    assert rule(look(clear, campaign)) == "check/contrast"


# ── whatever is done to it is seen ──


def erased(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    del scene, seat
    return bare


def half_erased(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    middle = (seat[0] + seat[2]) // 2
    scene.paste(bare.crop((middle, 0, 700, 120)), (middle, 0))
    return scene


def without_seal(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    height = seat[3] - seat[1]
    box = (seat[0] - 20, seat[1] - 20, seat[0] + height + 2, seat[3] + 20)
    scene.paste(bare.crop(box), box[:2])
    return scene


def one_character_covered(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    del bare
    height = seat[3] - seat[1]
    left = seat[0] + round(height * (1.24 + 2 * 0.69))
    ImageDraw.Draw(scene).rectangle((left, seat[1] - 4, left + round(height * 0.7), seat[3] + 4), fill=(235, 230, 220))
    return scene


def seal_cut(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    del bare
    return scene.crop((seat[0] + (seat[3] - seat[1]) // 2, 0, 960, 640))


def words_cut(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    del bare
    return scene.crop((0, (seat[1] + seat[3]) // 2, 960, 640))


def mirrored(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    patch = patch_of(scene, seat).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    bare.paste(patch, (seat[0] - 12, seat[1] - 12))
    return bare


def upside_down(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    bare.paste(patch_of(scene, seat).transpose(Image.Transpose.ROTATE_180), (seat[0] - 12, seat[1] - 12))
    return bare


def squeezed(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    patch = patch_of(scene, seat)
    bare.paste(patch.resize((patch.width // 2, patch.height)), (seat[0] - 12, seat[1] - 12))
    return bare


def blurred(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    del bare, seat
    return scene.filter(ImageFilter.GaussianBlur(5))


def faded(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    del seat
    return Image.blend(bare, scene, 0.3)


def tiny(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    patch = patch_of(scene, seat)
    bare.paste(patch.resize((patch.width // 4, patch.height // 4), Image.Resampling.LANCZOS), (28, 28))
    return bare


def blue_seal(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    del bare
    box = (seat[0], seat[1], seat[0] + seat[3] - seat[1], seat[3])
    red, green, blue = scene.crop(box).split()
    scene.paste(Image.merge("RGB", (blue, green, red)), box[:2])
    return scene


def near_the_edge(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    del bare
    return scene.crop((seat[0] - 4, seat[1] - 4, 960, 640))


def top_right(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    patch = patch_of(scene, seat)
    bare.paste(patch, (960 - patch.width - 20, 20))
    return bare


def bottom_left(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    patch = patch_of(scene, seat)
    bare.paste(patch, (20, 640 - patch.height - 20))
    return bare


def bottom_right(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    patch = patch_of(scene, seat)
    bare.paste(patch, (960 - patch.width - 20, 640 - patch.height - 20))
    return bare


def off_the_corner(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    bare.paste(patch_of(scene, seat), (190, 160))
    return bare


def in_the_middle(scene: Image.Image, bare: Image.Image, seat: Box) -> Image.Image:
    bare.paste(patch_of(scene, seat), (300, 300))
    return bare


GONE, PLACE, CUT = {"check/no-mark"}, {"check/wrong-corner"}, {"check/cut-off", "check/no-mark"}
MUTATIONS = [
    (erased, GONE),
    (half_erased, CUT),
    (without_seal, CUT),
    (one_character_covered, CUT),
    (seal_cut, CUT),
    (words_cut, CUT),
    (mirrored, CUT),
    (upside_down, CUT),
    (squeezed, CUT),
    (blurred, {"check/contrast", "check/no-mark", "check/cut-off"}),
    (faded, {"check/contrast"}),
    (tiny, {"check/too-small", "check/no-mark"}),
    (blue_seal, {"check/colour"}),
    (near_the_edge, {"check/margin"}),
    (top_right, PLACE),
    (bottom_left, PLACE),
    (bottom_right, PLACE),
    (off_the_corner, PLACE),
    (in_the_middle, PLACE | GONE),
]


@pytest.mark.parametrize(("mutate", "rules"), MUTATIONS, ids=lambda value: getattr(value, "__name__", ""))
def test_every_mutation_is_caught(
    pair: tuple[Image.Image, Image.Image, Box], campaign: Campaign, mutate: Callable[..., Image.Image], rules: set[str]
) -> None:
    scene, bare, seat = pair
    judged = look(mutate(scene.copy(), bare.copy(), seat), campaign)
    assert rule(judged) in rules
    assert judged.fault is not None
    assert judged.fault.hint


@pytest.mark.parametrize("corner", [(20, 20), (-20, 20), (20, -20)])
def test_a_thumbnail_whose_mark_moved_is_caught(
    poster: Image.Image, campaign: Campaign, corner: tuple[int, int]
) -> None:
    seat = box_of(look(poster, campaign, Product.POSTER).seen)
    patch = poster.crop((seat[0] - 16, seat[1] - 14, seat[2] + 16, seat[3] + 14))
    other = photograph(1280, 720, base=(90, 110, 120))
    x = corner[0] if corner[0] > 0 else 1280 - patch.width + corner[0]
    y = corner[1] if corner[1] > 0 else 720 - patch.height + corner[1]
    other.paste(patch, (x, y))
    assert rule(look(other, campaign, Product.POSTER)) == "check/wrong-corner"


@pytest.mark.parametrize("text", ["千名医师讲西医", "千名教师讲中医", "百名医师讲中医"])
def test_another_wording_is_no_mark(bare: Image.Image, campaign: Campaign, text: str) -> None:
    other = with_recipe(replace(campaign, text=text, stacked=(text[:4], text[4:])))
    bare = bare.copy()
    bare.paste((250, 247, 240), (20, 20, 460, 90))
    right = bare.copy()
    for image, one in ((bare, other), (right, campaign)):
        badge = badge_png(one, height_px=54)
        image.paste(badge, (32, 32), badge)
    assert rule(look(bare, campaign)) in CUT
    assert look(right, campaign).fault is None


@given(
    size=st.tuples(st.integers(600, 1200), st.integers(330, 800)),
    share=st.floats(0.044, 0.06),
    variant=st.sampled_from(Variant),
    at=st.tuples(st.floats(0.04, 0.062), st.floats(0.04, 0.062)),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_place_and_size_are_measured_to_the_pixel(
    campaign: Campaign, size: tuple[int, int], share: float, variant: Variant, at: tuple[float, float]
) -> None:
    short = min(size)
    badge = badge_png(campaign, height_px=round(1.5 * share * short), variant=variant)
    image = photograph(*size, base=(40, 40, 45) if variant is Variant.LIGHT else (236, 232, 226), grain=3.0)
    place = round(at[0] * short), round(at[1] * short)
    image.paste(badge, place, badge)
    judged = look(image, campaign)
    assert judged.seen is not None
    assert judged.seen.box == pytest.approx((*place, *badge.size), abs=3 + 0.012 * badge.width)
    assert judged.seen.score > FOUND


@given(seed=st.integers(0, 5_000), cell=st.integers(3, 60))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_texture_is_never_taken_for_a_mark(campaign: Campaign, seed: int, cell: int) -> None:
    random = np.random.default_rng(seed)
    small = Image.fromarray(random.integers(0, 256, (640 // cell + 2, 960 // cell + 2, 3), dtype=np.uint8))
    image = small.resize((960, 640), Image.Resampling.NEAREST if seed % 2 else Image.Resampling.BICUBIC)
    assert look(image, campaign).seen is None


def test_other_chinese_text_in_the_corner_is_no_mark(campaign: Campaign) -> None:
    other = with_recipe(replace(campaign, text="健康知识进万家", stacked=("健康知识", "进万家"), seal="健康"))
    image = Image.new("RGB", (960, 640), (250, 247, 240))
    badge = badge_png(other, height_px=54)
    image.paste(badge, (32, 32), badge)
    assert rule(look(image, campaign)) == "check/no-mark"
    assert (
        judge(image, [campaign, other], [demand_for(Product.PICTURE, one) for one in (campaign, other)]).fault is None
    )


# ── files ──


def lighter(image: Image.Image, by: int) -> Image.Image:
    return ImageChops.add(image, Image.new("RGB", image.size, (by, by, by)))


def test_an_animation_is_looked_at_from_first_to_last_frame(
    stamped: Callable[..., Path], campaign: Campaign, tmp_path: Path
) -> None:
    bare = photograph(480, 320, base=(200, 205, 190))
    scene = open_picture(stamped(bare, "small.png")).frames[0].image
    demands = [demand_for(Product.PICTURE, campaign)]
    for frames, words in (((scene,) * 3, ""), ((scene, scene, bare), "最后一帧"), ((scene, bare, scene), "中间一帧")):
        file = tmp_path / f"a{words}.webp"
        first, *rest = (lighter(frame, 3 * number) for number, frame in enumerate(frames))
        first.save(file, save_all=True, append_images=rest, duration=200, lossless=True, method=0)
        verdict = check_picture(file, [campaign], demands)
        assert ("" if not verdict.faults else verdict.faults[0].reason.split("：")[0]) == words


def test_icons_and_qr_codes_are_exempt(campaign: Campaign, tmp_path: Path) -> None:
    demands = [demand_for(Product.PICTURE, campaign)]
    Image.new("RGB", (48, 48), "red").save(tmp_path / "icon.png")
    assert check_picture(tmp_path / "icon.png", [campaign], demands).exempt
    segno.make("https://example.gov.cn/articles/a.html").save(str(tmp_path / "qr.png"), scale=8, border=4)
    assert "二维码" in check_picture(tmp_path / "qr.png", [campaign], demands).exempt
    poster = photograph(900, 1200)
    code = Image.open(tmp_path / "qr.png").convert("RGB")
    poster.paste(code, (500, 800))
    poster.save(tmp_path / "poster.png")
    assert check_picture(tmp_path / "poster.png", [campaign], demands).faults


def test_the_mark_itself_is_exempt_and_known_by_its_looks(campaign: Campaign, tmp_path: Path) -> None:
    file = tmp_path / "x.svg"
    for layout in Layout:
        file.write_bytes(badge_svg(campaign, layout=layout))
        assert check_picture(file, [campaign], [demand_for(Product.PICTURE, campaign)]).exempt
        assert check_mark(file, [campaign]).seen is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'fill="#24211d"', b'fill="#fbf7ef"'),
        (b'viewBox="0 0 219 36"', b'viewBox="0 0 150 36"'),
        (b'viewBox="0 0 219 36"', b'viewBox="0 0 438 72"'),
        (b"<g><g>", b'<g opacity="0.1"><g>'),
    ],
)
def test_an_svg_that_hides_or_cuts_the_mark_is_not_the_mark(
    campaign: Campaign, tmp_path: Path, old: bytes, new: bytes
) -> None:
    drawn = badge_svg(campaign)
    assert old in drawn
    file = tmp_path / "mark.svg"
    file.write_bytes(drawn.replace(old, new))
    seen = check_mark(file, [campaign]).seen
    assert seen is None or seen.contrast < campaign.contrast


@pytest.mark.parametrize(
    "inside",
    [
        b"<style>g{opacity:0}</style>",
        b"<style>.a{fill:red}*{opacity:0}</style>",
        b"<script/>",
        b'<animate attributeName="opacity" to="0"/>',
    ],
)
def test_an_svg_that_may_change_is_refused(campaign: Campaign, tmp_path: Path, inside: bytes) -> None:
    file = tmp_path / "mark.svg"
    file.write_bytes(badge_svg(campaign).replace(b"</title>", b"</title>" + inside))
    with pytest.raises(MediaError):
        check_mark(file, [campaign])


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xe0 cut", b"<svg", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_broken_pictures_are_named(campaign: Campaign, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(data)
    with pytest.raises(MediaError):
        check_picture(file, [campaign], [demand_for(Product.PICTURE, campaign)])


@pytest.mark.parametrize("text", [11, 14, 20, 36])
@pytest.mark.parametrize(("ink", "ground"), [("#24211D", 245), ("#757575", 255), ("#8F8F8F", 255), ("#FBF7EF", 96)])
def test_contrast_is_measured_as_wcag_states_it(
    campaign: Campaign, tmp_path: Path, text: int, ink: str, ground: int
) -> None:
    shade = int(ink[1:3], 16)
    one = with_recipe(replace(campaign, colours=replace(campaign.colours, ink=ink)))
    image = Image.new("RGB", (round(text / 0.045), round(text / 0.045)), (ground,) * 3)
    badge = badge_png(one, height_px=round(2.5 * text), layout=Layout.STACKED)
    image.paste(badge, (round(0.05 * image.width),) * 2, badge)
    image.save(tmp_path / "a.jpg", quality=85)
    seen = look(open_picture(tmp_path / "a.jpg").frames[0].image, campaign).seen
    lums = sorted(((value / 255 + 0.055) / 1.055) ** 2.4 for value in (shade, ground))
    stated = (lums[1] + 0.05) / (lums[0] + 0.05)
    assert seen is not None
    assert seen.contrast == pytest.approx(stated, rel=0.3 if text < 14 else 0.2)
    assert (seen.contrast < 0.9 * campaign.contrast) == (stated < 0.9 * campaign.contrast)


@pytest.mark.parametrize("suffix", [".tif", ".png"])
def test_only_deep_grey_may_do_without_the_seals_colour(
    campaign: Campaign, scene: Image.Image, tmp_path: Path, suffix: str
) -> None:
    shallow, file = scene.convert("L"), tmp_path / f"a{suffix}"
    deep = Image.fromarray(np.asarray(shallow).astype(np.uint16) * 257)
    for grey, rules in ((deep, []), (shallow, ["check/colour"])):
        grey.save(file)
        found = check_picture(file, [campaign], [demand_for(Product.PICTURE, campaign)])
        assert [fault.rule for fault in found.faults] == rules
