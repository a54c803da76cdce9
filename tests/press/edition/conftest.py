"""A small county's docs folder, and its printed matter, without the engine."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from press.edition import run
from press.findings import Checked
from press.print.formats import load_formats
from press.progress import SilentReporter
from press.site.assemble import Assembled, assemble
from press.site.inputs import SiteInputs
from press.site.planned import RenderedText
from press.site.session import PrintedMatter

ROOT = Path(__file__).parents[3]
SITE = "https://jk.county.gov.cn/"
TEXT = "<p>冬天早睡晚起，等太阳出来再活动。</p>"

_COUNTY = "name: 某县\norganisers: [某县卫生健康局]\nphone: '0000-0000000'\n"
_DOCTORS = "- id: a\n  name: 示例甲\n  title: 主任医师\n  institution: 某县中医院\n  example: true\n"
_ARTICLE = (
    "---\ntitle: {title}\ndate: 2026-11-0{day}\nslug: {slug}\nauthors: [a]\nreviewer: a\nreviewed: 2026-11-01\n"
    "sources: [《中国公民健康素养》]\ncover: pictures/{slug}.png\n---\n\n正文。\n"
)
_BOARD = (
    "---\ntitle: 2026年11月科普宣传栏\ndate: 2026-11-05\nmonth: 2026-11\narticles:\n"
    "  - article: zao-shui\n    show: whole\n  - article: pao-jiao\n    show: excerpt\nreviewer: a\n"
    "reviewed: 2026-11-02\n---\n\n## 本月提醒\n\n多穿一件。\n"
)


@dataclasses.dataclass
class Desk:
    """A docs folder that tests change between runs."""

    inputs: SiteInputs
    texts: dict[str, RenderedText]

    def assembled(self) -> Assembled:
        return assemble(self.inputs).value

    def printed(self) -> Checked[PrintedMatter]:
        return run.print_editions(self.inputs, self.assembled(), self.texts)

    def picture(self, slug: str, colour: tuple[int, int, int]) -> None:
        Image.new("RGB", (1600, 900), colour).save(self.inputs.docs / "articles" / "pictures" / f"{slug}.png")

    def article(self, slug: str, title: str, day: int = 2) -> Path:
        file = self.inputs.docs / "articles" / f"{slug}.md"
        file.write_text(_ARTICLE.format(slug=slug, title=title, day=day), "utf-8")
        return file


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a county with one board of two articles, printing on A4 alone."""
    formats = load_formats(ROOT / "overlays" / "print" / "formats.yml", ROOT).value
    monkeypatch.setattr(run, "load_formats", lambda *_: Checked(tuple(one for one in formats if one.id == "a4")))
    docs = tmp_path / "某县 docs"
    (docs / "articles" / "pictures").mkdir(parents=True)
    (docs / "bulletins").mkdir()
    (docs / "county.yml").write_text(_COUNTY, "utf-8")
    (docs / "doctors.yml").write_text(_DOCTORS, "utf-8")
    (docs / "bulletins" / "2026-11.md").write_text(_BOARD, "utf-8")
    inputs = SiteInputs(
        root=ROOT, docs=docs, overlays=ROOT / "overlays", cache=tmp_path / "cache", today=dt.date(2026, 11, 22),
        title="某县健康科普", address=SITE, jobs=2, reporter=SilentReporter(),
    )  # fmt: skip
    texts = {
        "articles/zao-shui.md": RenderedText(TEXT, TEXT * 12),
        "articles/pao-jiao.md": RenderedText(TEXT, TEXT * 9),
        "bulletins/2026-11.md": RenderedText("", "<h2>本月提醒</h2><p>多穿一件。</p>"),
    }
    made = Desk(inputs, texts)
    for slug, title in (("zao-shui", "早睡晚起"), ("pao-jiao", "泡脚的讲究")):
        made.article(slug, title)
        made.picture(slug, (180, 90, 60))
    return made


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return how many boards and leaflets were really typeset."""
    from press.edition import leaflets, months  # noqa: PLC0415 - patched where they are used

    calls: list[str] = []

    def counting(module: object, name: str) -> None:
        real = getattr(module, name)

        def made(*args: object, **named: object) -> object:
            calls.append(name)
            return real(*args, **named)

        monkeypatch.setattr(module, name, made)

    counting(months, "typeset")
    counting(leaflets, "typeset_leaflet")
    return lambda: len(calls)
