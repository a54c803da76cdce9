from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.content.aliases import old_address
from press.content.references import Target, close_media, inside, relative, resolve
from press.content.slugs import LENGTH_LIMIT, is_slug, make_slug, unique_slug
from press.content.tree import Tree
from press.model import Kind

TREE = Tree(
    files=tuple(
        map(
            PurePosixPath,
            [
                "articles/a b.png",
                "articles/a.md",
                "articles/图 片.png",
                "images/x.png",
                "images/50%.png",
                "images/#1.png",
            ],
        )
    ),
    refused=(PurePosixPath("articles/out"), PurePosixPath("articles/link.png")),
)
FOLDER = PurePosixPath("articles")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("a b.png", "articles/a b.png"),
        ("a%20b.png", "articles/a b.png"),
        ("./a%20b.png#x", "articles/a b.png"),
        ("%E5%9B%BE%20%E7%89%87.png?v=1", "articles/图 片.png"),
        ("../images/x.png", "images/x.png"),
        (r"..\images\x.png", "images/x.png"),
        ("/images/x.png", "images/x.png"),
        ("../images/50%.png", "images/50%.png"),
        ("../images/#1.png", "images/#1.png"),
        ("../articles/../images//x.png", "images/x.png"),
    ],
)
def test_found(written: str, path: str) -> None:
    found = resolve(written, FOLDER, TREE)
    assert (found.target, found.path) == (Target.FILE, PurePosixPath(path))


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("images/x.png", Target.MISSING),
        ("A B.PNG", Target.OTHER_CASE),
        ("../../x.png", Target.OUTSIDE),
        ("%2e%2e/%2e%2e/x.png", Target.OUTSIDE),
        (r"..\..\x.png", Target.OUTSIDE),
        ("out/x.png", Target.OUTSIDE),
        ("link.png", Target.OUTSIDE),
        (r"C:\x.png", Target.LOCAL),
        ("d:/x.png", Target.LOCAL),
        (r"\\server\x.png", Target.LOCAL),
        ("FILE:///x.png", Target.LOCAL),
        ("https://example.org/x.png", Target.WEB),
        ("HTTP://example.org/x.png", Target.WEB),
        ("//example.org/x.png", Target.WEB),
        ("data:image/png;base64,xx", Target.OTHER),
        ("javascript:alert(1)", Target.OTHER),
        ("", Target.OTHER),
        ("a\0.png", Target.OTHER),
    ],
)
def test_not_found(written: str, target: Target) -> None:
    assert resolve(written, FOLDER, TREE).target is target


def test_from_root() -> None:
    assert resolve("images/x.png", FOLDER, TREE, from_root=True).path == PurePosixPath("images/x.png")


PATHS = st.lists(st.sampled_from(["a", "b", "图", "..", ".", "", "%2e%2e", "\\", "C:"]), max_size=8).map("/".join)


@given(PATHS)
def test_nothing_leaves_docs(written: str) -> None:
    found = resolve(written, FOLDER, TREE)
    assert found.path is None or (not found.path.is_absolute() and ".." not in found.path.parts)
    joined = inside(FOLDER, written)
    assert joined is None or ".." not in joined.parts


SEGMENTS = st.lists(st.sampled_from(["a", "b", "图", "c d"]), max_size=4).map(lambda parts: PurePosixPath(*parts))


@given(SEGMENTS, SEGMENTS)
def test_relative_leads_back(path: PurePosixPath, folder: PurePosixPath) -> None:
    assert inside(folder, relative(path, folder)) == path


def test_close_media_prefers_the_same_name_elsewhere() -> None:
    assert close_media(PurePosixPath("articles/x.jpg"), TREE)[0] == PurePosixPath("images/x.png")


@given(st.text(max_size=100), st.sampled_from(Kind))
def test_made_slugs_are_slugs(text: str, kind: Kind) -> None:
    assert is_slug(make_slug(text, kind, PurePosixPath(text or "x")))


@given(st.sets(st.from_regex(r"a{1,60}|a{55}-[0-9]", fullmatch=True)))
def test_unique_slugs_are_new_and_short(taken: set[str]) -> None:
    slug = unique_slug("a" * LENGTH_LIMIT, taken)
    assert slug not in taken
    assert len(slug) <= LENGTH_LIMIT


@pytest.mark.parametrize(
    "slug", ["index", "page-2", "latest", "con", "com1", "-a", "a-", "A", "a_b", "a" * 61, "", "三"]
)
def test_no_slugs(slug: str) -> None:
    assert not is_slug(slug)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("articles/old.html", "articles/old.html"),
        ("/articles/old/", "articles/old/index.html"),
        ("https://example.org/a/old.htm?x=1#y", "a/old.htm"),
        ("articles/old", "articles/old.html"),
        ("旧名字", "articles/旧名字.html"),
        ("a%20b.html", "a b.html"),
        ("../../x.html", None),
        ("style.css", None),
        ("a:b.html", None),
        ("", None),
        ("/", None),
        ("x" * 300, None),
        ("%00.html", None),
    ],
)
def test_old_addresses(written: str, address: str | None) -> None:
    assert old_address(written, Kind.ARTICLE) == address
