"""What is pasted from elsewhere does not run; what Markdown writes stays."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from press.site.sanitise import sanitise

EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.betterem",
    "pymdownx.caret", "pymdownx.details", "pymdownx.highlight", "pymdownx.keys", "pymdownx.mark",
    "pymdownx.superfences", "pymdownx.tasklist", "pymdownx.tilde",
]  # fmt: skip
CONFIG: dict[str, dict[str, object]] = {
    "toc": {"permalink": True, "toc_depth": "2-3"},
    "pymdownx.tasklist": {"custom_checkbox": True},
    "pymdownx.highlight": {"anchor_linenums": True, "linenums": True},
    "tables": {"use_align_attribute": True},
}
KITCHEN_SINK = """\
# 三伏贴 & “冬病夏治”

## 怎么贴 {#how .wide}

一段 **粗** *斜* ~~删~~ ==亮== ^^插^^ H~2~O x^2^ ++ctrl+c++ `代码 <b>` 脚注[^1]，HTML 与 <br>换行，[内](a.md)、
[外](https://example.org/?a=1&b=2 "题")、<mailto:a@example.org>、[段](#how)。 a < b && c > d

!!! note "提示"

    里面 **有** 字。

??? warning "展开"

    - [x] 已办
    - [ ] 待办

词
:   释义

| 左 | 中 | 右 |
|:---|:--:|---:|
| 1  | 2  | 3  |

1. 一
    1. 甲

> 引

```python hl_lines="1"
print("<script>", 'id="__x"', "style")
```

![图](a.png){ width=300 .right loading=lazy }

<figure markdown="span">
  ![图](b.png)
  <figcaption>题 <ruby>艾<rt>ài</rt></ruby></figcaption>
</figure>

<details open><summary>点</summary><p>文</p></details>

*[HTML]: 超文本

[^1]: 注。
"""


class _Shape(HTMLParser):
    """Everything a browser makes of a fragment, as a list, without what the sanitiser is meant to add."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.events: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "tbody":
            kept = {name: "" if name in {"checked", "disabled", "open"} else value for name, value in attrs}
            kept.pop("rel", None)
            self.events.append((tag, sorted(kept.items())))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"tbody", "br", "img", "input", "hr"}:
            self.events.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.events.append(data)


def shape(html: str) -> list[object]:
    return _Shape(html).events


def render(text: str) -> str:
    return markdown.markdown(text, extensions=EXTENSIONS, extension_configs=CONFIG)


def test_kitchen_sink_keeps_its_meaning() -> None:
    html = render(KITCHEN_SINK)
    for proof in (
        "admonition",
        "footnote-backref",
        "headerlink",
        "task-list-control",
        "__codelineno",
        "<mark>",
        "<dl>",
    ):
        assert proof in html
    assert shape(sanitise(html)) == shape(html)


@pytest.mark.corpora
def test_recipes_keep_their_meaning() -> None:
    folder = Path(__file__).resolve().parents[4] / "shared" / "corpora" / "recipes"
    if not folder.is_dir():
        pytest.skip("no corpora here")
    for file in sorted(folder.rglob("*.md")):
        html = re.sub(r'<img [^>]*src="https?:[^>]*>', "", render(file.read_text("utf-8")))
        assert shape(sanitise(html)) == shape(html), file.name


