"""The parts of the build benchmark that decide what its report says."""

from __future__ import annotations

import itertools
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.bench import contenders, county
from tests.bench.build_plot import LOOKS, draw_plot, seconds
from tests.bench.build_table import number, write_table
from tests.bench.contenders import CONTENDERS, SiteIncompleteError, inspect, prepare
from tests.bench.figures import COLD, EDIT, Figures, Run, exponent, others_share, read_figures, write_figures
from tests.bench.log_axes import Axis, apart, round_numbers, round_times

ROOT = Path(__file__).resolve().parents[1]
LABELS = {one.name: one.label for one in CONTENDERS.values()}
SVG = "{http://www.w3.org/2000/svg}"


def run(  # noqa: PLR0913 - what tells runs apart
    contender: str, articles: int, wall: float, step: str = COLD, *, repeat: int = 1, program: str = "1.0"
) -> Run:
    return Run(
        session=1,
        repeat=repeat,
        contender=contender,
        program=program,
        articles=articles,
        pictures=1,
        step=step,
        wall=wall,
        user=wall,
        system=wall / 10,
        others=wall / 5,
        largest=int(2e8),
        tree=int(3e8),
        site_bytes=articles * 60_000,
        site_files=articles * 2,
    )


def measured() -> Figures:
    runs = [
        run(name, size, start + size * each, repeat=repeat)
        for name, start, each in (("ours", 1, 0.005), ("stock-short", 1, 0.01), ("zensical", 0.5, 0.012))
        for size in (200, 1000, 3000, 10_000)
        for repeat in (1, 2, 3)
    ]
    runs += [run("stock-nav", size, size**2 / 10_000) for size in (200, 1000)]
    runs += [run("ours", size, 0.5, EDIT) for size in (200, 1000, 3000, 10_000)]
    return Figures({"date": "2026-11-22", "processor": "a <fast> one", "cores": "2"}, tuple(runs))


@given(st.floats(-1, 3), st.floats(0.001, 1000), st.sets(st.integers(1, 10**6), min_size=2, max_size=9))
def test_the_exponent_of_a_power_is_found(power: float, factor: float, sizes: set[int]) -> None:
    assert exponent([(size, factor * size**power) for size in sizes]) == pytest.approx(power, abs=1e-6)


def test_the_exponent_is_that_of_least_squares() -> None:
    assert exponent([(1, 1), (10, 100), (100, 100)]) == pytest.approx(1.0)


@pytest.mark.parametrize("points", [[(5.0, 1.0)], [(5.0, 1.0), (5.0, 2.0)], [(1.0, 0.0), (2.0, 1.0)]])
def test_no_exponent_without_growth(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match=r"grow|logarithm"):
        exponent(points)


def test_growth_leaves_the_start_of_small_counties_out() -> None:
    figures = Figures({}, (run("ours", 200, 50), run("ours", 1000, 1), run("ours", 10_000, 10)))
    assert figures.growth(lambda one: one.wall, "ours") == pytest.approx(1.0)
    assert Figures({}, figures.runs[:2]).growth(lambda one: one.wall, "ours") is None


def test_figures_come_back_from_their_file(tmp_path: Path) -> None:
    write_figures(tmp_path / "result.json", measured())
    assert read_figures(tmp_path / "result.json") == measured()


def test_two_states_of_a_program_never_mix() -> None:
    old, other, new = run("ours", 200, 9), run("zensical", 200, 5), run("ours", 1000, 3, program="2.0")
    assert Figures({}, (old, other, new)).latest().runs == (other, new)


def test_a_ratio_is_taken_within_a_round() -> None:
    """A machine twice as slow in one round slows both."""
    pairs = ((1.0, 2.0), (20.0, 40.0), (3.0, 6.0))
    runs = [
        run(name, 3000, wall, repeat=repeat)
        for repeat, pair in enumerate(pairs)
        for name, wall in zip(("ours", "stock-short"), pair, strict=True)
    ]
    figures = Figures({}, (*runs, run("stock-short", 3000, 500, repeat=9)))
    assert figures.ratio(lambda one: one.wall, ("ours", COLD), ("stock-short", COLD), 3000) == 0.5
    assert figures.ratio(lambda one: one.wall, ("ours", EDIT), ("stock-short", COLD), 3000) is None


def test_a_ratio_without_a_common_round_is_that_of_the_medians() -> None:
    figures = Figures({}, (run("ours", 200, 3), run("stock-short", 200, 4, repeat=2)))
    assert figures.ratio(lambda one: one.wall, ("ours", COLD), ("stock-short", COLD), 200) == 0.75


def test_what_others_took_is_told_as_a_share_of_all_cores() -> None:
    assert others_share([run("ours", 200, 10), run("ours", 200, 30)], 2) == pytest.approx(0.1)


def test_the_table_tells_aims_figures_and_growth() -> None:
    table = write_table(measured(), LABELS)
    assert "| cold build ÷ Material's, wall | ≤ 0.5 at 3,000 | 0.67 | 0.55 | 0.52 | 0.50 |" in table
    assert "| one change ÷ Material's cold build, wall | ≤ 0.05 at 3,000 | 0.167 | 0.045 | 0.016 | 0.005 |" in table
    assert "| 杏林 Press | 2.0 (2.2) | 6.0 (6.6) | 16.0 (17.6) | 51.0 (56.1) | n^0.93 (n^0.93) |" in table
    assert "| Material, default nav | 4.0 (4.4) | 100 (110) | – | – | – |" in table
    assert "Medians of 1 to 3 interleaved runs" in table
    assert "ProperDocs, short nav" not in table, "did not run"
    assert "nothing changed" not in table, "was not measured"


