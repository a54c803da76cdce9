"""Everything of one build that carries the mark as pixels or vectors: pictures, thumbnails, downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from press.cache import Cache
from press.campaign.choose import active_campaign
from press.campaign.model import Campaign
from press.content.ai_label import is_sidecar
from press.content.tree import Tree
from press.films.burnt import FilmRequest
from press.findings import Checked, Finding
from press.model import AiLabel, Library
from press.site.active import active_fault
from press.site.downloads import FOLDER, campaign_of_downloads, films_offered, mark_downloads
from press.site.film_files import publish_films
from press.site.inputs import SiteInputs
from press.site.media import MediaIndex
from press.stamp.declared import declared_label
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
    labels = _Labels(inputs, library)
    index = _mark_shown(inputs, library, campaigns, cache, labels)
    offered = [path for path in tree.files if path.parts[0] == FOLDER and not is_sidecar(path)]
    requests = _requests(inputs, library, campaigns, films_offered(offered, inputs.docs), labels)
    films = publish_films(requests, campaigns, inputs, cache)
    rest = _offered([path for path in offered if path not in films.value], inputs, campaigns, cache)
    addresses = {path: address for path, (address, _) in films.value.items()}
    files = dict(films.value.values()) | rest.value
    findings = (*labels.findings, *index.findings, *films.findings, *rest.findings)
    return Checked(MarkedMedia(replace(index.value, films=addresses), files), findings)


class _Labels:
    """Where labels of AI-made content stand: as documents say, else as a text beside the file says."""

    def __init__(self, inputs: SiteInputs, library: Library) -> None:
        self._inputs = inputs
        self._stated: dict[PurePosixPath | None, AiLabel | None] = {}
        self._stated |= {one.picture: one.ai_label for one in library.graphics if one.ai_label}
        for video in library.videos:
            if video.ai_label:
                self._stated |= {video.file: video.ai_label, video.poster: video.ai_label}
        self.findings: list[Finding] = []

    def of(self, path: PurePosixPath | None) -> AiLabel | None:
        """Return what is declared of a file of docs/."""
        if path is None:
            return None
        if path not in self._stated:
            found = declared_label(self._inputs.docs / path, self._inputs.shown(path))
            self.findings += found.findings
            self._stated[path] = found.value
        return self._stated[path]


def _videos(library: Library, docs: Path, labels: _Labels) -> Iterator[PosterRequest]:
    for video in library.videos:
        if video.file or video.poster:
            yield PosterRequest(
                path=video.path,
                video=docs / video.file if video.file else None,
                still=docs / video.poster if video.poster else None,
                at=video.poster_time,
                on=video.published,
                label=labels.of(video.poster or video.file),
            )


def _mark_shown(
    inputs: SiteInputs, library: Library, campaigns: tuple[Campaign, ...], cache: Cache, labels: _Labels
) -> Checked[MediaIndex]:
    posters_only = {video.poster for video in library.videos if video.poster}
    requests = [
        PictureRequest(path=use.path, file=inputs.docs / use.path, on=use.on, label=labels.of(use.path))
        for use in library.pictures
        if use.path not in posters_only
    ]
    pictures = mark_pictures(requests, campaigns, cache, inputs.reporter, inputs.jobs)
    videos = tuple(_videos(library, inputs.docs, labels))
    posters = mark_posters(videos, campaigns, cache, inputs.reporter, inputs.jobs)
    return Checked(MediaIndex(pictures.value, posters.value), (*pictures.findings, *posters.findings))


def _requests(
    inputs: SiteInputs,
    library: Library,
    campaigns: tuple[Campaign, ...],
    offered: frozenset[PurePosixPath],
    labels: _Labels,
) -> list[FilmRequest]:
    """Return the films to publish: those of the videos, and those to download, which have no date of their own."""
    used = {video.file: video.published for video in reversed(library.videos) if video.file}
    day = inputs.today if active_campaign(campaigns, inputs.today) else None
    return [
        FilmRequest(path, inputs.docs / path, used.get(path, day), poster=path in used, label=labels.of(path))
        for path in sorted(used.keys() | offered)
    ]


def _offered(
    paths: Sequence[PurePosixPath], inputs: SiteInputs, campaigns: tuple[Campaign, ...], cache: Cache
) -> Checked[dict[str, Path]]:
    """Return, by address, the files to download: with their mark where their kind can carry one."""
    passive, findings = _passive(paths, inputs)
    campaign = campaign_of_downloads(campaigns, inputs.today)
    if not passive or campaign is None:
        return Checked({path.as_posix(): inputs.docs / path for path in passive}, findings)
    marked = mark_downloads(passive, inputs, campaign, cache)
    return Checked(marked.value, (*findings, *marked.findings))


def _passive(paths: Sequence[PurePosixPath], inputs: SiteInputs) -> tuple[list[PurePosixPath], tuple[Finding, ...]]:
    """Return the files that no browser runs, and a finding for each of the others."""
    faults = {path: active_fault(inputs.docs / path, inputs.shown(path)) for path in paths}
    return [path for path, fault in faults.items() if fault is None], tuple(filter(None, faults.values()))
