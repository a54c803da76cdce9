"""Everything of one build that carries the mark as pixels or vectors: pictures, thumbnails, downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from press.cache import Cache
from press.campaign.model import Campaign
from press.content.tree import Tree
from press.films.burnt import FilmRequest, burn_films
from press.findings import Checked
from press.model import Library
from press.site.downloads import FOLDER, campaign_of_downloads, mark_downloads
from press.site.inputs import SiteInputs
from press.site.media import MediaIndex
from press.stamp.pictures import mark_pictures
from press.stamp.posters import mark_posters
from press.stamp.requests import PictureRequest, PosterRequest

_BURNT_SUFFIX = ".mp4"


@dataclass(frozen=True, slots=True)
class MarkedMedia:
    """What was marked: pictures and posters, and the files to publish under their own address (films, downloads)."""

    index: MediaIndex
    files: Mapping[str, Path]


def mark_media(
    inputs: SiteInputs, library: Library, tree: Tree, campaigns: tuple[Campaign, ...], cache: Cache
) -> Checked[MarkedMedia]:
    """Mark everything a library shows or offers, from the cache where nothing changed."""
    index = _mark_shown(inputs, library, campaigns, cache)
    films = _films(inputs, library, campaigns, cache)
    offered = _offered(inputs, tree, campaigns, cache)
    addresses = {file: address for file, (address, _) in films.value.items()}
    files = dict(films.value.values()) | offered.value
    findings = (*index.findings, *films.findings, *offered.findings)
    return Checked(MarkedMedia(replace(index.value, films=addresses), files), findings)


def _videos(library: Library, docs: Path) -> Iterator[PosterRequest]:
    for video in library.videos:
        if video.file or video.poster:
            yield PosterRequest(
                path=video.path,
                video=docs / video.file if video.file else None,
                still=docs / video.poster if video.poster else None,
                at=video.poster_time,
                on=video.published,
            )


def _mark_shown(
    inputs: SiteInputs, library: Library, campaigns: tuple[Campaign, ...], cache: Cache
) -> Checked[MediaIndex]:
    posters_only = {video.poster for video in library.videos if video.poster}
    requests = [
        PictureRequest(path=use.path, file=inputs.docs / use.path, on=use.on)
        for use in library.pictures
        if use.path not in posters_only
    ]
    pictures = mark_pictures(requests, campaigns, cache, inputs.reporter, inputs.jobs)
    posters = mark_posters(tuple(_videos(library, inputs.docs)), campaigns, cache, inputs.reporter, inputs.jobs)
    return Checked(MediaIndex(pictures.value, posters.value), (*pictures.findings, *posters.findings))


def _films(
    inputs: SiteInputs, library: Library, campaigns: tuple[Campaign, ...], cache: Cache
) -> Checked[dict[PurePosixPath, tuple[str, Path]]]:
    """Return, by film, where it is published and what: the film with the mark burnt in, else the film as it is."""
    used = {video.file: video.published for video in reversed(library.videos) if video.file}
    requests = [FilmRequest(path=path, file=inputs.docs / path, on=on) for path, on in sorted(used.items())]
    burnt = burn_films(requests, campaigns, cache, inputs.reporter, inputs.jobs)
    taken = {path.as_posix().casefold() for path in used}
    films: dict[PurePosixPath, tuple[str, Path]] = {}
    for path in sorted(used):
        marked = burnt.value.get(path)
        if marked is None:
            films[path] = path.as_posix(), inputs.docs / path
            continue
        address = path.with_suffix(_BURNT_SUFFIX).as_posix()
        if path.suffix.lower() != _BURNT_SUFFIX and address.casefold() in taken:  # a.mov beside a.mp4
            address = path.with_name(f"{path.stem}-{marked.digest[:8]}{_BURNT_SUFFIX}").as_posix()
        films[path] = address, marked.file
    return Checked(films, burnt.findings)


def _offered(inputs: SiteInputs, tree: Tree, campaigns: tuple[Campaign, ...], cache: Cache) -> Checked[dict[str, Path]]:
    """Return, by address, the files to download: with their mark where their kind can carry one."""
    offered = [path for path in tree.files if path.parts[0] == FOLDER]
    campaign = campaign_of_downloads(campaigns, inputs.today)
    if not offered or campaign is None:
        return Checked({path.as_posix(): inputs.docs / path for path in offered})
    return mark_downloads(offered, inputs, campaign, cache)
