"""`serve`: live preview."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console import options
from console.wording import ChineseCommand, WholeNumber

if TYPE_CHECKING:
    from console.request import Built
    from press.errors import PressError
    from press.findings import Finding
    from press.progress import Reporter

_LAST_PORT = 65535


class Narrator:
    """Tells in the terminal what the preview does."""

    def __init__(self, url: str) -> None:
        from rich.console import Console  # noqa: PLC0415 -- `--help` must be quick

        self._console = Console()
        self._url = url
        self._last: tuple[Finding, ...] | None = None

    def reporter(self) -> contextlib.AbstractContextManager[Reporter]:
        """Show bars for the first build; later ones are over before one could read them."""
        from rich.console import Console  # noqa: PLC0415 -- as above

        from console.progress import reporter_for  # noqa: PLC0415 -- as above
        from press.progress import SilentReporter  # noqa: PLC0415 -- as above

        if self._last is None:
            return reporter_for(Console(stderr=True))
        return contextlib.nullcontext(SilentReporter())

    def built(self, built: Built) -> None:
        """Say that the preview is up to date; list the findings when they have changed."""
        from console import summary  # noqa: PLC0415 -- as above
        from console.project import CACHE  # noqa: PLC0415 -- as above

        findings = built.outcome.findings
        if findings != self._last:
            summary.show_findings(self._console, findings, CACHE)
        if self._last is not None:
            self.say(f"{time.strftime('%H:%M:%S')} 已更新　{summary.count_words(findings) or '没有发现问题'}")
        self._last = findings

    def ready(self) -> None:
        """Say where to look."""
        from console.summary import count_words  # noqa: PLC0415 -- as above

        words = count_words(self._last or ()) or "没有发现问题"
        self.say(f"预览已就绪　{words}\n请在浏览器打开 {self._url} ，按 Ctrl-C 结束。")

    def failed(self, error: PressError) -> None:
        """Say that the preview stays as it was."""
        self.say(f"{time.strftime('%H:%M:%S')} 这次没有更新：{error}")

    def say(self, text: str) -> None:
        """Print a line as it is."""
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


@click.command(
    "serve",
    cls=ChineseCommand,
    short_help="边写边看：修改后网页自动更新",
    help="边写边看：在浏览器里预览网站，文件一保存，网页自动更新。按 Ctrl-C 结束。不会改动已生成的网站。",
)
@click.option("--host", default="127.0.0.1", metavar="地址", help="只在本机看用 127.0.0.1；同事也要看用 0.0.0.0")
@click.option("--port", type=WholeNumber(1, _LAST_PORT), default=8000, metavar="端口", help="平时用 8000")
@click.option("--open", "opened", is_flag=True, help="做好后自动打开浏览器")
@options.docs
@options.config
def command(host: str, port: int, docs: Path | None, config: Path, *, opened: bool) -> int:
    """Serve until Ctrl-C, which is the proper end of a preview and no failure."""
    from console import engine  # noqa: PLC0415 -- as above
    from console.request import Request  # noqa: PLC0415 -- as above

    everywhere = host in {"0.0.0.0", "::"}  # noqa: S104 -- asked for by name; no browser opens it under that name
    narrator = Narrator(f"http://{'127.0.0.1' if everywhere else host}:{port}/")
    if everywhere:
        narrator.say("同一网络里的同事也能看：把网址里的 127.0.0.1 换成这台电脑的 IP 地址。")
    with contextlib.suppress(KeyboardInterrupt):
        engine.serve(Request(config, docs), (host, port), narrator, open_browser=opened)
    narrator.say("预览已停止。")
    return 0
