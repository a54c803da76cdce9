from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from press.campaign.badge import badge_svg
from press.campaign.model import Campaign
from press.check import crew
from press.check.crew import Crew
from press.check.memory import CheckMemory
from press.check.product import Product
from press.check.run import check_site
from press.check.tasks import MARK, Task
from press.check.wire import VERDICT
from press.check.worker import look
from press.errors import MediaLimitError, UnreadableMediaError
from press.findings import Checked
from press.progress import SilentReporter
from tests.press.check.scenes import photograph

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def site(tmp_path: Path, campaign: Campaign, scene: Image.Image, poster: Image.Image) -> Path:
    """A small site with a page, a picture, a film's page and its posters."""
    site = tmp_path / "site"
    (site / "assets").mkdir(parents=True)
    (site / "assets" / "m.svg").write_bytes(badge_svg(campaign))
    scene.save(site / "assets" / "a.png")
    poster.save(site / "assets" / "p1280.png")
    small = poster.resize((960, 540), Image.Resampling.LANCZOS)
    small.save(site / "assets" / "p960.png")
    write_page(site / "index.html", '<img src="assets/a.png" alt="">', date="2026-08-12")
    posters = '<img src="assets/p960.png" srcset="assets/p960.png 960w, assets/p1280.png 1280w" alt="">'
    write_page(site / "videos.html", posters)
    write_page(site / "film.html", '<video poster="assets/p1280.png"></video>')
    return site


def write_page(file: Path, body: str, date: str = "") -> None:
    meta = f'<meta property="article:published_time" content="{date}">' if date else ""
    file.write_text(
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>页</title>{meta}</head><body><main>'
        f'<p><img src="assets/m.svg" alt="千名医师讲中医"></p>{body}</main></body></html>',
        "utf-8",
    )


