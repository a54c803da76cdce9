from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from press.content.body import read_body
from press.content.library import load_library
from press.findings import Severity

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not here"),
]


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "docs"
    for name, section in (("recipes", "articles"), ("livelonger", "articles"), ("exif-orientation", "graphics")):
        shutil.copytree(CORPORA / name, folder / section / name)
    shutil.copytree(CORPORA / "videos", folder / "videos")
    (folder / "articles" / "seeds").mkdir()
    for seed in (CORPORA / "seeds").glob("*.txt"):
        shutil.copy(seed, folder / "articles" / "seeds" / f"{seed.stem}.md")
    return folder


def test_all_but_one_of_a_pair_is_published(docs: Path) -> None:
    checked = load_library(docs, docs.parent)
    library = checked.value
    errors = [finding for finding in checked.findings if finding.severity is Severity.ERROR]
    assert [finding.rule_id for finding in errors] == ["content/duplicate-slug"] * len(library.withheld)
    sources = list((docs / "articles").rglob("*.md"))
    assert len(library.articles) + len(library.withheld) == len(sources)
    assert len(library.articles) >= 130
    assert all(article.excerpt for article in library.articles)
    assert len(library.graphics) >= 16
    assert len(library.videos) >= 20


def test_every_picture_of_the_recipes_is_found(docs: Path) -> None:
    checked = load_library(docs, docs.parent)
    used = {use.path for use in checked.value.pictures}
    recipes = [path for path in (docs / "articles" / "recipes").rglob("*") if path.suffix in {".jpg", ".jpeg", ".png"}]
    unused = [path for path in recipes if path.relative_to(docs).as_posix() not in map(str, used)]
    assert len(unused) <= len(recipes) * 0.1
    assert not [finding for finding in checked.findings if finding.rule_id == "content/missing-picture"]


def test_bodies_follow_their_titles(docs: Path) -> None:
    for article in load_library(docs, docs.parent).value.articles:
        body = read_body(docs, article)
        assert body.strip()
        assert not body.lstrip().startswith(f"# {article.title}\n")
