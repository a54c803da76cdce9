"""From docs/ to a site plan: the order of the workflow, readable in one go.

load → mark pictures → mark posters → look up the calendar → plan pages → see what is left over
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from press.bulletin.qr import qr_matrix
from press.cache import Cache
from press.calendar.observances import load_observances
from press.campaign.choose import active_campaign
from press.campaign.load import load_campaigns
from press.campaign.model import Campaign
from press.content.library import docs_prefix, load_library
from press.content.tree import Tree, scan
from press.errors import PressError
from press.findings import Checked, Finding, Severity
from press.model import Library
from press.progress import Reporter
from press.site.addresses import name_book
from press.site.context import SiteContext, count_doctors
from press.site.literacy import load_literacy
from press.site.marks import MarkSet, mark_set
from press.site.media import MediaIndex, rendition_url
from press.site.plan import PlannedPage, SitePlan, plan_pages, published
from press.stamp.pictures import mark_pictures
from press.stamp.posters import mark_posters
from press.stamp.requests import PictureRequest, PosterRequest

ATTACHMENTS = "files"
"""Folder in docs/ whose files are published as they are."""
_SETTINGS = frozenset({"doctors.yml", "county.yml", "printed.yml"})


@dataclass(frozen=True, slots=True)
class SiteInputs:
    """Where one build reads and what it is told.

    address  absolute with a trailing slash, or empty
    engine   digest of everything of the engine that shapes a page (versions, configuration); empty: keep no pages
    """

    root: Path
    docs: Path
    overlays: Path
    cache: Path
    today: dt.date
    title: str
    address: str
    jobs: int
    reporter: Reporter
    engine: str = ""

    def shown(self, path: PurePosixPath | str) -> str:
        """Return how findings name a file of docs/."""
        return f"{docs_prefix(self.docs, self.root)}/{path}"


@dataclass(frozen=True, slots=True)
class Assembled:
    """The plan, and what the rest of the build needs beside it."""

    plan: SitePlan
    context: SiteContext
    tree: Tree
    marks: MarkSet
    pictures: int
    posters: int


def _videos(library: Library, docs: Path) -> Iterator[PosterRequest]:
    for video in library.videos:
        if video.file or video.poster:
            yield PosterRequest(
                path=video.path,
                video=docs / video.file if video.file else None,
                still=docs / video.poster if video.poster else None,
                at=video.poster_time,
                on=video.published,
            )


def _mark_all(
    inputs: SiteInputs, library: Library, campaigns: tuple[Campaign, ...], cache: Cache
) -> Checked[MediaIndex]:
    posters_only = {video.poster for video in library.videos if video.poster}
    requests = [
        PictureRequest(path=use.path, file=inputs.docs / use.path, on=use.on)
        for use in library.pictures
        if use.path not in posters_only
    ]
    pictures = mark_pictures(requests, campaigns, cache, inputs.reporter, inputs.jobs)
    posters = mark_posters(tuple(_videos(library, inputs.docs)), campaigns, cache, inputs.reporter, inputs.jobs)
    return Checked(MediaIndex(pictures.value, posters.value), (*pictures.findings, *posters.findings))


def _address_fault(address: str) -> str:
    """Try the longest address a page can have: slugs are at most 60 characters."""
    try:
        qr_matrix(f"{address}bulletins/{'x' * 60}.html", mask=0)
    except PressError as error:
        return str(error)
    return ""


def _about_address(address: str, fault: str) -> Iterator[Finding]:
    place, hint = "mkdocs.yml", "请在 mkdocs.yml 里把 site_url 写成网站的正式网址，例如 https://kepu.某县.gov.cn/"
    if not address:
        message = "没有写网站的正式网址，页面和宣传栏上没有二维码，也没有订阅和网站地图"
        yield Finding("site/no-address", Severity.NOTICE, message, hint, place)
    elif fault:
        yield Finding("site/bad-address", Severity.ERROR, fault, hint, place)
    elif (urlsplit(address).hostname or "").endswith((".example", "example.com", "example.org")):
        message = f"网址 {address} 只是示例，印出去的二维码扫了打不开"
        yield Finding("site/placeholder-address", Severity.NOTICE, message, hint, place)


def _context(inputs: SiteInputs, library: Library, media: MediaIndex, goal: int) -> Checked[SiteContext]:
    observances = load_observances(inputs.overlays / "rules" / "observance_days.tsv", inputs.root)
    fault = _address_fault(inputs.address) if inputs.address else ""
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
        doctor_counts=count_doctors(library),
        articles={article.slug: article for article in library.articles},
        videos={video.slug: video for video in library.videos},
        places={article.slug: place for place, article in enumerate(library.articles)},
    )
    return Checked(context, (*observances.findings, *_about_address(inputs.address, fault)))


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


def _copies(library: Library, docs: Path, files: tuple[PurePosixPath, ...]) -> dict[str, Path]:
    films = {video.file for video in library.videos if video.file}
    return {path.as_posix(): docs / path for path in files if path in films or path.parts[0] == ATTACHMENTS}


def _left_over(
    inputs: SiteInputs, files: tuple[PurePosixPath, ...], library: Library, used: frozenset[PurePosixPath]
) -> Iterator[Finding]:
    known = used | set(library.drafts) | set(library.withheld)
    for path in files:
        if path in known or path.name in _SETTINGS or path.parts[0] == ATTACHMENTS:
            continue
        yield Finding(
            "site/not-published",
            Severity.NOTICE,
            f"没有任何页面用到“{path.name}”，这个文件没有发布",
            f"要发布图片，请在文章里引用它；要供人下载，请放进 docs/{ATTACHMENTS}/",
            inputs.shown(path),
        )


def assemble(inputs: SiteInputs) -> Checked[Assembled]:
    """Read docs/, mark what must be marked (from cache where nothing changed), and plan the site.

    Raises:
        press.errors.UsageError: If docs/ or the campaigns cannot be read at all.
        press.errors.MissingToolError: If a foreign program is absent.
    """
    library = load_library(inputs.docs, inputs.root)
    campaigns = load_campaigns(inputs.overlays / "campaigns", inputs.root)
    cache = Cache(inputs.cache)
    media = _mark_all(inputs, library.value, campaigns.value, cache)
    current = active_campaign(campaigns.value, inputs.today)
    context = _context(inputs, library.value, media.value, current.goal if current else 0)
    pages = _pages(inputs, context.value)
    tree = scan(inputs.docs, docs_prefix(inputs.docs, inputs.root))
    copies = _copies(library.value, inputs.docs, tree.files)
    plan = SitePlan(
        pages=pages.value,
        pictures={path.as_posix(): rendition_url(marked.full) for path, marked in media.value.pictures.items()},
        copies={**copies, **media.value.assets()},
        addresses=frozenset(page.url for page in pages.value.values()),
    )
    documents = frozenset(document.path for document in published(library.value))
    pictures = frozenset(use.path for use in library.value.pictures)
    used = documents | pictures | frozenset(PurePosixPath(name) for name in copies)
    findings = (
        *library.findings,
        *campaigns.findings,
        *media.findings,
        *context.findings,
        *pages.findings,
        *_left_over(inputs, tree.files, library.value, used),
    )
    assembled = Assembled(
        plan=plan,
        context=context.value,
        tree=tree,
        marks=mark_set(campaigns.value),
        pictures=len(media.value.pictures),
        posters=len(media.value.posters),
    )
    return Checked(assembled, findings)
