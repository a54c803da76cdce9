"""A sheet's twin in HTML and CSS, for engines that set web pages: the same parts, texts, pictures, codes and sizes.

What those engines have no means for is left to their disadvantage or advantage as it falls: they search no body size
(they are told the one that was found), know no bleed, no crop marks and no black plate, and level no columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from press.bulletin.qr import qr_image
from press.print.content import LeafletContent, QrTarget, SheetContent, SheetPicture
from press.print.fit import Fit
from press.print.sheet import SheetFormat, module_size
from press.print.template import date_label, day_label

_ACCENT, _LIGHT, _INK, _PAPER = "#A8322A", "#B8493F", "#24211D", "#FBF7EF"
_STYLE = """
@font-face{{font-family:S;src:url({fonts}/NotoSansSC_400Regular.ttf)}}
@font-face{{font-family:S;font-weight:700;src:url({fonts}/NotoSansSC_700Bold.ttf)}}
@font-face{{font-family:B;src:url({fonts}/NotoSerifSC_700Bold.ttf)}}
@page{{size:{width}mm {height}mm;margin:{safe}mm {margin}mm;background:{paper}}}
body{{font:{size}pt/{pitch}pt S;margin:0;text-align:justify;color:{ink}}}
h1,h2,h3,b{{font-family:B;color:{accent};margin:0;break-after:avoid}} p{{margin:0;text-indent:2em}} ul,ol{{margin:0}}
table{{width:100%;border-collapse:collapse;font-size:.86em}} td,th{{border-top:.1mm solid #C9BCA3;padding:.4em}}
main{{columns:{columns};column-gap:{gutter}mm;column-rule:.1mm solid #C9BCA3}} img{{width:100%}}
header{{display:flex;justify-content:space-between}} .band{{background:{accent};color:#fff;padding:{band}mm}}
.band b{{color:#fff;font-size:{slogan}pt;line-height:1.2}}
.row{{display:flex;gap:2mm}} .row>div{{flex:1;text-align:center}}
.row img{{width:{code}mm;height:{code}mm}} .codes{{background:#fff}} small,footer{{font-size:{small}pt;line-height:1.4}}
section h2{{font-size:1.42em;line-height:1.2;border-bottom:.075em solid {accent}}}
section h2 i{{background:{accent};color:#fff;font-style:normal;padding:.1em .2em}}
.admonition{{background:#F0E9DB;border-left:.22em solid {accent};break-inside:avoid;padding:.3em .7em}}
"""


def board_page(content: SheetContent, sheet: SheetFormat, fit: Fit, fonts: Path) -> str:
    """Return a bulletin's page."""
    panels = "".join(
        f"<section><h2><i>{number}</i> {escape(panel.title)}</h2><small>{escape('　'.join(panel.doctors))}</small>"
        f"{_picture(panel.picture)}{_with_files(panel.html, content.pictures)}</section>"
        for number, panel in enumerate(content.panels, 1)
    )
    days = "".join(f"<div><b>{day_label(entry)}</b><br>{escape(entry.name)}</div>" for entry in content.calendar)
    doctors = "　".join(f"<b>{d.name}</b> {d.title} {d.institution}" for d in content.doctors)
    short = min(sheet.trim)
    return (
        f"{_head(content.title, sheet, fit, fonts, sheet.columns)}<header>{_mark(0.03 * short)}"
        f"<div><b>{escape(content.title)}</b><br><small>{'　'.join(content.organisers)}</small></div></header>"
        f'<div class="band"><b>{escape(content.theme)}</b><div>{content.tagline}　{content.month_label}</div></div>'
        f'{_waves(sheet)}<div class="row">{days}</div><main>{panels}</main>{_codes(content.codes)}'
        f"<p>本期医师　{doctors}</p>{_foot(content)}</html>"
    )


def leaflet_page(content: LeafletContent, sheet: SheetFormat, fit: Fit, fonts: Path) -> str:
    """Return a leaflet's page."""
    points = "".join(f"<li><b>{escape(point)}</b></li>" for point in content.key_points)
    doctors = "　".join(f"<b>{d.name}</b> {d.title} {d.institution}" for d in content.doctors)
    return (
        f"{_head(content.title, sheet, fit, fonts, 2)}<header>{_mark(0.03 * min(sheet.trim))}<b>健康明白纸</b></header>"
        f"<h1>{escape(content.title)}</h1><p>{doctors}　{date_label(content.published)}</p>"
        f'<ol class="admonition">{points}</ol><main>{_picture(content.picture)}'
        f"{_with_files(content.html, content.pictures)}</main>{_codes([content.qr] if content.qr else [])}"
        f"{_foot(content)}</html>"
    )


def _head(title: str, sheet: SheetFormat, fit: Fit, fonts: Path, columns: int) -> str:
    short = min(sheet.trim)
    style = _STYLE.format(
        fonts=fonts.absolute().as_uri(), width=sheet.trim[0], height=sheet.trim[1], safe=sheet.safe,
        margin=sheet.margin, paper=_PAPER, ink=_INK, accent=_ACCENT, size=fit.size, pitch=fit.pitch, columns=columns,
        gutter=sheet.gutter, band=0.02 * short, slogan=0.2 * short, code=37 * module_size(sheet), small=sheet.small,
    )  # fmt: skip
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
    )


def _mark(size: float) -> str:
    return (
        f'<svg viewBox="0 0 108 18" width="{9 * size}mm" height="{1.5 * size}mm"><rect width="18" height="18" rx="2" '
        f'fill="{_ACCENT}"/><g font-family="B" font-size="7" fill="{_PAPER}" text-anchor="middle">'
        '<text x="9" y="8">中</text><text x="9" y="16">医</text></g>'
        f'<text x="22" y="13" font-family="B" font-size="12" fill="{_INK}">千名医师讲中医</text></svg>'
    )


def _waves(sheet: SheetFormat) -> str:
    arcs = "".join(
        f'<circle cx="{(2 * k + row % 2) * 12}" cy="{row * 6 + 12}" r="{12 * share}"/>'
        for row in range(6) for k in range(36) for share in (1, 0.6)
    )  # fmt: skip
    wide = sheet.trim[0] - 2 * sheet.margin
    size = f'width="{wide}mm" height="{wide / 23.3}mm"'
    return f'<svg viewBox="0 0 840 36" {size} fill="{_ACCENT}" stroke="{_LIGHT}">{arcs}</svg>'


def _codes(codes: Iterable[QrTarget]) -> str:
    cells = "".join(
        f"<div>{qr_image(code.address, code.title)}<br><b>{escape(code.title)}</b><br>{code.caption}</div>"
        for code in codes
    )
    return f'<div class="row codes">{cells}</div>'


def _foot(content: SheetContent | LeafletContent) -> str:
    return (
        f"<footer>参考来源　{'；'.join(content.sources)}。审核　{content.reviewer}　{date_label(content.reviewed)}　"
        f"主办　{'、'.join(content.organisers)}　咨询电话　{content.phone}　本刊为健康科普，不能代替诊疗。</footer>"
    )


def _picture(picture: SheetPicture | None) -> str:
    return "" if picture is None else f'<img src="{picture.file.absolute().as_uri()}" alt="{escape(picture.alt)}">'


def _with_files(html: str, pictures: Mapping[str, Path]) -> str:
    return re.sub(
        r'src="([^"]+)"',
        lambda found: f'src="{pictures[found[1]].absolute().as_uri()}"' if found[1] in pictures else found[0],
        html,
    )
