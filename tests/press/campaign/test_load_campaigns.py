from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from press.campaign.choose import active_campaign
from press.campaign.load import load_campaigns
from press.campaign.model import Campaign, Inset
from press.campaign.recipe import with_recipe
from press.errors import MissingToolError
from press.findings import Severity

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "overlays" / "campaigns" / "qianming.yml"


@pytest.fixture
def overlays(tmp_path: Path) -> Path:
    """A copy of what the loader needs, to be spoiled at will."""
    folder = tmp_path / "overlays"
    (folder / "campaigns").mkdir(parents=True)
    shutil.copytree(ROOT / "overlays" / "badge", folder / "badge")
    (folder / "fonts").mkdir()
    shutil.copy(ROOT / "overlays" / "fonts" / "NotoSerifSC_700Bold.ttf", folder / "fonts")
    return folder


def write(overlays: Path, name: str = "a.yml", **changes: object) -> None:
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8")) | changes
    data = {key: value for key, value in data.items() if value != "DROP"}
    (overlays / "campaigns" / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def rules(overlays: Path) -> list[str]:
    return [f.rule_id for f in load_campaigns(overlays / "campaigns", overlays.parent).findings]


def test_what_ships_loads_without_a_finding() -> None:
    loaded = load_campaigns(SHIPPED.parent, ROOT)
    assert loaded.findings == ()
    (campaign,) = loaded.value
    assert campaign.text == "千名医师讲中医"
    assert campaign.path == "overlays/campaigns/qianming.yml"
    assert campaign.inset("douyin").bottom > campaign.inset("web").bottom
    assert campaign.inset("unheard-of") == Inset(campaign.video.margin, campaign.video.margin)


@pytest.mark.parametrize(
    ("changes", "rule", "word"),
    [
        ({"starts": "2025-02-30"}, "campaign/invalid", "starts"),
        ({"text": "DROP"}, "campaign/invalid", "text"),
        ({"seals": "中医"}, "campaign/invalid", "seals"),
        ({"colours": {"seal": "red"}}, "campaign/invalid", "colours.seal"),
        ({"ends": "2020-01-01"}, "campaign/invalid", "ends"),
        ({"stacked": ["千名医师", "讲西医"]}, "campaign/invalid", "stacked"),
        ({"art": "official.svg"}, "campaign/art", "official.svg"),
        ({"art": "../campaigns/a.yml"}, "campaign/art", "找不到"),
        ({"text": "千名医师讲😀", "stacked": []}, "campaign/missing-glyph", "😀"),
        ({"document": {"text": 2}}, "campaign/invalid", "document.text"),
    ],
)
def test_each_fault_is_its_own_finding(overlays: Path, changes: dict[str, object], rule: str, word: str) -> None:
    write(overlays, **changes)
    loaded = load_campaigns(overlays / "campaigns", overlays.parent)
    assert loaded.value == ()
    assert rule in {f.rule_id for f in loaded.findings}
    assert any(word in f.message for f in loaded.findings)
    assert all(f.hint and f.path == "overlays/campaigns/a.yml" for f in loaded.findings)


def test_all_faults_come_at_once_with_their_lines(overlays: Path) -> None:
    write(overlays, starts="never", seal="", goal=0)
    findings = load_campaigns(overlays / "campaigns", overlays.parent).findings
    assert len(findings) == 3
    assert all(f.line is not None for f in findings)


@pytest.mark.parametrize("content", [b"", b"just words", b"a: [1,", "标题: 错".encode("gb18030"), b"\xff\xfe\x00x"])
def test_unreadable_files_are_findings(overlays: Path, content: bytes) -> None:
    (overlays / "campaigns" / "bad.yml").write_bytes(content)
    assert rules(overlays) == ["campaign/unreadable"]


def test_what_is_no_yaml_is_named_in_chinese_with_its_line(overlays: Path) -> None:
    (overlays / "campaigns" / "bad.yml").write_text("id: a\ntitle: x\ntext: 早: 晚\n", encoding="utf-8")
    (finding,) = load_campaigns(overlays / "campaigns", overlays.parent).findings
    assert (finding.line, finding.message) == (3, "活动文件读不懂，格式不对：值里又有一个冒号")


def test_no_campaign_at_all_is_a_finding(overlays: Path) -> None:
    assert rules(overlays) == ["campaign/none"]


def test_clashes_are_findings(overlays: Path) -> None:
    write(overlays, "a.yml", starts=dt.date(2025, 1, 1))
    write(overlays, "b.yml", id="later", starts=dt.date(2026, 1, 1))
    write(overlays, "c.yml", id="later", starts=dt.date(2027, 1, 1))
    assert rules(overlays) == ["campaign/overlap", "campaign/overlap", "campaign/duplicate-id"]


def test_campaigns_that_follow_each_other_do_not_clash(overlays: Path) -> None:
    write(overlays, "a.yml", ends=dt.date(2025, 12, 31))
    write(overlays, "b.yml", id="later", starts=dt.date(2026, 1, 1))
    assert rules(overlays) == []


@pytest.mark.parametrize(
    "svg",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.org/a.png"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><rect style="fill:url(https://example.org)"/></svg>',
        b"<svg",
    ],
)
def test_dangerous_art_is_refused(overlays: Path, svg: bytes) -> None:
    (overlays / "badge" / "o.svg").write_bytes(svg)
    write(overlays, art="o.svg")
    findings = load_campaigns(overlays / "campaigns", overlays.parent).findings
    assert [(f.rule_id, f.severity) for f in findings] == [("campaign/art", Severity.ERROR)]


def test_a_missing_drawing_is_named(overlays: Path) -> None:
    (overlays / "badge" / "mark.typ").unlink()
    write(overlays)
    with pytest.raises(MissingToolError, match=r"mark\.typ"):
        load_campaigns(overlays / "campaigns", overlays.parent)


def test_recipe_follows_the_pixels_only(campaign: Campaign, overlays: Path) -> None:
    def recipe(**changes: object) -> str:
        return with_recipe(replace(campaign, **changes)).recipe  # type: ignore[arg-type]  # field names below are real

    assert recipe() == campaign.recipe
    assert recipe(title="别的", goal=3, source="", starts=dt.date(2020, 1, 1)) == campaign.recipe
    assert recipe(overlays=overlays) == campaign.recipe
    assert recipe(text="万名医师讲中医") != campaign.recipe
    assert recipe(contrast=7.0) != campaign.recipe
    assert recipe(year="2026") != campaign.recipe


def test_active_campaign(campaign: Campaign) -> None:
    old = replace(campaign, id="old", starts=dt.date(2024, 1, 1), ends=dt.date(2024, 12, 31))
    new = replace(campaign, id="new", starts=dt.date(2025, 1, 1), ends=dt.date(2025, 12, 31))
    both = (new, old)
    assert active_campaign(both, dt.date(2024, 12, 31)) is old
    assert active_campaign(both, dt.date(2025, 1, 1)) is new
    assert active_campaign(both, dt.date(2026, 1, 1)) is None
    assert active_campaign(both, None) is new
    overlapping = replace(old, ends=None)
    assert active_campaign((new, overlapping), dt.date(2025, 6, 1)) is new
    assert active_campaign((), None) is None
