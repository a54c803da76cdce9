"""A few of the pixels under the mark must tell what all of them would."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageCms

from press.campaign.model import Campaign
from press.imaging.canvas import Seen
from press.imaging.contrast import stride, thinned
from press.imaging.geometry import Size
from press.imaging.treatment import choose_treatment, fits
from press.stamp.products import document_product

PIXELS = np.random.default_rng(3).integers(0, 256, (60, 90, 4), dtype=np.uint8)
BOX = (7, 5, 7 + 61, 5 + 40)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "CMYK"])
@pytest.mark.parametrize("step", [1, 2, 3, 5])
def test_a_sample_shows_the_middle_one_of_each_step(mode: str, step: int) -> None:
    image = Image.fromarray(PIXELS, mode="RGBA") if mode == "RGBA" else Image.fromarray(PIXELS[..., :3]).convert(mode)
    seen = Seen(image)
    sample, whole = np.asarray(seen.sample(BOX, step)), np.asarray(seen.crop(BOX))
    mask = np.arange(40 * 61).reshape(40, 61) % 7 == 0
    rows, columns = 40 // step, 61 // step
    expected = whole[step // 2 : rows * step : step, step // 2 : columns * step : step]
    assert np.array_equal(sample, expected)
    assert thinned(mask, step).shape == sample.shape[:2]
    assert np.array_equal(whole[thinned_places(mask, step)], sample[thinned(mask, step)])


def thinned_places(mask: npt.NDArray[np.bool_], step: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    rows, columns = np.nonzero(thinned(mask, step))
    return rows * step + step // 2, columns * step + step // 2


def test_a_sample_of_deep_grey_and_of_a_profile_is_srgb() -> None:
    deep = Seen(Image.fromarray(np.full((30, 30), 0x8000, dtype=np.uint16)))
    assert np.asarray(deep.sample((0, 0, 30, 30), 3)).tolist() == [[[128, 128, 128]] * 10] * 10
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    named = Seen(Image.new("RGB", (30, 30), (200, 10, 60)), lab)
    assert named.sample((0, 0, 30, 30), 5).getpixel((2, 2)) == pytest.approx((200, 10, 60), abs=1)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (90, 100), (91, 100), (596, 133), (3000, 700)])
def test_the_step_is_odd_and_leaves_enough(width: int, height: int) -> None:
    step = stride(width, height)
    assert step % 2 == 1
    assert (width // step) * (height // step) >= min(width * height, 2000)


@pytest.mark.parametrize("short", [700, 1200, 2400, 4000])
@pytest.mark.parametrize("breadth", [1, 2, 4, 8])
@pytest.mark.parametrize("upright", [True, False])
def test_fine_stripes_are_seen_in_both_colours(campaign: Campaign, short: int, breadth: int, *, upright: bool) -> None:
    size = Size(short * 4 // 3, short)
    line = np.arange(size.width if upright else size.height) // breadth % 2 * 255
    pixels = np.broadcast_to(line[None, :] if upright else line[:, None], (size.height, size.width))
    picture = Image.fromarray(pixels.astype(np.uint8)).convert("RGB")
    product = document_product(campaign)
    fitted = fits(size, campaign, product)
    assert fitted is not None
    assert choose_treatment([picture], [fitted], campaign, product).style.plate > 0
