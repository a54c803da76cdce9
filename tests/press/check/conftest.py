"""Real outputs of the stamping code, made once; the tests take the mark away from them in every way."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import docx
import pptx
import pytest
from PIL import Image, ImageDraw

from press.attachments.mark_file import mark_attachment
from press.attachments.worker import run as mark_here
from press.cache import Cache
from press.campaign.model import Campaign
from press.imaging.decode import open_picture
from press.progress import SilentReporter
from press.stamp.pictures import mark_pictures
from press.stamp.posters import mark_posters
from press.stamp.requests import PictureRequest, PosterRequest
from tests.press.check.scenes import photograph

ROOT = Path(__file__).resolve().parents[3]
DAY = dt.date(2026, 11, 3)


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Cache]]:
    """A folder for originals, and the stamp's cache."""
    folder = tmp_path_factory.mktemp("原件 originals")
    cache = Cache(folder / "cache")
    yield folder, cache
    cache.close()


@pytest.fixture(scope="session")
def stamped(workshop: tuple[Path, Cache], campaign: Campaign) -> Callable[..., Path]:
    """Mark a picture with the stamping code and return the file."""
    folder, cache = workshop

    def make(image: Image.Image, name: str) -> Path:
        original = folder / name
        if not original.exists():
            image.save(original)
        path = PurePosixPath(name)
        done = mark_pictures([PictureRequest(path, original, DAY)], [campaign], cache, SilentReporter(), 1)
        assert done.findings == ()
        return done.value[path].full.file

    return make


@pytest.fixture(scope="session")
def poster_of(workshop: tuple[Path, Cache], campaign: Campaign) -> Callable[..., Path]:
    """Mark a film's still with the stamping code and return the file."""
    folder, cache = workshop

    def make(image: Image.Image, name: str) -> Path:
        original = folder / name
        image.save(original)
        path = PurePosixPath(name)
        done = mark_posters([PosterRequest(path, still=original, on=DAY)], [campaign], cache, SilentReporter(), 1)
        assert done.findings == ()
        return done.value[path].picture.full.file

    return make


@pytest.fixture(scope="session")
def scene(stamped: Callable[..., Path]) -> Image.Image:
    """A marked 960×640 photograph, light."""
    return open_picture(stamped(photograph(960, 640), "scene.jpg")).frames[0].image


@pytest.fixture(scope="session")
def poster(poster_of: Callable[..., Path]) -> Image.Image:
    """A marked 1280×720 thumbnail."""
    return open_picture(poster_of(photograph(1280, 720, base=(90, 110, 120)), "still.jpg")).frames[0].image


def _attached(workshop: tuple[Path, Cache], campaign: Campaign, original: Path) -> Path:
    out = workshop[0] / "marked" / original.name
    done = mark_attachment(original, original.name, campaign, out, runner=mark_here)
    assert done.value is not None, done.findings
    return out


@pytest.fixture(scope="session")
def marked_pdf(workshop: tuple[Path, Cache], campaign: Campaign) -> Path:
    """Two pages, portrait and landscape."""
    original = workshop[0] / "讲座.pdf"
    upright = photograph(800, 1130, base=(240, 240, 238), grain=2.0)
    ImageDraw.Draw(upright).rectangle((80, 300, 700, 1000), fill=(200, 205, 210))
    upright.save(original, save_all=True, append_images=[photograph(1130, 800, base=(60, 70, 80), grain=3.0)])
    return _attached(workshop, campaign, original)


@pytest.fixture(scope="session")
def marked_word(workshop: tuple[Path, Cache], campaign: Campaign) -> Path:
    """A Word file whose first page has a header of its own."""
    original = workshop[0] / "提纲.docx"
    document = docx.Document()
    document.add_heading("讲座提纲")
    document.add_paragraph("正文" * 900)
    document.sections[0].different_first_page_header_footer = True
    document.save(str(original))
    return _attached(workshop, campaign, original)


@pytest.fixture(scope="session")
def marked_slides(workshop: tuple[Path, Cache], campaign: Campaign) -> Path:
    """Three slides."""
    original = workshop[0] / "讲座.pptx"
    deck = pptx.Presentation()
    for number in range(3):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"第{number}页"
    written = io.BytesIO()
    deck.save(written)
    original.write_bytes(written.getvalue())
    return _attached(workshop, campaign, original)
