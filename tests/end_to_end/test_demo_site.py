from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

from tests.end_to_end.engines import ROOT, build, moved, tree

MARK = "千名医师讲中医"


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def parse(page: Path) -> html.HtmlElement:
    return html.document_fromstring(page.read_bytes())


def test_every_html_document_carries_the_mark_before_its_text(demo_site: Path) -> None:
    found = pages(demo_site)
    assert len(found) > 40
    for page in found:
        body = parse(page).find(".//body")
        marks = [image for image in body.iter("img") if image.get("alt") == MARK]
        assert marks, f"{page} has no mark"
        address = unquote(urlsplit(marks[0].get("src")).path)
        target = demo_site / address.lstrip("/") if address.startswith("/") else page.parent / address
        assert target.is_file(), f"{page}: the mark's picture {address} is not there"
        heading = body.find(".//h1")
        if heading is not None:
            order = list(body.iter())
            assert order.index(marks[0]) < order.index(heading), f"{page}: the mark comes after the title"


def test_nothing_inline_runs_and_nothing_foreign_loads(demo_site: Path) -> None:
    for page in pages(demo_site):
        document = parse(page)
        policies = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policies, f"{page} has no policy"
        assert "default-src 'none'" in policies[0]
        for element in document.iter("script", "style", "link", "img", "source", "video", "iframe"):
            if element.tag == "script" and element.get("src") is None:
                assert element.get("type") in {"application/json", "application/ld+json"}, f"{page}: inline script"
            assert element.tag not in {"iframe", "style"}, f"{page}: <{element.tag}>"
            for name in ("src", "poster", "srcset"):
                held = (element.get(name) or "").startswith("data:image/png;base64,")  # a picture inside the page
                assert held or "//" not in (element.get(name) or ""), f"{page}: loads {element.get(name)}"
            if element.tag == "link" and element.get("rel") in {"stylesheet", "icon", "preload"}:
                assert "//" not in element.get("href", ""), f"{page}: loads {element.get('href')}"
        for element in document.iter():
            names = [str(name) for name in getattr(element, "attrib", {})]
            assert not [name for name in names if name == "style" or name.startswith("on")], f"{page}: {names}"


def test_every_link_inside_the_site_leads_somewhere(demo_site: Path) -> None:
    dead = []
    for page in pages(demo_site):
        for element in parse(page).iter("a", "link", "img", "script", "source", "video"):
            for name in ("href", "src", "poster"):
                address = element.get(name)
                parts = urlsplit(address or "")
                if not address or parts.scheme or parts.netloc or not parts.path:
                    continue
                path = unquote(parts.path)
                target = demo_site / path.lstrip("/") if path.startswith("/") else page.parent / path
                if not target.resolve().is_file():
                    dead.append(f"{page.relative_to(demo_site)} → {address}")
    assert not dead


def test_srcset_names_published_files(demo_site: Path) -> None:
    found = 0
    for page in pages(demo_site):
        for image in parse(page).xpath("//img[@srcset]"):
            for item in image.get("srcset").split(","):
                assert (page.parent / item.split()[0]).resolve().is_file()
                found += 1
            assert image.get("width")
            assert image.get("height")
    assert found > 20


def test_originals_are_neither_changed_nor_published(demo_site: Path) -> None:
    published = {hashlib.sha256(data).digest() for data in tree(demo_site).values()}
    for path in (ROOT / "docs").rglob("*"):
        if path.suffix.lower() in {".png", ".jpg", ".jpeg", ".webp"}:
            assert hashlib.sha256(path.read_bytes()).digest() not in published, f"{path} went out unmarked"


def test_two_builds_are_byte_identical(demo_site: Path, tmp_path: Path) -> None:
    again = tmp_path / "site"
    done = build("mkdocs", again)
    assert done.returncode == 0, done.stderr
    assert tree(again) == tree(demo_site)


def test_a_clean_build_elsewhere_by_one_process_is_byte_identical(demo_site: Path, tmp_path: Path) -> None:
    again = tmp_path / "site"
    done = build("mkdocs", again, root=moved(tmp_path / "别处"), jobs=1)
    assert done.returncode == 0, done.stderr
    assert tree(again) == tree(demo_site)


def test_properdocs_builds_the_same_site(demo_site: Path, tmp_path: Path) -> None:
    other = tmp_path / "site"
    done = build("properdocs", other)
    assert done.returncode == 0, done.stderr
    ours, theirs = tree(demo_site), tree(other)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
