"""`print`: the sheets of a month's board, ready for the shop."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console import options
from console.wording import ChineseCommand

if TYPE_CHECKING:
    from rich.console import Console

_MONTH = re.compile(r"(\d{4})[-./年]?(0?[1-9]|1[0-2])月?")
_STATED = re.compile(r"^month:\s*['\"]?(\d{4}-\d{2})", re.MULTILINE)


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
    stated = [_STATED.findall(file.read_text("utf-8", "replace")) for file in (docs / "bulletins").rglob("*.md")]
    known = sorted({found for one in stated for found in one})
    if month and known and month not in known:
        raise click.UsageError(f"没有 {month} 这一期。现有：{'、'.join(known)}。要新写一期，请用 new 命令")
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

    from console import engine, progress, summary  # noqa: PLC0415 -- likewise
    from console.project import CACHE, DOCS  # noqa: PLC0415 -- likewise
    from press.findings import fails_strict  # noqa: PLC0415 -- likewise

    _check(docs or config.parent / DOCS.name, config.parent / "overlays", month, formats)
    with progress.reporter_for(Console(stderr=True)) as reporter:
        built = engine.build(engine.Request(config, docs, site, strict, jobs), reporter)
    console = Console()
    findings = built.outcome.findings
    summary.show_findings(console, [found for found in findings if found.rule_id.startswith("print/")], CACHE)
    shown = _show(console, built.outcome.site_dir, month, formats, every=every)
    if not shown:
        wanted = month or "任何一期"
        raise click.UsageError(f"没有{wanted}的印刷文件：请检查 docs/bulletins/ 里有没有这一期，以及上面的提示")
    return int(strict and fails_strict(findings))


def _show(console: Console, site: Path | None, month: str | None, formats: tuple[str, ...], *, every: bool) -> bool:
    """Print a table for each wanted month; return whether there was one."""
    catalogue = site / "bulletins" / "print.json" if site else None
    if catalogue is None or not catalogue.is_file():
        return False
    months: list[dict[str, Any]] = json.loads(catalogue.read_text("utf-8"))["months"]
    wanted = [entry for entry in months if month in {None, entry["month"]}]
    chosen = wanted if every or month else wanted[:1]
    for entry in chosen:
        _table(console, catalogue.parent / entry["month"] / "print", entry, formats)
    return bool(chosen)


def _table(console: Console, folder: Path, entry: dict[str, Any], formats: tuple[str, ...]) -> None:
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
    console.print(f"文件在 {folder}，其中“印刷说明”和 ZIP 可直接发给印厂", highlight=False, soft_wrap=True)


def _fits(form: str, called: str, name: str) -> bool:
    wanted = _folded(name)
    return wanted == form.casefold() or wanted in _folded(called)
