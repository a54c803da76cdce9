from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image

from press.cache import Cache
from press.campaign.model import Campaign
from press.check.demands import demand_for
from press.check.pictures import check_picture
from press.check.product import Product
from press.findings import Finding, Severity
from press.imaging.decode import open_picture
from press.progress import SilentReporter, Stage
from press.stamp import pictures as pictures_module
from press.stamp.crew import run_all
from press.stamp.pictures import mark_pictures
from press.stamp.requests import MarkedPicture, PictureRequest

ON = dt.date(2026, 3, 1)


def paint(file: Path, colour: str = "white", size: tuple[int, int] = (700, 500)) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(file)
    return file


def request(file: Path, name: str | None = None, on: dt.date | None = ON) -> PictureRequest:
    return PictureRequest(PurePosixPath(f"graphics/{name or file.name}"), file, on)


class Outcome:
    """Marks and keeps the answer."""

    def __init__(self, requests: list[PictureRequest], campaigns: list[Campaign], cache: Cache, jobs: int = 2) -> None:
        done = mark_pictures(requests, campaigns, cache, SilentReporter(), jobs)
        self.marked = {path.name: marked for path, marked in done.value.items()}
        self.findings: tuple[Finding, ...] = done.findings
        self.rules = [finding.rule_id for finding in done.findings]

    def digests(self) -> dict[str, str]:
        return {name: marked.full.digest for name, marked in self.marked.items()}


def opened(marked: MarkedPicture) -> np.ndarray:
    return np.asarray(open_picture(marked.full.file).frames[0].image)


