from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from lxml import html

from press.campaign.model import Campaign
from press.check.compliance import Compliance, Coverage, Exemption, Gap
from press.check.demands import demand_for
from press.check.memory import CheckMemory
from press.check.pdfs import check_pdf
from press.check.pictures import check_mark
from press.check.product import Product
from press.print.glyphs import TEXT_FONT
from press.report.compliance import compliance_json, report_page, report_pdf, undrawn_by
from press.report.facts import MOST_GAPS, report_facts
from press.report.write import write_report

ROOT = Path(__file__).resolve().parents[3]
OVERLAYS = ROOT / "overlays"
WHO = "某县卫生健康局"


@pytest.fixture(scope="module")
def open_case(campaign: Campaign) -> Compliance:
    """A site with gaps, among them names that want to break out."""
    hostile = "files/<script>alert(1)</script>#[x]😀$a$`\n" + "长" * 200 + ".pdf"
    gaps = (
        Gap(hostile, "check/no-mark", "左上角没有找到标识", "加上标识"),
        Gap("b.pdf", "check/margin", "*粗* _斜_ @引用 <标签>", "改"),
    )
    return Compliance(
        dt.date(2026, 11, 22),
        "ab" * 32,
        120,
        (campaign,),
        (
            Coverage(Product.PAGE, 72, 72, 72),
            Coverage(Product.POSTER, 11, 11, 11, contrast=4.92),
            Coverage(Product.PDF, 3, 1, 9, gaps, (Exemption("x.pdf", "另有规定"),), 12.3),
        ),
    )


def complete(case: Compliance) -> Compliance:
    return replace(case, coverage=tuple(replace(one, gaps=(), marked=one.must) for one in case.coverage))


def test_json_says_everything_in_a_stable_order(open_case: Compliance, campaign: Campaign) -> None:
    text = compliance_json(open_case, WHO)
    assert text == compliance_json(open_case, WHO)
    data = json.loads(text)
    assert list(data)[:6] == ["version", "title", "publisher", "date", "digest", "files"]
    assert (data["must"], data["marked"], data["complete"]) == (86, 84, False)
    assert [kind["label"] for kind in data["kinds"]] == ["网页", "视频封面", "PDF 文件"]
    assert data["kinds"][2]["gaps"][1]["rule"] == "check/margin"
    assert data["campaigns"][0]["source"] == campaign.source
    assert "千名医师讲中医" in text


def test_a_share_is_never_rounded_up_to_all(open_case: Compliance) -> None:
    many = replace(open_case, coverage=(Coverage(Product.PAGE, 100_000, 99_999, 1),))
    assert report_facts(many)["rate"] == "99.9%"
    assert report_facts(complete(many))["rate"] == "100%"
    assert report_facts(complete(many))["verdict"] == "全部合规"


def test_a_long_list_is_cut_and_says_so(open_case: Compliance) -> None:
    gaps = tuple(Gap(f"{n}.pdf", "check/no-mark", "没有", "加上") for n in range(MOST_GAPS + 7))
    long = replace(open_case, coverage=(Coverage(Product.PDF, 200, 93, 200, gaps),))
    (group,) = report_facts(long)["gaps"]
    assert (len(group["listed"]), group["rest"], group["total"]) == (MOST_GAPS, 7, MOST_GAPS + 7)
    assert "另有 7 处" in report_page(long, OVERLAYS)


def test_the_page_is_self_contained_and_carries_the_mark(
    open_case: Compliance, campaign: Campaign, tmp_path: Path
) -> None:
    text = report_page(open_case, OVERLAYS, WHO)
    root = html.document_fromstring(text.encode())
    assert [one.tag for one in root.iter("script", "iframe", "link", "object", "video")] == []
    assert [one.tag for one in root.iter() if one.get("style") or not one.get("src", "data:").startswith("data:")] == []
    policy = next(str(one.get("content")) for one in root.iter("meta") if one.get("http-equiv"))
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    first = next(one for one in root.iter("img", "h1"))
    assert first.get("alt") == campaign.text
    mark = tmp_path / "mark.svg"
    mark.write_bytes(base64.b64decode(str(first.get("src")).split(",", 1)[1]))
    assert check_mark(mark, [campaign]).seen is not None
    assert "<script>alert" not in text
    for words in (WHO, "2026年11月22日", "ab" * 32, campaign.source, "左上角没有找到标识", "另有规定"):
        assert words in text


