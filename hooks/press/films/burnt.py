"""The site's films with the mark in them: each burnt once for its content, and kept in the cache."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

from press.cache import Cache
from press.campaign.choose import active_campaign
from press.campaign.model import Campaign
from press.errors import MediaError, UnreadableMediaError
from press.films.film_plan import plan_film
from press.films.place import WEB
from press.findings import Checked, Finding, Severity
from press.imaging.note import RENDER_VERSION
from press.imaging.render import TooSmallError
from press.model import AiLabel
from press.progress import Reporter, SilentReporter, Stage
from press.stamp.crew import run_all
from press.stamp.faults import video_fault
from press.tools.ffmpeg import Ffmpeg, ffmpeg_version, find_ffmpeg
from press.video.burn import BURN_VERSION, burn
from press.video.probe import Film, probe

TITLE = "视频画面加标识（秒）"

_THREADS_EACH = 2
"""The encoder keeps about so many processors busy: more films at once would only wait for each other."""


@dataclass(frozen=True, slots=True)
class FilmRequest:
    """A film that the site publishes.

    path  its name in findings and results, relative to docs/
    file  where its bytes are
    on    the date that decides the campaign; None takes the newest
    poster  whether a thumbnail stands for it (a file to download has none)
    label  where a label of AI-made content stands in its picture
    """

    path: PurePosixPath
    file: Path
    on: dt.date | None = None
    poster: bool = True
    label: AiLabel | None = None


@dataclass(frozen=True, slots=True)
class BurntFilm:
    """A marked film (MP4) in the cache: size in px, seconds (None: unknown), SHA-256 hex of its bytes."""

    file: Path
    width: int
    height: int
    duration: float | None
    digest: str


@dataclass(frozen=True, slots=True)
class _Op:
    """One film's bytes under one campaign, and everybody who asked for it."""

    file: Path
    key: str
    campaign: Campaign
    paths: tuple[PurePosixPath, ...]
    label: AiLabel | None


@dataclass(frozen=True, slots=True)
class _Done:
    """`burnt` is None when the film is published as it is."""

    burnt: BurntFilm | None
    findings: tuple[Finding, ...]


class SecondsTold:
    """Turns ffmpeg's reports on one film into whole steps of a stage that counts seconds."""

    def __init__(self, stage: Stage, film: Film) -> None:
        self._stage = stage
        self._whole = whole_seconds(film)
        self._told = 0

    def listen(self, seconds: float) -> None:
        """Hear how far it is."""
        step = min(int(seconds), self._whole) - self._told
        if step > 0:
            self._told += step
            self._stage.advance(step)

    def finish(self) -> None:
        """Count what is left: the film is done, or given up."""
        self.listen(self._whole)


def whole_seconds(film: Film) -> int:
    """Return a film's share of a stage that counts seconds."""
    return max(1, round(film.duration or 1.0))


def burn_films(
    requests: Sequence[FilmRequest],
    campaigns: Sequence[Campaign],
    cache: Cache,
    reporter: Reporter,
    jobs: int,
) -> Checked[Mapping[PurePosixPath, BurntFilm]]:
    """Burn the mark into films, each once however often it is asked for.

    A film missing from the result is to be published as it is: it is larger than its campaign allows (a notice), lies
    outside every campaign, carries the mark already, or cannot be marked (a finding says why).

    Args:
        requests: of several with one path, the first counts.
        campaigns: from `press.campaign.load.load_campaigns`.
        cache: where marked films lie. What is finished stays when the work is interrupted.
        reporter: listens to the progress, counted in seconds of film.
        jobs: processors to use.

    Raises:
        MissingToolError: a film must be burnt and ffmpeg is not there.
        CacheError: the cache cannot be written.
    """
    unique = list({request.path: request for request in reversed(requests)}.values())[::-1]
    plan = _plan(unique, campaigns, cache)
    ops = plan.value
    found = {op.key: _remembered(op, cache) for op in ops}
    missing = [op for op in ops if found[op.key] is None]
    if missing:
        found |= _work(missing, cache, reporter, jobs)
    films: dict[PurePosixPath, BurntFilm] = {}
    findings = list(plan.findings)
    for op in ops:
        done = found[op.key]
        if done is None:
            continue
        films |= {path: done.burnt for path in op.paths if done.burnt is not None}
        findings += [replace(finding, path=f"docs/{path}") for path in op.paths for finding in done.findings]
    return Checked({request.path: films[request.path] for request in unique if request.path in films}, tuple(findings))


