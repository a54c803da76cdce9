"""All editions of one build: boards of every month, the catalogue for shops, the ledger of printed addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from press.cache import Cache
from press.campaign.choose import active_campaign
from press.edition.contents import SheetWriter, made_on
from press.edition.months import MonthFiles, Press, make_month
from press.findings import Checked, Finding, Severity
from press.model import Bulletin
from press.print.catalogue import FOLDER, MonthRecord, catalogue_atom, catalogue_json
from press.print.content import SheetContent, mark_of
from press.print.fileset import JOB_SHEET
from press.print.formats import load_formats
from press.print.ledger import PrintedAddress, check_ledger, merged, read_ledger, write_ledger
from press.print.sheet import SheetFormat
from press.print.stage import open_stage
from press.print.typeset import Workshop
from press.site.addresses import document_url
from press.site.assemble import Assembled
from press.site.boards import RenderedText
from press.site.inputs import SiteInputs
from press.site.page_store import files_digest
from press.site.plan import published
from press.site.redirects import alias_url
from press.site.session import PrintedMatter
from press.site.site_address import is_placeholder
from press.site.views import BoardSheets, SheetView

LEDGER = "printed.yml"
_IN_MEGABYTES = 100_000


def print_editions(
    inputs: SiteInputs, assembled: Assembled, texts: Mapping[str, RenderedText]
) -> Checked[PrintedMatter]:
    """Make every month's files, from the cache where nothing changed, and keep the ledger."""
    context = assembled.context
    formats = load_formats(inputs.overlays / "print" / "formats.yml", inputs.root)
    bulletins = context.library.bulletins
    findings: list[Finding] = list(formats.findings)
    if not bulletins or not formats.value:
        return Checked(PrintedMatter(), tuple(findings))
    writer = SheetWriter(inputs, context, texts)
    program = files_digest((Path(__file__).resolve().parents[1] / "print",), frozenset({".py"}))
    months: list[tuple[Bulletin, MonthFiles]] = []
    printed: list[PrintedAddress] = []
    cache = Cache(inputs.cache)
    with inputs.reporter.stage("宣传栏排印", len(bulletins) * len(formats.value)) as stage:
        for bulletin in bulletins:
            press = _press(inputs, assembled, bulletin, formats.value, cache)
            if press is None:
                continue
            content = writer.board(bulletin)
            month = make_month(content, press, program, stage)
            findings.extend(month.findings)
            if month.value is not None:
                months.append((bulletin, month.value))
                printed.extend(_printed(content, inputs))
    findings.extend(_keep_ledger(inputs, assembled, printed))
    return Checked(_editions(context.address, context.title, months), tuple(findings))


def _press(
    inputs: SiteInputs, assembled: Assembled, bulletin: Bulletin, formats: tuple[SheetFormat, ...], cache: Cache
) -> Press | None:
    campaigns = assembled.marks.campaigns
    campaign = active_campaign(campaigns, bulletin.published or bulletin.month.first_day) or active_campaign(
        campaigns, None
    )
    if campaign is None:
        return None
    stage = open_stage(inputs.cache / "print", inputs.overlays)
    return Press(Workshop(stage, mark_of(campaign), made_on(bulletin)), formats, cache, inputs.jobs)


def _editions(base: str, title: str, months: list[tuple[Bulletin, MonthFiles]]) -> PrintedMatter:
    if not months:
        return PrintedMatter()
    files = {f"{FOLDER}/{month.slug}/print/{name}": path for _, month in months for name, path in month.files.items()}
    newest = max(months, key=lambda item: item[0].month)[1]
    files |= {f"{FOLDER}/latest/print/{name}": path for name, path in newest.latest.items()}
    records = [MonthRecord(month.record, made_on(bulletin)) for bulletin, month in months]
    made = {f"{FOLDER}/print.json": catalogue_json(records, base).encode()}
    if base:
        made[f"{FOLDER}/print.atom"] = catalogue_atom(records, base, f"{title}·印刷文件").encode()
    sheets = {month.slug: _board_sheets(month) for _, month in months}
    return PrintedMatter(files, made, sheets)


def _board_sheets(month: MonthFiles) -> BoardSheets:
    folder = f"{FOLDER}/{month.slug}/print"
    return BoardSheets(tuple(_sheet_views(month)), f"{folder}/{JOB_SHEET}.pdf", f"{folder}/{month.slug}-print.zip")


def _sheet_views(month: MonthFiles) -> Iterator[SheetView]:
    folder = f"{FOLDER}/{month.slug}/print"
    for form in cast("list[dict[str, Any]]", month.record["formats"]):
        names = [f"{folder}/{name}" for name in form["previews"]]
        width, height = form["trim_mm"]
        yield SheetView(
            name=form["name"],
            size=f"{width:g}×{height:g} 毫米",
            preview_url=names[0],
            width=width,
            height=height,
            print_url=f"{folder}/{form['print']['name']}" if form["print"] else "",
            print_size=_megabytes(form["print"]["bytes"]) if form["print"] else "",
            screen_url=f"{folder}/{form['screen']['name']}",
            screen_size=_megabytes(form["screen"]["bytes"]),
            stock=form["stock"],
        )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= _IN_MEGABYTES else f"{max(1, round(size / 1000))} KB"


def _printed(content: SheetContent, inputs: SiteInputs) -> Iterator[PrintedAddress]:
    for code in content.codes:
        yield PrintedAddress(code.address, content.title, code.target, inputs.today)


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
