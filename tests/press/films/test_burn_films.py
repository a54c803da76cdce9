from __future__ import annotations

import datetime as dt
import subprocess
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path, PurePosixPath

import numpy as np
import pytest

from press.cache import Cache
from press.campaign.load import load_campaigns
from press.campaign.model import BurnRule, Campaign, Layout
from press.films import burnt
from press.films.burnt import FilmRequest, burn_films
from press.films.place import carried_for, film_product, place_mark, sample_frames
from press.findings import Severity
from press.imaging.geometry import Size, place
from press.imaging.treatment import fits
from press.progress import SilentReporter, Stage
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg
from press.video.poster import poster_frame
from press.video.probe import probe

ROOT = Path(__file__).resolve().parents[3]
PATH = PurePosixPath("videos/讲座.mp4")
ON = dt.date(2026, 3, 1)


@pytest.fixture(scope="session")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg(find_ffmpeg())


def make(file: Path, picture: str, *arguments: str) -> Path:
    words = [str(find_ffmpeg()), "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", picture, *arguments]
    subprocess.run([*words, "-pix_fmt", "yuv420p", f"file:{file}"], check=True, stdin=subprocess.DEVNULL)
    return file


@pytest.fixture(scope="session")
def lecture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("films") / "讲 座.mp4", "color=#dfe8d8:s=640x360:d=3:r=10")


