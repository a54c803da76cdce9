"""The small parts of the index, one by one."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pypinyin
import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.search.bulk import part_shards, spill
from press.search.entry import PageEntry, loads
from press.search.fold import BUCKETS, bucket_of, fold, fold_buckets, simplified, unusual_pairs, unusual_signs
from press.search.grams import gram_hash, grams, ranked_grams, runs
from press.search.html_text import read_html
from press.search.numbers import SYMBOLS, read_numbers, write_numbers
from press.search.pinyin import load_terms, pinyin_file, readings
from press.search.postings import different_signs
from press.search.script import script, values_of
from press.search.shards import Layout, read_postings, write_postings, write_shard
from tests.press.search.plain_html import BLOCKS, SILENT, VOID, words_tag_by_tag
from tests.press.search.reader import hashed, numbers

ROOT = Path(__file__).resolve().parents[3]


@given(st.lists(st.integers(0, 2_000_000)))
def test_numbers_come_back(given_numbers: list[int]) -> None:
    written = write_numbers(given_numbers)
    assert list(read_numbers(written)) == given_numbers == numbers(written)


@pytest.mark.parametrize(("number", "length"), [(0, 1), (60, 1), (61, 2), (1890, 2), (1891, 3), (56790, 3), (56791, 4)])
def test_small_numbers_take_few_symbols(number: int, length: int) -> None:
    assert len(write_numbers([number])) == length


def test_symbols_need_no_escape_and_separate_nothing() -> None:
    assert not {'"', "\\", " ", "!", "\n"} & set(SYMBOLS)
    with pytest.raises(ValueError, match="not a list"):
        read_numbers("# #")


@given(st.lists(st.sets(st.integers(0, 70_000), max_size=8), min_size=3, max_size=3))
def test_postings_come_back(ranks: list[set[int]]) -> None:
    postings = tuple(tuple(sorted(rank)) for rank in ranks)
    assert read_postings(write_postings(postings)) == postings


TEXTS = st.text(st.sampled_from("三伏贴艾aB2，\n𠀀貼℃ǅ…\ud800"), max_size=20)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=5))
def test_bulk_and_single_ways_agree(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str]]
) -> None:
    layout, folder = Layout(4, 2), tmp_path_factory.mktemp("spilled")
    pages = [
        PageEntry(f"{number}.html", title, "plain", headings=(heading,), text=text)
        for number, (title, heading, text) in enumerate(texts)
    ]
    lists: dict[str, list[list[int]]] = {}
    for number, page in enumerate(pages):
        for gram, rank in ranked_grams(page).items():
            lists.setdefault(gram, [[], [], []])[rank].append(number)
    written = {gram: write_postings(tuple(map(tuple, ranks))) for gram, ranks in lists.items()}
    spilled = [spill(first, pages[first : first + 2], layout, folder / str(first)) for first in range(0, len(pages), 2)]
    made = [one for part in range(layout.parts) for one in part_shards(part, spilled, layout)]
    assert [shard for shard, _ in made] == list(range(layout.total))
    for shard, data in made:
        own = {gram: text for gram, text in written.items() if layout.shard_of(gram) == shard}
        assert data == write_shard(shard, own)


def test_grams_are_pairs_and_single_characters_of_unbroken_runs() -> None:
    assert list(runs(fold("维生素D3，BMI"))) == ["维生素d3", "bmi"]
    assert grams("灸，d3") == {"灸", "d", "3", "d3"}


@given(st.text(min_size=1, max_size=2))
def test_the_hash_is_the_one_described(gram: str) -> None:
    assert gram_hash(gram) == hashed(gram)


def test_folding_is_settled_after_one_step() -> None:
    for sign in simplified():
        assert fold(fold(sign)) == fold(sign)


def test_the_table_of_traditional_signs_is_whole() -> None:
    found: dict[str, str] = {}
    for number, pairs in enumerate(fold_buckets()):
        signs = list(pairs)
        found.update(zip(signs[::2], signs[1::2], strict=True))
        assert all(bucket_of(sign) == number for sign in signs[::2])
    assert found == simplified()
    assert len(fold_buckets()) == BUCKETS


def test_pages_bring_the_pairs_that_they_need() -> None:
    assert unusual_pairs("三伏貼與藥") == "與与藥药貼贴"
    assert unusual_pairs("三伏贴") == ""


@given(st.lists(st.text(st.sampled_from("三伏貼與藥\uf900⼒著a\ud800"), max_size=8), max_size=4))
def test_pairs_are_the_same_when_the_signs_of_many_texts_are_known(texts: list[str]) -> None:
    unusual = unusual_signs(different_signs(texts))
    assert unusual <= set("".join(texts))
    for text in texts:
        assert unusual_pairs(text, unusual) == unusual_pairs(text)


def test_entries_come_back() -> None:
    page = PageEntry(
        "a.html", "题\ud800", "video", dt.date(2026, 1, 2), ("张",), ("食养",), ("老年人",), ("节",), "文\u2028"
    )
    assert loads(page.dumps()) == page


def test_scripts_come_back_and_hold_no_line_end_of_old_javascript() -> None:
    data = script("t/1", 'a"</script>\u2028', [1])
    assert b"\xe2\x80\xa8" not in data
    assert values_of(data) == ['a"</script>\u2028', [1]]
    with pytest.raises(ValueError, match="not a search file"):
        values_of(b"alert(1)")


def test_readings_know_words() -> None:
    assert set(readings("银行 流行 绿茶，BMI")) == {"银yin", "行hang", "流liu", "行xing", "绿lv", "茶cha"}
    assert readings("BMI 3") == ()


@given(st.lists(st.sampled_from([*"行长银重庆好", "银行", "行长", "重庆", "a", "，"]), max_size=12).map("".join))
def test_readings_are_those_of_the_whole_run(text: str) -> None:
    runs_of_han = re.findall("[\u4e00-\u9fff]+", text)
    expected = {a + b for run in runs_of_han for a, b in zip(run, pypinyin.lazy_pinyin(run), strict=True)}
    assert set(readings(text)) == expected


def test_the_file_of_readings_is_a_table_and_the_terms() -> None:
    data = pinyin_file([*readings("行星"), *readings("银行")], ["三伏贴", "艾灸"])
    assert values_of(data) == ["hang行xing星行yin银", "三伏贴 艾灸"]


def test_the_shipped_terms_are_simplified_and_each_stands_for_itself() -> None:
    terms = load_terms(ROOT / "overlays" / "rules" / "tcm_terms.txt")
    assert {"三伏贴", "艾灸", "足三里"} <= set(terms)
    assert [term for term in terms if fold(term) != term or not 2 <= len(term) <= 9] == []


def test_html_gives_the_words_that_a_reader_sees() -> None:
    page = read_html(
        '<p>三伏\n贴<strong>不</strong>能<a href="x">乱</a>贴<sup><a class="footnote-ref">1</a></sup>。\nBMI\nis ok</p>'
        '<h2>哪些 <em>人</em><a class="headerlink">¶</a></h2><ul><li>老人</li><li>孩子<br>孕妇</li></ul>'
        "<table><tr><th>甲</th><td>乙</td></tr></table><script>no()</script>尾"
    )
    assert page.headings == ("哪些 人",)
    assert page.text.split("\n") == ["三伏贴不能乱贴。 BMI is ok", "哪些 人", "老人", "孩子", "孕妇", "甲", "乙", "尾"]
    assert read_html(" \n") == read_html("")


INLINE = (
    "a",
    "abbr",
    "b",
    "code",
    "em",
    "h",
    "i",
    "picture",
    "small",
    "span",
    "strong",
    "sup",
    "time",
    "title",
    "track",
)
NAMES = st.sampled_from(sorted((BLOCKS - VOID) | SILENT) + list(INLINE))
CLASSES = st.sampled_from(["", "", "", ' class="headerlink"', ' id="a" class="x footnote-ref"', ' class="headerlinks"'])
WORDS = st.text(st.sampled_from("三伏\n\r \t贴a.“"), max_size=8) | st.sampled_from(["&amp;", "&#0;", "<br>", "<hr>"])


def _element(parts: tuple[str, str, list[str]]) -> str:
    name, attributes, inner = parts
    return f"<{name}{attributes}>{''.join(inner)}</{name}>"


def _elements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(NAMES, CLASSES, st.lists(inner, max_size=4)).map(_element)


@given(st.lists(st.recursive(WORDS, _elements, max_leaves=12), max_size=5).map("".join))
def test_the_words_of_html_are_those_met_tag_by_tag(rendered: str) -> None:
    page = read_html(rendered)
    assert (list(page.headings), page.text.split("\n") if page.text else []) == words_tag_by_tag(rendered)
