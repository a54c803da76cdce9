"""click, speaking Chinese: help pages, types and faults on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

import click

from console.folding import folded
from console.speech import columns, fit

_HEADINGS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}


class ChineseFormatter(click.HelpFormatter):
    """Help pages with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; one that begins with a backspace sign keeps its lines (click's own mark)."""
        for number, paragraph in enumerate(text.split("\n\n")):
            kept = paragraph.startswith("\b\n")
            lines = paragraph[2:].split("\n") if kept else folded(paragraph, self.width - self.current_indent)
            self.write("\n" if number else "")
            self.write("".join(f"{'':>{self.current_indent}}{line}\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and descriptions in two columns; click counts a Han character as one column, it takes two."""
        rows = list(rows)
        width = min(max(columns(name) for name, _ in rows), col_max)
        first = self.current_indent + width + col_spacing
        for name, text in rows:
            lines = f"\n{'':>{first}}".join(folded(text, self.width - first))
            self.write(f"{'':>{self.current_indent}}{fit(name, width)}{'':>{col_spacing}}{lines}\n")


class ChineseContext(click.Context):
    """Makes the formatter above."""

    formatter_class = ChineseFormatter


class ChineseCommand(click.Command):
    """A command whose own words are Chinese too."""

    context_class = ChineseContext

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words of the usage line."""
        return ["[选项]" if piece == "[OPTIONS]" else piece for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help` with a Chinese description."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option


class ChineseGroup(ChineseCommand, click.Group):
    """A group of commands."""

    command_class = ChineseCommand


class WholeNumber(click.ParamType[int]):
    """A whole number between two bounds."""

    name = "整数"

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it."""
        try:
            number = int(str(value))
        except ValueError:
            self.fail(f"“{value}”不是整数", param, ctx)
        if not self.least <= number <= self.most:
            self.fail(f"{number} 超出范围，应在 {self.least} 到 {self.most} 之间", param, ctx)
        return number


class FolderPath(click.ParamType[Path]):
    """A folder, made absolute: the working folder is the user's, not the project's."""

    name = "文件夹"

    def __init__(self, *, exists: bool) -> None:
        self.exists = exists

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Read it."""
        path = Path(str(value)).expanduser().absolute()
        if self.exists and not path.is_dir():
            self.fail(f"文件夹“{path}”不存在" if not path.exists() else f"“{path}”不是文件夹", param, ctx)
        return path


class FilePath(click.ParamType[Path]):
    """An existing file, made absolute."""

    name = "文件"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Read it."""
        path = Path(str(value)).expanduser().absolute()
        if not path.is_file():
            self.fail(f"文件“{path}”不存在" if not path.exists() else f"“{path}”不是文件", param, ctx)
        return path


class OneOf(click.ParamType[str]):
    """One of a few words."""

    name = "种类"

    def __init__(self, words: Iterable[str], also: Mapping[str, str] | None = None) -> None:
        """Take the words, and other words for them."""
        self.words = tuple(words)
        self.also = dict(also or {})

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it."""
        word = self.also.get(str(value), str(value))
        if word not in self.words:
            self.fail(f"“{word}”不在可选范围内，可以写：{'、'.join(self.words)}", param, ctx)
        return word


def explain(error: click.ClickException) -> str:
    """Say in Chinese what is wrong with the command line and how to go on."""
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = f"\n用法说明：{error.ctx.command_path} --help"
    return f"{_fault(error)}{hint}"


def _fault(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            text = f"没有 {error.option_name} 这个选项。{_guess(error.possibilities)}"
        case click.exceptions.NoSuchCommand():
            text = f"没有“{error.command_name}”这个命令。{_guess(_commands_like(error))}"
        case click.MissingParameter():
            text = f"缺少{_name(error).rstrip()}。"
        case click.BadOptionUsage():
            text = f"选项 {error.option_name} 的写法不对：{_option_fault(error.message)}。"
        case click.BadParameter():
            text = f"{_name(error)}写得不对：{error.message}。"
        case click.UsageError() if error.message.startswith("Got unexpected extra argument"):
            text = f"多出了看不懂的内容：{error.message.partition('(')[2].rstrip(')')}。"
        case _:
            text = error.message
    return text


def _option_fault(message: str) -> str:
    return "后面要写上值" if "requires" in message else "后面不能写值"


def _commands_like(error: click.exceptions.NoSuchCommand) -> list[str]:
    """Ask the group itself: click looks only at commands that are loaded already."""
    if error.ctx is None or not isinstance(error.ctx.command, click.Group):
        return []
    return get_close_matches(error.command_name, error.ctx.command.list_commands(error.ctx), n=2)


def _guess(words: Iterable[str] | None) -> str:
    found = "、".join(words or ())
    return f"您是不是想写 {found}？" if found else ""


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return "参数"
    if isinstance(error.param, click.Option):
        return f"选项 {max(error.param.opts, key=len)} "
    return f"“{error.param.make_metavar(error.ctx) if error.ctx else error.param.name}”"
