"""`new`: a document to write in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from console import options
from console.project import PROGRAM, ROOT
from console.wording import ChineseCommand, OneOf

_KINDS = {"article": "文章", "bulletin": "宣传栏", "video": "视频"}


@click.command(
    "new",
    cls=ChineseCommand,
    short_help="新建一篇文章、一期宣传栏或一个视频页",
    help="新建一个文件，开头的各项（日期、作者、网址名等）已经填好，打开就能写。已有的文件不会被覆盖。",
)
@click.argument(
    "kind",
    type=OneOf(_KINDS, {chinese: word for word, chinese in _KINDS.items()}),
    metavar="种类",
    help="article 文章、bulletin 宣传栏、video 视频；也可以直接写中文",
)
@click.argument("title", nargs=-1, required=True, metavar="标题", help='例如 "三伏贴怎么贴"')
@options.docs
def command(kind: str, title: tuple[str, ...], docs: Path | None) -> int:
    """Write a new file; never over another."""
    from press.content.library import load_library  # noqa: PLC0415 -- `--help` must be quick
    from press.content.skeleton import new_document  # noqa: PLC0415 -- likewise
    from press.model import Kind  # noqa: PLC0415 -- likewise

    if not "".join(title).strip():
        raise click.UsageError("标题是空的，请在引号里写上标题")
    folder = options.docs_or_default(docs)
    library = load_library(folder, ROOT).value
    today = dt.date.today()  # noqa: DTZ011 -- the county's wall calendar
    path, text = new_document(Kind(kind), " ".join(title), today, library)
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise click.UsageError(f"“{target}”已经有了，没有覆盖它。请换一个标题，或直接打开它修改。") from None
    click.echo(
        f"已新建 {target}\n用记事本或其他编辑器打开它，填好内容，把 draft: true 改成 draft: false，"
        f"再运行 {PROGRAM} 生成网站。"
    )
    return 0
