"""RGB and grey vectors of foreign artwork become CMYK, greys K alone. Sheets of ours hold none; an official SVG may."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator
from PIL import ImageCms

from press.print.stage import cmyk_transform, to_cmyk

Inks = tuple[float, float, float, float]
_GREY_TOLERANCE = 2 / 255
_FAMILIES = {1: "grey", 3: "rgb", 4: "cmyk"}


def needs_conversion(resources: pikepdf.Object) -> bool:
    """Whether anything a page draws with is neither DeviceCMYK nor a spot colour, looking into forms too."""
    spaces = resources.get("/ColorSpace", Dictionary())
    if any(_family(space) in {"rgb", "grey"} for space in spaces.values()):
        return True
    for item in resources.get("/XObject", Dictionary()).values():
        if item.get("/Subtype") == "/Form" and needs_conversion(item.get("/Resources", Dictionary())):
            return True
        if item.get("/Subtype") == "/Image" and _family(item.get("/ColorSpace", Name.DeviceCMYK)) in {"rgb", "grey"}:
            return True
    return False


class Separator:
    """Converts by one profile; remembers what it converted, so a form used twice is converted once."""

    def __init__(self, profile: Path) -> None:
        self._profile = profile
        self._seen: set[tuple[int, int]] = set()

    def convert(self, pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        """Rewrite a page's stream, its forms and its pictures to DeviceCMYK."""
        page.obj.Contents = pdf.make_stream(self._rewritten(page, page.obj.Resources))

    def _rewritten(self, holder: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object) -> bytes:
        current = {"fill": "grey", "stroke": "grey"}
        saved: list[dict[str, str]] = []
        out: list[tuple[list[pikepdf.Object], Operator]] = []
        for instruction in pikepdf.parse_content_stream(holder):
            operands, name = list(instruction.operands), str(instruction.operator)
            if name == "q":
                saved.append(dict(current))
            elif name == "Q" and saved:
                current = saved.pop()
            elif name == "Do":
                self._convert_object(resources.XObject[str(operands[0])], resources)
            drawn = self._colour(name, operands, current, resources)
            out.append((operands, Operator(name)) if drawn is None else drawn)
        return pikepdf.unparse_content_stream(out)

    def _colour(
        self, name: str, operands: list[pikepdf.Object], current: dict[str, str], resources: pikepdf.Object
    ) -> tuple[list[pikepdf.Object], Operator] | None:
        side = "stroke" if name[:1].isupper() else "fill"
        target = Operator("K" if side == "stroke" else "k")
        if name in {"cs", "CS"}:
            space = str(operands[0])
            known = resources.get("/ColorSpace", Dictionary()).get(space, Name(space))
            current[side] = _family(known)
            return None if current[side] == "other" else (_numbers((0, 0, 0, 1)), target)
        direct = {"rg": "rgb", "RG": "rgb", "g": "grey", "G": "grey"}.get(name)
        if direct is not None:
            return _numbers(_inks(direct, tuple(float(value) for value in operands), self._profile)), target
        if name in {"sc", "SC", "scn", "SCN"} and current[side] != "other":
            return _numbers(_inks(current[side], tuple(float(value) for value in operands), self._profile)), target
        return None

    def _convert_object(self, item: pikepdf.Object, resources: pikepdf.Object) -> None:
        if item.objgen in self._seen:
            return
        self._seen.add(item.objgen)
        if item.get("/Subtype") == "/Form":
            item.write(self._rewritten(item, item.get("/Resources", resources)))
        elif item.get("/Subtype") == "/Image" and not item.get("/ImageMask", False):
            self._convert_image(item)

    def _convert_image(self, item: pikepdf.Object) -> None:
        if not isinstance(item, pikepdf.Stream) or _family(item.get("/ColorSpace", Name.DeviceCMYK)) not in {
            "rgb",
            "grey",
        }:
            return
        picture = pikepdf.PdfImage(item).as_pil_image().convert("RGB")
        inked = ImageCms.applyTransform(picture, cmyk_transform(self._profile))
        if inked is None:
            return
        item.write(inked.tobytes())
        if "/DecodeParms" in item:
            del item["/DecodeParms"]
        item.BitsPerComponent, item.ColorSpace = 8, Name.DeviceCMYK


def _numbers(values: Inks) -> list[pikepdf.Object]:
    return [pikepdf.Object.parse(f"{value:.4f}".encode()) for value in values]


def _family(space: pikepdf.Object) -> str:
    if isinstance(space, Array):
        if space[0] == "/ICCBased":
            return _FAMILIES.get(int(space[1].N), "other")
        return {"/CalRGB": "rgb", "/CalGray": "grey"}.get(str(space[0]), "other")
    return {"/DeviceRGB": "rgb", "/DeviceGray": "grey", "/DeviceCMYK": "cmyk"}.get(str(space), "other")


@cache
def _inks(family: str, values: tuple[float, ...], profile: Path) -> Inks:
    if family == "cmyk":
        return values[0], values[1], values[2], values[3]
    if family == "grey" or max(values) - min(values) <= _GREY_TOLERANCE:
        return 0.0, 0.0, 0.0, round(1 - sum(values) / len(values), 4)
    hexed = "#" + "".join(f"{round(value * 255):02X}" for value in values)
    cyan, magenta, yellow, black = (value / 100 for value in to_cmyk(hexed, profile))
    return cyan, magenta, yellow, black