class Counting:
    """Remembers the stages and how far they came."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int | None]] = []
        self.steps = 0

    def stage(self, title: str, total: int | None) -> AbstractContextManager[Stage]:
        self.stages.append((title, total))
        return nullcontext(self)

    def advance(self, steps: int = 1) -> None:
        self.steps += steps


def test_a_film_carries_the_mark_from_start_to_end(
    campaign: Campaign, cache: Cache, lecture: Path, ffmpeg: Ffmpeg
) -> None:
    before = lecture.read_bytes()
    reporter = Counting()
    done = burn_films([FilmRequest(PATH, lecture, ON)], [campaign], cache, reporter, 2)
    assert done.findings == ()
    film = done.value[PATH]
    assert (film.width, film.height, film.duration) == (640, 360, pytest.approx(3.0, abs=0.11))
    made = probe(film.file, ffmpeg)
    frames = sample_frames(film.file, made, ffmpeg)
    assert len(frames) == 3
    mark = place_mark(sample_frames(lecture, probe(lecture, ffmpeg), ffmpeg), campaign, "web")
    for frame in frames:
        pixels = np.asarray(frame).astype(int)
        inside = pixels[mark.box.top : mark.box.bottom, mark.box.left : mark.box.right]
        assert inside.std() > 40
        assert np.abs(pixels[: mark.box.top - 8] - (0xDF, 0xE8, 0xD8)).max() < 12
    assert mark.box.right > 640 * 0.9
    assert mark.box.bottom > 360 * 0.9
    assert reporter.stages == [(burnt.TITLE, 3)]
    assert reporter.steps == 3
    assert lecture.read_bytes() == before


def test_finished_work_is_not_done_again(
    campaign: Campaign, cache: Cache, lecture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = PurePosixPath("videos/b.mp4")
    first = burn_films([FilmRequest(PATH, lecture, ON)], [campaign], cache, SilentReporter(), 2)
    monkeypatch.setattr(burnt, "burn", None)
    again = burn_films(
        [FilmRequest(PATH, lecture, ON), FilmRequest(other, lecture, ON)], [campaign], cache, SilentReporter(), 2
    )
    assert again.value[PATH] == again.value[other] == first.value[PATH]


def test_a_marked_film_is_not_marked_twice(campaign: Campaign, cache: Cache, lecture: Path, tmp_path: Path) -> None:
    film = burn_films([FilmRequest(PATH, lecture, ON)], [campaign], cache, SilentReporter(), 2).value[PATH]
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(film.file.read_bytes())
    for _ in range(2):
        again = burn_films([FilmRequest(PATH, copy, ON)], [campaign], cache, SilentReporter(), 2)
        assert (dict(again.value), again.findings) == ({}, ())


def test_a_mark_at_another_platforms_place_is_told(
    campaign: Campaign, cache: Cache, ffmpeg: Ffmpeg, tmp_path: Path
) -> None:
    tall = make(tmp_path / "t.mp4", "color=#dfe8d8:s=360x640:d=1:r=10")
    film = burn_films([FilmRequest(PATH, tall, ON)], [campaign], cache, SilentReporter(), 2).value[PATH]
    frames = sample_frames(film.file, probe(film.file, ffmpeg), ffmpeg)
    note = ffmpeg.run(film.file, [], ["-f", "ffmetadata", "pipe:1"]).output.decode().partition("comment=")[2]
    note = note.partition("\n")[0]
    assert carried_for(frames, note, campaign) == "web"
    assert carried_for(frames, note, replace(campaign, recipe="other")) is None
    bare = sample_frames(tall, probe(tall, ffmpeg), ffmpeg)
    assert carried_for(bare, note, campaign) is None


def test_large_films_are_left_alone_and_told(campaign: Campaign, cache: Cache, lecture: Path) -> None:
    small = replace(campaign, burn=BurnRule(max_bytes=1000))
    done = burn_films([FilmRequest(PATH, lecture, ON)], [small], cache, SilentReporter(), 2)
    assert dict(done.value) == {}
    (finding,) = done.findings
    assert (finding.rule_id, finding.severity) == ("video/not-burnt", Severity.NOTICE)
    assert finding.path == f"docs/{PATH}"


@pytest.mark.parametrize("change", ["off", "outside"])
def test_campaigns_decide(campaign: Campaign, cache: Cache, lecture: Path, change: str) -> None:
    other = replace(campaign, burn=BurnRule(enabled=False)) if change == "off" else campaign
    on = dt.date(2020, 1, 1) if change == "outside" else ON
    done = burn_films([FilmRequest(PATH, lecture, on)], [other], cache, SilentReporter(), 2)
    assert (dict(done.value), done.findings) == ({}, ())


def test_broken_films_are_findings_and_the_rest_goes_on(
    campaign: Campaign, cache: Cache, lecture: Path, tmp_path: Path
) -> None:
    bad, tiny = tmp_path / "bad.mp4", make(tmp_path / "tiny.mp4", "color=red:s=16x16:d=1:r=5")
    bad.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(100))
    names = {"bad": bad, "tiny": tiny, "gone": tmp_path / "gone.mp4", "good": lecture}
    requests = [FilmRequest(PurePosixPath(f"videos/{name}.mp4"), file, ON) for name, file in names.items()]
    for _ in range(2):
        done = burn_films(requests, [campaign], cache, SilentReporter(), 2)
        assert [path.stem for path in done.value] == ["good"]
        assert {(finding.path, finding.rule_id) for finding in done.findings} == {
            ("docs/videos/bad.mp4", "video/unreadable"),
            ("docs/videos/tiny.mp4", "stamp/too-small"),
            ("docs/videos/gone.mp4", "stamp/unreadable"),
        }


def test_a_film_damaged_in_the_cache_is_made_anew(campaign: Campaign, cache: Cache, lecture: Path) -> None:
    film = burn_films([FilmRequest(PATH, lecture, ON)], [campaign], cache, SilentReporter(), 2).value[PATH]
    whole = film.file.read_bytes()
    film.file.write_bytes(whole[:100])
    again = burn_films([FilmRequest(PATH, lecture, ON)], [campaign], cache, SilentReporter(), 2).value[PATH]
    assert again.file.read_bytes() == whole


@pytest.mark.parametrize("platform", ["web", "douyin", "shipinhao"])
@pytest.mark.parametrize("size", [(1080, 1920), (720, 1280), (1080, 1440), (1080, 1080), (1920, 1080), (360, 800)])
def test_the_mark_keeps_clear_of_buttons(campaign: Campaign, platform: str, size: tuple[int, int]) -> None:
    canvas = Size(*size)
    product = film_product(campaign, platform, canvas)
    fitted = fits(canvas, campaign, product)
    assert fitted is not None
    box = place(canvas, fitted.mark, product.anchor, product.margin)
    inset = campaign.inset(platform)
    least = campaign.video.margin * canvas.short
    assert canvas.width - box.right >= least
    assert canvas.height - box.bottom >= least
    if platform != "web":
        # What a phone's 9:16 screen shows: the film across the width, bars of equal height above and below.
        bar = max(0.0, (canvas.width * 16 / 9 - canvas.height) / 2)
        assert canvas.width - box.right >= inset.right * canvas.width - 1
        assert canvas.height - box.bottom + bar >= inset.bottom * canvas.width - 1
    if platform == "web":
        assert canvas.width - box.right <= least + 1


def test_narrow_films_take_the_stacked_mark(campaign: Campaign, tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    tall = make(tmp_path / "t.mp4", "color=#dfe8d8:s=360x640:d=1:r=10")
    film = probe(tall, ffmpeg)
    mark = place_mark([poster_frame(tall, film, ffmpeg, width=360).image], campaign, "douyin")
    assert mark.treatment.style.layout is Layout.STACKED
    assert (mark.box.left % 2, mark.box.top % 2) == (0, 0)


def test_the_size_limit_is_read_from_the_campaign() -> None:
    (shipped,) = load_campaigns(ROOT / "overlays" / "campaigns", ROOT).value
    assert shipped.burn == BurnRule(enabled=True, max_bytes=200_000_000)
