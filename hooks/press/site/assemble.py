"""From docs/ to a site plan: the order of the workflow, readable in one go.

load → mark pictures, thumbnails, downloads → look up the calendar → plan pages → hold the content rules → see what
is left over
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from press.cache import Cache
from press.calendar.observances import load_observances
from press.campaign.choose import active_campaign
from press.campaign.load import load_campaigns
from press.campaign.model import Campaign
from press.content.ai_label import is_sidecar
from press.content.survey import Survey
from press.content.tree import Tree, docs_prefix
from press.errors import UsageError
from press.findings import Checked, Finding, Severity
from press.forked import begun
from press.model import Library
from press.site.addresses import name_book
from press.site.content_rules import COUNTY_RULES, read_rules
from press.site.context import SiteContext, doctor_views
from press.site.downloads import FOLDER
from press.site.inputs import SiteInputs
from press.site.library_later import LibraryLater, begin_library
from press.site.literacy import load_literacy
from press.site.marking import MarkedMedia, mark_media
from press.site.marks import MarkSet, mark_set
from press.site.media import MediaIndex, rendition_url
from press.site.plan import plan_pages, published
from press.site.planned import PlannedPage, SitePlan
from press.site.site_address import about_address, address_fault
from press.tools.typst import is_asleep

_SETTINGS = frozenset({"doctors.yml", "county.yml", "printed.yml", COUNTY_RULES})


@dataclass(frozen=True, slots=True)
class Assembled:
    """The plan, and what the rest of the build needs beside it."""

    plan: SitePlan
    context: SiteContext
    tree: Tree
    marks: MarkSet
    pictures: int
    posters: int
    rule_findings: tuple[Finding, ...] = ()
    """What the content rules found; not among the other findings of `assemble`."""


def _context(inputs: SiteInputs, library: Library, media: MediaIndex, goal: int) -> Checked[SiteContext]:
    observances = load_observances(inputs.overlays / "rules" / "observance_days.tsv", inputs.root)
    fault = address_fault(inputs.address) if inputs.address else ""
    context = SiteContext(
        library=library,
        media=media,
        names=name_book(library),
        today=inputs.today,
        title=library.county.site_title or inputs.title,
        address=inputs.address,
        address_fault=fault,
        observances=observances.value,
        literacy=load_literacy(inputs.overlays / "rules" / "literacy66.tsv"),
        goal=goal,
        doctor_views=doctor_views(library),
        articles={article.slug: article for article in library.articles},
        videos={video.slug: video for video in library.videos},
        places={article.slug: place for place, article in enumerate(library.articles)},
        leaflets=inputs.leaflets,
    )
    return Checked(context, (*observances.findings, *about_address(inputs.address, fault)))


def _pages(inputs: SiteInputs, context: SiteContext) -> Checked[Mapping[str, PlannedPage]]:
    pages: dict[str, PlannedPage] = {}
    taken: dict[str, PlannedPage] = {}
    findings: list[Finding] = []
    for page in sorted(plan_pages(context, context.title), key=lambda page: page.generated):
        other = taken.get(page.url)
        if other is not None:
            culprit = page.document or other.document
            findings.append(
                Finding(
                    "site/address-taken",
                    Severity.ERROR,
                    f"网址 {page.url} 被两个页面占用：“{other.title}”和“{page.title}”，后一个没有发布",
                    "请给文件换一个名字或换一个 slug",
                    inputs.shown(culprit.path) if culprit else None,
                )
            )
            continue
        taken[page.url] = pages[page.source] = page
    return Checked(pages, tuple(findings))


def _site_plan(pages: Mapping[str, PlannedPage], media: MarkedMedia) -> SitePlan:
    return SitePlan(
        pages=pages,
        pictures=_moved(media.index),
        copies={**media.files, **media.index.assets()},
        addresses=frozenset(page.url for page in pages.values()),
    )


def _moved(index: MediaIndex) -> dict[str, str]:
    """Return where links to a source file lead when it is published under another address."""
    pictures = {path.as_posix(): rendition_url(marked.full) for path, marked in index.pictures.items()}
    films = {path.as_posix(): url for path, url in index.films.items() if url != path.as_posix()}
    return {name: url for name, url in pictures.items() if PurePosixPath(name).parts[0] != FOLDER} | films


def _left_over(
    inputs: SiteInputs, files: tuple[PurePosixPath, ...], library: Library, media: MarkedMedia
) -> Iterator[Finding]:
    known = {
        *(document.path for document in published(library)),
        *(use.path for use in library.pictures),
        *media.index.films,
        *(PurePosixPath(name) for name in media.files),
        *library.drafts,
        *library.withheld,
    }
    for path in files:
        if path in known or path.name in _SETTINGS or path.parts[0] == FOLDER or is_sidecar(path):
            continue
        yield Finding(
            "site/not-published",
            Severity.NOTICE,
            f"没有任何页面用到“{path.name}”，这个文件没有发布",
            f"要发布图片，请在文章里引用它；要供人下载，请放进 docs/{FOLDER}/",
            inputs.shown(path),
        )


def _campaigns(inputs: SiteInputs) -> Checked[tuple[Campaign, ...]]:
    """Return the campaigns; without any nobody knows what to mark with.

    Raises:
        press.errors.UsageError: If none can be read.
    """
    campaigns = load_campaigns(inputs.overlays / "campaigns", inputs.root)
    if not campaigns.value:
        faults = "\n".join(f"  {found}" for found in campaigns.findings)
        raise UsageError(f"没有一个活动文件能用，不知道该加什么标识：\n{faults}")
    return campaigns


def _begin_marks(campaigns: tuple[Campaign, ...]) -> Callable[[], MarkSet]:
    """Begin to draw the marks; aside where nothing was typeset yet, because Typst keeps 27 MB of fonts and code."""
    draw = partial(mark_set, campaigns)
    return begun(draw) if is_asleep() else draw


def assemble(
    inputs: SiteInputs, survey: Survey | None = None, library_later: LibraryLater | None = None
) -> Checked[Assembled]:
    """Read docs/, mark what must be marked (from cache where nothing changed), and plan the site.

    Args:
        inputs: where to read, and what the build is told.
        survey: of docs/, if one was made.
        library_later: from `begin_library`, if that was called.

    Raises:
        press.errors.UsageError: If docs/ or the campaigns cannot be read at all.
        press.errors.MissingToolError: If a foreign program is absent.
    """
    survey = survey or Survey(inputs.docs, docs_prefix(inputs.docs, inputs.root))
    library_later = library_later or begin_library(inputs, survey)
    campaigns = _campaigns(inputs)
    marks_later = _begin_marks(campaigns.value)
    rules = read_rules(inputs)  # while others link the library and draw the marks
    library = library_later()
    cache = Cache(inputs.cache)
    tree = survey.tree
    held = rules.begin(library.value, tree)  # while pictures are marked and pages planned
    media = mark_media(inputs, library.value, tree, campaigns.value, cache)
    index = media.value.index
    current = active_campaign(campaigns.value, inputs.today)
    context = _context(inputs, library.value, index, current.goal if current else 0)
    pages = _pages(inputs, context.value)
    findings = (
        *library.findings,
        *campaigns.findings,
        *media.findings,
        *context.findings,
        *pages.findings,
        *_left_over(inputs, tree.files, library.value, media.value),
    )
    assembled = Assembled(
        plan=_site_plan(pages.value, media.value),
        context=context.value,
        tree=tree,
        marks=marks_later(),
        pictures=len(index.pictures),
        posters=len(index.posters),
        rule_findings=held(),
    )
    return Checked(assembled, findings)
