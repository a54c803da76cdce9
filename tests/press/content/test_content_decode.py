from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.content.decode import SIZE_LIMIT, decode, read_text
from press.findings import Checked, Severity

SIMPLIFIED = "标题：三伏贴怎么贴\n\n三伏贴是冬病夏治的一种方法，请在医师指导下使用。\n"
TRADITIONAL = "關於開展中醫藥健康進萬家活動的通知\n各縣區衛生健康局，現將有關事項通知如下。\n"


def rules(checked: Checked[str | None]) -> list[str]:
    return [finding.rule_id for finding in checked.findings]


def test_plain_utf8_says_nothing() -> None:
    checked = decode(SIMPLIFIED.encode(), "docs/a.md")
    assert checked == Checked(SIMPLIFIED)


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, "---\ntitle: x\n---\n" + SIMPLIFIED, "短。"])
@pytest.mark.parametrize(
    ("prefix", "encoding", "named"),
    [
        (b"\xef\xbb\xbf", "utf-8", "UTF-8（带 BOM）"),
        (b"\xff\xfe", "utf-16-le", "UTF-16 LE"),
        (b"\xfe\xff", "utf-16-be", "UTF-16 BE"),
        (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32 LE"),
        (b"", "gb18030", "GBK/GB18030"),
    ],
)
def test_other_encodings_are_read_whole_and_named(text: str, prefix: bytes, encoding: str, named: str) -> None:
    checked = decode(prefix + text.encode(encoding), "docs/a.md")
    assert checked.value == text
    [finding] = checked.findings
    assert finding.severity is Severity.NOTICE
    assert named in finding.message


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["---\ntitle: plain ASCII\n---\nbody\n", "---\ntitle: 标题\n---\n" + SIMPLIFIED * 5])
def test_utf16_without_mark(encoding: str, text: str) -> None:
    checked = decode(text.encode(encoding), "docs/a.md")
    assert checked.value == text
    assert rules(checked) == ["content/encoding"]


def test_rare_four_byte_characters_of_gb18030_survive() -> None:
    text = SIMPLIFIED * 3 + "㐂𠀀龘\n"
    assert decode(text.encode("gb18030"), "a").value == text


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, "冬病夏治三伏贴", "少盐少油多走路"])
def test_damaged_utf8_is_never_taken_for_gb18030(text: str) -> None:
    data = text.encode()
    for lost in range(len(data)):
        broken = data[:lost] + data[lost + 1 :]
        try:
            broken.decode()
        except UnicodeDecodeError:
            checked = decode(broken, "docs/a.md")
            assert checked.value is None
            assert rules(checked) == ["content/undecodable"]


def test_such_damage_would_decode_as_gb18030() -> None:
    assert "冬病夏治三伏贴".encode()[1:].decode("gb18030")


def test_undecodable_names_offset_and_line() -> None:
    data = SIMPLIFIED.encode("gb18030") + b"\xff\xff"
    [finding] = decode(data, "docs/a.md").findings
    assert f"第 {len(data) - 2} 字节（0xFF）" in finding.message
    assert finding.where == "docs/a.md:4"


@pytest.mark.parametrize(
    "data",
    [
        "大五碼的繁體文章，請不要讀成亂碼。".encode("big5"),
        bytes(range(128, 256)) * 3,
        b"\x89PNG\r\n\x1a\n" + bytes(range(1, 255)),
        b"\x81\x30\x81\x30" * 50,
    ],
    ids=["big5", "latin", "png", "unassigned"],
)
def test_what_is_no_chinese_text_is_refused(data: bytes) -> None:
    checked = decode(data, "docs/a.md")
    assert checked.value is None
    assert [finding.severity for finding in checked.findings] == [Severity.ERROR]


def test_nul_bytes_are_refused_with_their_place() -> None:
    checked = decode(b"abc\x00def!", "docs/a.md")
    assert checked.value is None
    assert rules(checked) == ["content/nul-byte"]
    assert "第 3 字节" in checked.findings[0].message


def test_line_ends_become_lf() -> None:
    checked = decode("一\r\n二\r三\n".encode(), "a")
    assert checked.value == "一\n二\n三\n"
    assert rules(checked) == ["content/line-ends"]


def test_nfc() -> None:
    assert decode("e\u0301".encode(), "a").value == "\u00e9"


def test_control_characters_go_with_a_warning_on_their_line() -> None:
    checked = decode("一\n二\x0b三\x1f\n".encode(), "docs/a.md")
    assert checked.value == "一\n二三\n"
    [finding] = checked.findings
    assert (finding.severity, finding.line) == (Severity.WARNING, 2)
    assert "2 个" in finding.message


def test_too_large_and_missing_files(tmp_path: Path) -> None:
    large = tmp_path / "大.md"
    large.write_bytes(b"a" * (SIZE_LIMIT + 1))
    assert rules(read_text(large, "docs/大.md")) == ["content/too-large"]
    assert rules(read_text(tmp_path / "没有.md", "docs/没有.md")) == ["content/unreadable"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf8_text_always_comes_back(text: str) -> None:
    checked = decode(text.encode(), "a")
    if not text.startswith("\ufeff"):
        assert checked.value is not None
        assert checked.findings == ()


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_text_or_exactly_one_error(data: bytes) -> None:
    checked = decode(data, "a")
    errors = [finding for finding in checked.findings if finding.severity is Severity.ERROR]
    assert len(errors) == (checked.value is None)
    if checked.value is not None:
        assert "\r" not in checked.value
        assert "\0" not in checked.value
