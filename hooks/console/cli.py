"""The command line: finds the command, runs it, turns what goes wrong into Chinese and an exit code.

Exit codes: 0 clean · 1 findings under --strict, failed tests, a crash · 2 wrong use · 3 a tool is missing · 130 Ctrl-C.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from console import speech
from console.arguments import command_first
from console.crash import describe
from console.project import PROGRAM
from console.wording import ChineseGroup, explain
from press import __version__
from press.errors import PressError, StoppedError

COMMANDS = ("build", "serve", "new", "stamp", "print", "check", "test")
"""In the order of the help page; each is the module of that name in `console.commands`, holding `command`."""

_INTERRUPTED = 130


class CommandLine(ChineseGroup):
    """Imports a command's module only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in our order."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"console.commands.{cmd_name}").command
        return command


@click.group(
    cls=CommandLine,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="[命令] …",
    help="杏林 Press：把 docs/ 里的文章、视频和宣传栏做成带活动标识的网站。不写命令时执行 build。",
    epilog=f"每个命令都有自己的说明，例如：{PROGRAM} new --help",
)
@click.version_option(__version__, "--version", message="杏林 Press %(version)s", help="显示版本号")
def cli() -> None:
    """Nothing to do before a command."""


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code.

    Args:
        args: the words after `build.py`; None takes them from `sys.argv`.
    """
    speech.prepare()
    words = command_first(sys.argv[1:] if args is None else args)
    try:
        code = cli.main(words, prog_name=PROGRAM, standalone_mode=False)
    except (KeyboardInterrupt, click.Abort, StoppedError):
        return _fail("已中断。", _INTERRUPTED)
    except click.ClickException as error:
        return _fail(f"错误：{explain(error)}", error.exit_code)
    except PressError as error:
        return _fail(f"错误：{error}", error.exit_code)
    except Exception as error:  # noqa: BLE001 -- the last resort: a user must not meet a traceback
        return _fail(f"错误：{describe(error)}", 1)
    return code if isinstance(code, int) else 0


def _fail(text: str, code: int) -> int:
    speech.say(text)
    return code
