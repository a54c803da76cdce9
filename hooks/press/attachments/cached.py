"""Marked attachments from the cache: made once for one content, one mark and one version of this code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter

from press.attachments.kind import FileKind
from press.attachments.mark_file import AttachmentResult, mark_attachment
from press.attachments.marked import RECIPE
from press.cache import Cache
from press.campaign.model import Campaign
from press.findings import PASSING, Checked, Finding

Marker = Callable[[Path, str, Campaign, Path], Checked[AttachmentResult | None]]


@dataclass(frozen=True, slots=True)
class _Record:
    """What is remembered beside the file: without it a second build would lose the findings."""

    kind: FileKind | None
    marks: int
    already: bool
    findings: tuple[Finding, ...]


_RECORD = TypeAdapter(_Record)


def cached_attachment(  # noqa: PLR0913 - what, whose, where, and by whom
    file: Path,
    name: str,
    campaign: Campaign,
    cache: Cache,
    *,
    marker: Marker = mark_attachment,
    recipe: str = f"attachment {RECIPE}",
) -> Checked[AttachmentResult | None]:
    """Return a marked copy that lies in the cache; arguments and result as for `mark_attachment`.

    Args:
        file: as for `mark_attachment`.
        name: as for `mark_attachment`.
        campaign: as for `mark_attachment`.
        cache: where copies lie.
        marker: makes a copy that is not there yet.
        recipe: the marker and its version.

    Raises:
        CacheError: the cache cannot be written.
        OSError: the original cannot be read.
    """
    suffix = PurePath(name).suffix.lower()
    key = f"{recipe} {cache.digest(file)} {suffix} {campaign.id} {campaign.recipe}"
    known = cache.holds(f"{key} record", ".json")
    if known is None:
        return _made(lambda out: marker(file, name, campaign, out), cache, key)
    record = _RECORD.validate_json(known.path.read_bytes())
    findings = tuple(replace(finding, path=name) for finding in record.findings)
    if record.kind is None:
        return Checked(None, findings)
    marked = cache.holds(key, ".bin")
    if marked is None:
        return _made(lambda out: marker(file, name, campaign, out), cache, key)
    return Checked(AttachmentResult(marked.path, record.kind, record.marks, record.already), findings)


def _made(
    make: Callable[[Path], Checked[AttachmentResult | None]], cache: Cache, key: str
) -> Checked[AttachmentResult | None]:
    with TemporaryDirectory(prefix="xinglin-") as folder:
        checked = make(Path(folder) / "marked.bin")
        made = checked.value
        if any(finding.rule_id in PASSING for finding in checked.findings):
            return checked
        record = _Record(None, 0, already=False, findings=checked.findings)
        if made is not None:
            record = _Record(made.kind, made.marks, made.already, checked.findings)
            made = replace(made, file=_kept(made.file, cache, key))
    cache.discard(f"{key} record", ".json")
    cache.get_or_make(f"{key} record", ".json", lambda part: _write(part, _RECORD.dump_json(record)))
    return Checked(made, checked.findings)


def _kept(file: Path, cache: Cache, key: str) -> Path:
    return cache.get_or_make(key, ".bin", lambda part: _write(part, file.read_bytes()))


def _write(part: Path, data: bytes) -> None:
    part.write_bytes(data)
