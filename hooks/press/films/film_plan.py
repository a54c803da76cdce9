"""What has to be done to one film: looked at before any of it is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from press.campaign.model import Campaign
from press.films.place import carried_for, film_product, place_mark, sample_frames
from press.findings import Finding, Severity
from press.imaging.geometry import Anchor
from press.imaging.note import names_a_mark, write_note
from press.imaging.render import TooSmallError
from press.model import AiLabel
from press.tools.ffmpeg import Ffmpeg
from press.video.burn import BurnJob, canvas_of
from press.video.burn_tracks import Tracks, find_tracks
from press.video.probe import Film


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """What to burn (None: the film carries the mark already), and remarks without a path."""

    job: BurnJob | None
    findings: tuple[Finding, ...]


def plan_film(  # noqa: PLR0913 - the film, whose mark, where, and with what
    file: Path, film: Film, campaign: Campaign, platform: str, ffmpeg: Ffmpeg, *, label: AiLabel | None = None
) -> FilmPlan:
    """Look at a film from start to end and decide where and how the mark goes.

    Args:
        file: the film.
        film: its facts from `press.video.probe.probe`.
        campaign: whose mark.
        platform: whose buttons the mark keeps clear of.
        ffmpeg: the program.
        label: where a label of AI-made content stands in the picture.

    Raises:
        TooSmallError: the film cannot carry a mark one could read.
        UnreadableMediaError: no frame can be decoded.
        MediaLimitError: it took too long.
    """
    canvas = canvas_of(film)
    if canvas.short < 1:
        raise TooSmallError(f"视频画面只有 {film.width}×{film.height} 像素，放不下看得清的标识")
    frames = sample_frames(file, film, ffmpeg)
    tracks = find_tracks(file, ffmpeg, canvas.short)
    there = carried_for(frames, tracks.note, campaign, label)
    if there is not None:
        return FilmPlan(None, _misplaced(there, platform))
    mark = place_mark(frames, campaign, platform, label)
    inset = film_product(campaign, platform, canvas, label).label
    note = write_note(campaign, Anchor.BOTTOM_RIGHT, mark.treatment, inset)
    return FilmPlan(BurnJob(file, film, tracks, mark.drawn.image, mark.box, note), _remarks(tracks, campaign))


def _misplaced(there: str, wanted: str) -> tuple[Finding, ...]:
    if there == wanted:
        return ()
    message = f"视频已经带有按“{there}”位置加的标识，没有再按“{wanted}”加第二个"
    return (Finding("video/other-platform", Severity.WARNING, message, "请用没有加过标识的原片重新处理"),)


def _remarks(tracks: Tracks, campaign: Campaign) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if tracks.lost:
        message = f"视频里的{'、'.join(tracks.lost)}放不进 MP4，没有保留"
        found.append(Finding("video/track-lost", Severity.NOTICE, message))
    if tracks.dolby_only:
        message = "视频是杜比视界格式，转换后颜色可能不对"
        hint = "请播放看一看；颜色不对就在手机里关掉“HDR 视频”重拍，或用剪辑软件导出为普通 MP4（SDR）"
        found.append(Finding("video/dolby", Severity.WARNING, message, hint))
    if names_a_mark(tracks.note):
        message = f"这个视频已经带有旧的标识，又加上了“{campaign.title}”现在的标识"
        found.append(Finding("stamp/old-mark", Severity.WARNING, message, "请换成没有加过标识的原片"))
    return tuple(found)
