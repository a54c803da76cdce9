"""The whole workflow of the `stamp` command: look at every file, mark pictures and documents, then burn the films.

One file's fault never stops the others. A copy is written under a temporary name beside its place and appears whole.
What an earlier run finished is recognised and not made again.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from press.attachments.marked import RECIPE
from press.cache import Cache
from press.errors import CacheError, MediaError, PressError
from press.films.burnt import TITLE, SecondsTold, burn_key, whole_seconds
from press.findings import Finding, Severity
from press.imaging.keep import KEEP_VERSION
from press.imaging.note import RENDER_VERSION
from press.progress import Reporter, SilentReporter
from press.stamp.crew import run_all
from press.stamp.declared import declared_label
from press.standalone.inputs import Input
from press.standalone.sorts import Desk, Sort, sort_file
from press.standalone.targets import Shelf
from press.standalone.treated import Status, Treated, failed, fault, skipped
from press.standalone.work import Made, Order, make_copy
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg

Tell = Callable[[Treated], None]


@dataclass(frozen=True, slots=True)
class _Bench:
    order: Order
    cache: Cache
    ffmpeg: Ffmpeg
    shelf: Shelf


def stamp_files(  # noqa: PLR0913, PLR0917 - what, how, with which means, and who is told
    files: Sequence[Input], order: Order, cache: Cache, reporter: Reporter, jobs: int, tell: Tell
) -> None:
    """Mark files that are not on the site.

    Args:
        files: from `press.standalone.inputs.find_inputs`.
        order: whose mark, and how.
        cache: remembers which copy belongs to which original.
        reporter: listens to the progress.
        jobs: processors to use.
        tell: is told of every file as soon as it is done, from worker threads: after an interrupt the caller knows what
            stands.

    Raises:
        MissingToolError: ffmpeg is not there.
    """
    bench = _Bench(order, cache, Ffmpeg(find_ffmpeg()), Shelf(cache.digest))
    sorts = run_all(
        files,
        lambda one: sort_file(one.file, bench.ffmpeg),
        title="查看文件",
        reporter=reporter,
        workers=jobs,
        abort=bench.ffmpeg.stop,
    )
    pairs = list(zip(files, sorts, strict=True))
    run_all(
        [pair for pair in pairs if pair[1].desk is not Desk.FILM],
        lambda pair: tell(_treat(pair[0], pair[1], bench, lambda _: None)),
        title="图片和文档加标识",
        reporter=reporter,
        workers=jobs,
        abort=bench.ffmpeg.stop,
    )
    _burn_all([(one, sort) for one, sort in pairs if sort.desk is Desk.FILM], bench, reporter, jobs, tell)


def _burn_all(films: Sequence[tuple[Input, Sort]], bench: _Bench, reporter: Reporter, jobs: int, tell: Tell) -> None:
    if not films:
        return
    with reporter.stage(TITLE, sum(whole_seconds(sort.film) for _, sort in films if sort.film)) as stage:

        def work(pair: tuple[Input, Sort]) -> None:
            one, sort = pair
            told = SecondsTold(stage, sort.film) if sort.film else None
            treated = _treat(one, sort, bench, told.listen if told else lambda _: None)
            if told:
                told.finish()
            tell(treated)

        # Each film keeps two processors busy by itself.
        run_all(films, work, title=TITLE, reporter=SilentReporter(), workers=max(1, jobs // 2), abort=bench.ffmpeg.stop)


def _treat(one: Input, sort: Sort, bench: _Bench, listen: Callable[[float], None]) -> Treated:
    if sort.fault is not None:
        return fault(one, sort.label, sort.fault)
    if sort.desk is Desk.NONE:
        return skipped(one, sort.label)
    label = declared_label(one.file, one.shown)
    if label.findings:
        return failed(one, sort.label, label.findings[0].message, label.findings[0].hint)
    bench = replace(bench, order=replace(bench.order, label=label.value))
    try:
        key = _key(bench.cache.digest(one.file), one, sort, bench.order)
        return _known(one, bench, key) or _made(one, sort, bench, key, listen)
    except (MediaError, OSError, CacheError) as error:
        return fault(one, sort.label, error)
    except PressError:
        raise  # stopped by the user, or a tool is missing
    except Exception as error:  # noqa: BLE001 - whatever one file does to a library, the rest goes on
        return fault(one, sort.label, error)


def _key(digest: str, one: Input, sort: Sort, order: Order) -> str:
    """Return what decides the copy's bytes and what is said of it."""
    campaign = order.campaign
    if sort.desk is Desk.FILM:
        return f"desk {burn_key(digest, campaign, order.platform, order.label)} {one.file.suffix.lower()}"
    versions = f"keep{KEEP_VERSION} render{RENDER_VERSION} attachment{RECIPE} pillow{version('pillow')}"
    look = f"cover {order.platform}" if order.cover and sort.desk is not Desk.DOCUMENT else "plain"
    return (
        f"desk {sort.desk.value} {look} {digest} {one.file.suffix.lower()} {campaign.id} {campaign.recipe} {versions}"
        f"{order.label or ''}"
    )


def _known(one: Input, bench: _Bench, key: str) -> Treated | None:
    """Return the line for a copy that an earlier run made and that still lies in its place."""
    slip = bench.cache.holds(key, ".json")
    if slip is None:
        return None
    facts = json.loads(slip.path.read_text(encoding="utf-8"))
    copy = bench.shelf.find(one.folder, one.file.name, facts["suffixes"], facts["digest"])
    if copy is None:
        return None
    findings = tuple(
        Finding(line["rule_id"], Severity(line["severity"]), line["message"], line["hint"], one.shown)
        for line in facts["findings"]
    )
    return Treated(one, facts["label"], Status.SAME, copy, facts["note"], findings)


def _made(one: Input, sort: Sort, bench: _Bench, key: str, listen: Callable[[float], None]) -> Treated:
    one.folder.mkdir(parents=True, exist_ok=True)
    part = one.folder / f".{os.getpid()}-{secrets.token_hex(6)}.part"
    try:
        made = make_copy(one.file, one.shown, sort, bench.order, part, bench.ffmpeg, listen)
        findings = tuple(replace(finding, path=one.shown) for finding in made.findings)
        if not made.written:
            return _unmarked(one, made, findings)
        digest = bench.cache.digest(part)
        placed = bench.shelf.put(part, one.folder, one.file.name, made.suffixes)
    finally:
        part.unlink(missing_ok=True)
    _remember(bench.cache, key, made, digest)
    status = Status.ALREADY if made.already else Status.MARKED if placed.fresh else Status.SAME
    return Treated(one, made.label, status, placed.file, made.note, findings)


def _unmarked(one: Input, made: Made, findings: tuple[Finding, ...]) -> Treated:
    grave = [finding for finding in findings if finding.severity is not Severity.NOTICE]
    if not grave:
        return skipped(one, made.label)
    line = failed(one, made.label, grave[0].message, grave[0].hint)
    return replace(line, findings=findings)


def _remember(cache: Cache, key: str, made: Made, digest: str) -> None:
    facts = {
        "digest": digest,
        "suffixes": made.suffixes,
        "label": made.label,
        "note": made.note,
        "findings": [
            {"rule_id": one.rule_id, "severity": one.severity.value, "message": one.message, "hint": one.hint}
            for one in made.findings
        ],
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    cache.discard(key, ".json")
    try:
        cache.get_or_make(key, ".json", lambda file: _write(file, text))
    except CacheError:
        return  # the copy is made and in its place; only the next run will look at it again


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
