"""`build`: the finished site."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from console import options
from console.wording import ChineseCommand


@click.command(
    "build",
    cls=ChineseCommand,
    short_help="生成网站（不写命令时就是它）",
    help="生成网站：给每个文档、图片和视频封面加上活动标识，做好后一次换上，中途出错不影响原来的网站。",
)
@options.docs
@options.site
@options.config
@options.strict
@options.jobs
@click.option("--quick", is_flag=True, help="快速生成：这次不排印宣传栏，也不核对标识")
def command(  # noqa: PLR0913 -- one parameter for each option of the command line
    docs: Path | None, site: Path | None, config: Path, jobs: int | None, *, strict: bool, quick: bool
) -> int:
    """Build once and say how it went."""
    started = time.monotonic()
    from console import building, progress, summary  # noqa: PLC0415 -- `--help` must be quick
    from console.project import CACHE  # noqa: PLC0415 -- likewise
    from console.request import Request  # noqa: PLC0415 -- likewise
    from console.screen import screen  # noqa: PLC0415 -- likewise
    from press.findings import fails_strict  # noqa: PLC0415 -- likewise

    request = Request(config, docs, site, strict, jobs, thorough=not quick)
    with progress.reporter_for(screen(sys.stderr)) as reporter:
        built = building.build(request, reporter)
    console = screen(sys.stdout)
    summary.show_findings(console, built.outcome.findings, CACHE)
    summary.show_summary(console, built, time.monotonic() - started, strict=strict)
    return int(strict and fails_strict(built.outcome.findings))
