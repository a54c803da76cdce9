"""Notes without a title of their own get a Chinese one."""

from __future__ import annotations

import pytest

from press.markup.convert import Converter
from press.markup.note_titles import TITLES, NoteTitles

CONVERTER = Converter(["admonition", "pymdownx.details", NoteTitles()])


@pytest.mark.parametrize(("kind", "title"), TITLES.items())
@pytest.mark.parametrize("sign", ["!!!", "???"])
def test_a_note_without_a_title_gets_one(sign: str, kind: str, title: str) -> None:
    html = CONVERTER.convert(f"{sign} {kind}\n    正文\n")
    assert f">{title}<" in html
    assert kind.capitalize() not in html


@pytest.mark.parametrize("sign", ["!!!", "???"])
def test_a_title_of_its_own_stays(sign: str) -> None:
    assert ">医生的话<" in CONVERTER.convert(f'{sign} tip "医生的话"\n    正文\n')
    assert ">Other<" in CONVERTER.convert(f"{sign} other\n    正文\n")


def test_a_note_that_wants_no_title_gets_none() -> None:
    assert "admonition-title" not in CONVERTER.convert('!!! tip ""\n    正文\n')