class Looker:
    """Looks at files here and now, and counts."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaigns = (campaign,)
        self.tasks: list[str] = []

    def __call__(self, task: Task) -> str:
        """Look at one file."""
        self.tasks.append(task.file.name)
        return look(task, self.campaigns)


@pytest.fixture
def check(tmp_path: Path, campaign: Campaign) -> Callable[..., Checked]:
    """Check a site with a cache that lasts as long as the test."""

    def run(site: Path, looker: Looker | None = None, **more: object) -> Checked:
        memory = CheckMemory(tmp_path / "proof.sqlite")
        try:
            return check_site(
                site,
                [campaign],
                today=TODAY,
                memory=memory,
                jobs=1,
                reporter=SilentReporter(),
                run=looker or Looker(campaign),
                **more,
            )
        finally:
            memory.close()

    return run


Check = Callable[..., Checked]


def test_uses_decide_what_a_picture_is(site: Path, check: Check) -> None:
    done = check(site)
    assert done.findings == ()
    figures = {one.product: (one.must, one.marked) for one in done.value.coverage}
    assert figures == {Product.PAGE: (3, 3), Product.PICTURE: (1, 1), Product.POSTER: (2, 2)}
    assert [one.reason for one in done.value.coverage[1].exempt] == ["就是活动标识本身"]


def test_a_second_check_looks_at_nothing_and_says_the_same(site: Path, check: Check, campaign: Campaign) -> None:
    first, second, third = Looker(campaign), Looker(campaign), Looker(campaign)
    one, two = check(site, first), check(site, second)
    assert first.tasks
    assert second.tasks == []
    assert one == two
    photograph(960, 640).save(site / "assets" / "a.png")
    assert [finding.path for finding in check(site, third).findings] == ["site/assets/a.png"]
    assert third.tasks == ["a.png"]


def test_the_digest_is_that_of_sha256sum(site: Path, check: Check) -> None:
    files = sorted((file for file in site.rglob("*") if file.is_file()), key=lambda f: f.relative_to(site).as_posix())
    lines = (f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.relative_to(site).as_posix()}\n" for f in files)
    wanted = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert check(site).value.digest == wanted
    (site / "robots.txt").write_text("x")
    assert check(site).value.digest != wanted


def test_exemptions_are_few_and_named(site: Path, check: Check) -> None:
    bare = photograph(960, 640)
    bare.save(site / "assets" / "old.png")
    bare.save(site / "assets" / "told.jpg")
    write_page(site / "old.html", '<img src="assets/old.png" alt="">', date="2019-05-01")
    done = check(site, declared={"assets/told.jpg": "县里另有规定"})
    exempt = {one.file: one.reason for coverage in done.value.coverage for one in coverage.exempt}
    assert exempt["assets/old.png"] == "文档日期不在任何活动期内"
    assert exempt["assets/told.jpg"] == "县里另有规定"
    assert done.findings == ()
    write_page(site / "new.html", '<img src="assets/old.png" alt="">', date="2026-05-01")
    assert [finding.path for finding in check(site).findings if "old.png" in str(finding.path)] == [
        "site/assets/old.png"
    ]


def test_archives_hold_only_what_was_looked_at(site: Path, check: Check) -> None:
    with zipfile.ZipFile(site / "good.zip", "w") as archive:
        archive.write(site / "assets" / "a.png", "海报.png")
        archive.writestr("SHA256SUMS", "x")
    with zipfile.ZipFile(site / "bad.zip", "w") as archive:
        archive.writestr("讲座.pdf", b"%PDF-1.7")
    (finding,) = check(site).findings
    assert finding.path == "site/bad.zip"
    assert "讲座.pdf" in finding.message


HOSTILE = {
    "empty.jpg": b"",
    "liar.png": b"%PDF-1.7 no",
    "liar.pdf": b"\x89PNG\r\n\x1a\n" + b"\0" * 30,
    "cut.docx": b"PK\x03\x04" + b"\0" * 60,
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "note.rtf": b"{\\rtf1 hello}",
    "film.mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 64,
    "-y 'quote\" 😀.webm": b"\x1aE\xdf\xa3" + b"\0" * 64,
    "deep.html": b"<main>" + b"<div>" * 30_000 + b"x",
    "bomb.svg": b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
    "script.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "wide.gif": b"GIF89a\xff\xff\xff\xff\0\0\0;",
}


def test_hostile_files_become_gaps_one_by_one(tmp_path: Path, campaign: Campaign) -> None:
    """In processes apart, as it is done for users."""
    site = tmp_path / "坏 site"
    site.mkdir()
    for name, data in HOSTILE.items():
        (site / name).write_bytes(data)
    memory = CheckMemory(tmp_path / "proof.sqlite")
    done = check_site(site, [campaign], today=TODAY, memory=memory, jobs=2, reporter=SilentReporter())
    memory.close()
    assert {Path(str(finding.path)).name for finding in done.findings} == set(HOSTILE)
    assert all(finding.hint for finding in done.findings)
    assert done.value.marked == 0


def test_a_worker_that_dies_is_replaced(campaign: Campaign, tmp_path: Path) -> None:
    mark = tmp_path / "m.svg"
    mark.write_bytes(badge_svg(campaign))
    with Crew([campaign], 1) as workers:
        with pytest.raises(UnreadableMediaError):
            workers.look(Task("no such kind", mark))
        assert VERDICT.validate_json(workers.look(Task(MARK, mark))).seen is not None


def test_a_worker_that_hangs_is_ended(campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_OTHERWISE", 0.01)
    with Crew([campaign], 1) as workers, pytest.raises(MediaLimitError):
        workers.look(Task(MARK, tmp_path / "m.svg"))


def test_what_a_dead_worker_left_open_is_not_remembered(site: Path, check: Check, campaign: Campaign) -> None:
    class Dying(Looker):
        def __call__(self, task: Task) -> str:
            if task.file.name == "a.png":
                raise UnreadableMediaError("检查程序打不开它")
            return super().__call__(task)

    assert [finding.rule_id for finding in check(site, Dying(campaign)).findings] == ["check/unreadable"]
    assert check(site).findings == ()


def test_no_campaign_is_a_mistake_of_the_caller(site: Path, tmp_path: Path) -> None:
    memory = CheckMemory(tmp_path / "proof.sqlite")
    with pytest.raises(ValueError, match="campaign"):
        check_site(site, [], today=TODAY, memory=memory, jobs=1, reporter=SilentReporter())
    memory.close()


def test_the_check_asks_nothing_of_the_stamping_code() -> None:
    """The proof must be independent: no import of what stamps, places or builds."""
    folder = Path(crew.__file__).parent
    stamping = ["press.stamp", "press.site", "press.attachments", "press.films", "press.video.burn"]
    placing = ["press.imaging.render", "press.imaging.treatment", "press.imaging.geometry", "press.imaging.drawn"]
    for file in folder.glob("*.py"):
        text = file.read_text("utf-8")
        assert not [name for name in stamping + placing if f"{name} " in text or f"{name}." in text], file.name


def test_answers_are_one_line_of_json(campaign: Campaign, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<main>第一行\n第二行</main>", "utf-8")
    answer = look(Task(Product.PAGE, tmp_path / "a.html"), [campaign])
    assert "\n" not in answer
    assert json.loads(answer)["first"]["what"] == "文字“第一行\n第二行”"
