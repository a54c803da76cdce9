"""Thumbnails: a frame of the film, or the still its author gave, marked bottom right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from press.cache import Cache
from press.campaign.choose import active_campaign
from press.campaign.model import Campaign
from press.errors import MediaError
from press.findings import Checked, Finding, Severity
from press.imaging.decode import Family, Frame, Picture
from press.imaging.keep_labels import Labels, stated_labels
from press.imaging.render import FULL_WIDTH, render, render_plain
from press.progress import Reporter
from press.stamp.crew import run_all
from press.stamp.faults import no_campaign, picture_fault, video_fault
from press.stamp.pictures import make_marked
from press.stamp.products import poster_product
from press.stamp.requests import MarkedPicture, MarkedPoster, PosterRequest
from press.stamp.store import Made, Stored, stamp_key, stored
from press.tools.ffmpeg import Ffmpeg, ffmpeg_version, find_ffmpeg
from press.video.burn_tracks import find_tracks
from press.video.poster import POSTER_VERSION, poster_frame
from press.video.probe import Film, probe

_LAST_MOMENT = 0.1
"""Seconds before the stated end at which a frame can still be hoped for."""


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every poster needs at hand. `ffmpeg` is None when no request has a film."""

    campaigns: Sequence[Campaign]
    cache: Cache
    ffmpeg: Ffmpeg | None


def mark_posters(
    requests: Sequence[PosterRequest],
    campaigns: Sequence[Campaign],
    cache: Cache,
    reporter: Reporter,
    jobs: int,
) -> Checked[Mapping[PurePosixPath, MarkedPoster]]:
    """Make a marked thumbnail for every film.

    A still given by the author wins over the film's frames. What cannot be had is missing from the result and has a
    finding. Arguments as for `press.stamp.pictures.mark_pictures`.

    Raises:
        MissingToolError: a film must be read and ffmpeg is not there.
        CacheError: the cache cannot be written.
    """
    unique = list({request.path: request for request in reversed(requests)}.values())[::-1]
    ffmpeg = Ffmpeg(find_ffmpeg()) if any(request.video for request in unique) else None
    bench = _Bench(campaigns, cache, ffmpeg)
    outcomes = run_all(
        unique,
        lambda request: _poster(request, bench),
        title="视频取封面、加标识",
        reporter=reporter,
        workers=jobs,
        abort=ffmpeg.stop if ffmpeg else None,
    )
    posters = {
        request.path: outcome.value
        for request, outcome in zip(unique, outcomes, strict=True)
        if outcome.value is not None
    }
    return Checked(posters, tuple(finding for outcome in outcomes for finding in outcome.findings))


def _poster(request: PosterRequest, bench: _Bench) -> Checked[MarkedPoster | None]:
    if request.video is None and request.still is None:
        message, hint = "没有视频文件，也没有封面图", "请给一张封面图（poster），或把视频文件放进来"
        return Checked(None, (Finding("video/no-poster", Severity.ERROR, message, hint, f"docs/{request.path}"),))
    findings: list[Finding] = []
    campaign = active_campaign(bench.campaigns, request.on)
    if campaign is None:
        findings.append(no_campaign(request.path))
    film: Film | None = None
    try:
        film = _film(request.video, bench)
    except (MediaError, OSError) as error:
        findings.append(video_fault(request.path, error))
    try:
        done = _stored_poster(request, film, campaign, bench)
    except (MediaError, OSError) as error:
        fault = picture_fault if request.still else video_fault
        return Checked(None, (*findings, fault(request.path, error)))
    if done is None:
        return Checked(None, tuple(findings))
    findings += _remarks(request, film, done)
    *narrower, full = done.renditions
    picture = MarkedPicture(request.path, full, tuple(narrower))
    width, height = (film.width, film.height) if film else (full.width, full.height)
    return Checked(MarkedPoster(picture, film.duration if film else None, width, height), tuple(findings))


def _film(video: Path | None, bench: _Bench) -> Film | None:
    """Return a film's facts, from the cache when its bytes are known."""
    if video is None or bench.ffmpeg is None:
        return None
    ffmpeg = bench.ffmpeg
    key = f"film {bench.cache.digest(video)} poster{POSTER_VERSION} ffmpeg{ffmpeg_version()}"

    def look(slip: Path) -> None:
        slip.write_text(json.dumps(asdict(probe(video, ffmpeg)), sort_keys=True), encoding="utf-8")

    facts = json.loads(bench.cache.get_or_make(key, ".json", look).read_text(encoding="utf-8"))
    return Film(**(facts | {"streams": tuple(facts["streams"])}))


def _stored_poster(
    request: PosterRequest, film: Film | None, campaign: Campaign | None, bench: _Bench
) -> Stored | None:
    product = poster_product(campaign, label=request.label) if campaign else None
    declared = str(request.label or "")
    if request.still is not None:
        still = request.still
        key = stamp_key(bench.cache.digest(still), campaign, f"poster{declared}")
        return stored(bench.cache, key, lambda: make_marked(still, campaign, product))
    if request.video is None or film is None or bench.ffmpeg is None:
        return None
    video, ffmpeg = request.video, bench.ffmpeg
    at = _moment(request, film)

    def make() -> Made:
        frame = poster_frame(video, film, ffmpeg, width=FULL_WIDTH, at=at)
        source = Picture((Frame(frame.image),), Family.JPEG, labels=_labels(video, film, ffmpeg))
        marked = render(source, campaign, product) if campaign and product else render_plain(source)
        return Made(source, marked, {"dull": frame.dull})

    purpose = f"frame at {at} poster{POSTER_VERSION} ffmpeg{ffmpeg_version()}{declared}"
    return stored(bench.cache, stamp_key(bench.cache.digest(video), campaign, purpose), make)


def _labels(video: Path, film: Film, ffmpeg: Ffmpeg) -> Labels:
    """Return what a film says of its rights and of being made by a machine: a frame of it is no less so."""
    stated = dict(find_tracks(video, ffmpeg, min(film.width, film.height)).metadata)
    return stated_labels(stated.get("artist", ""), stated.get("copyright", ""), stated.get("AIGC", ""))


def _moment(request: PosterRequest, film: Film) -> float | None:
    """Return the second at which to take the frame, inside the film."""
    if request.at is None:
        return None
    last = max(0.0, film.duration - _LAST_MOMENT) if film.duration else request.at
    return round(min(max(0.0, request.at), last), 3)


def _remarks(request: PosterRequest, film: Film | None, done: Stored) -> list[Finding]:
    where = f"docs/{request.path}"
    found: list[Finding] = []
    length = film.duration if film else None
    at = request.at if request.still is None else None
    if at is not None and length is not None and not 0 <= at <= length:
        message = f"封面时间 {at:g} 秒不在视频里（视频长 {length:.1f} 秒），已取最接近的画面"
        hint = f"把 poster_time 改成 0 到 {length:.0f} 之间的秒数"
        found.append(Finding("video/poster-time", Severity.WARNING, message, hint, where))
    if done.facts.get("dull"):
        message = "取到的视频封面几乎是黑的或一片空白"
        hint = "用 poster_time 写一个画面清楚的时间（秒），或另给一张封面图（poster）"
        found.append(Finding("video/dark", Severity.NOTICE, message, hint, where))
    return found
