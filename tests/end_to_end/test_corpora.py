from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from tests.end_to_end.corpora import CORPORA, gather, project
from tests.end_to_end.engines import build, tree

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not here"),
]

UNREADABLE_FILMS = {
    "b02_broken_unopenable.mp4",
    "b03_zero_bytes.webm",
    "b04_text_as_mp4.mp4",
    "b05_audio_only.mp4",
    "b13_smallest_mp4_no_streams.mp4",
    "o03_1x1_yuv444.mp4",
}


def digests(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in tree(folder).items()}


def test_what_nobody_here_wrote_becomes_a_marked_site(tmp_path: Path) -> None:
    docs = gather(tmp_path / "内 容")
    root = project(tmp_path / "项 目", docs)
    before = digests(docs)
    done = build("mkdocs", root / "site", root=root)
    assert done.returncode == 0, done.stderr

    pages = sorted((root / "site").rglob("*.html"))
    assert len(pages) > 250
    assert [page for page in pages if b"assets/marks/" not in page.read_bytes()] == []
    assert digests(docs) == before

    named = set(re.findall(r"/videos/(\S+?\.(?:mp4|mov|MOV|webm))：", done.stderr))
    assert named >= UNREADABLE_FILMS
    gallery = sorted((root / "site" / "videos").glob("*.html"))
    shown = sum(page.read_text("utf-8").count("<video") for page in gallery)
    assert shown >= 16
    assert "Traceback" not in done.stderr


def test_photographs_lose_their_position(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "graphics").mkdir(parents=True)
    source = CORPORA / "exif-orientation" / "Landscape_6.jpg"
    (docs / "graphics" / "a.jpg").write_bytes(source.read_bytes())
    root = project(tmp_path / "project", docs)
    assert build("mkdocs", root / "site", root=root).returncode == 0
    media = list((root / "site" / "assets" / "media").iterdir())
    assert media
    for picture in media:
        data = picture.read_bytes()
        assert b"GPS" not in data
        assert hashlib.sha256(data).digest() != hashlib.sha256(source.read_bytes()).digest()
