from __future__ import annotations

import click
import pytest

from console.arguments import VALUE_OPTIONS, command_first
from console.cli import COMMANDS, cli


@pytest.mark.parametrize(
    ("given", "ordered"),
    [
        ("", "build"),
        ("--strict", "build --strict"),
        ("build", "build"),
        ("--strict --docs x build --jobs 2", "build --strict --docs x --jobs 2"),
        ("--docs test", "build --docs test"),
        ("--docs=test check", "check --docs=test"),
        ("--jobs 4 test -k build", "test --jobs 4 -k build"),
        ("new article 标题", "new article 标题"),
        ("--help", "--help"),
        ("--strict --help", "--help"),
        ("-h", "-h"),
        ("--version", "--version"),
        ("build --help", "build --help"),
        ("--help build", "build --help"),
        ("nonsense --x", "nonsense --x"),
        ("--docs", "build --docs"),
    ],
)
def test_finds_the_command(given: str, ordered: str) -> None:
    assert command_first(given.split()) == ordered.split()


def test_an_empty_word_is_no_option() -> None:
    assert command_first(["", "--x"]) == ["", "--x"]


def test_knows_every_option_that_takes_a_value() -> None:
    context = click.Context(cli)
    taking = set()
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        for option in command.params:
            if isinstance(option, click.Option) and not option.is_flag:
                taking.update(option.opts)
    assert taking == VALUE_OPTIONS
