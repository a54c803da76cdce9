"""What a sheet says is what the site says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from press.edition.contents import SheetWriter

if TYPE_CHECKING:
    from tests.press.edition.conftest import Desk


def _writer(desk: Desk) -> SheetWriter:
    return SheetWriter(desk.inputs, desk.assembled().context, desk.texts)


def test_a_board_has_its_articles_and_sections_one_picture_and_a_code_each(desk: Desk) -> None:
    board = _writer(desk).board(desk.assembled().context.library.bulletins[0])
    assert [panel.title for panel in board.panels] == ["早睡晚起", "泡脚的讲究", "本月提醒"]
    assert [panel.picture is not None for panel in board.panels] == [True, False, False]
    assert [panel.whole for panel in board.panels] == [True, False, True]
    assert board.panels[0].html.count("<p>") == 12
    assert board.panels[1].html.count("<p>") == 1
    assert [code.address.removeprefix(desk.inputs.address) for code in board.codes] == [
        "articles/zao-shui.html", "articles/pao-jiao.html", "bulletins/2026-11.html",
    ]  # fmt: skip
    assert board.panels[0].doctors == ("示例甲",)
    assert [(doctor.name, doctor.title) for doctor in board.doctors] == [("示例甲", "主任医师")]


def test_the_calendar_runs_by_date(desk: Desk) -> None:
    board = _writer(desk).board(desk.assembled().context.library.bulletins[0])
    days = [entry.date for entry in board.calendar]
    assert days == sorted(days)
    assert "立冬" in {entry.name for entry in board.calendar}


def test_a_leaflet_has_its_article_whole(desk: Desk) -> None:
    article = desk.assembled().context.articles["pao-jiao"]
    leaflet = _writer(desk).leaflet(article)
    assert leaflet.html.count("<p>") == 9
    assert leaflet.picture is not None
    assert leaflet.qr is not None
    assert leaflet.qr.target == "articles/pao-jiao.html"


def test_without_an_address_there_are_no_codes(desk: Desk) -> None:
    import dataclasses  # noqa: PLC0415 - used once

    desk.inputs = dataclasses.replace(desk.inputs, address="")
    assert _writer(desk).board(desk.assembled().context.library.bulletins[0]).codes == ()
