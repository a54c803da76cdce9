"""All editions of one build: boards of every month, the catalogue for shops, the ledger of printed addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from press.edition.contents import SheetWriter, made_on
from press.edition.leaflets import LeafletFiles, make_leaflet
from press.edition.months import MonthFiles, Press, make_month
from press.edition.offers import board_sheets, leaflet_folder, leaflet_view, volume_url
from press.edition.room import PrintRoom
from press.edition.volumes import make_volume
from press.findings import Checked, Finding, Severity
from press.model import Article, Bulletin
from press.print.catalogue import FOLDER, MonthRecord, catalogue_atom, catalogue_json
from press.print.content import LeafletContent, SheetContent
from press.print.fit import MISFITS
from press.print.formats import load_formats, load_leaflets
from press.print.ledger import PrintedAddress, check_ledger, merged, read_ledger, write_ledger
from press.print.sheet import SheetFormat
from press.site.addresses import document_url
from press.site.assemble import Assembled
from press.site.context import SiteContext
from press.site.inputs import SiteInputs
from press.site.plan import published
from press.site.planned import RenderedText
from press.site.printed import PrintedMatter
from press.site.redirects import alias_url
from press.site.site_address import is_placeholder

LEDGER = "printed.yml"
_A4 = "a4"
"""The format that leaflets and volumes are cut from."""


@dataclass(frozen=True, slots=True)
class _Leaflet:
    """What is kept of a leaflet once it is made; its text is not."""

    files: LeafletFiles | None
    findings: tuple[Finding, ...]
    printed: tuple[PrintedAddress, ...]


def print_editions(
    inputs: SiteInputs, assembled: Assembled, texts: Mapping[str, RenderedText]
) -> Checked[PrintedMatter]:
    """Make every month's files, from the cache where nothing changed, and keep the ledger."""
    context = assembled.context
    formats = load_formats(inputs.overlays / "print" / "formats.yml", inputs.root)
    bulletins = context.library.bulletins
    findings: list[Finding] = list(formats.findings)
    if not formats.value:
        return Checked(PrintedMatter(), tuple(findings))
    writer = SheetWriter(inputs, context, texts)
    room = PrintRoom.open(inputs, assembled.marks.campaigns, formats.value)
    months: list[tuple[Bulletin, MonthFiles]] = []
    boards: list[tuple[SheetContent, Press]] = []
    printed: list[PrintedAddress] = []
    with inputs.reporter.stage("宣传栏排印", len(bulletins) * len(formats.value)) as stage:
        for bulletin in bulletins:
            press = room.press_for(bulletin)
            if press is None:
                continue
            content = writer.board(bulletin)
            boards.append((content, press))
            month = make_month(content, press, stage)
            findings.extend(month.findings)
            if month.value is not None:
                months.append((bulletin, month.value))
                printed.extend(_printed(content, inputs))
    base = next((form for form in formats.value if form.id == _A4), None)
    volumes = _volumes(boards, base) if base else Checked({})
    leaflets = _leaflets(inputs, context, writer, room, base) if base else Checked([])
    findings.extend(volumes.findings)
    findings.extend(leaflets.findings)
    findings.extend(finding for one in leaflets.value for finding in one.findings)
    printed.extend(address for one in leaflets.value if one.files for address in one.printed)
    findings.extend(_keep_ledger(inputs, assembled, printed))
    made = [one.files for one in leaflets.value if one.files]
    return Checked(_editions(context, months, volumes.value, made), tuple(findings))


def _volumes(boards: list[tuple[SheetContent, Press]], a4: SheetFormat) -> Checked[dict[int, Path]]:
    made: dict[int, Path] = {}
    findings: list[Finding] = []
    ordered = sorted(boards, key=lambda item: (item[0].year, item[0].month))
    for year, group in groupby(ordered, key=lambda item: item[0].year):
        year_boards = list(group)
        volume = make_volume(year, [content for content, _ in year_boards], a4, year_boards[-1][1])
        findings.extend(volume.findings)
        if volume.value is not None:
            made[year] = volume.value
    return Checked(made, tuple(findings))


