from __future__ import annotations

import posixpath
from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from press.model import Article, Document, Kind, Library
from press.site.addresses import document_url, list_url, name_book, seen_from


def test_addresses_are_flat_files() -> None:
    article = Article(PurePosixPath("articles/2026/三伏贴.md"), Kind.ARTICLE, "san-fu-tie", "三伏贴")
    assert document_url(article) == "articles/san-fu-tie.html"
    plain = Document(PurePosixPath("关于.md"), Kind.PLAIN, "guan-yu", "关于")
    assert document_url(plain) == "关于.html"
    assert list_url("articles") == "articles/index.html"
    assert list_url("articles", page=3) == "articles/page-3.html"
    assert list_url("topics", "shi-yang") == "topics/shi-yang.html"
    assert list_url("topics", "shi-yang", 2) == "topics/shi-yang/page-2.html"


def test_topics_that_sound_alike_have_lists_of_their_own() -> None:
    def article(slug: str, topic: str) -> Article:
        return Article(PurePosixPath(f"articles/{slug}.md"), Kind.ARTICLE, slug, slug, topics=(topic,))

    one = name_book(Library(articles=(article("a", "食养"), article("b", "十样"), article("c", "节气"))))
    assert one.topic_url("食养") != one.topic_url("十样")
    assert one.topic_url("节气") == "topics/jie-qi.html"
    other = name_book(Library(articles=(article("b", "十样"), article("a", "食养"))))
    assert one.topic_url("食养") == other.topic_url("食养")


FOLDERS = st.lists(st.sampled_from(["a", "b", "文"]), max_size=3)


@given(FOLDERS, FOLDERS)
def test_addresses_are_written_as_seen_from_a_page(here: list[str], there: list[str]) -> None:
    page, address = "/".join([*here, "page.html"]), "/".join([*there, "图.webp"])
    assert seen_from(page, address) == posixpath.relpath(address, posixpath.dirname(page) or ".")
