"""Pictures and films in docs/files/ leave marked, and the check notices when the mark is moved or gone."""

from __future__ import annotations

import datetime as dt
import subprocess
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image, ImageOps

from press.cache import Cache
from press.campaign.model import BurnRule, Campaign
from press.check.memory import CheckMemory
from press.check.run import check_site
from press.check.worker import look
from press.content.tree import scan
from press.findings import Checked
from press.model import Kind, Library, Video
from press.progress import SilentReporter
from press.site.inputs import SiteInputs
from press.site.marking import MarkedMedia, mark_media
from press.tools.ffmpeg import find_ffmpeg

ROOT = Path(__file__).resolve().parents[3]
TODAY = dt.date(2026, 11, 22)
PLACE = "+30.1234+114.5678/"
FILM, POSTER = PurePosixPath("files/讲 座.mov"), PurePosixPath("files/海报.jpg")


def ffmpeg(*words: str) -> None:
    subprocess.run([str(find_ffmpeg()), "-v", "error", "-nostdin", "-y", *words], check=True, stdin=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    docs = tmp_path_factory.mktemp("offered") / "docs"
    (docs / "files").mkdir(parents=True)
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (30.0, 1.0, 2.0)}
    Image.linear_gradient("L").resize((900, 700)).convert("RGB").save(docs / POSTER, exif=exif)
    tags = ["-metadata", f"com.apple.quicktime.location.ISO6709={PLACE}", "-movflags", "use_metadata_tags"]
    film = ["-f", "lavfi", "-i", "color=#dfe8d8:s=640x360:d=2:r=10", "-pix_fmt", "yuv420p"]
    ffmpeg(*film, *tags, f"file:{docs / FILM}")
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", f"file:{docs / 'files' / '录音.m4a'}")
    (docs / "files" / "录音.mp3").write_bytes(b"ID3" + bytes(300))
    (docs / "files" / "表.txt").write_text("x")
    return docs


def published(docs: Path, campaign: Campaign, work: Path, library: Library | None = None) -> Checked[MarkedMedia]:
    inputs = SiteInputs(docs.parent, docs, ROOT / "overlays", work / "cache", TODAY, "", "", 2, SilentReporter())
    cache = Cache(work / "cache")
    try:
        return mark_media(inputs, library or Library(), scan(docs, "docs"), (campaign,), cache)
    finally:
        cache.close()


def gaps(site: Path, campaign: Campaign, work: Path) -> dict[str, str]:
    memory = CheckMemory(work / "proof.sqlite")
    try:
        checked = check_site(
            site,
            [campaign],
            today=TODAY,
            memory=memory,
            jobs=1,
            reporter=SilentReporter(),
            run=lambda task: look(task, (campaign,)),
        )
    finally:
        memory.close()
    return {one.path or "": one.rule_id for one in checked.findings}


def laid_out(files: MarkedMedia, site: Path) -> Path:
    for address, file in files.files.items():
        (site / address).parent.mkdir(parents=True, exist_ok=True)
        (site / address).write_bytes(file.read_bytes())
    return site


def test_what_is_offered_leaves_marked_and_the_check_proves_it(docs: Path, campaign: Campaign, tmp_path: Path) -> None:
    before = {file: file.read_bytes() for file in docs.rglob("*") if file.is_file()}
    done = published(docs, campaign, tmp_path)
    assert [finding.rule_id for finding in done.findings] == ["attachment/unsupported"]
    assert sorted(done.value.files) == sorted(
        [POSTER.as_posix(), "files/讲 座.mp4", "files/录音.m4a", "files/录音.mp3", "files/表.txt"]
    )
    assert done.value.index.films[FILM] == "files/讲 座.mp4"
    site = laid_out(done.value, tmp_path / "site")
    assert gaps(site, campaign, tmp_path) == {}
    with Image.open(site / POSTER) as picture:
        assert 0x8825 not in picture.getexif()
        marked = picture.copy()
    assert PLACE.encode() not in (site / "files" / "讲 座.mp4").read_bytes()
    assert published(docs, campaign, tmp_path) == done
    assert {file: file.read_bytes() for file in docs.rglob("*") if file.is_file()} == before

    film = tmp_path / "marked.mp4"
    (site / "files" / "讲 座.mp4").rename(film)
    wanted = {"moved": "check/wrong-corner", "gone": "check/no-mark"}
    for change, rule in wanted.items():
        if change == "moved":
            ImageOps.mirror(marked).save(site / POSTER)
            half = "[0:v]crop=320:180:320:180,pad=640:360:0:0:color=#dfe8d8"
            ffmpeg("-i", f"file:{film}", "-filter_complex", half, f"file:{site / 'files' / '讲 座.mp4'}")
        else:
            (site / POSTER).write_bytes((docs / POSTER).read_bytes())
            ffmpeg("-i", f"file:{docs / FILM}", f"file:{site / 'files' / '讲 座.mp4'}")
        found = gaps(site, campaign, tmp_path)
        assert set(found) == {"site/files/海报.jpg", "site/files/讲 座.mp4"}
        assert found["site/files/讲 座.mp4"] == rule
        assert found["site/files/海报.jpg"] in {rule, "check/no-mark"}  # a mirrored mark is none


def test_large_films_lose_their_place_and_keep_their_picture(docs: Path, campaign: Campaign, tmp_path: Path) -> None:
    small = replace(campaign, burn=BurnRule(max_bytes=1000))
    done = published(docs, small, tmp_path)
    told = {finding.path: finding for finding in done.findings if finding.rule_id == "video/not-burnt"}
    assert set(told) == {f"docs/{FILM}"} | ({"docs/files/录音.m4a"} & set(told))
    assert "封面" not in told[f"docs/{FILM}"].message
    film = done.value.files[FILM.as_posix()]
    assert PLACE.encode() in (docs / FILM).read_bytes()
    assert PLACE.encode() not in film.read_bytes()
    site = laid_out(done.value, tmp_path / "site")
    assert gaps(site, small, tmp_path) == {}
    assert gaps(site, campaign, tmp_path)["site/files/讲 座.mov"] == "check/no-mark"


def test_a_video_that_shows_a_file_to_download_is_burnt_once(docs: Path, campaign: Campaign, tmp_path: Path) -> None:
    video = Video(PurePosixPath("videos/a.md"), Kind.VIDEO, "a", "讲座", published=TODAY, file=FILM)
    done = published(docs, campaign, tmp_path, Library(videos=(video,)))
    assert done.value.index.film_url(FILM) == "files/讲 座.mp4"
    assert FILM.as_posix() not in done.value.files


@pytest.mark.parametrize("marked", [True, False])
def test_a_drawing_with_a_script_is_not_offered(campaign: Campaign, tmp_path: Path, *, marked: bool) -> None:
    files = tmp_path / "docs" / "files"
    files.mkdir(parents=True)
    body = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600">%s<rect width="800" height="600"/></svg>'
    (files / "a.svg").write_text(body % "<script>alert(1)</script>")
    (files / "b.svg").write_text(body % "")
    campaigns = (campaign,) if marked else ()
    inputs = SiteInputs(
        tmp_path, tmp_path / "docs", ROOT / "overlays", tmp_path / "cache", TODAY, "", "", 1, SilentReporter()
    )
    cache = Cache(tmp_path / "cache")
    try:
        done = mark_media(inputs, Library(), scan(tmp_path / "docs", "docs"), campaigns, cache)
    finally:
        cache.close()
    assert sorted(done.value.files) == ["files/b.svg"]
    assert [(one.rule_id, one.path) for one in done.findings] == [("files/active", "docs/files/a.svg")]
