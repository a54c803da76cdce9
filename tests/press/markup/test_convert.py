"""One Markdown instance for all texts gives what a new one for each would."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from press.markup.convert import Converter

EXTENSIONS = (
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.details",
    "pymdownx.superfences", "pymdownx.tilde", "pymdownx.caret", "pymdownx.mark", "pymdownx.tasklist",
)  # fmt: skip
CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora"
DEMO = sorted((Path(__file__).resolve().parents[3] / "docs").rglob("*.md"))
PIECES = st.sampled_from(
    [
        *"*_`[]()!<>&\\~^=|#-:.\n 甲1",
        "**",
        "[^1]",
        "\n\n",
        "  \n",
        "[甲](a.md)",
        "&amp;",
        "<b>",
        "</b>",
        "\n[^1]: 注",
        "*[甲]: 乙",
        "\n\n甲乙丙",
        "\n\n“甲”",
        "\n\n    甲",
        "\n\n# ",
        "\n- 甲\n",
        "\n1. 甲\n",
        "\n```\n",
        "{: #甲 .乙 data-toc-label=丙 }",
        "\n\n!!! note\n    甲",
        "\n\n??? note\n    甲",
        "\n\n: 甲",
        "\n\n甲\n: 乙",
        "[TOC]",
        "<div markdown>\n",
        "</div>\n",
        "甲|乙\n-|-\n",
        "\n|甲|`乙|`|\n",
        "\n\n<!-- more -->\n\n",
        "<!-- 甲 -->",
        "\n\n<!--",
    ]
)
SHARED = Converter(EXTENSIONS)


def fresh(text: str) -> str:
    return Markdown(extensions=list(EXTENSIONS)).convert(text) if text.strip() else ""


@pytest.mark.parametrize("path", DEMO, ids=[path.stem for path in DEMO])
def test_demo_texts_come_out_as_from_a_new_instance(path: Path) -> None:
    text = path.read_text("utf-8")
    assert SHARED.convert(text) == fresh(text)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_comes_out_as_from_a_new_instance(text: str) -> None:
    assert SHARED.convert(text) == fresh(text)


@pytest.mark.corpora
@pytest.mark.skipif(not CORPORA.exists(), reason="the shared corpora are absent")
def test_texts_nobody_here_wrote_come_out_as_from_a_new_instance() -> None:
    texts = [path.read_text("utf-8", "replace") for path in sorted(CORPORA.rglob("*.md"))]
    assert len(texts) > 50
    for text in texts:
        assert SHARED.convert(text) == fresh(text)
