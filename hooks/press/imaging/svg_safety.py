"""Whether an SVG may be drawn: nothing that runs, nothing that reaches outside the file."""

from __future__ import annotations

from lxml import etree

_MAX_BYTES = 5_000_000
_REFUSED = frozenset({"script", "foreignObject", "iframe", "animate", "set", "handler"})


def svg_fault(data: bytes) -> str | None:
    """Return in Chinese why an SVG must not be drawn, or None."""
    if len(data) > _MAX_BYTES:
        return "SVG 超过 5 MB"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return "不是完好的 SVG"
    if root.getroottree().docinfo.internalDTD is not None:
        return "SVG 里有实体定义"
    return next((fault for element in root.iter("*") if (fault := _element_fault(element)) is not None), None)


def _element_fault(element: etree._Element) -> str | None:
    name = etree.QName(element).localname
    if name in _REFUSED:
        return "SVG 里有脚本或动画"
    if name == "style" and ("@import" in (element.text or "") or _outside_url(element.text or "")):
        return "SVG 引用了外部样式"
    if any(_reaches_out(str(key), str(value)) for key, value in element.attrib.items()):
        return "SVG 引用了外部文件或带有脚本"
    return None


def _reaches_out(name: str, value: str) -> bool:
    local = name.rsplit("}", 1)[-1].lower()
    if local.startswith("on"):
        return True
    if local in {"href", "src"}:
        return not value.startswith(("#", "data:image/png", "data:image/jpeg"))
    return _outside_url(value)


def _outside_url(value: str) -> bool:
    return "url(" in value and "url(#" not in value.replace("'", "").replace('"', "")
