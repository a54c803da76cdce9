"""`check`: what is wrong with the content, without building."""

from __future__ import annotations

from pathlib import Path

import click

from console import options
from console.project import CACHE, CAMPAIGNS, ROOT
from console.wording import ChineseCommand


@click.command(
    "check",
    cls=ChineseCommand,
    short_help="只检查内容，不生成网站",
    help="检查 docs/ 里的内容和活动设置，列出问题和改法，不生成网站。",
)
@options.docs
@options.strict
def command(docs: Path | None, *, strict: bool) -> int:
    """List the findings of library and campaigns."""
    from rich.console import Console  # noqa: PLC0415 -- `--help` must be quick

    from console import summary  # noqa: PLC0415 -- likewise
    from press.campaign.load import load_campaigns  # noqa: PLC0415 -- likewise
    from press.content.library import load_library  # noqa: PLC0415 -- likewise
    from press.findings import fails_strict, sort_findings  # noqa: PLC0415 -- likewise

    library = load_library(options.docs_or_default(docs), ROOT)
    campaigns = load_campaigns(CAMPAIGNS, ROOT)
    findings = sort_findings((*library.findings, *campaigns.findings))
    console = Console()
    summary.show_findings(console, findings, CACHE)
    checked = library.value
    console.print(
        f"检查了文章 {len(checked.articles)}、视频 {len(checked.videos)}、图文 {len(checked.graphics)}、"
        f"宣传栏 {len(checked.bulletins)}；{summary.count_words(findings) or '没有发现问题'}",
        highlight=False,
        soft_wrap=True,
    )
    return int(strict and fails_strict(findings))
