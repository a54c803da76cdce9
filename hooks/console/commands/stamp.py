"""`stamp`: the mark on any file that is not on the site."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console import options
from console.wording import ChineseCommand, FolderPath, OneOf

if TYPE_CHECKING:
    from press.campaign.model import Campaign
    from press.standalone.inputs import Inputs
    from press.standalone.treated import Treated

_INTERRUPTED = 130

_PLATFORMS = {"网站": "web", "抖音": "douyin", "视频号": "shipinhao"}
"""What people call them; campaigns may name more."""

_HELP = """给任意文件加上活动标识：发微信的海报、发抖音的讲座、医生写的 Word。
原文件不动，加好的放在旁边的“已加标识”文件夹。

\b
  build.py stamp 海报.jpg 讲座.mp4 通知.docx
  build.py stamp 素材文件夹
  build.py stamp "图/*.png" --out D:\\发布
  build.py stamp 讲座.mp4 --platform 抖音

图片和文档加在左上角，视频加在右下角。文件是什么看内容，不看扩展名。
已有标识的不会重复加；做过的再运行一次会直接跳过。"""


@click.command(
    "stamp",
    cls=ChineseCommand,
    short_help="给不在网站上的图片、视频、文档加标识",
    help=_HELP,
    context_settings={"ignore_unknown_options": True},  # a file's name may begin with a dash
)
@click.argument("words", nargs=-1, required=True, metavar="文件…", type=click.UNPROCESSED)
@click.option("--out", type=FolderPath(exists=False), metavar="文件夹", help="加好的文件放到哪里")
@click.option(
    "--as",
    "purpose",
    type=OneOf(("document", "graphic", "video"), {"文档": "document", "图文": "graphic", "视频": "video"}),
    metavar="用途",
    help="图片当作什么：文档、图文 加左上角（平时），视频 指视频封面、加右下角",
)
@click.option(
    "--platform",
    default="web",
    metavar="平台",
    callback=lambda _context, _option, given: _PLATFORMS.get(given, given),
    help="视频发到哪里：网站（平时）、抖音、视频号，避开那里的按钮",
)
@click.option("--campaign", "wanted", metavar="活动", help="用哪个活动的标识（平时用今天有效的那个）")
@options.strict
@options.jobs
def command(  # noqa: PLR0913, PLR0917 -- one parameter for each option of the command line
    words: tuple[str, ...],
    out: Path | None,
    purpose: str | None,
    platform: str,
    wanted: str | None,
    jobs: int | None,
    *,
    strict: bool,
) -> int:
    """Mark the files and say what was done."""
    started = time.monotonic()
    from rich.console import Console  # noqa: PLC0415 -- `--help` must be quick

    from console import stamped, summary  # noqa: PLC0415 -- likewise
    from press.standalone.inputs import find_inputs  # noqa: PLC0415 -- likewise

    campaign = _campaign(wanted)
    _check_platform(platform, campaign)
    inputs = find_inputs(words, out)
    _refuse_options(inputs.missing)
    treated, interrupted = _run(inputs, campaign, purpose, platform, jobs)
    console = Console()
    stamped.show_treated(console, treated, summary.duration(time.monotonic() - started))
    if interrupted:
        left = len(inputs.files) - len(treated)
        console.print(f"已中断，还有 {max(0, left)} 个没有做。再运行一次同样的命令，会接着做剩下的。", style="yellow")
        return _INTERRUPTED
    return _exit_code(treated, strict=strict)


def _campaign(wanted: str | None) -> Campaign:
    """Return the campaign named, or the one in force today, or the newest."""
    from console.project import CAMPAIGNS, ROOT  # noqa: PLC0415 -- likewise
    from press.campaign.choose import active_campaign  # noqa: PLC0415 -- likewise
    from press.campaign.load import load_campaigns  # noqa: PLC0415 -- likewise

    loaded = load_campaigns(CAMPAIGNS, ROOT)
    if wanted is not None:
        named = next((campaign for campaign in loaded.value if campaign.id == wanted), None)
        if named is None:
            known = "、".join(campaign.id for campaign in loaded.value)
            raise click.UsageError(f"没有“{wanted}”这个活动，可以写：{known}")
        return named
    today = dt.date.today()  # noqa: DTZ011 -- the county's wall calendar
    chosen = active_campaign(loaded.value, today) or active_campaign(loaded.value, None)
    if chosen is None:
        faults = "\n".join(str(finding) for finding in loaded.findings)
        raise click.UsageError(f"没有可用的活动，不知道加什么标识。\n{faults}")
    return chosen


def _check_platform(platform: str, campaign: Campaign) -> None:
    known = list(dict.fromkeys(("web", *(name for name, _ in campaign.platforms))))
    if platform not in known:
        raise click.UsageError(f"没有“{platform}”这个平台，可以写：{'、'.join(known)}")


def _refuse_options(missing: tuple[str, ...]) -> None:
    """Tell a misspelt option from a file that is not there."""
    for word in missing:
        if word.startswith("-"):
            raise click.NoSuchOption(word)


def _run(
    inputs: Inputs, campaign: Campaign, purpose: str | None, platform: str, jobs: int | None
) -> tuple[list[Treated], bool]:
    """Mark everything; return the lines in the order of the inputs, and whether Ctrl-C ended it."""
    import os  # noqa: PLC0415 -- likewise

    from rich.console import Console  # noqa: PLC0415 -- likewise

    from console import progress  # noqa: PLC0415 -- likewise
    from console.project import CACHE  # noqa: PLC0415 -- likewise
    from console.voice import libraries_silenced  # noqa: PLC0415 -- likewise
    from press.cache import Cache  # noqa: PLC0415 -- likewise
    from press.standalone.desk import stamp_files  # noqa: PLC0415 -- likewise
    from press.standalone.treated import not_found  # noqa: PLC0415 -- likewise
    from press.standalone.work import Order  # noqa: PLC0415 -- likewise

    done: list[Treated] = []
    interrupted = False
    order = Order(campaign, cover=purpose == "video", platform=platform)
    cache = Cache(CACHE)
    try:
        with libraries_silenced() as voice, progress.reporter_for(Console(file=voice)) as reporter:
            stamp_files(inputs.files, order, cache, reporter, jobs or os.cpu_count() or 1, done.append)
    except KeyboardInterrupt:
        interrupted = True
    finished = {one.input: one for one in tuple(done)}
    lines = [finished[one] for one in inputs.files if one in finished]
    return [*lines, *not_found(inputs)], interrupted


def _exit_code(treated: list[Treated], *, strict: bool) -> int:
    from press.standalone.treated import Status  # noqa: PLC0415 -- likewise

    failed = any(one.status is Status.FAILED for one in treated)
    return int(failed or (strict and any(one.warned for one in treated)))
