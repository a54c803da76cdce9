"""Old addresses lead on, carry the mark, and never take another page's place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.findings import Severity
from press.site.redirects import Alias, alias_url, redirect_pages
from press.site.views import MarkView

MARK = MarkView("千名医师讲中医", "assets/marks/q.svg", 300, 50)


def alias(address: str, target: str = "articles/new.html", title: str = "三伏贴") -> Alias:
    return Alias(address, target, title, "docs/articles/new.md", MARK)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("articles/old.html", "articles/old.html"),
        ("/articles/old.html", "articles/old.html"),
        ("articles/old.htm", "articles/old.htm"),
        ("/articles/old/", "articles/old/index.html"),
        ("articles/old", "articles/old/index.html"),
        ("old", "old/index.html"),
        (" old ", "old/index.html"),
        ("文章/三伏贴.html", "文章/三伏贴.html"),
        ("%E4%B8%89%E4%BC%8F.html", "三伏.html"),
        ("2024/05/a_b-c.html", "2024/05/a_b-c.html"),
        ("v1.2/a.html", "v1.2/a.html"),
        ("a.html/", "a.html/index.html"),
    ],
)
def test_forms(written: str, url: str) -> None:
    assert alias_url(written) == url


@pytest.mark.parametrize(
    "written",
    [
        "", "/", "//x.cn/a.html", "https://x.cn/a.html", "javascript:x", "../a.html", "a/../b.html",
        "%2e%2e/a.html", "a//b.html", "./a.html", "a\\b.html", "C:/a.html", "a.html?id=3", "a.html#x", "a b.html",
        "a<b>.html", "a\x00.html", "view.asp", "a.php", ".htaccess", "a/.git/b", "con.html", "a/NUL/", "a./b.html",
        "a" * 300, "a\n.html", '"a".html',
    ],
)  # fmt: skip
def test_refused(written: str) -> None:
    assert alias_url(written) is None
    made = redirect_pages([alias(written)], [])
    assert made.value == {}
    (finding,) = made.findings
    assert (finding.rule_id, finding.severity, finding.path) == (
        "site/alias-refused", Severity.ERROR, "docs/articles/new.md",
    )  # fmt: skip
    assert finding.hint


@given(st.text(alphabet="ab.%2ef/\\:~ ?#\n\x00文", max_size=12))
def test_no_alias_leaves_the_site(written: str) -> None:
    url = alias_url(written)
    if url is not None:
        assert not url.startswith("/")
        assert all(part and part.strip(".") and not re.search(r"[\\:?#\s\x00]", part) for part in url.split("/"))


def test_the_page() -> None:
    made = redirect_pages([alias("/old/deep/", title='姜 <b> & "枣"')], ["articles/new.html"], "https://x.example/")
    assert made.findings == ()
    html = made.value["old/deep/index.html"].decode()
    assert '<html lang="zh-CN">' in html
    assert '<meta http-equiv="refresh" content="0; url=../../articles/new.html">' in html
    assert '<link rel="canonical" href="https://x.example/articles/new.html">' in html
    assert '<a href="../../articles/new.html">姜 &lt;b&gt; &amp; &quot;枣&quot;</a>' in html
    assert "default-src 'none'" in html
    assert "<b>" not in html
    assert "<script" not in html
    assert "style=" not in html


def test_the_mark_is_the_first_thing_in_the_body() -> None:
    html = redirect_pages([alias("articles/old.html")], []).value["articles/old.html"].decode()
    body = html.split("<body>")[1].lstrip()
    assert body.startswith('<p><img src="../assets/marks/q.svg" alt="千名医师讲中医" width="192" height="32"></p>')


def test_without_an_address_the_canonical_is_relative() -> None:
    html = redirect_pages([alias("a.html", "文章/三.html")], []).value["a.html"].decode()
    assert '<link rel="canonical" href="%E6%96%87%E7%AB%A0/%E4%B8%89.html">' in html
    assert "http://" not in html
    assert "https://" not in html


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("articles/a.html", ["articles/a.html"]),
        ("Articles/A.html", ["articles/a.html"]),
        ("articles", ["articles/index.html"]),
        ("assets/x.html", ["assets"]),
        ("a.html", ["a.html/b.png"]),
        ("a.html/b.html", ["a.html"]),
    ],
)
def test_a_taken_address_is_an_error(written: str, taken: list[str]) -> None:
    made = redirect_pages([alias(written)], taken)
    assert made.value == {}
    assert [(finding.rule_id, finding.severity) for finding in made.findings] == [("site/alias-taken", Severity.ERROR)]


def test_of_two_equal_aliases_the_first_wins() -> None:
    made = redirect_pages([alias("old", title="甲"), alias("/old/", title="乙"), alias("old/index.html/x.html")], [])
    assert list(made.value) == ["old/index.html"]
    assert "甲" in made.value["old/index.html"].decode()
    assert len(made.findings) == 2


def test_the_rest_goes_on() -> None:
    made = redirect_pages([alias("../x"), alias("good.html")], [])
    assert list(made.value) == ["good.html"]
    assert len(made.findings) == 1
