"""No script that this project did not write is offered for download."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from press.findings import Severity
from press.site.active import active_fault

NAME = "docs/files/a"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6">%s</svg>'
ALERT = "<script>alert(document.domain)</script>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG % ALERT),
        ("a.SVG", SVG % '<rect onclick="alert(1)" width="3" height="3"/>'),
        ("a.svg", SVG % '<a href="javascript:alert(1)"><rect width="3" height="3"/></a>'),
        ("a.svg", SVG % '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
        ("a.svg", SVG % '<image href="https://elsewhere.example/a.png"/>'),
        ("a.svg", SVG % '<set attributeName="href" to="javascript:alert(1)"/>'),
        ("a.svg", f'<html xmlns="http://www.w3.org/1999/xhtml">{ALERT}</html>'),
        ("a.svg", SVG.replace("</svg>", "") % ALERT),
        ("a.svg", ""),
        ("a.xml", SVG % ALERT),
        ("a.xml", f'<a xmlns:h="http://www.w3.org/1999/xhtml"><h:script>{ALERT}</h:script></a>'),
        ("a.xml", '<?xml-stylesheet type="text/xsl" href="b.xsl"?><a/>'),
        ("a.rss", '<!DOCTYPE a [<!ENTITY x "y">]><a/>'),
        ("a.html", "<p>没有脚本"),
        ("a.htm", ALERT),
        ("a.xhtml", ""),
        ("a.mht", ""),
        ("a.js", "alert(1)"),
        ("a.xsl", ""),
    ],
)
def test_what_a_browser_would_run_is_withheld(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    found = active_fault(tmp_path / name, NAME)
    assert found is not None
    assert (found.rule_id, found.severity, found.path) == ("files/active", Severity.ERROR, NAME)
    assert found.hint
    assert "\n" not in found.message


def test_what_cannot_be_looked_into_is_withheld(tmp_path: Path) -> None:
    (tmp_path / "a.svgz").write_bytes(gzip.compress((SVG % ALERT).encode()))
    (tmp_path / "b.svg").write_bytes(gzip.compress((SVG % "").encode()))
    (tmp_path / "c.xml").write_bytes((SVG % ALERT).encode("utf-16"))
    (tmp_path / "d.svg").write_bytes(b"<svg>" + b" " * 5_000_001 + b"</svg>")
    assert all(active_fault(file, NAME) for file in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG % '<style>.a{fill:#eee}</style><rect class="a" width="8" height="6"/><text x="1">脚本</text>'),
        ("a.xml", "<册><人>张三</人></册>"),
        ("a.txt", ALERT),
        ("a.pdf", "%PDF-1.4"),
        ("a.csv", "a,b"),
        ("没有扩展名", ALERT),
        ("a.png", SVG % ALERT),
    ],
)
def test_other_files_are_offered(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert active_fault(tmp_path / name, NAME) is None
