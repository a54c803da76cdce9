from __future__ import annotations

import datetime as dt
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from press.content import compounds, fields
from press.content.front_matter import Entry, split
from press.content.keys import label, sort_entries, vocabulary, words_of
from press.content.remarks import Remarks
from press.content.schema import MODELS, ArticleFields, Border, BulletinFields, CountyFields, DoctorFields, VideoFields
from press.content.validate import validate
from press.content.yaml_tree import Items, Scalar
from press.findings import Finding, Severity
from press.model import AUDIENCES, Kind, Month, Show, Source

M = TypeVar("M", bound=Border)


def scalar(text: str) -> Scalar:
    return Scalar(text, 1)


def check(model: type[M], text: str) -> tuple[M, list[Finding]]:
    remarks = Remarks("docs/a.md")
    front = split(f"---\n{text}\n---\n", remarks)
    checked = validate(model, sort_entries(model, front.entries, remarks), remarks)
    return checked, remarks.noted


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-03",
        "2026/11/3",
        "2026.11.03",
        "2026年11月3日",
        "2026 年 11 月 3 日",
        "２０２６－１１－０３",
        "2026-11-03 08:30:00",
        "2026-11-03T08:30:00+08:00",
        "二〇二六年十一月三日",
    ],
)
def test_days(written: str) -> None:
    assert fields.day(scalar(written)) == dt.date(2026, 11, 3)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("2026-02-30", "no-such-date"),
        ("2025-02-29", "no-such-date"),
        ("2026-13-01", "no-such-date"),
        ("2026-00-01", "no-such-date"),
        ("20xx-11-03", "bad-date"),
        ("26-11-03", "bad-date"),
        ("9999-01-01", "bad-date"),
        ("11月3日", "bad-date"),
        ("2026-11", "bad-date"),
    ],
)
def test_days_that_are_none(written: str, rule: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        fields.day(scalar(written))
    assert caught.value.type == rule


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_in_every_form(day: dt.date) -> None:
    for form in (day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"):
        assert fields.day(scalar(form)) == day


@pytest.mark.parametrize("written", ["2026-11", "2026年11月", "2026/11", "２０２６．１１", "二〇二六年十一月"])
def test_months(written: str) -> None:
    assert fields.month(scalar(written)) == Month(2026, 11)


@pytest.mark.parametrize(
    ("written", "value"), [("12", 12), ("1:05", 65), ("01:00:02", 3602), ("1分5秒", 65), ("12.5", 12.5), ("12秒", 12)]
)
def test_seconds(written: str, value: float) -> None:
    assert fields.seconds(scalar(written)) == value


@pytest.mark.parametrize("written", ["很久", "", "1:2:3:4", "-5", "9" * 13])
def test_seconds_that_are_none(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        fields.seconds(scalar(written))


@pytest.mark.parametrize(
    ("written", "number"), [("12", 12), ("第12期", 12), ("总第三十二期", 32), ("第一百零五期", 105)]
)
def test_issue_numbers(written: str, number: int) -> None:
    assert fields.issue_number(scalar(written)) == number


@pytest.mark.parametrize(
    ("written", "meant"),
    [("老人", "老年人"), ("0～6岁儿童家长", "0-6岁儿童家长"), ("０-６岁儿童家长", "0-6岁儿童家长"), ("学生", "青少年")],
)
def test_audience_spellings(written: str, meant: str) -> None:
    checked, _ = check(ArticleFields, f"人群: {written}")
    assert checked.audience == (meant,)


def test_every_audience_is_its_own_spelling() -> None:
    checked, found = check(ArticleFields, "audience: " + "、".join(AUDIENCES))
    assert checked.audience == AUDIENCES
    assert found == []


def test_scalars_where_lists_are_wanted() -> None:
    checked, found = check(ArticleFields, "authors: 张三\ntopics: 高血压、糖尿病，冬季\n素养: 1 、第2条")
    assert (checked.authors, checked.topics, checked.literacy) == (("张三",), ("高血压", "糖尿病", "冬季"), (1, 2))
    assert found == []


def test_sentences_are_not_cut_at_commas() -> None:
    checked, _ = check(ArticleFields, "要点:\n  - 少盐，少油、少糖\n  - 多走路")
    assert checked.key_points == ("少盐，少油、少糖", "多走路")


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("《指南》", Source("《指南》")),
        ("《指南》 https://example.org/a", Source("《指南》", "https://example.org/a")),
        ("国家卫健委：https://example.org/a", Source("国家卫健委", "https://example.org/a")),
        ('"[指南](https://example.org/a)"', Source("指南", "https://example.org/a")),
        ("https://example.org/a", Source("https://example.org/a", "https://example.org/a")),
        ("{标题: 指南, 网址: https://example.org/a}", Source("指南", "https://example.org/a")),
        ("某书: 第二版", Source("某书：第二版")),
    ],
)
def test_sources(written: str, source: Source) -> None:
    checked, found = check(ArticleFields, f"sources:\n  - {written}")
    assert checked.sources == (source,)
    assert found == []


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://a.cn/x", "https://", "http://a b.cn/", 'https://a.cn/"x', "https://[::1"]
)
def test_addresses_that_are_none(address: str) -> None:
    assert not compounds.is_web_address(address)


