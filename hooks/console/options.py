"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from console.project import CONFIG, DOCS
from console.wording import FilePath, FolderPath, WholeNumber

_MOST_JOBS = 256

config = click.option(
    "--config",
    type=FilePath(),
    metavar="文件",
    default=CONFIG,
    help="配置文件（平时用项目里的 mkdocs.yml）",
)
docs = click.option(
    "--docs",
    type=FolderPath(exists=True),
    metavar="文件夹",
    help="内容所在的文件夹（平时用 docs）",
)
site = click.option(
    "--site",
    type=FolderPath(exists=False),
    metavar="文件夹",
    help="网站放到哪里（平时放在 site）",
)
jobs = click.option(
    "--jobs",
    type=WholeNumber(1, _MOST_JOBS),
    metavar="数目",
    help="同时处理几件事（平时等于处理器的核数）",
)
strict = click.option("--strict", is_flag=True, help="有错误或警告就不算成功，返回 1，适合自动发布前的把关")


def docs_or_default(docs_given: Path | None) -> Path:
    """Return the content folder.

    Raises:
        click.UsageError: if the project's own is missing.
    """
    folder = docs_given or DOCS
    if not folder.is_dir():
        raise click.UsageError(f"内容文件夹“{folder}”不存在，请用 --docs 指定")
    return folder
