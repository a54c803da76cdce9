"""The ledger of printed addresses, `docs/printed.yml`: what hangs on a board must lead to its document for ever."""

from __future__ import annotations

import datetime as dt
import difflib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from press.findings import Checked, Finding, Severity
from press.print.safe_yaml import read_yaml

HEADER = """\
# 印在纸上的网址台账，由程序登记，请不要手工删改。
# 宣传栏要挂一个月，明白纸在抽屉里放几年，上面的二维码必须一直扫得开。
# 文章改名、改日期或删除以后，程序会对照这里提醒您补上 aliases。
"""
_MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True, order=True)
class PrintedAddress:
    """One address on one product.

    address  as encoded in the QR code
    target   site-relative address of the document it led to when first printed
    sheet    the product in Chinese, e.g. 2026年11月科普宣传栏
    first    day of first printing
    """

    address: str
    sheet: str
    target: str
    first: dt.date


class _EntryIn(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    address: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=400)]
    target: Annotated[str, Field(min_length=1, max_length=400)]
    sheet: Annotated[str, Field(min_length=1, max_length=200)]
    first: dt.date


_ENTRIES = TypeAdapter(list[_EntryIn])


def read_ledger(file: Path, where: str = "docs/printed.yml") -> Checked[tuple[PrintedAddress, ...] | None]:
    """Read the ledger; a file that is not there is an empty ledger.

    Returns:
        The entries, or None with an ERROR finding: then nothing may be written over the file.
    """
    if not file.is_file():
        return Checked(())
    hint = "从备份或版本记录里恢复这个文件；不要删掉它，否则印出去的二维码没人管"
    try:
        if file.stat().st_size > _MAX_BYTES:
            return _unread("大得不正常", hint, where)
        _, data = read_yaml(file.read_bytes().decode("utf-8-sig"))
        entries = _ENTRIES.validate_python(data or [])
    except UnicodeDecodeError:
        return _unread("不是 UTF-8 编码", "用记事本打开，另存为 UTF-8 编码", where)
    except (OSError, yaml.YAMLError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        reason = "有一条写得不对" if isinstance(error, ValidationError) else "读不懂"
        return _unread(reason, hint, where, None if line is None else line + 1)
    return Checked(tuple(PrintedAddress(e.address, e.sheet, e.target, e.first) for e in entries))


def merged(known: Iterable[PrintedAddress], printed: Iterable[PrintedAddress]) -> tuple[PrintedAddress, ...]:
    """Return the ledger with new entries added. What was printed once is never changed and never forgotten."""
    entries = {(entry.address, entry.sheet): entry for entry in known}
    for entry in printed:
        entries.setdefault((entry.address, entry.sheet), entry)
    return tuple(sorted(entries.values(), key=lambda entry: (entry.first, entry.sheet, entry.address)))


_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Plain(_Dumper):  # type: ignore[misc]  # the one in C, which writes the same eight times as fast, has no types
    """Writes every date out: people read this file, and `*id001` tells them nothing."""

    def ignore_aliases(self, data: object) -> bool:
        """Never refer to a value written before."""
        del data
        return True


def write_ledger(file: Path, entries: Iterable[PrintedAddress]) -> bool:
    """Write the ledger atomically; return whether it changed. The only file in docs/ that the program writes."""
    items = [{"address": e.address, "target": e.target, "sheet": e.sheet, "first": e.first} for e in entries]
    written = yaml.dump(items, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=1000) if items else "[]\n"
    text = HEADER + written
    data = text.encode()
    if file.is_file() and file.read_bytes() == data:
        return False
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    part.write_bytes(data)
    part.replace(file)
    return True


def check_ledger(
    entries: Iterable[PrintedAddress], live: Mapping[str, str], where: str = "docs/printed.yml"
) -> tuple[Finding, ...]:
    """Say which printed addresses no longer lead to their document.

    Args:
        entries: the ledger.
        live: every address of the site being built, site-relative (`articles/x.html`, redirects from `aliases` too) →
            the document it leads to (site-relative address of the page one ends on).
        where: the ledger's path, for findings.
    """
    findings: list[Finding] = []
    for entry in entries:
        path = site_path(entry.address, live)
        reached = live.get(path)
        wanted = live.get(entry.target, entry.target)
        if reached is not None and reached == wanted:
            continue
        findings.append(_broken(entry, path, reached, live, where))
    return tuple(findings)


def site_path(address: str, live: Mapping[str, str]) -> str:
    """Return the site-relative part of an absolute address: the longest tail of its path that the site knows.

    A site may live below a folder of its host; an address that is not known at all gives its whole path.
    """
    path = urlsplit(address).path.lstrip("/")
    tails = [path]
    while "/" in tails[-1]:
        tails.append(tails[-1].split("/", 1)[1])
    return next((tail for tail in tails if tail in live), path)


def _broken(entry: PrintedAddress, path: str, reached: str | None, live: Mapping[str, str], where: str) -> Finding:
    printed = f"{entry.first.year}年{entry.first.month}月{entry.first.day}日印的《{entry.sheet}》"
    if reached is None:
        message = f"{printed}上的二维码 {entry.address} 扫开会是空页：{entry.target} 已经改名或删除"
    else:
        message = f"{printed}上的二维码 {entry.address} 现在通往 {reached}，不是原来的 {entry.target}"
    near = difflib.get_close_matches(entry.target, sorted(set(live.values())), n=1, cutoff=0.6)
    place = f"（可能是 {near[0]}）" if near else ""
    hint = f"在接替它的文章{place}开头加上 aliases: [{path}]，再生成一次"
    return Finding("print/address-broken", Severity.ERROR, message, hint, where)


def _unread(reason: str, hint: str, where: str, line: int | None = None) -> Checked[tuple[PrintedAddress, ...] | None]:
    return Checked(
        None, (Finding("print/ledger-unreadable", Severity.ERROR, f"印刷网址台账{reason}", hint, where, line),)
    )
