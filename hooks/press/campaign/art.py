"""Official artwork of a campaign: where it may lie, and what in it is refused."""

from __future__ import annotations

from pathlib import Path

from lxml import etree
from PIL import Image, UnidentifiedImageError

from press.findings import Finding, Severity

_MAX_BYTES = 2_000_000
_REFUSED = frozenset({"script", "foreignObject", "iframe", "animate", "set", "handler"})


def find_art(name: str | None, overlays: Path) -> Path | None:
    """Return the absolute path of an art file named relative to `overlays/badge`; None when unset or outside it."""
    if not name:
        return None
    folder = (overlays / "badge").resolve()
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder) and path.is_file() else None


def art_findings(name: str | None, overlays: Path, where: str) -> tuple[Finding, ...]:
    """Return what is wrong with the art file `name` of the campaign file `where`; nothing when unset or sound."""
    if not name:
        return ()
    fault = _fault(find_art(name, overlays))
    if fault is None:
        return ()
    message, hint = fault
    return (Finding("campaign/art", Severity.ERROR, f"官方标识文件“{name}”{message}", hint, where),)


def _fault(path: Path | None) -> tuple[str, str] | None:
    if path is None:
        return "找不到", "把文件放进 overlays/badge/，art 只写文件名"
    if path.stat().st_size > _MAX_BYTES:
        return "超过 2 MB", "请向活动主办方要 SVG 文件，或把 PNG 缩小到 2000 像素以内"
    if path.suffix.lower() == ".svg":
        return _svg_fault(path)
    if path.suffix.lower() == ".png":
        return _png_fault(path)
    return "不是 SVG 或 PNG", "请另存为 SVG 或 PNG"


def _png_fault(path: Path) -> tuple[str, str] | None:
    try:
        with Image.open(path, formats=["PNG"]) as picture:
            height = picture.height
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return "打不开", "请重新导出一份 PNG"
    least = 200
    return (
        None
        if height >= least
        else (f"只有 {height} 像素高，印出来会糊", f"请换成高度不小于 {least} 像素的 PNG，或用 SVG")
    )


def _svg_fault(path: Path) -> tuple[str, str] | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError:
        return "不是完好的 SVG", "请重新导出一份 SVG"
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if etree.QName(element).localname in _REFUSED:
            return "里面有脚本或动画", "请用绘图软件导出“纯 SVG”"
        if any(_outside(str(key), str(value)) for key, value in element.attrib.items()):
            return "引用了外部文件", "请把图片和字体嵌入或转为曲线后再导出"
    return None


def _outside(key: str, value: str) -> bool:
    local = key.rsplit("}", 1)[-1]
    if local.lower().startswith("on"):
        return True
    if local in {"href", "src"}:
        return not value.startswith(("#", "data:image/"))
    return "url(" in value and "url(#" not in value.replace("'", "").replace('"', "")
