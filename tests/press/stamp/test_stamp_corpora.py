"""Real material nobody here made. Skipped where the corpora are absent."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from PIL import Image

from press.cache import Cache
from press.campaign.model import Campaign
from press.imaging.decode import open_picture
from press.imaging.drawn import Treatment
from press.imaging.geometry import Size
from press.imaging.note import carries, read_note
from press.imaging.treatment import fits, prepare
from press.progress import SilentReporter
from press.stamp.pictures import mark_pictures
from press.stamp.posters import mark_posters
from press.stamp.products import document_product, poster_product
from press.stamp.requests import MarkedPicture, PictureRequest, PosterRequest

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora"
ON = dt.date(2026, 3, 1)

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not here"),
]


def requests(folder: Path, *suffixes: str) -> list[PictureRequest]:
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in suffixes)
    return [PictureRequest(PurePosixPath(file.relative_to(folder).as_posix()), file, ON) for file in files]


def shows_the_mark(marked: MarkedPicture, campaign: Campaign, *, film: bool) -> bool:
    product = poster_product(campaign) if film else document_product(campaign)
    for rendition in (*marked.renditions, marked.full):
        opened = open_picture(rendition.file)
        size = Size(opened.width, opened.height)
        treatment: Treatment | None = read_note(opened.note, campaign, product.anchor)
        fitted = fits(size, campaign, product)
        if treatment is None or fitted is None:
            return False
        mark = prepare(campaign, product, fitted, treatment, size)
        if not carries(opened.frames[0].image, mark.drawn, mark.box):
            return False
    return True


def test_all_orientations_look_the_same_way_up(campaign: Campaign, cache: Cache) -> None:
    wanted = requests(CORPORA / "exif-orientation", ".jpg")
    done = mark_pictures(wanted, [campaign], cache, SilentReporter(), 2)
    assert done.findings == ()
    assert len(done.value) == 18
    for kind in ("Landscape", "Portrait"):
        looks = []
        for path, marked in done.value.items():
            if path.name.startswith(kind):
                image = open_picture(marked.full.file).frames[0].image.convert("L")
                looks.append(np.asarray(image.resize((24, 24), Image.Resampling.BOX)).astype(int))
                assert shows_the_mark(marked, campaign, film=False)
        # Each picture has its own number in the middle; all else must agree.
        assert all(np.abs(look - looks[0]).mean() < 3 for look in looks)


def test_all_pictures_of_the_recipes_are_marked(campaign: Campaign, cache: Cache) -> None:
    wanted = requests(CORPORA / "recipes", ".jpg", ".jpeg", ".png", ".webp")
    done = mark_pictures(wanted, [campaign], cache, SilentReporter(), 2)
    assert done.findings == ()
    assert len(done.value) == len(wanted) > 70
    assert all(shows_the_mark(marked, campaign, film=False) for marked in done.value.values())


def test_all_films_against_the_manifest(campaign: Campaign, cache: Cache) -> None:
    folder = CORPORA / "videos"
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    wanted = [PosterRequest(PurePosixPath(fact["name"]), folder / fact["name"], on=ON) for fact in facts]
    done = mark_posters(wanted, [campaign], cache, SilentReporter(), 2)
    found = {finding.path: finding.rule_id for finding in done.findings}
    for fact in facts:
        name, poster = fact["name"], done.value.get(PurePosixPath(fact["name"]))
        if fact["display"] in {None, "1x1"}:
            assert poster is None
            assert found[f"docs/{name}"] in {"video/unreadable", "video/no-picture", "stamp/too-small"}
            continue
        assert poster is not None, name
        assert f"{poster.width}x{poster.height}" == fact["display"]
        if fact["dur_s"] is not None:
            assert poster.duration == pytest.approx(fact["dur_s"], abs=0.02)
        assert shows_the_mark(poster.picture, campaign, film=True), name
    assert found["docs/b05_audio_only.mp4"] == "video/no-picture"
