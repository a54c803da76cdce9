"""`test`: the project's own tests."""

from __future__ import annotations

import subprocess
import sys

import click

from console.project import ROOT
from console.wording import ChineseCommand

_INTERRUPTED = 2
"""pytest's exit code after Ctrl-C."""


@click.command(
    "test",
    cls=ChineseCommand,
    short_help="运行本程序自己的测试",
    help="运行全部测试。后面的参数原样交给 pytest，例如：test -k staging",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("args", nargs=-1, type=click.UNPROCESSED, metavar="[pytest 的参数]…")
def command(args: tuple[str, ...]) -> int:
    """Run pytest."""
    # A process of its own: nothing that the command line has imported or set may help a test to pass.
    done = subprocess.run([sys.executable, "-m", "pytest", *args], cwd=ROOT, check=False)
    if done.returncode == _INTERRUPTED:
        raise KeyboardInterrupt
    return int(done.returncode != 0)
