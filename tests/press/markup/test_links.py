from __future__ import annotations

import markdown

from press.markup.links import LinkExtension


def render(text: str, known: dict[str, str]) -> str:
    def follow(href: str) -> str | None:
        return href if "://" in href else known.get(href)

    return markdown.markdown(text, extensions=["footnotes", LinkExtension(follow)])


def test_links_are_rewritten_wherever_they_stand() -> None:
    text = "- [甲](a.md#x)\n\n[乙][ref] 注[^1]\n\n[ref]: b.md\n[^1]: 见[丙](c.md)"
    made = render(text, {"a.md#x": "../a.html#x", "b.md": "b.html", "c.md": "c.html?a=1&b=2"})
    assert 'href="../a.html#x"' in made
    assert 'href="b.html"' in made
    assert 'href="c.html?a=1&amp;b=2"' in made
    assert "press-link" not in made


def test_a_dead_link_keeps_its_text() -> None:
    assert render("看[这里](gone.md)。", {}) == "<p>看<a>这里</a>。</p>"


def test_outside_links_fragments_and_mail_stay() -> None:
    made = render("<https://a.example/?x=1&y=2> [上](#top) <a@b.example>", {})
    assert 'href="https://a.example/?x=1&amp;y=2"' in made
    assert 'href="#top"' in made
    assert "&#109;&#97;&#105;&#108;&#116;&#111;&#58;" in made
