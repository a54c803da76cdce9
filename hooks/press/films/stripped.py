"""Films that are published without the mark in their picture: freed of place and device, otherwise as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from press.cache import Cache
from press.errors import MediaError
from press.findings import Checked, Finding, Severity
from press.progress import Reporter
from press.stamp.crew import run_all
from press.tools.ffmpeg import Ffmpeg, ffmpeg_version, find_ffmpeg
from press.video.strip import STRIP_VERSION, strip


@dataclass(frozen=True, slots=True)
class _Op:
    """One film's bytes under one ending, and everybody who asked for it."""

    file: Path
    key: str
    suffix: str
    paths: tuple[PurePosixPath, ...]


def strip_films(
    films: Mapping[PurePosixPath, Path], cache: Cache, reporter: Reporter, jobs: int
) -> Checked[dict[PurePosixPath, Path]]:
    """Return copies without private metadata, each made once; a film that has none has a finding.

    Args:
        films: files by path relative to docs/.
        cache: where the copies lie.
        reporter: listens to the progress.
        jobs: worker threads.

    Raises:
        MissingToolError: a film must be copied and ffmpeg is not there.
        CacheError: the cache cannot be written.
    """
    findings: list[Finding] = []
    ops = _plan(films, cache, findings)
    found = {op.key: entry.path for op in ops if (entry := cache.holds(op.key, op.suffix))}
    missing = [op for op in ops if op.key not in found]
    if missing:
        ffmpeg = Ffmpeg(find_ffmpeg())
        made = run_all(
            missing,
            lambda op: _made(op, cache, ffmpeg),
            title="视频去掉拍摄信息",
            reporter=reporter,
            workers=jobs,
            abort=ffmpeg.stop,
        )
        found |= {op.key: file for op, file in zip(missing, made, strict=True) if file is not None}
    findings += [_left(path) for op in ops if op.key not in found for path in op.paths]
    return Checked({path: found[op.key] for op in ops if op.key in found for path in op.paths}, tuple(findings))


def _plan(films: Mapping[PurePosixPath, Path], cache: Cache, findings: list[Finding]) -> list[_Op]:
    grouped: dict[str, _Op] = {}
    for path, file in films.items():
        suffix = path.suffix.lower() or ".bin"
        try:
            key = f"film stripped{STRIP_VERSION} {cache.digest(file)} {suffix} ffmpeg{ffmpeg_version()}"
        except OSError:
            findings.append(_left(path))
            continue
        known = grouped.get(key)
        grouped[key] = _Op(file, key, suffix, (*(known.paths if known else ()), path))
    return list(grouped.values())


def _made(op: _Op, cache: Cache, ffmpeg: Ffmpeg) -> Path | None:
    try:
        return cache.get_or_make(op.key, op.suffix, lambda out: strip(op.file, out, ffmpeg))
    except (MediaError, OSError):
        return None


def _left(path: PurePosixPath) -> Finding:
    message = "视频改写不了，里面可能带有拍摄地点、设备等信息，原样发布了"
    hint = "请用剪辑软件导出为 MP4（H.264）再放进来；导出的文件一般不带拍摄地点"
    return Finding("video/private-data", Severity.WARNING, message, hint, f"docs/{path}")
