"""Marking every picture: a plan of who shares which bytes, then the work, then the answers by path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from press.cache import Cache
from press.campaign.choose import active_campaign
from press.campaign.model import Campaign
from press.errors import MediaError
from press.findings import Checked, Finding
from press.imaging.decode import open_picture
from press.imaging.note import names_a_mark
from press.imaging.render import FULL_WIDTH, render, render_plain
from press.imaging.treatment import Product
from press.model import AiLabel
from press.progress import Reporter
from press.stamp.crew import run_all
from press.stamp.faults import hidden_code, no_campaign, old_mark, picture_fault
from press.stamp.products import document_product
from press.stamp.requests import MarkedPicture, PictureRequest
from press.stamp.store import Made, Stored, stamp_key, stored


@dataclass(frozen=True, slots=True)
class _Op:
    """One piece of work: a source's bytes under one campaign, and everybody who asked for it."""

    file: Path
    digest: str
    campaign: Campaign | None
    paths: tuple[PurePosixPath, ...]
    label: AiLabel | None


def mark_pictures(
    requests: Sequence[PictureRequest],
    campaigns: Sequence[Campaign],
    cache: Cache,
    reporter: Reporter,
    jobs: int,
) -> Checked[Mapping[PurePosixPath, MarkedPicture]]:
    """Mark pictures top left, each once however often it is asked for.

    A picture outside every campaign's dates comes back resized, cleaned and unmarked, with a notice. A picture that
    cannot be marked is missing from the result and has a finding.

    Args:
        requests: of several with one path, the first counts.
        campaigns: from `load_campaigns`.
        cache: where renditions lie.
        reporter: listens to the progress.
        jobs: worker threads.

    Raises:
        CacheError: the cache cannot be written.
    """
    unique = list({request.path: request for request in reversed(requests)}.values())[::-1]
    plan = _plan(unique, campaigns, cache, reporter, jobs)
    outcomes = run_all(
        plan.value, lambda op: _carry_out(op, cache), title="图片加标识", reporter=reporter, workers=jobs
    )
    marked: dict[PurePosixPath, MarkedPicture] = {}
    for op, outcome in zip(plan.value, outcomes, strict=True):
        if outcome.value is not None:
            *narrower, full = outcome.value.renditions
            marked |= {path: MarkedPicture(path, full, tuple(narrower)) for path in op.paths}
    findings = (*plan.findings, *(finding for outcome in outcomes for finding in outcome.findings))
    return Checked({request.path: marked[request.path] for request in unique if request.path in marked}, findings)


def _plan(
    requests: Sequence[PictureRequest], campaigns: Sequence[Campaign], cache: Cache, reporter: Reporter, jobs: int
) -> Checked[list[_Op]]:
    """Read digests and put together who asks for the same bytes under the same campaign."""
    digests = run_all(
        requests, lambda request: _digest(request, cache), title="查看图片", reporter=reporter, workers=jobs
    )
    findings: list[Finding] = []
    grouped: dict[tuple[str, str, AiLabel | None], _Op] = {}
    for request, digest in zip(requests, digests, strict=True):
        if isinstance(digest, OSError):
            findings.append(picture_fault(request.path, digest))
            continue
        campaign = active_campaign(campaigns, request.on)
        if campaign is None:
            findings.append(no_campaign(request.path))
        key = (digest, campaign.recipe if campaign else "", request.label)
        known = grouped.get(key)
        paths = (*known.paths, request.path) if known else (request.path,)
        grouped[key] = _Op(known.file if known else request.file, digest, campaign, paths, request.label)
    return Checked(list(grouped.values()), tuple(findings))


def _digest(request: PictureRequest, cache: Cache) -> str | OSError:
    try:
        return cache.digest(request.file)
    except OSError as error:
        return error


def _carry_out(op: _Op, cache: Cache) -> Checked[Stored | None]:
    try:
        product = document_product(op.campaign, op.label) if op.campaign else None
        key = stamp_key(op.digest, op.campaign, f"document{op.label or ''}")
        done = stored(cache, key, lambda: make_marked(op.file, op.campaign, product))
    except (MediaError, OSError) as error:
        return Checked(None, tuple(picture_fault(path, error) for path in op.paths))
    findings: list[Finding] = []
    if op.campaign is not None and done.facts.get("old_mark"):
        findings += [old_mark(path, op.campaign) for path in op.paths]
    if done.facts.get("code"):
        findings += [hidden_code(path, whole=done.facts["code"] == "whole") for path in op.paths]
    return Checked(done, tuple(findings))


def make_marked(file: Path, campaign: Campaign | None, product: Product | None) -> Made:
    """Decode and mark one picture file.

    Without a campaign it is only resized and cleaned, and so is a QR code (no thumbnail) that the mark would spoil.

    Raises:
        MediaError: unreadable, over a limit, or too small.
    """
    source = open_picture(file, FULL_WIDTH)
    if campaign is None or product is None:
        return Made(source, render_plain(source), {})
    marked = render(source, campaign, product)
    facts: dict[str, object] = {
        "width": source.width,
        "height": source.height,
        "old_mark": names_a_mark(source.note) and not marked.already,
    }
    if marked.hidden is not None:
        whole = marked.hidden.whole and not product.plated
        facts["code"] = "whole" if whole else "part"
        return Made(source, render_plain(source) if whole else marked, facts)
    return Made(source, marked, facts)
