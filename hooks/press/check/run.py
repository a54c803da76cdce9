"""The check of a finished site, as a list of steps: list, read pages, look at everything, judge pages, count."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from press.cache import Cache
from press.campaign.choose import active_campaign
from press.campaign.model import Campaign
from press.check import faults
from press.check.bundles import check_bundle
from press.check.compliance import Compliance, Gap
from press.check.count import Looked, compliance_of
from press.check.crew import Crew
from press.check.demands import Product
from press.check.inventory import SiteFile, Usage, as_used, digest_of, list_files, read_file, resolve, usage_of
from press.check.page_facts import PageFacts, load_facts
from press.check.pages import MarkFile, PageJudge
from press.check.verdict import Verdict
from press.check.worker import FACTS, MARK, VERDICT, Task, is_facts
from press.errors import MediaError, UnreadableMediaError
from press.findings import Checked, Finding, Severity
from press.progress import Reporter

CHECK_VERSION = 4
"""Raised by hand whenever the same file may be judged differently."""

_MOST_DRAWN = 40
"""SVG files compared with the mark beyond those that stand first on pages."""

_STRIPPED = 0.98
"""A film left alone is published without its metadata and data tracks: so much smaller than its original at most."""

_LIBRARIES = ("pillow", "pillow_heif", "pypdfium2", "imageio-ffmpeg", "typst", "lxml", "zxing-cpp", "numpy")

Runner = Callable[[Task], str]
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every step needs at hand."""

    site: Path
    campaigns: tuple[Campaign, ...]
    cache: Cache
    run: Runner
    reporter: Reporter
    jobs: int

    def each(self, title: str, items: Sequence[Item], work: Callable[[Item], Result], share: int = 1) -> list[Result]:
        """Return the results of `work` on every item, in order; `share` items are handed out at once."""
        if not items:
            return []
        with self.reporter.stage(title, len(items)) as stage, ThreadPoolExecutor(max(1, self.jobs)) as threads:

            def counted(start: int) -> list[Result]:
                results = []
                for item in items[start : start + share]:
                    results.append(work(item))
                    stage.advance()
                return results

            futures = [threads.submit(counted, start) for start in range(0, len(items), share)]
            try:
                return [result for future in futures for result in future.result()]
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                raise


def check_site(  # noqa: PLR0913 - the edge of the package: everything is passed in
    site: Path,
    campaigns: Sequence[Campaign],
    *,
    today: dt.date,
    cache: Cache,
    jobs: int,
    reporter: Reporter,
    declared: Mapping[str, str] | None = None,
    named: str = "",
    run: Runner | None = None,
) -> Checked[Compliance]:
    """Look for the mark in everything a finished site holds.

    Args:
        site: the folder as it is published.
        campaigns: from `load_campaigns`, at least one.
        today: the day of the check, for the report.
        cache: remembers what was seen in files whose bytes are unchanged.
        jobs: files looked at side by side, each in a process of its own.
        reporter: listens to the progress.
        declared: files that a setting exempts, by path relative to the site, with the reason in Chinese.
        named: what findings call the folder, if it is checked before it gets its name; empty: its own name.
        run: how files are looked at; None: in processes apart.

    Returns:
        The figures, and one finding a gap (`path` begins with the folder's name).

    Raises:
        ValueError: no campaign, or no such folder.
        CacheError: the cache cannot be written.
    """
    if not campaigns or not site.is_dir():
        raise ValueError("check_site needs a campaign and a finished site")
    with Crew(campaigns, jobs) as crew:
        desk = _Desk(site, tuple(campaigns), cache, run or crew.look, reporter, jobs)
        compliance = _checked(desk, today, declared or {})
    findings = tuple(_finding(named or site.name, gap) for gap in compliance.gaps)
    return Checked(compliance, findings)


def _checked(desk: _Desk, today: dt.date, declared: Mapping[str, str]) -> Compliance:
    found = desk.each("清点网站文件", list(list_files(desk.site)), partial(_read, desk.site), share=32)
    files = {file.path: file for file in found}
    pages, broken = _pages(desk, [file for file in found if file.product is Product.PAGE])
    usage = usage_of(pages, files)
    marks = _marks(desk, pages, files)
    exempt = {
        **_outside_campaigns(usage, desk.campaigns),
        **dict.fromkeys(usage.icons, "网站图标"),
        **declared,
    }
    looked = [Looked(file, as_used(file, usage, files), exempt.get(file.path, "")) for file in found]
    digests = frozenset(file.digest for file in found)
    due = [one for one in looked if one.product not in {None, Product.PAGE} and not one.exempt]
    verdicts = desk.each("查找标识", due, partial(_look, desk, digests=digests))
    judged = {one.file.path: verdict for one, verdict in zip(due, verdicts, strict=True)}
    judged |= _left_alone(desk.site, found, judged, desk.campaigns)
    judge = PageJudge(desk.site, desk.campaigns, files, marks)
    judged |= {path: judge.judge(path, facts) for path, facts in pages.items()} | broken
    return compliance_of(looked, judged, desk.campaigns, on=today, digest=digest_of(found))


