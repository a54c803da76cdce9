"""Content streams as operations: what is inside strings, names, comments and images is never an operator."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.print.operators import UNREADABLE, name, numbers, operations, shown_bytes
from press.print.typeset import TypesetSheet

_PATH = frozenset(["m", "l", "c", "v", "y", "h", "w", "M", "J", "j", "i", "re"])


def _read(content: bytes) -> list[tuple[bytes, bytes]]:
    return [(operator, operands.strip()) for _, operator, operands in operations(content)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"0 0 m 1 -2.5 l h f\n", [(b"f", b"")]),
        (b"q 1 0 0 -1 .5 2 cm/c0 CS 1 SCN", [
            (b"q", b""), (b"cm", b"1 0 0 -1 .5 2"), (b"CS", b"/c0"), (b"SCN", b"1"),
        ]),
        (b"(q (Q) \\) f) Tj", [(b"Tj", b"(q (Q) \\) f)")]),
        (b"[(a)-40<00 5D>] TJ", [(b"TJ", b"[(a)-40<00 5D>]")]),
        (b"% 1 0 0 rg\n0 0 0 1 k", [(b"k", b"0 0 0 1")]),
        (b"/Span <</ActualText (k) /P <</A /B>> >> BDC", [(b"BDC", b"/Span <</ActualText (k) /P <</A /B>> >>")]),
        (b"BI /W 1 /H 1 ID \x00 q 1 0 0 rg\xff EI Q", [(b"BI", b""), (b"ID", b"/W 1 /H 1"), (b"Q", b"")]),
        (b"f ) f", [(b"f", b""), (UNREADABLE, b""), (b"f", b"")]),
    ],
)  # fmt: skip
def test_operations(content: bytes, expected: list[tuple[bytes, bytes]]) -> None:
    assert _read(content) == expected


def test_a_page_reads_as_pikepdf_reads_it(made: object) -> None:
    assert callable(made)
    sheet = made("xuanchuanlan")
    assert isinstance(sheet, TypesetSheet)
    with pikepdf.open(io.BytesIO(sheet.print_pdf)) as pdf:
        page = pdf.pages[0]
        parsed = list(pikepdf.parse_content_stream(page))
        read = _read(page.obj.Contents.read_bytes())
    wanted = [step for step in parsed if str(step.operator) not in _PATH]
    assert [operator.decode() for operator, _ in read] == [str(step.operator) for step in wanted]
    for (operator, operands), step in zip(read, wanted, strict=True):
        if operator in {b"Tj", b"TJ"}:
            last = step.operands[-1]
            parts = list(last) if isinstance(last, pikepdf.Array) else [last]
            assert shown_bytes(operands) == b"".join(bytes(p) for p in parts if isinstance(p, pikepdf.String))
        elif operator in {b"k", b"cm", b"Tm"}:
            assert numbers(operands) == pytest.approx([float(value) for value in step.operands])


@given(st.binary(max_size=40))
def test_any_string_is_read_back(data: bytes) -> None:
    written = pikepdf.String(data).unparse()
    ((_, operator, operands),) = operations(written + b" Tj")
    assert operator == b"Tj"
    assert shown_bytes(operands) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_passed_through(data: bytes) -> None:
    ends = [end for end, _, _ in operations(data)]
    assert ends == sorted(ends)
    assert not ends or ends[-1] <= len(data)


def test_names_and_numbers() -> None:
    assert name(b"/f0 12 ") == "/f0"
    assert name(b"12") == ""
    assert numbers(b"/P1 .5 -3") == (0.5, -3.0)
