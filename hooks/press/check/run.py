"""The check of a finished site, as a list of steps: list, read pages, look at everything, judge pages, count."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from press.campaign.choose import active_campaign
from press.campaign.model import Campaign
from press.check import faults
from press.check.answers import Question, answers_to
from press.check.bundles import judge_bundle, look_into
from press.check.compliance import Compliance, Gap
from press.check.count import Looked, compliance_of
from press.check.crew import Crew
from press.check.desk import Desk, Runner
from press.check.inventory import SiteFile, digest_of, take_stock
from press.check.memory import CheckMemory
from press.check.page_facts import PageFacts
from press.check.pages import MarkFile, PageJudge
from press.check.product import Product
from press.check.styles import Stylist
from press.check.tasks import MARK
from press.check.usage import Addresses, Usage, as_used, usage_of
from press.check.verdict import Verdict
from press.check.wire import VERDICT, load_page
from press.findings import Checked, Finding, Severity
from press.progress import Reporter

_MOST_DRAWN = 40
"""SVG files compared with the mark beyond those that stand first on pages."""

_STRIPPED = 0.98
"""A film left alone is published without its metadata and data tracks: so much smaller than its original at most."""


def check_site(  # noqa: PLR0913 - the edge of the package: everything is passed in
    site: Path,
    campaigns: Sequence[Campaign],
    *,
    today: dt.date,
    memory: CheckMemory,
    jobs: int,
    reporter: Reporter,
    declared: Mapping[str, str] | None = None,
    named: str = "",
    run: Runner | None = None,
    clock: Callable[[], int] = time.time_ns,
) -> Checked[Compliance]:
    """Look for the mark in everything a finished site holds.

    Args:
        site: the folder as it is published.
        campaigns: from `load_campaigns`, at least one.
        today: the day of the check, for the report.
        memory: tells which files are unchanged, and what was seen in them.
        jobs: files looked at side by side, each in a process of its own.
        reporter: listens to the progress.
        declared: files that a setting exempts, by path relative to the site, with the reason in Chinese.
        named: what findings call the folder, if it is checked before it gets its name; empty: its own name.
        run: how files are looked at; None: in processes apart.
        clock: nanoseconds since 1970, to tell files that changed a moment ago (passed in for tests).

    Returns:
        The figures, and one finding a gap (`path` begins with the folder's name).

    Raises:
        ValueError: no campaign, or no such folder.
        CacheError: the memory cannot be written.
    """
    if not campaigns or not site.is_dir():
        raise ValueError("check_site needs a campaign and a finished site")
    with Crew(campaigns, jobs) as crew:
        desk = Desk(site, tuple(campaigns), memory, run or crew.look, reporter, jobs, clock)
        compliance = _checked(desk, today, declared or {})
    findings = tuple(_finding(named or site.name, gap) for gap in compliance.gaps)
    return Checked(compliance, findings)


def _checked(desk: Desk, today: dt.date, declared: Mapping[str, str]) -> Compliance:
    found = take_stock(desk)
    files = {file.path: file for file in found}
    pages, broken = _pages(desk, [file for file in found if file.product is Product.PAGE])
    addresses = Addresses(files)
    usage = usage_of(pages, addresses)
    marks = _marks(desk, pages, files, addresses)
    exempt = {
        **_outside_campaigns(usage, desk.campaigns),
        **dict.fromkeys(usage.icons, "网站图标"),
        **declared,
    }
    looked = [Looked(file, as_used(file, usage, files), exempt.get(file.path, "")) for file in found]
    judged = _verdicts(desk, [one for one in looked if not one.exempt], frozenset(file.digest for file in found))
    judged |= _left_alone(desk.site, found, judged, desk.campaigns)
    judge = PageJudge(desk.campaigns, files, addresses, marks, Stylist(desk))
    judged |= {path: judge.judge(path, facts) for path, facts in pages.items()} | broken
    desk.memory.forget_answers(desk.used)
    return compliance_of(looked, judged, desk.campaigns, on=today, digest=digest_of(found))


def _pages(desk: Desk, pages: Sequence[SiteFile]) -> tuple[dict[str, PageFacts], dict[str, Verdict]]:
    facts: dict[str, PageFacts] = {}
    broken: dict[str, Verdict] = {}
    answers = answers_to(desk, "读网页", [Question(page, Product.PAGE) for page in pages])
    for page, answer in zip(pages, map(load_page, answers), strict=True):
        if isinstance(answer, Verdict):
            broken[page.path] = answer
        else:
            facts[page.path] = answer
    return facts, broken


def _marks(
    desk: Desk, pages: Mapping[str, PageFacts], files: Mapping[str, SiteFile], addresses: Addresses
) -> dict[str, MarkFile | None]:
    """Look at every picture that stands first on a page, and at drawings: which of them is a mark, and whose?"""
    firsts = {
        path
        for page, facts in pages.items()
        if facts.first and (path := addresses.find(facts.first.src, page, facts.base))
    }
    drawn = [file.path for file in files.values() if file.drawn and file.product is Product.PICTURE][:_MOST_DRAWN]
    wanted = [files[path] for path in sorted(firsts.union(drawn))]
    answers = answers_to(desk, "比对网页上的标识", [Question(file, MARK) for file in wanted])
    return {file.path: _mark_in(answer) for file, answer in zip(wanted, answers, strict=True)}


def _mark_in(answer: str) -> MarkFile | None:
    seen = VERDICT.validate_json(answer).seen
    return MarkFile(seen.campaign, seen.box[2] / max(seen.box[3], 1.0)) if seen else None


def _verdicts(desk: Desk, due: Sequence[Looked], published: frozenset[str]) -> dict[str, Verdict]:
    """Judge everything but pages."""
    bundles = [one for one in due if one.product is Product.ARCHIVE]
    apart = {None, Product.PAGE, Product.ARCHIVE, Product.OTHER}
    asked = [(one, one.product) for one in due if one.product is not None and one.product not in apart]
    answers = answers_to(desk, "查找标识", [Question(one.file, product) for one, product in asked])
    packed = answers_to(desk, "核对压缩包", [Question(one.file, Product.ARCHIVE) for one in bundles], look_into)
    return {
        **{one.file.path: _unsupported(one.file.path) for one in due if one.product is Product.OTHER},
        **{one.file.path: VERDICT.validate_json(answer) for (one, _), answer in zip(asked, answers, strict=True)},
        **{one.file.path: judge_bundle(answer, published) for one, answer in zip(bundles, packed, strict=True)},
    }


def _unsupported(path: str) -> Verdict:
    return Verdict((faults.unsupported(Path(path).suffix or "这种文件"),))


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