def test_every_table_has_as_many_cells_in_each_row() -> None:
    for block in write_table(measured(), LABELS).split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1, block


@pytest.mark.parametrize(("value", "written"), [(0.456, "0.46"), (4.56, "4.6"), (45.6, "45.6"), (4567.0, "4,567")])
def test_numbers_have_the_digits_that_count(value: float, written: str) -> None:
    assert number(value) == written


@pytest.mark.parametrize(("value", "written"), [(0.3, "0.3 s"), (30, "30 s"), (60, "1 min"), (100, "1.7 min")])
def test_seconds_read_as_on_a_clock(value: float, written: str) -> None:
    assert seconds(value) == written


def test_the_plot_is_one_picture_that_speaks_and_runs_nothing() -> None:
    root = ET.fromstring(draw_plot(measured()))  # noqa: S314 - made a line above
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    names = {root.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")}  # type: ignore[union-attr] # both are there or the test fails
    assert set(str(root.get("aria-labelledby")).split()) == names
    assert not [node for node in root.iter() if node.tag == f"{SVG}script" or any("href" in key for key in node.attrib)]
    words = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert {look.label for name, look in LOOKS.items() if name != "properdocs"} < set(words)
    assert any("a <fast> one" in line for line in words)
    assert "杏林 Press 2 s at 200, 6 s at 1,000" in "".join(root.find(f"{SVG}desc").itertext())  # type: ignore[union-attr] # likewise


def test_a_plot_of_one_size_can_be_drawn() -> None:
    figures = Figures({}, (run("ours", 200, 3), run("stock-short", 200, 4)))
    assert ET.fromstring(draw_plot(figures)) is not None  # noqa: S314 - likewise


def test_an_axis_gives_equal_room_to_equal_factors() -> None:
    axis = Axis(1, 100, 200, 0)
    assert [axis.place(value) for value in (1, 10, 100)] == pytest.approx([200, 100, 0])


@given(st.floats(0.01, 1e5), st.floats(4, 1e5))
def test_ticks_lie_within_and_ascend(least: float, factor: float) -> None:
    for ticks in (round_numbers(least, least * factor), round_times(least, least * factor)):
        assert ticks == sorted(set(ticks))
        assert all(least <= tick <= least * factor for tick in ticks)
        assert len(ticks) >= 2


@given(st.lists(st.floats(0, 300), max_size=8))
def test_labels_are_kept_apart_and_inside(wanted: list[float]) -> None:
    places = apart(sorted(wanted), 30, 0, 300)
    assert all(low + 30 <= high + 1e-6 for low, high in itertools.pairwise(places))
    assert all(-1e-6 <= place <= 300 + 1e-6 for place in places)


def test_labels_with_room_stay_where_they_are() -> None:
    assert apart([10, 50, 200], 30, 0, 300) == [10, 50, 200]
    assert apart([100, 110], 30, 0, 300) == pytest.approx([90, 120])


def test_the_stock_settings_are_the_best_of_the_engine() -> None:
    own = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    short, every = (yaml.safe_load(contenders.stock_settings(ROOT, every=every)) for every in (False, True))
    assert short["markdown_extensions"] == own["markdown_extensions"], "equal work"
    assert short["plugins"] == every["plugins"] == [{"search": {"lang": "zh"}}]
    assert (short["nav"], "nav" in every) == ([{"首页": "index.md"}], False)


def _write_index(file: Path, locations: list[str]) -> None:
    file.write_text(json.dumps({"docs": [{"location": location} for location in locations]}), "utf-8")


def test_an_incomplete_site_is_no_measurement(tmp_path: Path) -> None:
    docs = county.write_county(tmp_path, 3)
    project, stock = tmp_path / "project", CONTENDERS["stock-short"]
    prepare(stock, ROOT, docs, project)
    assert contenders.edit(project, 1, "改了一句。") == "articles/article-00001.html"
    assert (project / "docs/articles/article-00001.md").read_text("utf-8").endswith("\n\n改了一句。\n")
    assert "改了一句" not in (docs / "articles/article-00001.md").read_text("utf-8")
    site = project / "site"
    (site / "articles").mkdir(parents=True)
    (site / "search").mkdir()
    for number_ in range(3):
        (site / "articles" / f"article-{number_:05d}.html").write_text("page", "utf-8")
    index = site / "search" / "search_index.json"
    _write_index(index, ["articles/article-00000.html", "articles/article-00000.html#a", "index.html"])
    with pytest.raises(SiteIncompleteError, match="3 pages, 1 in the search, of 3 articles"):
        inspect(stock, site, 3)
    _write_index(index, [f"articles/article-{number_:05d}.html" for number_ in range(3)])
    assert inspect(stock, site, 3) == (sum(path.stat().st_size for path in site.rglob("*") if path.is_file()), 4)


def test_shared_pictures_are_shared_in_turn(tmp_path: Path) -> None:
    docs = county.write_county(tmp_path, 5, pictures=2)
    assert sorted(path.name for path in (docs / "articles/pictures").iterdir()) == ["00000.jpg", "00001.jpg"]
    assert "(pictures/00001.jpg)" in (docs / "articles/article-00003.md").read_text("utf-8")