def test_board_items() -> None:
    checked, found = check(BulletinFields, "articles:\n  - a\n  - b: 全文\n  - {文章: c, 方式: 摘要}\n颜色: 红")
    assert [(item.article, item.show) for item in checked.articles] == [
        ("a", Show.EXCERPT),
        ("b", Show.WHOLE),
        ("c", Show.EXCERPT),
    ]
    assert checked.colour == "朱"
    assert found == []


def test_all_errors_at_once_each_on_its_line_and_the_rest_stands() -> None:
    checked, found = check(
        ArticleFields, "date: 2026-02-30\ntitle: 标题\nliteracy: [1, 99, 2]\ntopics:\n  - 一\n  - [二]\n审核日期: 无"
    )
    assert (checked.date, checked.title, checked.literacy, checked.topics) == (None, "标题", (1, 2), ("一", "二"))
    assert sorted((finding.line, finding.rule_id) for finding in found) == [
        (2, "content/no-such-date"),
        (4, "content/bad-literacy"),
        (8, "content/bad-date"),
    ]


def test_empty_values_are_no_values() -> None:
    checked, found = check(ArticleFields, "title:\ndate: ~\nauthors: []\ntopics:\n  -\ndraft: null")
    assert checked == ArticleFields()
    assert found == []


@pytest.mark.parametrize(
    ("key", "meant"),
    [("titel", "title（标题）"), ("标提", "title（标题）"), ("auhtors", "authors（作者）"), ("reviewd", "reviewed")],
)
def test_did_you_mean(key: str, meant: str) -> None:
    _, [finding] = check(ArticleFields, f"{key}: 一")
    assert finding.rule_id == "content/unknown-key"
    assert finding.severity is Severity.WARNING
    assert meant in finding.hint


def test_a_key_of_another_kind_is_named_as_such() -> None:
    _, [finding] = check(ArticleFields, "colour: 朱")
    assert "宣传栏" in finding.hint


@pytest.mark.parametrize("spelling", ["review_due", "Review-Due", "复审日期", "ＲＥＶＩＥＷ_ＤＵＥ"])
def test_spellings_of_keys(spelling: str) -> None:
    checked, found = check(ArticleFields, f"{spelling}: 2027-01-01")
    assert checked.review_due == dt.date(2027, 1, 1)
    assert found == []


def test_hide_true_is_its_own_warning() -> None:
    _, [finding] = check(ArticleFields, "hide: true")
    assert (finding.rule_id, finding.severity) == ("content/hide", Severity.WARNING)
    _, [finding] = check(ArticleFields, "hide: [toc]")
    assert (finding.rule_id, finding.severity) == ("content/engine-key", Severity.NOTICE)


@pytest.mark.parametrize("model", [*MODELS.values(), DoctorFields, CountyFields])
def test_no_name_means_two_fields(model: type[Border]) -> None:
    meant: dict[str, str] = {}
    for field, words in words_of(model).items():
        for name in words.names.split():
            assert meant.setdefault(name.lower(), field) == field, name
            assert vocabulary(model)[name.lower()] == field, name


def test_every_documented_key_has_a_comment() -> None:
    for kind, model in MODELS.items():
        assert words_of(model).keys() == model.model_fields.keys(), kind
        assert all(words.comment for words in words_of(model).values()), kind
    assert label(MODELS[Kind.ARTICLE], "title") == "title（标题）"


NODES = st.recursive(
    st.text(max_size=20).map(scalar),
    lambda inner: st.lists(inner, max_size=4).map(lambda nodes: Items(tuple(nodes), 1)),
    max_leaves=8,
)


@given(st.sampled_from([ArticleFields, VideoFields, BulletinFields]), st.data())
def test_no_value_crashes_and_every_finding_says_what_to_do(model: type[Border], data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from(sorted(model.model_fields)), max_size=6))
    entries = {name: Entry(name, 1, data.draw(NODES)) for name in sorted(names)}
    remarks = Remarks("docs/a.md")
    validate(model, entries, remarks)
    assert all(finding.hint and finding.line == 1 for finding in remarks.noted)
