"""The index finds what a linear scan finds, whatever the pages, and an update gives the bytes of a clean build."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from press.search import patch, update
from press.search.entry import PageEntry
from press.search.index import SearchIndex, forget
from press.search.remake import Remake
from press.search.store import StoreError
from tests.press.search.reader import Index, scan, values

TERMS = ("三伏贴", "艾灸")
SIGNS = "三伏贴艾灸高血压药一不的，。 aB2Ａ貼壓\n𠀀"


def entry(number: int, text: str = "", title: str = "题", day: int = 1, **more: tuple[str, ...]) -> PageEntry:
    return PageEntry(f"articles/{number}.html", title, "article", dt.date(2026, 1, day), text=text, **more)


def build(file: Path, entries: Iterable[PageEntry], kept: Iterable[str] = (), jobs: int = 1) -> dict[str, bytes]:
    entries = list(entries)
    with closing(SearchIndex(file, TERMS, jobs)) as index:
        for one in entries:
            index.add(one)
        return dict(index.finish({*(one.url for one in entries), *kept}, forget).items())


def clean(tmp_path: Path, entries: Iterable[PageEntry]) -> dict[str, bytes]:
    file = tmp_path / "clean.sqlite"
    file.unlink(missing_ok=True)
    return build(file, entries)


@st.composite
def libraries(draw: st.DrawFn) -> list[PageEntry]:
    texts = st.text(st.sampled_from(SIGNS), max_size=24)
    headings = st.lists(texts.map(lambda text: " ".join(text.split())), max_size=2)
    made = []
    for number in range(draw(st.integers(1, 6))):
        names = tuple(draw(headings))
        body = "\n".join((*names, draw(texts)))
        made.append(entry(number, body, draw(texts).replace("\n", " "), draw(st.integers(1, 3)), headings=names))
    return made


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(libraries(), st.data())
def test_every_phrase_is_found_in_exactly_the_pages_that_hold_it(
    tmp_path: Path, entries: list[PageEntry], data: st.DataObject
) -> None:
    index = Index(clean(tmp_path, entries))
    whole = data.draw(st.sampled_from([one.title for one in entries] + [one.text for one in entries]))
    line = data.draw(st.sampled_from(whole.split("\n")))
    start = data.draw(st.integers(0, len(line)))
    phrase = line[start : start + data.draw(st.integers(1, 8))].strip("，。 ")
    if phrase:
        assert set(index.search(phrase)) == scan(entries, phrase)


def test_titles_come_first_then_headings_then_texts_and_new_before_old(tmp_path: Path) -> None:
    pages = [
        entry(1, "先说三伏贴。", day=9),
        entry(2, "三伏贴", headings=("三伏贴",), day=2),
        entry(3, title="三伏贴", day=1),
        entry(4, "再说三伏贴。", day=8),
    ]
    found = Index(clean(tmp_path, pages)).search("三伏贴")
    assert found == [f"articles/{number}.html" for number in (3, 2, 1, 4)]


def test_a_phrase_does_not_reach_over_the_end_of_a_block(tmp_path: Path) -> None:
    assert Index(clean(tmp_path, [entry(1, "三伏\n贴")])).search("三伏贴") == []


def test_traditional_full_width_and_capital_letters_fall_together(tmp_path: Path) -> None:
    index = Index(clean(tmp_path, [entry(1, "三伏貼，ＰＭ２.5，COVID")]))
    for query in ("三伏贴", "三伏貼", "pm2.5", "ｃｏｖｉｄ"):
        assert index.search(query) == ["articles/1.html"]
    assert values(index.files, "t/0")[-1] == "貼贴"


def test_columns_say_kind_topic_audience_and_doctor_of_each_page(tmp_path: Path) -> None:
    pages = [
        entry(1, day=1, topics=("食养",), doctors=("张", "李")),
        entry(2, day=2, topics=("食养",), audience=("老年人",)),
        dataclasses.replace(entry(3, day=3), kind="video"),
    ]
    files = clean(tmp_path, pages)
    assert values(files, "index")[1] == 3
    (columns,) = values(files, "facets")
    assert columns == [
        [["文章", "视频"], [[0], [1]], "##$"],
        [["食养"], [[0], []], "##$"],
        [["老年人"], [[], [0]], "#$#"],
        [["张", "李"], [[], [0, 1]], "$##"],
    ]


def test_the_same_pages_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    pages = [entry(number, f"第{number}篇说艾灸", day=number % 3 + 1) for number in range(9)]
    assert clean(tmp_path, pages) == clean(tmp_path, reversed(pages))


def test_several_processes_make_the_bytes_of_one(tmp_path: Path) -> None:
    pages = [entry(number, f"第{number}篇说艾灸和三伏贴", f"题{number}") for number in range(150)]
    assert build(tmp_path / "shared.sqlite", pages, jobs=2) == clean(tmp_path, pages)


def test_what_is_made_is_handed_over_and_what_is_unchanged_is_not(tmp_path: Path) -> None:
    pages = [entry(number, "艾灸") for number in range(3)]
    for kept in (False, True):
        index = SearchIndex(tmp_path / "kept.sqlite", TERMS)
        for one in pages:
            index.add(one)
        files = index.finish([one.url for one in pages], lambda digest, data: (digest, len(data)))
        assert files.written.keys() == ({"search/index.js"} if kept else files.digests.keys())
        assert all(files.digests[address] == digest for address, (digest, _) in files.written.items())
        index.close()


def _edit(dice: random.Random, pages: dict[str, PageEntry], number: int) -> list[PageEntry]:
    """Change the pages in one way; return those that a build would render."""
    words = "".join(dice.choices(SIGNS.replace("\n", ""), k=dice.randint(0, 30)))
    fresh = entry(number, words, words[:4] or "题", dice.randint(1, 28), headings=(words[2:6],))
    kind = dice.choice(("text", "title", "date", "add", "newest", "delete", "touch"))
    if kind in {"add", "newest"} or not pages:
        made = [dataclasses.replace(fresh, date=dt.date(2027, 1, 1)) if kind == "newest" else fresh]
    else:
        old = pages[dice.choice(sorted(pages))]
        if kind == "delete":
            del pages[old.url]
            return []
        made = [
            {
                "text": dataclasses.replace(old, text=words),
                "title": dataclasses.replace(old, title=fresh.title),
                "date": dataclasses.replace(old, date=fresh.date),
                "touch": old,
            }[kind]
        ]
    pages.update((one.url, one) for one in made)
    return made


@pytest.mark.parametrize("seed", range(3))
def test_random_edits_give_the_bytes_of_a_clean_build(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - must repeat itself
    pages = {one.url: one for one in (entry(number, f"第{number}篇三伏贴") for number in range(30))}
    build(tmp_path / "kept.sqlite", pages.values())
    for step in range(25):
        rendered = _edit(dice, pages, 100 + step)
        updated = build(tmp_path / "kept.sqlite", rendered, kept=pages)
        assert updated == clean(tmp_path, pages.values()), step


def test_one_edit_changes_few_files(tmp_path: Path) -> None:
    pages = [entry(number, f"第{number}篇三伏贴，艾灸要当心。") for number in range(40)]
    file = tmp_path / "kept.sqlite"
    build(file, pages)
    index = SearchIndex(file, TERMS)
    index.add(dataclasses.replace(pages[7], text="第7篇三伏贴，艾灸要小心。"))
    files = index.finish({one.url for one in pages}, forget)
    index.close()
    assert {"search/index.js", "search/t/39.js"} & files.changed == {"search/index.js"}
    assert 2 < len(files.changed) < 13
    assert len(files.digests) > 6 * len(files.changed)


@pytest.mark.parametrize("seed", range(3))
def test_changed_words_are_patched_to_the_bytes_of_a_clean_build(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - must repeat itself
    pages = {one.url: one for one in (entry(number, f"第{number}篇三伏贴") for number in range(30))}
    files = build(tmp_path / "kept.sqlite", pages.values())
    for _ in range(8):
        changed = dice.sample(sorted(pages), k=dice.randint(1, 4))
        pages |= {url: dataclasses.replace(pages[url], text=words(dice), headings=(words(dice),)) for url in changed}
        with closing(SearchIndex(tmp_path / "kept.sqlite", TERMS)) as index:
            for url in changed:
                index.add(pages[url])
            before = index.claim
            made = index.patch(lambda _, data: data)
            assert made
            assert index.claim != before
        files |= made
        assert files == clean(tmp_path, pages.values())


def words(dice: random.Random) -> str:
    return "".join(dice.choice(SIGNS) for _ in range(dice.randint(0, 30))).strip()


@pytest.mark.parametrize("change", ["title", "day", "topics", "new", "nothing", "many"])
def test_what_concerns_all_pages_is_not_patched(tmp_path: Path, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [entry(number, "三伏贴") for number in range(5)]
    before = build(tmp_path / "kept.sqlite", pages)
    monkeypatch.setattr(patch, "PATCHED_AT_MOST", 2)
    changed = {
        "title": [dataclasses.replace(pages[1], text="好"), dataclasses.replace(pages[2], title="艾灸")],
        "day": [entry(2, "三伏贴", day=7)],
        "topics": [entry(2, "三伏贴", topics=("食养",))],
        "new": [entry(9, "三伏贴")],
        "nothing": [pages[3]],
        "many": [dataclasses.replace(page, text="好") for page in pages[:3]],
    }[change]
    with closing(SearchIndex(tmp_path / "kept.sqlite", TERMS)) as index:
        for one in changed:
            index.add(one)
        claim = index.claim
        assert index.patch(forget) == ({} if change == "nothing" else None)
        assert index.claim == claim
    assert build(tmp_path / "kept.sqlite", [], kept=[one.url for one in pages]) == before


def test_many_edits_are_made_anew_not_patched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [entry(number, f"第{number}篇三伏贴") for number in range(12)]
    build(tmp_path / "kept.sqlite", pages)
    monkeypatch.setattr(update, "PATCHED_AT_MOST", 3)
    changed = [dataclasses.replace(one, text=one.text + "好") for one in pages[:6]]
    updated = build(tmp_path / "kept.sqlite", changed, kept=[one.url for one in pages])
    assert updated == clean(tmp_path, [*changed, *pages[6:]])


def test_a_build_that_breaks_off_leaves_the_index_of_the_build_before(tmp_path: Path) -> None:
    pages = [entry(number, "三伏贴") for number in range(3)]
    before = build(tmp_path / "kept.sqlite", pages)
    index = SearchIndex(tmp_path / "kept.sqlite", TERMS)
    index.add(entry(9, "艾灸"))
    with pytest.raises(KeyError, match=r"gone\.html"):
        index.finish({"articles/9.html", "gone.html"}, forget)
    assert index.known() == {one.url for one in pages}
    index.close()
    assert build(tmp_path / "kept.sqlite", [], kept=[one.url for one in pages]) == before


def test_a_build_that_dies_between_pages_and_shards_is_made_good_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [entry(number, "三伏贴") for number in range(3)]
    build(tmp_path / "kept.sqlite", pages)
    changed = [
        dataclasses.replace(one, text="艾灸", date=dt.date(2025, 1, 9 - number)) for number, one in enumerate(pages)
    ]

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Remake, "read", die)
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path / "kept.sqlite", changed)
    assert build(tmp_path / "kept.sqlite", changed) == clean(tmp_path, changed)


def test_a_first_index_that_is_never_finished_is_made_good_by_the_next(tmp_path: Path) -> None:
    pages = [entry(number, "三伏贴") for number in range(250)]
    with closing(SearchIndex(tmp_path / "kept.sqlite", TERMS)) as index:
        for one in pages:
            index.add(one)
        assert index.known()  # some are stored already
    others = [entry(number, "艾灸") for number in range(200, 260)]
    assert build(tmp_path / "kept.sqlite", others) == clean(tmp_path, others)


def test_a_first_index_is_not_patched(tmp_path: Path) -> None:
    page = entry(1, "三伏贴")
    with closing(SearchIndex(tmp_path / "kept.sqlite", TERMS)) as index:
        index.add(page)
        assert index.patch(forget) is None
        assert dict(index.finish({page.url}, forget).items()) == clean(tmp_path, [page])


def test_files_arrive_one_by_one_in_this_process(tmp_path: Path) -> None:
    pages = [entry(number, f"第{number}篇三伏贴") for number in range(60)]
    arrived: list[str] = []
    with closing(SearchIndex(tmp_path / "kept.sqlite", TERMS, jobs=2)) as index:
        for one in pages:
            index.add(one)
        made = index.finish([one.url for one in pages], lambda digest, _: digest, arrived.append)
    assert sorted(arrived) == sorted(made.written.values()) == sorted(made.digests.values())


@pytest.mark.parametrize("damage", [b"no database at all, but long enough to be read as one", b""])
def test_a_damaged_memory_is_thrown_away(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "kept.sqlite"
    file.write_bytes(damage)
    assert Index(build(file, [entry(1, "艾灸")])).search("艾灸") == ["articles/1.html"]


def test_another_recipe_starts_anew(tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    build(file, [entry(1, "艾灸")])
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE recipe SET text = 'older'")
    connection.close()
    index = SearchIndex(file, TERMS)
    assert index.known() == frozenset()
    index.close()


def test_files_that_another_build_changed_meanwhile_are_not_handed_out(tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    index = SearchIndex(file, TERMS)
    index.add(entry(1, "艾灸"))
    files = index.finish({"articles/1.html"}, forget)
    build(file, [entry(1, "艾灸了")])
    with pytest.raises(StoreError, match="再生成一次"):
        files.read("search/t/0.js")
    index.close()


def _sizes(files: Mapping[str, bytes]) -> tuple[int, int]:
    _, _, pairs, singles = values(files, "index")
    assert isinstance(pairs, int)
    assert isinstance(singles, int)
    return pairs, singles


def test_the_number_of_shards_grows_with_the_pages(tmp_path: Path) -> None:
    few = clean(tmp_path, [entry(number) for number in range(3)])
    many = clean(tmp_path, [entry(number) for number in range(60)])
    assert _sizes(few) == (16, 4)
    assert _sizes(many) == (32, 8)
    assert sum(name.startswith("search/g/") for name in many) == 40