@pytest.mark.parametrize("done", [False, True])
def test_the_pdf_carries_the_mark_on_every_page_and_is_archival(
    open_case: Compliance, campaign: Campaign, tmp_path: Path, *, done: bool
) -> None:
    case = complete(open_case) if done else open_case
    data = report_pdf(case, OVERLAYS, WHO)
    assert data == report_pdf(case, OVERLAYS, WHO)
    file = tmp_path / "报告.pdf"
    file.write_bytes(data)
    assert check_pdf(file, [campaign], [demand_for(Product.PDF, campaign)]).faults == ()
    with pikepdf.open(io.BytesIO(data)) as opened:
        metadata = opened.Root.Metadata.read_bytes()
        assert b"pdfaid:part" in metadata
        assert b"pdfuaid:part" in metadata
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20261122")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[CheckMemory]:
    """What an earlier report left behind: nothing."""
    memory = CheckMemory(tmp_path / "proof.sqlite")
    yield memory
    memory.close()


def test_the_files_are_written_whole(open_case: Compliance, tmp_path: Path, memory: CheckMemory) -> None:
    files = write_report(open_case, tmp_path / "合规 报告", OVERLAYS, WHO, memory)
    names = {file.name for file in (tmp_path / "合规 报告").iterdir()}
    assert names == {"compliance.json", "合规报告.html", "合规报告.pdf"}
    assert json.loads(files.data.read_text("utf-8"))["publisher"] == WHO
    again = write_report(open_case, tmp_path / "合规 报告", OVERLAYS, WHO, memory)
    assert again == files


def test_a_report_that_would_be_the_same_is_left_as_it_is(
    open_case: Compliance, tmp_path: Path, memory: CheckMemory
) -> None:
    files = write_report(open_case, tmp_path / "report", OVERLAYS, WHO, memory)
    all_three = (files.data, files.page, files.pdf)
    first = [(file.stat().st_ino, file.read_bytes()) for file in all_three]
    write_report(open_case, tmp_path / "report", OVERLAYS, WHO, memory)
    assert [(file.stat().st_ino, file.read_bytes()) for file in all_three] == first
    write_report(replace(open_case, digest="cd" * 32), tmp_path / "report", OVERLAYS, WHO, memory)
    assert all(file.read_bytes() != data for file, (_, data) in zip(all_three, first, strict=True))
    write_report(open_case, tmp_path / "report", OVERLAYS, WHO, memory)
    assert [file.read_bytes() for file in all_three] == [data for _, data in first]


def test_characters_the_font_lacks_are_replaced_each_time(
    open_case: Compliance, tmp_path: Path, memory: CheckMemory
) -> None:
    assert undrawn_by("a中😀", OVERLAYS / "fonts" / TEXT_FONT) == "😀"
    files = write_report(open_case, tmp_path / "report", OVERLAYS, WHO, memory)
    first = files.pdf.read_bytes()
    assert first == report_pdf(open_case, OVERLAYS, WHO)
    files.pdf.unlink()
    write_report(open_case, tmp_path / "report", OVERLAYS, WHO, memory)
    assert files.pdf.read_bytes() == first


def test_a_report_that_was_tampered_with_is_made_anew(
    open_case: Compliance, tmp_path: Path, memory: CheckMemory
) -> None:
    files = write_report(open_case, tmp_path / "report", OVERLAYS, WHO, memory)
    first = files.page.read_bytes()
    files.page.write_bytes(first.replace(b"72", b"99"))
    files.pdf.unlink()
    write_report(open_case, tmp_path / "report", OVERLAYS, WHO, memory)
    assert files.page.read_bytes() == first
    assert files.pdf.read_bytes().startswith(b"%PDF")


def test_another_template_makes_another_report(open_case: Compliance, tmp_path: Path, memory: CheckMemory) -> None:
    overlays = tmp_path / "overlays"
    shutil.copytree(OVERLAYS, overlays)
    files = write_report(open_case, tmp_path / "report", overlays, WHO, memory)
    style = overlays / "report" / "report.css"
    style.write_text(style.read_text("utf-8") + "h1 { color: #123456 }\n", "utf-8")
    write_report(open_case, tmp_path / "report", overlays, WHO, memory)
    assert "#123456" in files.page.read_text("utf-8")
