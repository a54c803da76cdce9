"""Files offered for download (`docs/files/`): each with the mark where its kind can carry one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path, PurePosixPath

from press.attachments.cached import cached_attachment
from press.attachments.kind import FileKind, kind_of
from press.attachments.mark_file import AttachmentResult
from press.cache import Cache
from press.campaign.choose import active_campaign
from press.campaign.model import Campaign
from press.content.tree import FILMS
from press.errors import MediaError
from press.findings import Checked, Finding
from press.site.inputs import SiteInputs
from press.stamp.declared import declared_label

FOLDER = "files"
"""Folder in docs/ whose files are published for download."""


def mark_downloads(
    paths: Sequence[PurePosixPath], inputs: SiteInputs, campaign: Campaign, cache: Cache
) -> Checked[dict[str, Path]]:
    """Return, by site-relative address, the file to publish: the marked copy, or the original where none can be made.

    Args:
        paths: files below `docs/files/` that are no films, relative to docs.
        inputs: `jobs` files are worked on at once, each opened in a process of its own.
        campaign: whose mark.
        cache: where marked copies lie.
    """
    mark = partial(_mark_one, inputs=inputs, campaign=campaign, cache=cache)
    chosen: dict[str, Path] = {}
    findings: list[Finding] = []
    with inputs.reporter.stage("附件加标识", len(paths)) as stage, ThreadPoolExecutor(max_workers=inputs.jobs) as crew:
        for path, checked in zip(paths, crew.map(mark, paths), strict=True):
            chosen[path.as_posix()] = checked.value.file if checked.value else inputs.docs / path
            findings.extend(checked.findings)
            stage.advance()
    return Checked(chosen, tuple(findings))


def _mark_one(
    path: PurePosixPath, *, inputs: SiteInputs, campaign: Campaign, cache: Cache
) -> Checked[AttachmentResult | None]:
    file, name = inputs.docs / path, inputs.shown(path)
    if _kind(file) is FileKind.PICTURE:
        # A tenth of a second (all that decodes and encodes pictures), where pictures are offered.
        from press.standalone.offered import mark_offered, picture_recipe  # noqa: PLC0415 - see above

        label = declared_label(file, name)
        marker = partial(mark_offered, label=label.value)
        recipe = f"{picture_recipe()} {label.value or ''}"
        done = cached_attachment(file, name, campaign, cache, marker=marker, recipe=recipe)
        return Checked(done.value, (*label.findings, *done.findings))
    return cached_attachment(file, name, campaign, cache)


def films_offered(paths: Sequence[PurePosixPath], docs: Path) -> frozenset[PurePosixPath]:
    """Return which files to download are films or recordings: they are marked like the site's other films."""
    return frozenset(path for path in paths if _is_film(docs / path))


def _is_film(file: Path) -> bool:
    kind = _kind(file)
    # Films without a signature of their own (MPEG) and films beyond what other kinds may weigh go by their name.
    return kind is FileKind.FILM or (kind in {None, FileKind.UNKNOWN} and file.suffix.lower() in FILMS)


def _kind(file: Path) -> FileKind | None:
    try:
        return kind_of(file)
    except (MediaError, OSError):
        return None  # the marker says what is wrong with it


def campaign_of_downloads(campaigns: Sequence[Campaign], today: dt.date) -> Campaign | None:
    """Return the campaign a download carries: files have no date of their own, so the one in force today."""
    return active_campaign(campaigns, today) or active_campaign(campaigns, None)
