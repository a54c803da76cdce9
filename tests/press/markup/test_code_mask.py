"""What Markdown does not read as markup is blanked out, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.markup.code_mask import mask_code


@pytest.mark.parametrize(
    "text",
    [
        "```html\nXX\n```",
        "~~~\nXX\n```\nXX\n~~~",
        "````\n```\nXX\n```\n````",
        "> ```\n> XX\n> ```",
        "- item\n\n    ```\n    XX\n    ```",
        "a `XX` b",
        "a ``X`X`` b",
        "a `XX\nXX` b",
        "para\n\n    XX\n    XX\n\n    XX",
        "    XX",
        "a <!-- XX\n\nXX --> b",
        "<!-- XX",
    ],
)
def test_code_is_blanked(text: str) -> None:
    assert "X" not in mask_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "para\n    XX",
        "- item\n\n    XX",
        "!!! note\n\n    XX",
        "[^1]: note\n\n    XX",
        "```\nXX",
        "````\n`XX`",
        "```\nXX\n\n````",
        "```\nXX\n\n    ```",
        "    ```\nXX\n    ```",
        "> a `b\n# c\nXX`",
        "a `b\n> XX`",
        r"\`XX`",
        "`XX",
        "`a\n\nXX`",
        "`a` XX `b`",
        "```a```\nXX\n",
        "```\na\n```\nXX",
    ],
)
def test_text_is_kept(text: str) -> None:
    assert "XX" in mask_code(text)


@given(st.text(alphabet="`~ \n\t>-ab<!\\4.", max_size=80))
def test_every_line_stays_where_it_is(text: str) -> None:
    masked = mask_code(text)
    assert len(masked) == len(text)
    assert [len(line) for line in masked.split("\n")] == [len(line) for line in text.split("\n")]
    assert all(new in {old, " "} for old, new in zip(text, masked, strict=True))
