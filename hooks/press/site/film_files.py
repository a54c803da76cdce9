"""What is published of each film, and under which address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from press.cache import Cache
from press.campaign.model import Campaign
from press.content.tree import FILMS
from press.films.burnt import BurntFilm, FilmRequest, burn_films
from press.films.stripped import strip_films
from press.findings import Checked, Finding, Severity
from press.site.inputs import SiteInputs

_BURNT_SUFFIX = ".mp4"

Published = dict[PurePosixPath, tuple[str, Path]]
"""By film, relative to docs/: site-relative address and file."""


def publish_films(
    requests: Sequence[FilmRequest], campaigns: Sequence[Campaign], inputs: SiteInputs, cache: Cache
) -> Checked[Published]:
    """Return the film with the mark burnt in, else the film freed of private metadata, else the film as it is."""
    burnt = burn_films(requests, campaigns, cache, inputs.reporter, inputs.jobs)
    bare = {one.path: one.file for one in requests if one.path not in burnt.value}
    stripped = strip_films(bare, cache, inputs.reporter, inputs.jobs)
    published: Published = {path: (path.as_posix(), file) for path, file in (bare | stripped.value).items()}
    published |= _addressed(burnt.value, requests)
    findings = _of_sounds([*burnt.findings, *_news(stripped.findings, burnt.findings)], requests)
    return Checked(published, tuple(findings))


def _addressed(burnt: Mapping[PurePosixPath, BurntFilm], requests: Sequence[FilmRequest]) -> Published:
    taken = {one.path.as_posix().casefold() for one in requests}
    published: Published = {}
    for path, marked in burnt.items():
        address = path.with_suffix(_BURNT_SUFFIX).as_posix()
        if path.suffix.lower() != _BURNT_SUFFIX and address.casefold() in taken:  # a.mov beside a.mp4
            address = path.with_name(f"{path.stem}-{marked.digest[:8]}{_BURNT_SUFFIX}").as_posix()
        taken.add(address.casefold())
        published[path] = address, marked.file
    return published


def _news(findings: Iterable[Finding], told: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out films of which worse was said already."""
    grave = {one.path for one in told if one.severity is Severity.ERROR}
    yield from (one for one in findings if one.path not in grave)


def _of_sounds(findings: Iterable[Finding], requests: Iterable[FilmRequest]) -> Iterator[Finding]:
    """Leave out what is said of recordings to download: they have no picture and need none."""
    offered = {f"docs/{one.path}": one.path for one in requests if not one.poster}
    for one in findings:
        path = offered.get(one.path or "")
        if path is None or one.rule_id not in (_ABOUT_PICTURES if path.suffix.lower() in FILMS else _ABOUT_FILMS):
            yield one


_ABOUT_PICTURES = frozenset({"video/no-picture"})
_ABOUT_FILMS = frozenset({"video/no-picture", "video/unreadable", "video/private-data"})
"""What may be said of a recording that ffmpeg, held to films, does not open."""
