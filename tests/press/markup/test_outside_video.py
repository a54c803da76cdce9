"""Players of known video sites become links; anything else stays a frame to be dropped."""

from __future__ import annotations

import pytest

from press.findings import Severity
from press.markup.outside_video import watch_link
from press.markup.unsafe import find_unsafe
from press.site.sanitise import sanitise

BILIBILI = "//player.bilibili.com/player.html?isOutside=true&aid=1&bvid=BV1xx411c7mD&cid=2&p=1"


@pytest.mark.parametrize(
    ("player", "page"),
    [
        (BILIBILI, "https://www.bilibili.com/video/BV1xx411c7mD"),
        ("https://v.qq.com/txp/iframe/player.html?vid=a0012abcdef", "https://v.qq.com/x/page/a0012abcdef.html"),
        ("http://player.youku.com/embed/XMTIzNDU2Nzg5MA==", "https://v.youku.com/v_show/id_XMTIzNDU2Nzg5MA==.html"),
    ],
)
def test_known_players(player: str, page: str) -> None:
    link = watch_link(player)
    assert link is not None
    assert link.url == page


@pytest.mark.parametrize(
    "player",
    [
        "",
        "https://evil.example/player.html?bvid=BV1xx411c7mD",
        "https://player.bilibili.com.evil.example/?bvid=BV1xx411c7mD",
        'https://player.bilibili.com/player.html?bvid="><script>',
        "javascript://player.bilibili.com/?bvid=BV1xx411c7mD",
        "https://player.youku.com/embed/../../x",
        "https://[bad",
    ],
)
def test_everything_else_is_unknown(player: str) -> None:
    assert watch_link(player) is None


def test_the_page_gets_a_link_and_no_frame() -> None:
    html = f'<p>看</p><iframe src="{BILIBILI.replace("&", "&amp;")}" allowfullscreen>旧</iframe><p>完</p>'
    assert sanitise(html) == (
        '<p>看</p><p class="xl-watch"><a href="https://www.bilibili.com/video/BV1xx411c7mD" rel="noopener noreferrer">'
        "到哔哩哔哩看视频</a></p><p>完</p>"
    )


def test_the_author_is_told() -> None:
    (finding,) = find_unsafe(f'<iframe src="{BILIBILI}"></iframe>', "docs/a.md", 1)
    assert (finding.rule_id, finding.severity) == ("markup/player", Severity.NOTICE)
    assert "https://www.bilibili.com/video/BV1xx411c7mD" in finding.message


@pytest.mark.parametrize(
    "html", ["<p title=\"<iframe src='//v.qq.com/?vid=a0012abcdef'>\">a</p>", "<iframe src=//x.cn>"]
)
def test_nothing_breaks_out(html: str) -> None:
    clean = sanitise(html)
    assert "<iframe" not in clean
    assert sanitise(clean) == clean
