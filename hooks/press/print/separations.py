"""The drawings and pictures of a page become inks: its stream, the forms it uses, and what pictures it shows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageCms

from press.print.inks import DIRECT, KNOCKOUT, OVERPRINT, InkTable, in_inks
from press.print.stage import cmyk_transform

_BY_COMPONENTS = {1: "grey", 3: "rgb", 4: "cmyk"}


class Separator:
    """Converts by one table; remembers what it converted, so a form or picture used twice is converted once."""

    def __init__(self, table: InkTable, pictures: Mapping[str, Path]) -> None:
        """Make a separator.

        Args:
            table: inks of the colours.
            pictures: CMYK JPEG files by the SHA-256 of the files that stand in their place on the screen.
        """
        self._table = table
        self._pictures = pictures
        self._seen: set[tuple[int, int]] = set()
        self._needless: list[tuple[pikepdf.Object, str]] = []

    def convert(self, pdf: pikepdf.Pdf, page: pikepdf.Page) -> bytes:
        """Return a page's stream in inks; its forms and pictures are changed in place."""
        return self._separated(pdf, page.obj.Contents.read_bytes(), page.obj.Resources)

    def finish(self) -> None:
        """Take out the colour spaces that nothing uses any more; pages may share them, so all pages come first."""
        for spaces, key in self._needless:
            if key in spaces:
                del spaces[key]

    def _separated(self, pdf: pikepdf.Pdf, content: bytes, resources: pikepdf.Object) -> bytes:
        spaces = resources.get("/ColorSpace", Dictionary())
        families = {key: _family(space) for key, space in spaces.items()}
        for item in resources.get("/XObject", Dictionary()).values():
            self._convert_object(pdf, item, resources)
        self._needless.extend((spaces, key) for key, family in families.items() if family != "other")
        _add_overprint(resources)
        return in_inks(content, families, self._table.inks)

    def _convert_object(self, pdf: pikepdf.Pdf, item: pikepdf.Object, resources: pikepdf.Object) -> None:
        if item.objgen in self._seen:
            return
        self._seen.add(item.objgen)
        if item.get("/Subtype") == "/Form":
            own = item.get("/Resources")
            item.write(self._separated(pdf, item.read_bytes(), resources if own is None else own))
        elif item.get("/Subtype") == "/Image" and not item.get("/ImageMask", False):
            self._convert_image(item)

    def _convert_image(self, item: pikepdf.Object) -> None:
        if not isinstance(item, pikepdf.Stream) or _family(item.get("/ColorSpace", Name.DeviceCMYK)) not in {
            "rgb",
            "grey",
        }:
            return
        ready = self._pictures.get(hashlib.sha256(item.read_raw_bytes()).hexdigest())
        if ready is not None:
            item.write(ready.read_bytes(), filter=Name.DCTDecode)
            item.Decode = Array([1, 0] * 4)  # Adobe's JPEG says how much paper is left, not how much ink
        else:
            picture = pikepdf.PdfImage(item).as_pil_image().convert("RGB")
            inked = ImageCms.applyTransform(picture, cmyk_transform(self._table.profile))
            if inked is None:
                return
            item.write(inked.tobytes())
            if "/DecodeParms" in item:
                del item["/DecodeParms"]
        item.BitsPerComponent, item.ColorSpace = 8, Name.DeviceCMYK


def _add_overprint(resources: pikepdf.Object) -> None:
    if "/ExtGState" not in resources:
        resources.ExtGState = Dictionary()
    resources.ExtGState[OVERPRINT] = Dictionary(Type=Name.ExtGState, op=True, OP=True, OPM=1)
    resources.ExtGState[KNOCKOUT] = Dictionary(Type=Name.ExtGState, op=False, OP=False, OPM=0)


def _family(space: pikepdf.Object) -> str:
    if isinstance(space, Array):
        if space[0] == "/ICCBased":
            return _BY_COMPONENTS.get(int(space[1].N), "other")
        return {"/CalRGB": "rgb", "/CalGray": "grey"}.get(str(space[0]), "other")
    return DIRECT.get(str(space), "other")
