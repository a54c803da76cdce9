"""`check`: what is wrong with the content, and whether the site that was built last carries its marks."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console import options
from console.project import CACHE, CAMPAIGNS, PROGRAM, ROOT, RULES, SITE
from console.wording import ChineseCommand, FolderPath
from press.findings import Finding, fails_strict, sort_findings

if TYPE_CHECKING:
    from rich.console import Console

    from press.campaign.model import Campaign
    from press.model import Library


@click.command(
    "check",
    cls=ChineseCommand,
    short_help="检查内容，核对已生成网站上的标识，不重新生成",
    help="检查 docs/ 里的内容和活动设置，列出问题和改法；再把上次生成的网站逐件核对一遍，看标识在不在。不重新生成。",
)
@options.docs
@click.option(
    "--site", type=FolderPath(exists=True), metavar="文件夹", help="核对哪个网站（平时是 site；用了 --docs 就要写明）"
)
@options.strict
@click.option("--fix", is_flag=True, help="顺便列出标点和空格的改法，看过再决定改不改")
@click.option("--yes", is_flag=True, help="和 --fix 一起用：不再询问，直接改")
def command(docs: Path | None, site: Path | None, *, strict: bool, fix: bool, yes: bool) -> int:
    """List the findings of library, rules and campaigns; then prove the site."""
    from rich.console import Console  # noqa: PLC0415 -- `--help` must be quick

    from console import summary  # noqa: PLC0415 -- likewise
    from press.campaign.load import load_campaigns  # noqa: PLC0415 -- likewise
    from press.content.library import load_library  # noqa: PLC0415 -- likewise
    from press.content.tree import docs_prefix  # noqa: PLC0415 -- likewise
    from press.rules.audit import audit  # noqa: PLC0415 -- likewise
    from press.rules.load import load_rules  # noqa: PLC0415 -- likewise

    folder = options.docs_or_default(docs)
    library = load_library(folder, ROOT)
    campaigns = load_campaigns(CAMPAIGNS, ROOT)
    rules = load_rules(RULES, folder / "rules.yml", ROOT)
    prefix = docs_prefix(folder, ROOT)
    audited = audit(library.value, folder, rules.value, dt.date.today(), prefix)  # noqa: DTZ011 -- the wall calendar
    console = Console()
    checked = library.value
    chosen = site or (SITE if docs is None else None)
    gaps, remark = _prove(chosen, folder, checked, campaigns.value) if chosen else ((), "")
    findings = sort_findings((*library.findings, *campaigns.findings, *rules.findings, *audited, *gaps))
    summary.show_findings(console, findings, CACHE)
    console.print(
        f"检查了文章 {len(checked.articles)}、视频 {len(checked.videos)}、图文 {len(checked.graphics)}、"
        f"宣传栏 {len(checked.bulletins)}；{summary.count_words(findings) or '没有发现问题'}",
        highlight=False,
        soft_wrap=True,
    )
    if remark:
        console.print(remark, highlight=False, soft_wrap=True)
    if fix:
        _fix(console, checked, folder, prefix, sure=yes)
    return int(strict and fails_strict(findings))


def _prove(
    site: Path, docs: Path, library: Library, campaigns: tuple[Campaign, ...]
) -> tuple[tuple[Finding, ...], str]:
    """Look for the marks in a built site and write the report; return the gaps and one line that says what came out."""
    from rich.console import Console  # noqa: PLC0415 -- `--help` must be quick

    from console import progress  # noqa: PLC0415 -- likewise
    from press.publish.staging import MARKER  # noqa: PLC0415 -- likewise
    from press.report.prove import prove  # noqa: PLC0415 -- likewise
    from press.site.inputs import SiteInputs  # noqa: PLC0415 -- likewise

    if not campaigns or not (site / MARKER).is_file():
        return (), f"还没有生成过网站，没有成品可以核对；先运行 {PROGRAM}"
    county = library.county
    with progress.reporter_for(Console(stderr=True)) as reporter:
        inputs = SiteInputs(
            root=ROOT,
            docs=docs,
            overlays=CAMPAIGNS.parent,
            cache=CACHE,
            today=dt.date.today(),  # noqa: DTZ011 -- the wall calendar
            title=county.site_title,
            address="",
            jobs=os.cpu_count() or 1,
            reporter=reporter,
        )
        proof = prove(site, site.name, campaigns, inputs, next(iter(county.organisers), county.name))
    return proof.findings, proof.remark


def _fix(console: Console, library: Library, docs: Path, prefix: str, *, sure: bool) -> None:
    """Show what spacing and punctuation would become; change files only after a yes."""
    import autocorrect_py  # noqa: PLC0415 -- only here
    from rich.syntax import Syntax  # noqa: PLC0415 -- likewise

    from press.rules.tidy import apply, suggest  # noqa: PLC0415 -- likewise

    suggested = suggest(library, docs, prefix, autocorrect_py.format)
    for found in suggested.findings:
        console.print(str(found), highlight=False, soft_wrap=True, markup=False)
    if not suggested.value:
        console.print("标点和空格没有要改的")
        return
    for suggestion in suggested.value:
        console.print(Syntax(suggestion.diff, "diff", background_color="default", word_wrap=True))
    lines = sum(suggestion.changed for suggestion in suggested.value)
    question = f"共 {len(suggested.value)} 个文件、{lines} 行。要改，输入 y 再按回车；不改，直接按回车"
    if not sure and not (sys.stdin.isatty() and _agreed(question)):
        console.print("没有改动任何文件。要改，再运行一次并加上 --yes")
        return
    faults = [fault for suggestion in suggested.value if (fault := apply(suggestion))]
    for fault in faults:
        console.print(str(fault), highlight=False, soft_wrap=True, markup=False)
    console.print(f"改好了 {len(suggested.value) - len(faults)} 个文件")


def _agreed(question: str) -> bool:
    answer = click.prompt(question, default="", show_default=False, prompt_suffix="：")
    return str(answer).strip().casefold() in {"y", "yes", "是", "改", "好"}
