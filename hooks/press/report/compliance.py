"""The report in its three forms: `compliance.json`, 合规报告 as a page, and as a PDF."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from press.campaign.badge import badge_svg
from press.campaign.model import Campaign
from press.check.compliance import Compliance, Coverage
from press.print.glyphs import TEXT_FONT
from press.report.facts import Facts, report_facts
from press.tools.font_tables import covered
from press.tools.typst import compile_pdf, fonts_in

_STANDIN = "〓"
"""Takes the place of a character the print font lacks, as Chinese typesetters do."""

_PASSED = "\n\u200b"


def undrawn_by(characters: str, font: Path) -> str:
    """Return those of some characters that a font does not draw."""
    known = covered(font)
    return "".join(one for one in characters if ord(one) not in known)


def compliance_json(compliance: Compliance, publisher: str = "") -> str:
    """Return the whole outcome as JSON: stable order, every gap, Chinese labels beside the keys of machines."""
    data: Facts = {
        "version": 1,
        "title": "活动标识合规报告",
        "publisher": publisher,
        "date": compliance.on.isoformat(),
        "digest": compliance.digest,
        "files": compliance.files,
        "complete": compliance.complete,
        "must": compliance.must,
        "marked": compliance.marked,
        "kinds": [_kind(one) for one in compliance.coverage],
        "campaigns": [_campaign(one) for one in compliance.campaigns],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def report_page(compliance: Compliance, overlays: Path, publisher: str = "") -> str:
    """Return the report as one self-contained HTML page: no script, no outside address, the mark at its top left."""
    folder = overlays / "report"
    # A style element closes at "</": ours has none, and nothing else is put into it.
    style = (folder / "report.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(
        r=report_facts(compliance, publisher),
        style=Markup(style),  # noqa: S704 - our own file, not content
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        mark=base64.b64encode(badge_svg(_newest(compliance))).decode(),
    )


def report_pdf(
    compliance: Compliance, overlays: Path, publisher: str = "", undrawn: Callable[[str, Path], str] = undrawn_by
) -> bytes:
    """Return the report as PDF/A-2a and PDF/UA-1, dated by the check.

    Args:
        compliance: from `press.check.run.check_site`.
        overlays: the project's overlays.
        publisher: who publishes the site; may be empty.
        undrawn: as `undrawn_by`, which it may remember.

    Raises:
        TypesettingError: the template is at fault.
    """
    facts = report_facts(compliance, publisher) | {"mark": _mark(_newest(compliance))}
    text = json.dumps(facts, ensure_ascii=False)
    characters = "".join(sorted(set(text).difference(_PASSED)))
    # File names may hold any character, and PDF/A forbids missing glyphs.
    text = text.translate(dict.fromkeys(map(ord, undrawn(characters, overlays / "fonts" / TEXT_FONT)), _STANDIN))
    midnight = dt.datetime.combine(compliance.on, dt.time(), dt.UTC)
    pdf, _ = compile_pdf(
        overlays / "report" / "report.typ",
        {"data": text},
        fonts_in(overlays / "fonts"),
        overlays,
        standards=("a-2a", "ua-1"),
        timestamp=int(midnight.timestamp()),
    )
    return pdf


def _kind(one: Coverage) -> Facts:
    return {
        "kind": one.product.value,
        "label": one.product.label,
        "must": one.must,
        "marked": one.marked,
        "share": round(one.share, 4),
        "places": one.places,
        "least_contrast": one.contrast,
        "gaps": [{"file": gap.file, "rule": gap.rule, "reason": gap.reason, "hint": gap.hint} for gap in one.gaps],
        "exempt": [{"file": exemption.file, "reason": exemption.reason} for exemption in one.exempt],
    }


def _campaign(one: Campaign) -> Facts:
    return {
        "id": one.id,
        "title": one.title,
        "text": one.text,
        "source": one.source,
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat() if one.ends else None,
        "official_art": one.art is not None,
        "file": one.path,
        "recipe": one.recipe,
    }


def _newest(compliance: Compliance) -> Campaign:
    return max(compliance.campaigns, key=lambda one: (one.starts, one.id))


def _mark(one: Campaign) -> Facts:
    art = None if one.art is None else "/" + one.art.relative_to(one.overlays.resolve()).as_posix()
    colours = one.colours
    return {
        "words": [one.text], "seal": one.seal, "year": one.year or None, "ink": colours.ink, "paper": colours.paper,
        "colour": colours.seal, "art": art,
    }  # fmt: skip
