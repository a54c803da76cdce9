"""Comments that stand alone are taken out as the library does it, or left to it."""

from __future__ import annotations

import pytest
from markdown import Markdown

from press.markup.lone_comments import spare_comments


def taken_out(markdown: Markdown, text: str) -> tuple[list[str], list[object]]:
    markdown.reset()
    lines = markdown.preprocessors["html_block"].run(text.split("\n"))
    return lines, list(markdown.htmlStash.rawHtmlBlocks)


@pytest.mark.parametrize("extensions", [[], ["md_in_html"]])
@pytest.mark.parametrize(
    "text",
    [
        "甲\n\n<!-- more -->\n\n乙\n\n",
        "甲\n\n<!-- a -->\n\n<!-- b -->\n\n乙\n\n",
        "甲\n\n<!-- a -->\n\n\n乙 > 丙\n\n",
        "<!-- a -->\n\n乙\n\n",
        "甲\n<!-- a -->\n\n乙\n\n",
        "甲\n\n<!-- a -->\n乙\n\n",
        "甲\n\n<!-- a\n\nb -->\n\n乙\n\n",
        "甲\n\n<!-- a -->\n\n<b>乙\n\n<!-- c -->\n\n</b>\n\n",
        "甲\n\n<!-- a -->\n\n&amp;\n\n",
    ],
)
def test_comments_are_taken_out_as_the_library_does(extensions: list[str], text: str) -> None:
    sparing = Markdown(extensions=extensions)
    step = sparing.preprocessors["html_block"]
    whole = step.run
    spare_comments(sparing, step)
    assert step.run != whole
    assert taken_out(sparing, text) == taken_out(Markdown(extensions=extensions), text)


def test_a_step_of_another_mind_stays_as_it_is() -> None:
    class Other:
        def run(self, lines: list[str]) -> list[str]:
            return [line for line in lines if "<" not in line]

    other = Other()
    whole = other.run
    spare_comments(Markdown(), other)
    assert other.run == whole
