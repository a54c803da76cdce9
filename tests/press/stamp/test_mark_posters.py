from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from lxml import etree
from PIL import Image

from press.cache import Cache
from press.campaign.model import Campaign
from press.findings import Finding
from press.imaging.decode import open_picture
from press.progress import SilentReporter
from press.stamp.posters import mark_posters
from press.stamp.requests import MarkedPoster, PosterRequest
from press.tools.ffmpeg import find_ffmpeg

ON = dt.date(2026, 3, 1)
PATH = PurePosixPath("videos/a.md")


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One second black, then two seconds of test picture, 320×180."""
    file = tmp_path_factory.mktemp("films") / "-试 '片.mp4"
    picture = "color=black:s=320x180:d=1[a];testsrc2=s=320x180:d=2[b];[a][b]concat=n=2"
    command = [str(find_ffmpeg()), "-v", "error", "-y", "-f", "lavfi", "-i", picture]
    subprocess.run([*command, "-g", "5", "-pix_fmt", "yuv420p", f"file:{file}"], check=True, stdin=subprocess.DEVNULL)
    return file


def mark(cache: Cache, campaign: Campaign, request: PosterRequest) -> tuple[MarkedPoster | None, tuple[Finding, ...]]:
    done = mark_posters([request], [campaign], cache, SilentReporter(), 2)
    return done.value.get(request.path), done.findings


def pixels(poster: MarkedPoster) -> np.ndarray:
    return np.asarray(open_picture(poster.picture.full.file).frames[0].image)


def test_a_film_gets_a_marked_frame_that_is_not_black(campaign: Campaign, cache: Cache, film: Path) -> None:
    poster, findings = mark(cache, campaign, PosterRequest(PATH, film, on=ON))
    assert findings == ()
    assert poster is not None
    assert poster.duration == pytest.approx(3.0, abs=0.1)
    assert (poster.width, poster.height) == (320, 180)
    seen = pixels(poster)
    assert seen.shape == (180, 320, 3)
    assert seen.mean() > 60
    again, _ = mark(cache, campaign, PosterRequest(PATH, film, on=ON))
    assert again == poster


def test_the_moment_asked_for_is_honoured_even_when_black(campaign: Campaign, cache: Cache, film: Path) -> None:
    poster, findings = mark(cache, campaign, PosterRequest(PATH, film, at=0.2, on=ON))
    assert poster is not None
    assert pixels(poster)[:90].mean() < 5
    assert [f.rule_id for f in findings] == ["video/dark"]


@pytest.mark.parametrize("at", [99.0, -3.0])
def test_a_moment_outside_the_film_is_clamped_with_a_finding(
    campaign: Campaign, cache: Cache, film: Path, at: float
) -> None:
    poster, findings = mark(cache, campaign, PosterRequest(PATH, film, at=at, on=ON))
    assert poster is not None
    assert "video/poster-time" in [f.rule_id for f in findings]
    assert (pixels(poster)[:90].mean() > 60) == (at > 0)


def test_the_authors_still_wins_over_the_film(campaign: Campaign, cache: Cache, film: Path, tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    Image.new("RGB", (640, 360), "#3F7D5B").save(still)
    poster, findings = mark(cache, campaign, PosterRequest(PATH, film, still, on=ON))
    assert findings == ()
    assert poster is not None
    assert poster.duration == pytest.approx(3.0, abs=0.1)
    seen = pixels(poster)
    assert tuple(seen[5, 5]) == (0x3F, 0x7D, 0x5B)
    assert seen[180:, 320:].max() > 230


def test_an_outside_film_has_only_its_still(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    Image.new("RGB", (360, 640), "white").save(still)
    poster, findings = mark(cache, campaign, PosterRequest(PATH, None, still, on=ON))
    assert findings == ()
    assert poster is not None
    assert (poster.duration, poster.width, poster.height) == (None, 360, 640)


def test_nothing_to_show_is_a_finding(campaign: Campaign, cache: Cache) -> None:
    poster, findings = mark(cache, campaign, PosterRequest(PATH, on=ON))
    assert poster is None
    assert [f.rule_id for f in findings] == ["video/no-poster"]


def test_a_broken_film_with_a_still_is_shown_and_reported(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    broken, still = tmp_path / "b.mp4", tmp_path / "still.png"
    broken.write_bytes(b"no film")
    Image.new("RGB", (640, 360), "white").save(still)
    poster, findings = mark(cache, campaign, PosterRequest(PATH, broken, still, on=ON))
    assert poster is not None
    assert [f.rule_id for f in findings] == ["video/unreadable"]


@pytest.mark.parametrize("content", [b"", b"no film at all", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n"])
def test_broken_films_are_findings(campaign: Campaign, cache: Cache, tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "b.mp4"
    broken.write_bytes(content)
    poster, findings = mark(cache, campaign, PosterRequest(PATH, broken, on=ON))
    assert poster is None
    assert [f.rule_id for f in findings] == ["video/unreadable"]
    assert "MP4" in findings[0].hint


def test_a_frame_of_a_labelled_film_carries_the_label_on(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    label = '{"Label":"1","ContentProducer":"县卫健局"}'
    tags = ["-metadata", f"AIGC={label}", "-metadata", "copyright=县卫健局", "-metadata", "location=+30.1+114.5/"]
    picture = ["-f", "lavfi", "-i", "testsrc2=s=640x360:d=1:r=5", "-pix_fmt", "yuv420p"]
    file = tmp_path / "a.mp4"
    command = [str(find_ffmpeg()), "-v", "error", *picture, *tags, "-movflags", "use_metadata_tags", f"file:{file}"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    poster, findings = mark(cache, campaign, PosterRequest(PATH, file, on=ON))
    assert findings == ()
    assert poster is not None
    for rendition in (poster.picture.full, *poster.picture.renditions):
        with Image.open(rendition.file) as opened:
            (described,) = etree.fromstring(opened.info["xmp"])
            assert described.get("{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC") == label
            assert opened.getexif()[0x8298].encode("latin-1").decode() == "县卫健局"
        assert b"114.5" not in rendition.file.read_bytes()


def test_a_frame_of_another_film_carries_none(campaign: Campaign, cache: Cache, film: Path) -> None:
    poster, _ = mark(cache, campaign, PosterRequest(PATH, film, on=ON))
    assert poster is not None
    assert b"AIGC" not in poster.picture.full.file.read_bytes()
