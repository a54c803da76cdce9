"""Content streams of a page: put something on top without disturbing, or being disturbed by, what is there."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Name, Object, Operator, Pdf, Stream

NOTE = Name.XinglinPress
"""Key in our own streams and dictionaries: says which mark they belong to."""

_WATCHED = "q Q BT ET BMC BDC EMC"


@dataclass(frozen=True, slots=True)
class Scopes:
    """How a page's content leaves its scopes.

    saves   graphics states saved and not restored
    excess  restores without a saved state (viewers ignore them)
    text    a text object is left open
    marked  marked-content sequences left open
    """

    saves: int = 0
    excess: int = 0
    text: bool = False
    marked: int = 0

    @property
    def closing(self) -> bytes:
        """Operators that close what was left open."""
        return b"ET\n" * self.text + b"EMC\n" * self.marked + b"Q\n" * self.saves


def scopes_of(page: pikepdf.Page) -> Scopes:
    """Count a page's scopes.

    Raises:
        pikepdf.PdfError: the content cannot be parsed.
    """
    saves = excess = marked = 0
    text = False
    for instruction in pikepdf.parse_content_stream(page, _WATCHED):
        match str(instruction.operator):
            case "q":
                saves += 1
            case "Q" if saves:
                saves -= 1
            case "Q":
                excess += 1
            case "BT" | "ET" as operator:
                text = operator == "BT"
            case "BMC" | "BDC":
                marked += 1
            case "EMC":
                marked = max(0, marked - 1)
            case _:
                pass
    return Scopes(saves, excess, text, marked)


def streams_of(page: pikepdf.Page) -> list[Object]:
    """Return a page's content streams, in order; whatever else stands in the array is left out."""
    contents = page.obj.get(Name.Contents)
    if isinstance(contents, Stream):
        return [contents]
    if isinstance(contents, Array):
        return [one for one in contents.as_list() if isinstance(one, Stream)]
    return []


def noted(thing: Object) -> str:
    """Return whose mark a stream or form of ours belongs to; an empty string for anything else."""
    return str(thing.get(NOTE, "")) if isinstance(thing, Stream) else ""


def strip_ours(page: pikepdf.Page) -> bool:
    """Take our own streams off a page; return whether there were any."""
    streams = streams_of(page)
    kept = [one for one in streams if not noted(one)]
    if len(kept) == len(streams):
        return False
    page.obj.Contents = Array(kept)
    return True


class Overlay:
    """Adds content on top of the pages of one document. Equal streams are stored once."""

    def __init__(self, pdf: Pdf, note: str) -> None:
        self._pdf = pdf
        self._note = note
        self._made: dict[bytes, Object] = {}

    def add(self, page: pikepdf.Page, content: bytes) -> None:
        """Draw `content` over a page in the page's initial graphics state, whatever state its own content leaves.

        Restores without a save are dropped first: viewers ignore them, but inside our own save they would end it.
        """
        page.obj.Contents = Array(streams_of(page))  # a new array: the old one may be shared
        scopes = scopes_of(page)
        if scopes.excess:
            self._drop_excess(page)
        inner = streams_of(page)
        page.obj.Contents = Array(
            [self._stream(b"q\n"), *inner, self._stream(b"\n" + scopes.closing + b"Q\n" + content)]
        )

    def _stream(self, content: bytes) -> Object:
        if content not in self._made:
            stream = self._pdf.make_stream(content)
            stream[NOTE] = pikepdf.String(self._note)
            self._made[content] = stream
        return self._made[content]

    def _drop_excess(self, page: pikepdf.Page) -> None:
        saves = 0
        kept = []
        for instruction in pikepdf.parse_content_stream(page):
            if instruction.operator == Operator("q"):
                saves += 1
            elif instruction.operator == Operator("Q"):
                if not saves:
                    continue
                saves -= 1
            kept.append(instruction)
        page.obj.Contents = Array([self._pdf.make_stream(pikepdf.unparse_content_stream(kept))])