def _plan(requests: Sequence[FilmRequest], campaigns: Sequence[Campaign], cache: Cache) -> Checked[list[_Op]]:
    grouped: dict[str, _Op] = {}
    findings: list[Finding] = []
    for request in requests:
        campaign = active_campaign(campaigns, request.on)
        if campaign is None or not campaign.burn.enabled:
            continue
        try:
            size = request.file.stat().st_size
            if size > campaign.burn.max_bytes:
                findings.append(_too_big(request, size, campaign))
                continue
            key = burn_key(cache.digest(request.file), campaign, WEB, request.label)
        except OSError as error:
            findings.append(video_fault(request.path, error))
            continue
        known = grouped.get(key)
        paths = (*(known.paths if known else ()), request.path)
        grouped[key] = _Op(request.file, key, campaign, paths, request.label)
    return Checked(list(grouped.values()), tuple(findings))


def burn_key(digest: str, campaign: Campaign, platform: str, label: AiLabel | None = None) -> str:
    """Return the cache key of a film's bytes under one campaign on one platform."""
    versions = f"burn{BURN_VERSION} render{RENDER_VERSION} ffmpeg{ffmpeg_version()}"
    return f"film {platform} {digest} {campaign.id} {campaign.recipe} {versions}{label or ''}"


def _too_big(request: FilmRequest, size: int, campaign: Campaign) -> Finding:
    most = campaign.burn.max_bytes / 1e6
    rest = "，只在封面上加了" if request.poster else ""
    message = f"视频有 {size / 1e6:.0f} MB，超过 {most:g} MB，画面里没有烧上标识{rest}"
    hint = f"需要的话用 build.py stamp 单独处理，或改 {campaign.path} 里的 video_burn"
    return Finding("video/not-burnt", Severity.NOTICE, message, hint, f"docs/{request.path}")


def _work(ops: Sequence[_Op], cache: Cache, reporter: Reporter, jobs: int) -> dict[str, _Done | None]:
    ffmpeg = Ffmpeg(find_ffmpeg())
    looked = {op.key: _look(op, ffmpeg) for op in ops}
    films = {key: film for key, film in looked.items() if isinstance(film, Film)}
    ready = [op for op in ops if op.key in films]
    with reporter.stage(TITLE, sum(whole_seconds(film) for film in films.values())) as stage:

        def work(op: _Op) -> _Done:
            told = SecondsTold(stage, films[op.key])
            done = _burnt(op, films[op.key], cache, ffmpeg, told.listen)
            told.finish()
            return done

        workers = max(1, jobs // _THREADS_EACH)
        done = run_all(ready, work, title=TITLE, reporter=SilentReporter(), workers=workers, abort=ffmpeg.stop)
    failed: dict[str, _Done | None] = {
        key: _Done(None, (film,)) for key, film in looked.items() if isinstance(film, Finding)
    }
    return failed | {op.key: one for op, one in zip(ready, done, strict=True)}


def _look(op: _Op, ffmpeg: Ffmpeg) -> Film | Finding:
    try:
        return probe(op.file, ffmpeg)
    except (MediaError, OSError) as error:
        return video_fault(op.paths[0], error)


def _burnt(op: _Op, film: Film, cache: Cache, ffmpeg: Ffmpeg, listen: Callable[[float], None]) -> _Done:
    def make(slip: Path) -> None:
        made: list[Film] = []
        try:
            plan = plan_film(op.file, film, op.campaign, WEB, ffmpeg, label=op.label)
            findings = plan.findings
            if plan.job is not None:
                job = plan.job
                cache.discard(op.key, ".mp4")
                cache.get_or_make(op.key, ".mp4", lambda out: made.append(burn(job, out, ffmpeg, listen)))
        except (UnreadableMediaError, TooSmallError) as error:
            # The same bytes will fail the same way: remembered, or every build would try for minutes.
            findings = (video_fault(op.paths[0], error),)
        facts = {"film": asdict(made[0]) if made else None, "findings": [asdict(one) for one in findings]}
        slip.write_text(json.dumps(facts, ensure_ascii=False, sort_keys=True), encoding="utf-8")

    try:
        cache.discard(op.key, ".json")
        cache.get_or_make(op.key, ".json", make)
    except (MediaError, OSError) as error:
        return _Done(None, (video_fault(op.paths[0], error),))
    return _remembered(op, cache) or _Done(None, ())


def _remembered(op: _Op, cache: Cache) -> _Done | None:
    slip = cache.holds(op.key, ".json")
    if slip is None:
        return None
    facts = json.loads(slip.path.read_text(encoding="utf-8"))
    findings = tuple(
        Finding(one["rule_id"], Severity(one["severity"]), one["message"], one["hint"]) for one in facts["findings"]
    )
    film = facts["film"]
    if film is None:
        return _Done(None, findings)
    entry = cache.holds(op.key, ".mp4")
    if entry is None:
        return None
    return _Done(BurntFilm(entry.path, film["width"], film["height"], film["duration"], entry.digest), findings)