def _leaflets(
    inputs: SiteInputs, context: SiteContext, writer: SheetWriter, room: PrintRoom, a4: SheetFormat
) -> Checked[list[_Leaflet]]:
    """Make the leaflets of every article, or of those on boards (`leaflets` in formats.yml), several at a time."""
    wanted = load_leaflets(inputs.overlays / "print" / "formats.yml", inputs.root)
    slugs = {item.article for bulletin in context.library.bulletins for item in bulletin.items}
    every = inputs.leaflets and wanted.value == "all"
    articles = [article for article in context.library.articles if every or article.slug in slugs]
    if wanted.value == "none" or not articles:
        return Checked([], wanted.findings)

    def one(article: Article) -> _Leaflet | None:
        press = room.press_for(article)
        if press is None:
            return None
        content = writer.leaflet(article)
        made = make_leaflet(content, a4, press, stage)
        ordered = article.slug in slugs
        findings = made.findings if ordered else tuple(map(_in_passing, made.findings))
        return _Leaflet(made.value, findings, tuple(_printed_leaflet(content, inputs)))

    with (
        inputs.reporter.stage("明白纸排印", len(articles)) as stage,
        ThreadPoolExecutor(max_workers=inputs.jobs) as crew,
    ):
        return Checked([made for made in crew.map(one, articles) if made], wanted.findings)


def _in_passing(finding: Finding) -> Finding:
    """Say softly that a leaflet which nobody ordered does not fit: many articles are longer than a page."""
    return replace(finding, severity=Severity.NOTICE) if finding.rule_id in MISFITS else finding


def _editions(
    context: SiteContext,
    months: list[tuple[Bulletin, MonthFiles]],
    volumes: Mapping[int, Path],
    leaflets: list[LeafletFiles],
) -> PrintedMatter:
    files = {f"{FOLDER}/{month.slug}/print/{name}": path for _, month in months for name, path in month.files.items()}
    files |= {volume_url(year): path for year, path in volumes.items()}
    files |= {f"{leaflet_folder(one.slug)}/{name}": path for one in leaflets for name, path in one.named().items()}
    offered = {one.slug: leaflet_view(one) for one in leaflets}
    if not months:
        return PrintedMatter(files, leaflets=offered)
    base = context.address
    newest = max(months, key=lambda item: item[0].month)[1]
    files |= {f"{FOLDER}/latest/print/{name}": path for name, path in newest.latest.items()}
    records = [MonthRecord(month.record, made_on(bulletin)) for bulletin, month in months]
    made = {f"{FOLDER}/print.json": catalogue_json(records, base).encode()}
    if base:
        made[f"{FOLDER}/print.atom"] = catalogue_atom(records, base, f"{context.title}·印刷文件").encode()
    sheets = {month.slug: board_sheets(month, bulletin.month.year, volumes) for bulletin, month in months}
    return PrintedMatter(files, made, sheets, offered)


def _printed(content: SheetContent, inputs: SiteInputs) -> Iterator[PrintedAddress]:
    for code in content.codes:
        yield PrintedAddress(code.address, content.title, code.target, inputs.today)


def _printed_leaflet(content: LeafletContent, inputs: SiteInputs) -> Iterator[PrintedAddress]:
    if content.qr is not None:
        yield PrintedAddress(content.qr.address, f"明白纸：{content.title}", content.qr.target, inputs.today)


def _keep_ledger(inputs: SiteInputs, assembled: Assembled, printed: list[PrintedAddress]) -> tuple[Finding, ...]:
    """Hold the ledger against the site, then enter what was printed now.

    An address that is only an example is not entered: nobody can hang it on a board.
    """
    file, shown = inputs.docs / LEDGER, inputs.shown(LEDGER)
    known = read_ledger(file, shown)
    if known.value is None:
        return known.findings
    findings = (*known.findings, *check_ledger(known.value, _live(assembled), shown))
    if not printed or is_placeholder(inputs.address):
        return findings
    entries = merged(known.value, printed)
    if entries == known.value:
        return findings
    try:
        write_ledger(file, entries)
    except OSError as error:
        message = f"印刷网址台账写不进去：{error.strerror or error}"
        return (*findings, Finding("print/ledger-unwritten", Severity.ERROR, message, "请检查文件夹是否只读", shown))
    return findings


def _live(assembled: Assembled) -> dict[str, str]:
    live = {page.url: page.url for page in assembled.plan.pages.values()}
    for document in published(assembled.context.library):
        for alias in document.aliases:
            url = alias_url(alias)
            if url is not None:
                live.setdefault(url, document_url(document))
    return live
