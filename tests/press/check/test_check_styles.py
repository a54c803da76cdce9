from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.check.css import declarations_of, read_stylesheet
from press.check.hiding import why_hidden
from press.check.selectors import Element, specificity

LINE = (
    Element("html", {"class": "no-js", "lang": "zh-CN"}),
    Element("body", {"dir": "ltr"}),
    Element("main", {"class": "md-main"}),
    Element("article", {"class": "xl-doc xl-doc--wide", "id": "top"}),
    Element("p", {"class": "xl-mark"}),
    Element("img", {"width": "219", "height": "36", "data-md-color": "a"}),
)


def hidden(css: str, line: tuple[Element, ...] = LINE) -> str:
    found = why_hidden(line, read_stylesheet(css))
    return found.how if found else ""


@pytest.mark.parametrize(
    ("selector", "weight"),
    [
        ("img", (0, 0, 1)),
        (".xl-mark img", (0, 1, 1)),
        (".xl-mark>img", (0, 1, 1)),
        (".xl-doc > .xl-mark", None),
        ("article#top.xl-doc--wide img", (1, 1, 2)),
        ("html.no-js main .xl-mark > img[width]", (0, 3, 3)),
        ("p img[width='219']", (0, 1, 2)),
        ("[data-md-color=a]", (0, 1, 0)),
        ("[class^=xl] img", (0, 1, 1)),
        ("main > img", None),
        (".xl-mark img:hover", None),
        ("img::before", None),
        (".other ~ img", None),
        ("img:not(.x)", (0, 1, 1)),
        ("img:not([width])", None),
        (":is(.a, .xl-mark) img", (0, 1, 1)),
        (":where(.xl-mark) img", (0, 0, 1)),
        (":root", None),
        ("*", (0, 0, 0)),
        ("img..", None),
        ("img[", None),
    ],
)
def test_selectors(selector: str, weight: tuple[int, int, int] | None) -> None:
    assert specificity(selector, LINE) == weight


@pytest.mark.parametrize(
    "css",
    [
        ".xl-mark { display: none }",
        "img{display:none!important}",
        "@media print{.xl-mark{display:none}}",
        "@media screen and (max-width: 600px) { p.xl-mark { visibility: hidden } }",
        "@supports (display: grid) { .xl-doc { .xl-mark { display: none } } }",
        ".xl-doc{& > .xl-mark{opacity:.2}}",
        ".xl-mark img { opacity: 5% }",
        ".xl-mark { clip-path: inset(50%) }",
        ".xl-mark { position: absolute; left: -9999px }",
        ".xl-mark img { width: 0; height: 0 }",
        ".xl-mark { height: 1px; overflow: hidden }",
        ".xl-mark img { transform: scale(0) }",
        ".xl-mark img { content: url(other.svg) }",
        "main { filter: blur(8px) }",
        ".xl-mark { text-indent: -999em }",
        ".xl-mark { text-align: right }",
        ".xl-mark { float: right }",
        ".xl-mark { position: fixed; right: 0; bottom: 0 }",
        "/* a } */ .xl-mark { /* { */ display : NONE ; }",
        "a[title='}'] { color: red } .xl-mark { display: none }",
    ],
)
def test_styles_that_hide_or_move_the_mark_are_seen(css: str) -> None:
    assert hidden(css)


@pytest.mark.parametrize(
    "css",
    [
        "",
        ".xl-mark { display: none } article p.xl-mark { display: block }",
        ".xl-mark { display: block !important } #top .xl-mark { display: none }",
        "body { visibility: hidden } .xl-mark img { visibility: visible }",
        ".xl-noprint { display: none } @media print { .xl-noprint { display: none } }",
        "[data-md-toggle]:checked ~ main { display: none }",
        ".xl-mark:empty { display: none }",
        "@font-face { font-family: x; display: none } @keyframes k { from { opacity: 0 } }",
        ".xl-mark img { width: auto; height: 1.6rem; max-width: 100% }",
        ".xl-mark { opacity: 1; position: relative; left: 0 }",
        "{{{ ;; } .xl-other { display: none",
    ],
)
def test_styles_that_leave_it_alone_are_no_false_alarm(css: str) -> None:
    assert hidden(css) == ""


def test_the_condition_is_named() -> None:
    assert hidden("@media print { .xl-mark { display: none } }").endswith("（打印时）")


@pytest.mark.parametrize("attribute", [{"hidden": ""}, {"aria-hidden": "true"}, {"style": "display:none"}])
def test_attributes_hide_too(attribute: dict[str, str]) -> None:
    line = (*LINE[:4], Element("p", {"class": "xl-mark", **attribute}), LINE[5])
    assert hidden("", line)


def test_the_last_of_several_declarations_counts_unless_one_is_important() -> None:
    assert declarations_of("display:none;display:block") == {"display": ("block", False)}
    assert declarations_of("display:none!important;display:block") == {"display": ("none", True)}


@given(st.text(alphabet="{}()[];:,.#>+~\"'\\@/* abimgx-0", max_size=200))
def test_no_stylesheet_breaks_the_reader(text: str) -> None:
    why_hidden(LINE, read_stylesheet(text))


@given(st.text(alphabet=".#[]():>+~,*|=\"'\\ aimgpx-", max_size=60))
def test_no_selector_breaks_the_matcher(text: str) -> None:
    specificity(text, LINE)
