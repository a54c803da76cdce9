"""A tree is written as the library writes it."""

from __future__ import annotations

from xml.etree.ElementTree import Comment, Element, QName, SubElement

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.serializers import to_xhtml_string
from markdown.util import AtomicString

from press.markup.serialise import to_xhtml

TEXTS = st.none() | st.text('甲<>&;"\n amp#1x', max_size=8) | st.just(AtomicString("<&>"))
TAGS = st.sampled_from(["p", "DIV", "br", "img", "Hr", "script", "STYLE", "press-link"])
ATTRIBUTES = st.dictionaries(st.sampled_from(["href", "id", "checked", "b", "A"]), TEXTS, max_size=3)
LEAVES = st.builds(Element, TAGS, ATTRIBUTES)


def grown(element: Element, text: str | None, tail: str | None, children: list[Element]) -> Element:
    element.text, element.tail = text, tail
    element.extend(children)
    return element


TREES = st.recursive(LEAVES, lambda inner: st.builds(grown, LEAVES, TEXTS, TEXTS, st.lists(inner, max_size=3)))


@given(TREES)
def test_any_tree_is_written_as_the_library_writes_it(tree: Element) -> None:
    assert to_xhtml(tree) == to_xhtml_string(tree)


@pytest.mark.parametrize("odd", [Comment("甲"), Element(QName("{urn:a}b")), Element("p", {QName("a"): "b"})])  # type: ignore[dict-item] # stubs know no QName
def test_odd_nodes_are_left_to_the_library(odd: Element) -> None:
    tree = Element("div")
    tree.append(odd)
    assert to_xhtml(tree) == to_xhtml_string(tree)


def test_a_deep_tree_is_written() -> None:
    tree = element = Element("div")
    for _ in range(3000):
        element = SubElement(element, "div")
    assert to_xhtml(tree) == to_xhtml_string(tree)