def test_a_picture_comes_back_marked_in_every_width(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    source = paint(tmp_path / "图 片" / "一张 图.jpg", size=(2000, 1000))
    before = source.read_bytes()
    done = Outcome([request(source)], [campaign], cache)
    marked = done.marked["一张 图.jpg"]
    assert done.rules == []
    assert [(r.width, r.height) for r in (*marked.renditions, marked.full)] == [(480, 240), (960, 480), (1600, 800)]
    for rendition in (*marked.renditions, marked.full):
        assert rendition.mime == "image/jpeg"
        assert rendition.digest == hashlib.sha256(rendition.file.read_bytes()).hexdigest()
        pixels = np.asarray(open_picture(rendition.file).frames[0].image)
        assert pixels.shape == (rendition.height, rendition.width, 3)
        assert pixels[: rendition.height // 3, : rendition.width // 2].min() < 80
        assert pixels[rendition.height // 2 :].min() > 240
    assert source.read_bytes() == before


def test_same_bytes_are_worked_on_once(
    campaign: Campaign, cache: Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Path] = []
    guard = threading.Lock()
    real = pictures_module.open_picture

    def counting(file: Path, width: int | None = None) -> object:
        with guard:
            calls.append(file)
        return real(file, width)

    monkeypatch.setattr(pictures_module, "open_picture", counting)
    one, copy, other = (paint(tmp_path / f"{n}.png", c) for n, c in (("a", "white"), ("b", "white"), ("c", "black")))
    wanted = [request(one), request(copy), request(other)]
    first = Outcome(wanted, [campaign], cache)
    assert len(calls) == 2
    assert first.marked["a.png"].full == first.marked["b.png"].full
    again = Outcome(wanted, [campaign], cache)
    assert len(calls) == 2
    assert again.digests() == first.digests()
    paint(other, "red")
    changed = Outcome(wanted, [campaign], cache)
    assert len(calls) == 3
    assert {n for n in "abc" if changed.digests()[f"{n}.png"] != first.digests()[f"{n}.png"]} == {"c"}
    recoloured = replace(campaign, colours=replace(campaign.colours, seal="#234E57"), recipe="other")
    assert len(set(Outcome(wanted, [recoloured], cache).digests().items()) & set(changed.digests().items())) == 0
    assert len(calls) == 5


def test_result_does_not_depend_on_threads_or_order(campaign: Campaign, tmp_path: Path) -> None:
    files = [paint(tmp_path / f"{n}.jpg", c, (600 + n, 400)) for n, c in enumerate(("white", "black", "red", "#777"))]
    results = []
    for jobs, turn in ((1, 1), (4, -1)):
        cache = Cache(tmp_path / f"cache{jobs}")
        results.append(Outcome([request(f) for f in files][::turn], [campaign], cache, jobs).digests())
        cache.close()
    assert results[0] == results[1]


def test_one_bad_file_never_stops_the_rest(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    good = paint(tmp_path / "good.png")
    tiny = paint(tmp_path / "tiny.png", size=(1, 1))
    empty, text, vector = tmp_path / "empty.jpg", tmp_path / "text.jpg", tmp_path / "v.svg"
    empty.touch()
    text.write_text("no picture", encoding="utf-8")
    vector.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    absent = tmp_path / "absent.png"
    done = Outcome([request(f) for f in (tiny, empty, text, vector, absent, good)], [campaign], cache)
    assert list(done.marked) == ["good.png"]
    found = {finding.path: (finding.rule_id, finding.severity) for finding in done.findings}
    assert found == {
        "docs/graphics/tiny.png": ("stamp/too-small", Severity.WARNING),
        "docs/graphics/empty.jpg": ("stamp/unreadable", Severity.ERROR),
        "docs/graphics/text.jpg": ("stamp/unreadable", Severity.ERROR),
        "docs/graphics/v.svg": ("stamp/unreadable", Severity.ERROR),
        "docs/graphics/absent.png": ("stamp/unreadable", Severity.ERROR),
    }
    assert all(finding.hint for finding in done.findings)


def test_outside_every_campaign_nothing_is_drawn(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    source = paint(tmp_path / "old.png")
    done = Outcome([request(source, on=dt.date(2001, 1, 1))], [campaign], cache)
    assert done.rules == ["stamp/no-campaign"]
    assert opened(done.marked["old.png"]).min() == 255


def test_two_campaigns_mark_the_same_bytes_apart(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    source = paint(tmp_path / "a.png")
    old = replace(campaign, id="old", starts=dt.date(2020, 1, 1), ends=dt.date(2024, 12, 31), recipe="old")
    wanted = [request(source, "then.png", dt.date(2024, 5, 1)), request(source, "now.png")]
    done = Outcome(wanted, [campaign, old], cache)
    assert done.marked["then.png"].full.file != done.marked["now.png"].full.file


def test_our_own_output_is_not_marked_twice(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    first = Outcome([request(paint(tmp_path / "a.png"))], [campaign], cache).marked["a.png"]
    copy = tmp_path / "copy.png"
    copy.write_bytes(first.full.file.read_bytes())
    second = Outcome([request(copy)], [campaign], cache)
    assert second.rules == []
    assert (opened(second.marked["copy.png"]) == opened(first)).all()
    stale = replace(campaign, recipe="stale")
    assert Outcome([request(copy)], [stale], cache).rules == ["stamp/old-mark"]


def test_a_lost_rendition_is_made_again(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    wanted = [request(paint(tmp_path / "a.png"))]
    first = Outcome(wanted, [campaign], cache).marked["a.png"]
    first.full.file.unlink()
    again = Outcome(wanted, [campaign], cache).marked["a.png"]
    assert again.full.digest == first.full.digest
    assert again.full.file.is_file()


def test_an_interrupt_ends_at_once_and_calls_abort() -> None:
    started, stopped = threading.Event(), threading.Event()
    done: list[int] = []

    def work(number: int) -> int:
        if number == 0:
            started.wait(30)
            raise KeyboardInterrupt
        started.set()
        stopped.wait(30)
        done.append(number)
        return number

    with pytest.raises(KeyboardInterrupt):
        run_all(range(200), work, title="试", reporter=SilentReporter(), workers=2, abort=stopped.set)
    assert len(done) < 10


def test_progress_counts_every_job() -> None:
    class Listener:
        def __init__(self) -> None:
            self.steps = 0
            self.total: int | None = None

        def advance(self, steps: int = 1) -> None:
            self.steps += steps

        def stage(self, title: str, total: int | None) -> AbstractContextManager[Stage]:
            assert title == "图片"
            self.total = total
            return self._open()

        @contextmanager
        def _open(self) -> Iterator[Stage]:
            yield self

    listener = Listener()
    assert run_all([1, 2, 3], lambda n: n * 2, title="图片", reporter=listener, workers=2) == [2, 4, 6]
    assert (listener.total, listener.steps) == (3, 3)
    assert run_all([], lambda n: n, title="图片", reporter=listener, workers=2) == []


def qr_picture(file: Path, border: int) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    segno.make_qr("https://example.cn/tcm").save(str(file), scale=24, border=border)
    return file


def test_a_code_that_the_mark_would_spoil_stays_a_code(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    done = Outcome([request(qr_picture(tmp_path / "code.png", 2))], [campaign], cache)
    assert done.rules == ["stamp/qr-picture"]
    assert done.findings[0].severity is Severity.NOTICE
    shown = open_picture(done.marked["code.png"].full.file).frames[0].image
    assert [one.text for one in zxingcpp.read_barcodes(shown)] == ["https://example.cn/tcm"]
    assert check_picture(done.marked["code.png"].full.file, [campaign], [demand_for(Product.PICTURE, campaign)]).exempt
    assert Outcome([request(tmp_path / "code.png")], [campaign], cache).rules == done.rules


def test_a_poster_whose_code_the_mark_hides_is_told(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    poster = Image.new("RGB", (1200, 1600), "white")
    with Image.open(qr_picture(tmp_path / "code.png", 1)) as code:
        poster.paste(code.convert("RGB").resize((330, 330)), (70, 70))
    poster.save(tmp_path / "poster.png")
    done = Outcome([request(tmp_path / "poster.png")], [campaign], cache)
    assert done.rules == ["stamp/hidden-code"]
    assert done.findings[0].severity is Severity.WARNING
    assert not check_picture(
        done.marked["poster.png"].full.file, [campaign], [demand_for(Product.PICTURE, campaign)]
    ).faults
