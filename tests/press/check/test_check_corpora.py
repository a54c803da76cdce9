"""Real photographs nobody here made: every marked one is found, no unmarked one. Skipped without the corpora."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from press.cache import Cache
from press.campaign.model import Campaign
from press.check.demands import demand_for
from press.check.product import Product
from press.check.sight import judge
from press.imaging.decode import open_picture
from press.progress import SilentReporter
from press.stamp.pictures import mark_pictures
from press.stamp.requests import PictureRequest
from tests.press.check.conftest import DAY

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora"
STEP = 16
"""Every so-manieth photograph of the recipes; all of them were measured once, see `press.check.sight.FOUND`."""

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not here"),
]


def test_marked_and_unmarked_photographs_are_told_apart(campaign: Campaign, tmp_path: Path) -> None:
    recipes = [
        file for file in sorted((CORPORA / "recipes").rglob("*")) if file.suffix.lower() in {".jpg", ".png", ".jpeg"}
    ]
    files = [*sorted((CORPORA / "exif-orientation").glob("*.jpg"))[::4], *recipes[::STEP]]
    assert len(files) > 7
    cache = Cache(tmp_path / "cache")
    requests = [PictureRequest(PurePosixPath(file.relative_to(CORPORA)), file, DAY) for file in files]
    done = mark_pictures(requests, [campaign], cache, SilentReporter(), 2)
    cache.close()
    demands = [demand_for(Product.PICTURE, campaign)]
    for file in files:
        image = open_picture(file, 1600).frames[0].image
        assert judge(image, [campaign], demands).seen is None, file
    for path, marked in done.value.items():
        for rendition in (*marked.renditions, marked.full):
            judged = judge(open_picture(rendition.file).frames[0].image, [campaign], demands)
            assert judged.fault is None, (path, rendition.width, judged)
