"""Printed matter from docs folder to files: what comes out, the cache, the ledger, bad input."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
import yaml

from press.edition import room, run
from press.edition.leaflets import make_leaflet
from press.findings import Checked, Finding, Severity
from press.print.content import LeafletContent
from press.print.formats import load_formats
from press.site.planned import RenderedText

if TYPE_CHECKING:
    from tests.press.edition.conftest import Desk

ZAO = "articles/zao-shui.md"
TEXT = "<p>冬天早睡晚起，等太阳出来再活动。</p>"


def _errors(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(one.rule_id, one.message) for one in findings if one.severity is Severity.ERROR]


def test_boards_leaflets_volume_and_ledger_and_nothing_is_made_twice(desk: Desk, count: Callable[[], int]) -> None:
    first = desk.printed()
    assert _errors(first.findings) == []
    files = first.value.files
    for name in (
        "bulletins/2026-11/print/2026-11-a4.pdf", "bulletins/2026-11/print/2026-11-print.zip",
        "bulletins/latest/print/latest-a4.pdf", "articles/pao-jiao/print/pao-jiao-leaflet.pdf",
        "articles/zao-shui/print/zao-shui-leaflet-screen.pdf", "bulletins/2026/2026-volume.pdf",
    ):  # fmt: skip
        assert files[name].stat().st_size > 1000, name
    assert first.value.leaflets["pao-jiao"].print_url == "articles/pao-jiao/print/pao-jiao-leaflet.pdf"
    assert first.value.sheets["2026-11"].volume_url == "bulletins/2026/2026-volume.pdf"
    with pikepdf.open(files["articles/zao-shui/print/zao-shui-leaflet.pdf"]) as leaflet:
        assert len(leaflet.pages) == 1
    ledger = yaml.safe_load((desk.inputs.docs / "printed.yml").read_text("utf-8"))
    assert {(entry["target"], entry["sheet"]) for entry in ledger} == {
        ("articles/zao-shui.html", "2026年11月科普宣传栏"), ("articles/pao-jiao.html", "2026年11月科普宣传栏"),
        ("bulletins/2026-11.html", "2026年11月科普宣传栏"), ("articles/zao-shui.html", "明白纸：早睡晚起"),
        ("articles/pao-jiao.html", "明白纸：泡脚的讲究"),
    }  # fmt: skip

    made = count()
    again = desk.printed()
    assert count() == made
    assert {name: file.read_bytes() for name, file in again.value.files.items()} == {
        name: file.read_bytes() for name, file in files.items()
    }
    assert again.findings == first.findings

    # The board prints the first article's picture alone, and each leaflet its own.
    desk.picture("pao-jiao", (20, 90, 60))
    desk.printed()
    assert count() == made + 1
    desk.picture("zao-shui", (20, 60, 90))
    desk.printed()
    assert count() == made + 3


def test_another_version_of_a_package_makes_sheets_anew(
    desk: Desk, count: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.printed()
    made = count()
    with monkeypatch.context() as patched:
        patched.setattr(room, "version", lambda name: f"{name} of tomorrow")
        desk.printed()
    assert count() == 2 * made


def test_a_printed_address_must_lead_to_its_article(desk: Desk) -> None:
    desk.texts.clear()  # nothing is printed now; the ledger alone is held against the site
    (desk.inputs.docs / "printed.yml").write_text(
        yaml.safe_dump(
            [
                {
                    "address": f"{desk.inputs.address}articles/lao-wen.html",
                    "target": "articles/lao-wen.html",
                    "sheet": "2025年11月科普宣传栏",
                    "first": desk.inputs.today.replace(year=2025),
                }
            ],
            allow_unicode=True,
        ),
        "utf-8",
    )
    broken = [found for found in desk.printed().findings if found.rule_id == "print/address-broken"]
    assert len(broken) == 1
    assert broken[0].severity is Severity.ERROR
    assert "2025年11月科普宣传栏" in broken[0].message
    assert "aliases: [articles/lao-wen.html]" in broken[0].hint
    file = desk.article("zao-shui", "早睡晚起")
    file.write_text(file.read_text("utf-8").replace("authors:", "aliases: [articles/lao-wen.html]\nauthors:"), "utf-8")
    assert not [found for found in desk.printed().findings if found.rule_id == "print/address-broken"]


def test_an_example_address_is_not_entered(desk: Desk) -> None:
    desk.inputs = dataclasses.replace(desk.inputs, address="https://xinglin.example/")
    desk.printed()
    assert not (desk.inputs.docs / "printed.yml").exists()


def test_an_empty_board_leaves_the_leaflets_to_come_out(desk: Desk) -> None:
    board = desk.inputs.docs / "bulletins" / "2026-10.md"
    board.write_text("---\ntitle: 空\ndate: 2026-10-05\nmonth: 2026-10\n---\n", "utf-8")
    printed = desk.printed()
    assert "print/empty-bulletin" in {rule for rule, _ in _errors(printed.findings)}
    assert "bulletins/2026-11/print/2026-11-a4.pdf" in printed.value.files
    assert not any(name.startswith("bulletins/2026-10/") for name in printed.value.files)


def test_an_emoji_is_said_once_and_stops_the_board(desk: Desk) -> None:
    desk.texts[ZAO] = RenderedText("<p>多喝水😀</p>", "<p>多喝水😀</p>")
    printed = desk.printed()
    said = [message for rule, message in _errors(printed.findings) if rule == "print/missing-glyph"]
    assert said
    assert all("😀" in message for message in said)
    assert not any(name.startswith("bulletins/2026-11/") for name in printed.value.files)
    assert "articles/pao-jiao/print/pao-jiao-leaflet.pdf" in printed.value.files


def test_a_word_of_300_letters_and_a_text_of_30000_characters(desk: Desk) -> None:
    desk.texts[ZAO] = RenderedText("", "<p>" + "x" * 300 + "</p>")
    desk.texts["articles/pao-jiao.md"] = RenderedText("<p>摘录。</p>", "<p>" + "早睡晚起。" * 6000 + "</p>")
    printed = desk.printed()
    over = [found for found in printed.findings if found.rule_id == "print/overflow"]
    assert len(over) == 1
    assert "单篇明白纸" in over[0].message
    assert "个字，或分成两篇" in over[0].hint
    assert "articles/pao-jiao/print/pao-jiao-leaflet.pdf" not in printed.value.files
    assert "bulletins/2026-11/print/2026-11-a4.pdf" in printed.value.files


def test_a_leaflet_of_every_article_or_of_those_on_boards(desk: Desk) -> None:
    desk.article("ai-jiu", "认识艾灸", 3)
    desk.picture("ai-jiu", (90, 120, 60))
    desk.texts["articles/ai-jiu.md"] = RenderedText(TEXT, TEXT * 4)
    name = "articles/ai-jiu/print/ai-jiu-leaflet.pdf"
    assert desk.assembled().plan.pages["articles/ai-jiu.md"].printed_elsewhere is False
    assert name not in desk.printed().value.files
    desk.inputs = dataclasses.replace(desk.inputs, leaflets=True)
    assert desk.assembled().plan.pages["articles/ai-jiu.md"].printed_elsewhere is True
    printed = desk.printed()
    assert name in printed.value.files
    assert printed.value.leaflets["ai-jiu"].print_url == name


def test_leaflets_come_out_without_any_board(desk: Desk) -> None:
    (desk.inputs.docs / "bulletins" / "2026-11.md").unlink()
    desk.inputs = dataclasses.replace(desk.inputs, leaflets=True)
    printed = desk.printed()
    assert _errors(printed.findings) == []
    assert "articles/zao-shui/print/zao-shui-leaflet.pdf" in printed.value.files
    assert "zao-shui.html" in (desk.inputs.docs / "printed.yml").read_text("utf-8")


def test_what_was_made_before_ctrl_c_is_not_made_again(
    desk: Desk, count: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.inputs.docs / "bulletins" / "2026-11.md").unlink()
    desk.inputs = dataclasses.replace(desk.inputs, leaflets=True, jobs=1)
    made: list[str] = []

    def interrupted(content: LeafletContent, *rest: Any) -> object:
        if made:
            raise KeyboardInterrupt
        made.append(content.slug)
        return make_leaflet(content, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(run, "make_leaflet", interrupted)
        with pytest.raises(KeyboardInterrupt):
            desk.printed()
    assert count() == 1
    printed = desk.printed()
    assert count() == 2
    assert {"articles/pao-jiao/print/pao-jiao-leaflet.pdf", "articles/zao-shui/print/zao-shui-leaflet.pdf"} <= set(
        printed.value.files
    )


def test_a_leaflet_that_runs_over_names_the_format_that_takes_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    formats = load_formats(desk.inputs.overlays / "print" / "formats.yml", desk.inputs.root).value
    some = tuple(one for one in formats if one.id in {"a4", "a3"})
    monkeypatch.setattr(run, "load_formats", lambda *_: Checked(some))
    (desk.inputs.docs / "bulletins" / "2026-11.md").unlink()
    desk.inputs = dataclasses.replace(desk.inputs, leaflets=True)
    desk.texts["articles/pao-jiao.md"] = RenderedText("", ("<p>" + "早睡晚起。" * 25 + "</p>") * 28)
    over = [found for found in desk.printed().findings if found.rule_id == "print/overflow"]
    assert len(over) == 1
    assert over[0].severity is Severity.NOTICE, "nobody ordered this leaflet"
    assert "还多出约" in over[0].message
    assert "“A3 海报”排得下" in over[0].hint
