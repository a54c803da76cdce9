"""All editions of one build: boards of every month, the catalogue for shops, the ledger of printed addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

from press.cache import Cache
from press.campaign.choose import active_campaign
from press.edition.contents import SheetWriter, made_on
from press.edition.leaflets import LeafletFiles, make_leaflet
from press.edition.months import MonthFiles, Press, make_month
from press.edition.offers import board_sheets, leaflet_folder, leaflet_view, volume_url
from press.edition.volumes import make_volume
from press.findings import Checked, Finding, Severity
from press.model import Article, Bulletin
from press.print.catalogue import FOLDER, MonthRecord, catalogue_atom, catalogue_json
from press.print.content import LeafletContent, SheetContent, mark_of
from press.print.formats import load_formats, load_leaflets
from press.print.ledger import PrintedAddress, check_ledger, merged, read_ledger, write_ledger
from press.print.sheet import SheetFormat
from press.print.stage import open_stage
from press.print.typeset import Workshop
from press.site.addresses import document_url
from press.site.assemble import Assembled
from press.site.context import SiteContext
from press.site.inputs import SiteInputs
from press.site.page_store import files_digest
from press.site.plan import published
from press.site.planned import RenderedText
from press.site.printed import PrintedMatter
from press.site.redirects import alias_url
from press.site.site_address import is_placeholder

LEDGER = "printed.yml"
_A4 = "a4"
"""The format that leaflets and volumes are cut from."""


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
    program = files_digest((Path(__file__).resolve().parents[1] / "print",), frozenset({".py"}))
    months: list[tuple[Bulletin, MonthFiles]] = []
    boards: list[tuple[SheetContent, Press]] = []
    printed: list[PrintedAddress] = []
    cache = Cache(inputs.cache)
    with inputs.reporter.stage("宣传栏排印", len(bulletins) * len(formats.value)) as stage:
        for bulletin in bulletins:
            press = _press(inputs, assembled, bulletin, formats.value, cache)
            if press is None:
                continue
            content = writer.board(bulletin)
            boards.append((content, press))
            month = make_month(content, press, program, stage)
            findings.extend(month.findings)
            if month.value is not None:
                months.append((bulletin, month.value))
                printed.extend(_printed(content, inputs))
    base = next((form for form in formats.value if form.id == _A4), None)
    volumes = _volumes(boards, base, program) if base else Checked({})
    leaflets = _leaflets(inputs, assembled, writer, formats.value, program) if base else Checked([])
    findings.extend((*volumes.findings, *leaflets.findings))
    printed.extend(address for content, _ in leaflets.value for address in _printed_leaflet(content, inputs))
    findings.extend(_keep_ledger(inputs, assembled, printed))
    return Checked(_editions(context, months, volumes.value, leaflets.value), tuple(findings))


def _volumes(boards: list[tuple[SheetContent, Press]], a4: SheetFormat, program: str) -> Checked[dict[int, Path]]:
    made: dict[int, Path] = {}
    findings: list[Finding] = []
    ordered = sorted(boards, key=lambda item: (item[0].year, item[0].month))
    for year, group in groupby(ordered, key=lambda item: item[0].year):
        year_boards = list(group)
        volume = make_volume(year, [content for content, _ in year_boards], a4, year_boards[-1][1], program)
        findings.extend(volume.findings)
        if volume.value is not None:
            made[year] = volume.value
    return Checked(made, tuple(findings))


def _leaflets(
    inputs: SiteInputs, assembled: Assembled, writer: SheetWriter, formats: tuple[SheetFormat, ...], program: str
) -> Checked[list[tuple[LeafletContent, LeafletFiles]]]:
    """Make the leaflets of every article, or of those on boards (`leaflets` in formats.yml), several at a time."""
    wanted = load_leaflets(inputs.overlays / "print" / "formats.yml", inputs.root)
    context = assembled.context
    slugs = {item.article for bulletin in context.library.bulletins for item in bulletin.items}
    every = inputs.leaflets and wanted.value == "all"
    articles = [article for article in context.library.articles if every or article.slug in slugs]
    if wanted.value == "none" or not articles:
        return Checked([], wanted.findings)
    cache = Cache(inputs.cache)
    a4 = next(form for form in formats if form.id == _A4)

    def one(article: Article) -> tuple[LeafletContent, Checked[LeafletFiles | None]] | None:
        press = _press(inputs, assembled, article, formats, cache)
        if press is None:
            return None
        content = writer.leaflet(article)
        return content, make_leaflet(content, a4, press, program, stage)

    with (
        inputs.reporter.stage("明白纸排印", len(articles)) as stage,
        ThreadPoolExecutor(max_workers=inputs.jobs) as crew,
    ):
        done = [item for item in crew.map(one, articles) if item]
    findings = [finding for _, made in done for finding in made.findings]
    return Checked([(content, made.value) for content, made in done if made.value], (*wanted.findings, *findings))


def _press(
    inputs: SiteInputs,
    assembled: Assembled,
    document: Article | Bulletin,
    formats: tuple[SheetFormat, ...],
    cache: Cache,
) -> Press | None:
    campaigns = assembled.marks.campaigns
    day = document.published or (document.month.first_day if isinstance(document, Bulletin) else None)
    campaign = active_campaign(campaigns, day) or active_campaign(campaigns, None)
    if campaign is None:
        return None
    stage = open_stage(inputs.cache / "print", inputs.overlays)
    return Press(Workshop(stage, mark_of(campaign), made_on(document)), formats, cache, inputs.jobs)


def _editions(
    context: SiteContext,
    months: list[tuple[Bulletin, MonthFiles]],
    volumes: Mapping[int, Path],
    leaflets: list[tuple[LeafletContent, LeafletFiles]],
) -> PrintedMatter:
    files = {f"{FOLDER}/{month.slug}/print/{name}": path for _, month in months for name, path in month.files.items()}
    files |= {volume_url(year): path for year, path in volumes.items()}
    files |= {f"{leaflet_folder(one.slug)}/{name}": path for _, one in leaflets for name, path in one.named().items()}
    offered = {one.slug: leaflet_view(one) for _, one in leaflets}
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
    try:
        write_ledger(file, merged(known.value, printed))
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
