"""Where a link in a document leads: the page or file that is really published, or nowhere."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from press.content.references import Target, resolve
from press.content.tree import Tree
from press.findings import Finding, Severity
from press.site.planned import SitePlan

LONGEST_SHOWN = 80
"""Characters of an address that a message shows."""
_TAIL = re.compile(r"[?#].*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Followed:
    """A followed link.

    url      site-relative address, or the author's own for an outside one; None when nothing is there
    outside  whether it leaves the site
    rest     query and fragment, to be kept
    unpublished  the file exists, but is not published (a draft, a withheld or unused file)
    """

    url: str | None
    outside: bool = False
    rest: str = ""
    unpublished: bool = False


def follow(href: str, folder: PurePosixPath, plan: SitePlan, tree: Tree) -> Followed:
    """Follow a link written in a document in `folder` (relative to docs/).

    Links may name source files (`../articles/a.md`), published addresses (`../articles/a.html`) and files to download.
    """
    tail = _TAIL.search(href)
    rest = tail.group(0) if tail else ""
    found = resolve(href, folder, tree)
    if found.target in {Target.WEB, Target.OTHER}:
        return Followed(href, outside=True)
    if found.path is None:
        return Followed(None)
    name = found.path.as_posix()
    for candidate in (name, posixpath.join(name, "index.md"), f"{name}.md"):
        page = plan.pages.get(candidate)
        if page is not None:
            return Followed(page.url, rest=rest)
    if name in plan.pictures:
        return Followed(plan.pictures[name], rest=rest)
    if name in plan.copies or name in plan.addresses:
        return Followed(name, rest=rest)
    return Followed(None, unpublished=found.target is Target.FILE)


def dead_link(href: str, found: Followed, path: str, line: int) -> Finding:
    """Return the finding for a link that leads nowhere."""
    shown = href[:LONGEST_SHOWN]
    if found.unpublished:
        return Finding(
            "site/link-unpublished",
            Severity.WARNING,
            f"链接“{shown}”指向的文件没有发布，读者点不开，已去掉链接",
            "供下载的文件请放进 docs/files/（网页和带脚本的文件除外）；链接到草稿的，请等它发布后再链接",
            path,
            line,
        )
    return Finding(
        "site/dead-link",
        Severity.WARNING,
        f"链接“{shown}”找不到目标，读者点不开，已去掉链接",
        "请核对文件名；链接到别的文章，写它的 .md 文件名，例如 [泡脚](pao-jiao.md)",
        path,
        line,
    )