def _read(site: Path, file: Path) -> SiteFile:
    try:
        return read_file(site, file)
    except OSError:
        # Named as a gap: nobody can say what a file holds that cannot be read.
        return SiteFile(file.relative_to(site).as_posix(), "0" * 64, Product.OTHER)


def _pages(desk: _Desk, pages: Sequence[SiteFile]) -> tuple[dict[str, PageFacts], dict[str, Verdict]]:
    answers = desk.each("读网页", pages, lambda page: _answer(desk, page, Product.PAGE))
    facts: dict[str, PageFacts] = {}
    broken: dict[str, Verdict] = {}
    for page, answer in zip(pages, answers, strict=True):
        if is_facts(answer):
            facts[page.path] = load_facts(answer)
        else:
            broken[page.path] = VERDICT.validate_json(answer)
    return facts, broken


def _marks(desk: _Desk, pages: Mapping[str, PageFacts], files: Mapping[str, SiteFile]) -> dict[str, MarkFile | None]:
    """Look at every picture that stands first on a page, and at drawings: which of them is a mark, and whose?"""
    firsts = {
        path
        for page, facts in pages.items()
        if facts.first and (path := resolve(facts.first.src, page, facts.base, files))
    }
    drawn = [file.path for file in files.values() if file.drawn and file.product is Product.PICTURE][:_MOST_DRAWN]
    wanted = [files[path] for path in sorted(firsts.union(drawn))]
    answers = desk.each("比对网页上的标识", wanted, lambda file: _answer(desk, file, MARK))
    return {file.path: _mark_in(answer) for file, answer in zip(wanted, answers, strict=True)}


def _mark_in(answer: str) -> MarkFile | None:
    seen = VERDICT.validate_json(answer).seen
    return MarkFile(seen.campaign, seen.box[2] / max(seen.box[3], 1.0)) if seen else None


def _look(desk: _Desk, one: Looked, *, digests: frozenset[str]) -> Verdict:
    product = one.product
    if product is Product.ARCHIVE:
        try:
            return check_bundle(desk.site / one.file.path, digests)
        except (MediaError, OSError) as error:
            return Verdict((faults.unreadable(error),))
    if product is None or product is Product.OTHER:
        return Verdict((faults.unsupported(Path(one.file.path).suffix or "这种文件"),))
    return VERDICT.validate_json(_answer(desk, one.file, product))


def _answer(desk: _Desk, file: SiteFile, kind: str) -> str:
    """Return what was seen in a file, from the cache when its bytes are known."""
    recipes = " ".join(campaign.recipe for campaign in desk.campaigns)
    key = f"check{CHECK_VERSION} {kind} {file.digest} {recipes} {_versions()}"
    task = Task(kind, desk.site / file.path)
    try:
        made = desk.cache.get_or_make(key, ".json", lambda slip: _write(slip, desk.run(task)))
        return made.read_text(encoding="utf-8")
    except (MediaError, UnreadableMediaError) as error:
        # A worker that died or hung: not remembered, the machine may just have been busy.
        return VERDICT.dump_json(Verdict((faults.unreadable(error),))).decode()


def _write(slip: Path, answer: str) -> None:
    slip.write_text(answer.strip(), encoding="utf-8", newline="\n")


@cache
def _versions() -> str:
    """Return what else decides an answer: the libraries' versions, and the shape of the answers themselves."""
    shape = json.dumps([VERDICT.json_schema(), FACTS.json_schema()], sort_keys=True)
    return " ".join([*(version(name) for name in _LIBRARIES), hashlib.sha256(shape.encode()).hexdigest()[:16]])


def _outside_campaigns(usage: Usage, campaigns: Sequence[Campaign]) -> dict[str, str]:
    """Return the pictures and films that only documents dated outside every campaign show."""
    return {
        path: "文档日期不在任何活动期内"
        for path, days in usage.days.items()
        if all(_is_outside(day, campaigns) for day in days)
    }


def _left_alone(
    site: Path, files: Sequence[SiteFile], judged: Mapping[str, Verdict], campaigns: Sequence[Campaign]
) -> dict[str, Verdict]:
    """Excuse unmarked films that no campaign wants marked in their own pixels: all of them, or large ones."""
    excused = Verdict(exempt="活动规则不要求在画面里加标识（video_burn），只看封面")
    films = [film for film in files if film.product is Product.FILM and film.path in judged]
    return {
        film.path: excused
        for film in films
        if judged[film.path].faults and not _must_burn((site / film.path).stat().st_size, campaigns)
    }


def _must_burn(size: int, campaigns: Sequence[Campaign]) -> bool:
    return any(one.burn.enabled and size <= one.burn.max_bytes * _STRIPPED for one in campaigns)


def _is_outside(day: str, campaigns: Sequence[Campaign]) -> bool:
    try:
        return active_campaign(campaigns, dt.date.fromisoformat(day)) is None
    except ValueError:
        return False


def _finding(folder: str, gap: Gap) -> Finding:
    severity = Severity.WARNING if gap.rule in faults.SOFT else Severity.ERROR
    return Finding(gap.rule, severity, gap.reason, gap.hint, f"{folder}/{gap.file}")
