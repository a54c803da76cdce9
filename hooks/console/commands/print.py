"""`print`: the sheets of a month's board, ready for the shop."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from console import options
from console.wording import ChineseCommand
from press.findings import Finding, Severity

if TYPE_CHECKING:
    from rich.console import Console

_MONTH = re.compile(r"(\d{4})[-./年]?(0?[1-9]|1[0-2])月?")


def _month(context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    """Take a month as people write it (2026-11, 202611, 2026年11月); refuse what is none."""
    del context, parameter
    if given is None:
        return None
    found = _MONTH.fullmatch(_folded(given))
    if found is None:
        raise click.BadParameter(f"“{given}”不是月份，请写成 2026-11 这样")
    return f"{found[1]}-{int(found[2]):02}"


def _folded(words: str) -> str:
    """Return words without spaces, capitals and full-width letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", words)).casefold()


def _check(docs: Path, overlays: Path, month: str | None, formats: tuple[str, ...]) -> None:
    """Refuse a month or format that is not there, before a build of minutes.

    Raises:
        click.UsageError: naming what there is.
    """
    if month and not (docs / "bulletins" / f"{month}.md").is_file():  # else it may be of another name
        from press.content.library import load_library  # noqa: PLC0415 -- `--help` must be quick

        known = sorted(str(bulletin.month) for bulletin in load_library(docs, overlays.parent).value.bulletins)
        if month not in known:
            have = f"现有：{'、'.join(known)}" if known else "还一期都没有"
            raise click.UsageError(f"没有 {month} 这一期，{have}。要新写一期，请用 new 命令")
    if formats:
        from press.print.formats import load_formats  # noqa: PLC0415 -- `--help` must be quick

        offered = load_formats(overlays / "print" / "formats.yml", overlays.parent).value
        for name in formats:
            if offered and not any(_fits(form.id, form.name, name) for form in offered):
                names = "、".join(f"{form.name}（{form.id}）" for form in offered)
                raise click.UsageError(f"没有“{name}”这种规格。现有：{names}。规格写在 overlays/print/formats.yml")


@click.command(
    "print",
    cls=ChineseCommand,
    short_help="排印宣传栏，列出交给印厂的文件",
    help="排印宣传栏：生成网站，并列出某一期（不写就是最新一期）各种规格的印刷文件。没有改动的直接用上次做好的。",
)
@click.argument("month", metavar="[月份]", required=False, callback=_month)
@click.option("--format", "formats", multiple=True, metavar="规格", help="只列这种规格，如 A3；可以写几次")
@click.option("--all", "every", is_flag=True, help="列出所有各期")
@options.docs
@options.site
@options.config
@options.strict
@options.jobs
def command(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command line
    month: str | None,
    formats: tuple[str, ...],
    docs: Path | None,
    site: Path | None,
    config: Path,
    jobs: int | None,
    *,
    every: bool,
    strict: bool,
) -> int:
    """Build, then show what lies ready for the shop."""
    from rich.console import Console  # noqa: PLC0415 -- `--help` must be quick

    from console import building, progress, summary  # noqa: PLC0415 -- likewise
    from console.project import CACHE, DOCS  # noqa: PLC0415 -- likewise
    from console.request import Request  # noqa: PLC0415 -- likewise
    from press.findings import fails_strict  # noqa: PLC0415 -- likewise

    _check(docs or config.parent / DOCS.name, config.parent / "overlays", month, formats)
    with progress.reporter_for(Console(stderr=True)) as reporter:
        built = building.build(Request(config, docs, site, strict, jobs), reporter)
    console = Console()
    findings = built.outcome.findings
    months = _chosen(built.outcome.site_dir, month, every=every)
    asked = frozenset[str]() if every else frozenset([month] if month else [entry["month"] for entry in months])
    summary.show_findings(console, [found for found in findings if _concerns(found, asked)], CACHE)
    for entry in months:
        _table(console, entry, formats, built.outcome.site_dir)
    if not months:
        wanted = f" {month} " if month else "任何一期"
        raise click.UsageError(f"没有{wanted}的印刷文件：原因见上面的提示；docs/bulletins/ 里要有这一期，而且有正文")
    return int(strict and fails_strict(findings))


def _chosen(site: Path | None, month: str | None, *, every: bool) -> list[dict[str, Any]]:
    """Return the catalogue's entries of the wanted months: one, the newest, or all."""
    catalogue = site / "bulletins" / "print.json" if site else None
    if catalogue is None or not catalogue.is_file():
        return []
    months: list[dict[str, Any]] = json.loads(catalogue.read_text("utf-8"))["months"]
    wanted = [entry for entry in months if month in {None, entry["month"]}]
    return wanted if every or month else wanted[:1]


def _concerns(finding: Finding, months: frozenset[str]) -> bool:
    """Whether a finding is of printing and not of another month, nor a remark on some article's leaflet.

    Args:
        finding: any.
        months: those asked for; empty for all.
    """
    if not finding.rule_id.startswith("print/"):
        return False
    from press.content.bulletins import month_in  # noqa: PLC0415 -- `--help` must be quick

    path = PurePosixPath(finding.path or "")
    if "bulletins" in path.parts:
        named = month_in(path.stem)
        return not months or named is None or str(named) in months
    return "articles" not in path.parts or finding.severity is Severity.ERROR


def _table(console: Console, entry: dict[str, Any], formats: tuple[str, ...], site: Path | None) -> None:
    from rich.table import Table  # noqa: PLC0415 -- `--help` must be quick

    table = Table(title=f"{entry['title']}　{entry['theme']}", title_justify="left")
    for heading in ("规格", "成品尺寸", "正文字号", "印刷文件"):
        table.add_column(heading)
    for form in entry["formats"]:
        if formats and not any(_fits(form["id"], form["name"], name) for name in formats):
            continue
        width, height = form["trim_mm"]
        file = form["print"]["name"] if form["print"] else "没有通过检查，不出印刷文件"
        table.add_row(form["name"], f"{width:g}×{height:g} 毫米", f"{form['body_pt']:g} 磅", file)
    console.print(table)
    folder = (site or Path()) / "bulletins" / entry["month"] / "print"
    console.print(f"文件在 {folder}，其中“印刷说明”和 ZIP 可直接发给印厂", highlight=False, soft_wrap=True)


def _fits(form: str, called: str, name: str) -> bool:
    wanted = _folded(name)
    return wanted == form.casefold() or wanted in _folded(called)