def test_alignment_survives_without_a_style() -> None:
    html = markdown.markdown("|a|b|\n|:-:|--:|\n|1|2|", extensions=["tables"])
    assert "style=" in html
    assert re.findall(r"<t[dh] [^>]*>", sanitise(html)) == [
        '<th align="center">', '<th align="right">', '<td align="center">', '<td align="right">',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("a<script>alert(1)</script>b", "ab"),
        ('<p onclick="x()" style="color:red">a</p>', "<p>a</p>"),
        ("<iframe src=x>a</iframe>b", "b"),
        ("<object data=x>a</object><embed src=x>b", "b"),
        ("<form action=x>a<input name=q><button>c</button></form>", "ac"),
        ('<input type="checkbox" disabled> <input type="checkbox">', '<input type="checkbox" disabled=""> '),
        ("<svg><script>x</script></svg><math><mi>a</mi></math>b", "b"),
        ("<style>p{}</style><link rel=stylesheet href=x><meta http-equiv=refresh content=0>a<base href=x>", "a"),
        ('<img src="https://x.cn/a.png" alt="图">a', "a"),
        ('<img src="//x.cn/a.png">a', "a"),
        ('<img src="/\\x.cn/a.png">a', "a"),
        ('<img src="data:image/png;base64,AA">a', "a"),
        ('<img src="&#9;https://x.cn/a.png">a', "a"),
        ('<img alt="没有地址">a', "a"),
        ('<img src="a.png" srcset="b.png 1x, https://x.cn/c.png 2x">', '<img src="a.png">'),
        ('<img src="a.png" srcset="b.png 480w, c.png 1280w">', '<img src="a.png" srcset="b.png 480w, c.png 1280w">'),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="java&#10;script:x">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        (
            '<a href="https://x.cn" target="_blank" rel="opener">a</a>',
            '<a href="https://x.cn" rel="noopener noreferrer">a</a>',
        ),
        ('<a href="//x.cn">a</a>', '<a href="//x.cn" rel="noopener noreferrer">a</a>'),
        ('<a href="../a.html#b">a</a>', '<a href="../a.html#b">a</a>'),
        ('<a href="mailto:a@b.cn">a</a>', '<a href="mailto:a@b.cn">a</a>'),
        ('<a href="tel:0571">a</a>', '<a href="tel:0571">a</a>'),
        ('<p id="__config">a</p><p id="mine">b</p>', '<p>a</p><p id="mine">b</p>'),
        ('<code>id="__config" &lt;p id="__x"&gt;</code>', '<code>id="__config" &lt;p id="__x"&gt;</code>'),
        ("<video src=a.mp4 poster=x>a</video>b", "b"),
        ("<font color=red>红</font><unknown>文</unknown>", "红文"),
        ("<!-- more -->a", "a"),
    ],
)
def test_dropped_and_kept(html: str, clean: str) -> None:
    assert sanitise(html) == clean


_PIECES = st.sampled_from(
    [
        "<script>", "</script>", "<img src=x ", "onerror=alert(1)", 'onerror="x"', "<a href=", "'", '"', ">", "<",
        "/", "`", "javascript:alert(1)", "&#106;avascript:x", "java\tscript:x", "data:text/html,x", "<svg><p>",
        "<math><mtext>", "<table><mglyph><style>", "<!--", "-->", "<![CDATA[", "]]>", "<noscript>", "<p title=",
        "</p>", "<b id=__config>", "<input ", "type=checkbox ", "disabled ", "<td style=", "text-align:center",
        "&quot;", "&lt;", "\x00", "文", "srcset=", "https://x.cn/a.png", "//x.cn", "<details ontoggle=x open>",
        "<template>", "<form>", "<iframe srcdoc=", " ",
    ]
)  # fmt: skip


@given(st.one_of(st.lists(_PIECES, max_size=14).map("".join), st.text(max_size=60)))
@example('<p title="<img src=x onerror=alert(1)>">')
@example('<noscript><p title="</noscript><img src=x onerror=alert(1)>">')
@example('<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">')
def test_nothing_that_runs_survives(html: str) -> None:
    clean = sanitise(html)
    assert sanitise(clean) == clean
    assert "<script" not in clean.lower()
    for event in shape(clean):
        if not isinstance(event, tuple):
            continue
        tag, attributes = event
        for name, value in attributes:
            assert not name.startswith("on")
            assert name not in {"srcdoc", "style", "action", "formaction"}
            if name in {"href", "src", "srcset"}:
                assert not re.sub(r"[\x00-\x20]", "", value).lower().startswith(("javascript:", "data:", "vbscript:"))
            if tag == "img" and name in {"src", "srcset"}:
                assert "//" not in value
