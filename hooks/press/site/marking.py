"""Everything of one build that carries the mark as pixels or vectors: pictures, thumbnails, downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from press.cache import Cache
from press.campaign.model import Campaign
from press.content.tree import Tree
from press.findings import Checked
from press.model import Library
from press.site.downloads import FOLDER, campaign_of_downloads, mark_downloads
from press.site.inputs import SiteInputs
from press.site.media import MediaIndex
from press.stamp.pictures import mark_pictures
from press.stamp.posters import mark_posters
from press.stamp.requests import PictureRequest, PosterRequest


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
    files = _files(inputs, library, tree, campaigns, cache)
    return Checked(MarkedMedia(index.value, files.value), (*index.findings, *files.findings))


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


def _files(
    inputs: SiteInputs, library: Library, tree: Tree, campaigns: tuple[Campaign, ...], cache: Cache
) -> Checked[dict[str, Path]]:
    """Films as they are, downloads with their mark."""
    films = {video.file.as_posix(): inputs.docs / video.file for video in library.videos if video.file}
    offered = [path for path in tree.files if path.parts[0] == FOLDER]
    campaign = campaign_of_downloads(campaigns, inputs.today)
    if not offered or campaign is None:
        return Checked(films | {path.as_posix(): inputs.docs / path for path in offered})
    downloads = mark_downloads(offered, inputs, campaign, cache)
    return Checked(films | downloads.value, downloads.findings)
