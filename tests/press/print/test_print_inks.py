"""Colours become inks in the stream itself; everything else stays as it is, in its order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.print.inks import InkTable, in_inks, read_palette
from press.print.operators import operations
from press.print.sheet import SheetFormat

PALETTE = Path(__file__).parents[3] / "overlays" / "print" / "palette.json"
START = b"/OPn gs "


@pytest.fixture(scope="module")
def table(formats: dict[str, SheetFormat]) -> InkTable:
    return InkTable(read_palette(PALETTE), formats["a4"].profile.file)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"0 0 0 1 k (0 1 1 0 k) Tj", b" 0 0 0 1 k /OPk gs (0 1 1 0 k) Tj"),
        (b"0 0 0 1 k q 0 .5 .5 0 k\nf Q f 0 0 0 .8 k",
         b" 0 0 0 1 k /OPk gs q  0 0.5 0.5 0 k /OPn gs\nf Q f  0 0 0 0.8 k"),
        # A space and its colour are one; glued to the operator before, they must not run into it.
        (b"q 1 0 0 1 0 0 cm/c0 cs 0.14117648 0.12941177 0.11372549 scn f Q",
         b"q 1 0 0 1 0 0 cm 0 0 0 1 k /OPk gs f Q"),
        (b"/c0 CS 0.65882355 0.19607843 0.16470589 SCN S", b" 0 0.85 0.8 0.25 K S"),
        # A space without a colour is black; of stroke and fill each has its own.
        (b"/c0 cs f", b" 0 0 0 1 k /OPk gs f"),
        (b"/c0 cs /c0 CS 1 1 1 SCN", b" 0 0 0 1 k /OPk gs  0 0 0 0 K /OPn gs"),
        (b"1 1 1 rg .5 g 0 G", b" 0 0 0 0 k  0 0 0 0.5 k /OPk gs  0 0 0 1 K"),
        (b"0 g /s0 cs 1 scn f", b" 0 0 0 1 k /OPk gs /s0 cs 1 scn /OPn gs f"),
        (b"/P <</MCID 0>> BDC (x) Tj EMC /Artifact BMC f EMC", b" (x) Tj   f "),
    ],
)  # fmt: skip
def test_colours_become_inks(source: bytes, expected: bytes, table: InkTable) -> None:
    assert in_inks(source, {"/c0": "rgb", "/s0": "other"}, table.inks) == START + expected


def test_the_palette_is_exact_and_unambiguous(table: InkTable) -> None:
    assert table.inks("rgb", (0x5A / 255, 0x54 / 255, 0x4C / 255)) == (0, 0, 0, 0.8)
    red = table.inks("rgb", (0.9, 0.1, 0.1))  # not ours: by the profile
    assert red[1] > 0.8 > red[0]


_WORDS = [b"q", b"Q", b"0 0 0 1 k", b"1 0 0 RG", b"/c0 cs .2 .3 .4 scn", b"(a\\)b(c) 0 0 0 1 k)", b"<0aF> Tj", b"f",
          b"BT", b"3 w 0 0 m 9 9 l S", b"/P BMC", b"EMC"]  # fmt: skip


@given(st.lists(st.sampled_from(_WORDS), max_size=30))
def test_nothing_but_colours_states_and_tags_changes(words: list[bytes]) -> None:
    touched = {b"k", b"K", b"RG", b"cs", b"scn", b"gs", b"BMC", b"EMC"}

    def rest(content: bytes) -> list[tuple[bytes, bytes]]:
        return [(operator, operands) for _, operator, operands in operations(content) if operator not in touched]

    def colours(content: bytes) -> Counter[bool]:
        sides = (
            operator.isupper() for _, operator, _ in operations(content) if operator.lower() in {b"k", b"rg", b"scn"}
        )
        return Counter(sides)

    source = b" ".join(words)
    black: Callable[[str, tuple[float, ...]], tuple[float, float, float, float]] = lambda *_: (0.0, 0.0, 0.0, 1.0)  # noqa: E731 - one use
    made = in_inks(source, {"/c0": "rgb"}, black)
    assert rest(made) == rest(source)
    assert colours(made) == colours(source)
