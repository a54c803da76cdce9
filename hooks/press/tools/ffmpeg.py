"""ffmpeg, as PyPI `imageio-ffmpeg` brings it (there is no ffprobe in it).

Every run: an argument list and no shell, absolute names behind `file:`, no protocol but plain files, only the container
formats named here, no standard input, a time limit and a memory limit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]  # the package ships no types

from press.errors import MediaLimitError, MissingToolError, StoppedError

_CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,rm,mxf"
"""Playlists, scripts and lists of other files (hls, concat, …) are not among them: they read what they like."""

_MEMORY = 3 * 1024**3
"""Address space of one run in bytes; a 4K HEVC frame with all its threads stays below a third of it."""

_BLOCK = 512 * 1024**2
"""Largest single allocation ffmpeg may make, on every system."""

_PIXELS = 8192 * 4608
"""Largest frame decoded."""

_ERRORS_KEPT = 60_000

_STOPPED = "处理已中止"
_INTERRUPTED = "Exiting normally, received signal 2"
"""What ffmpeg says when a Ctrl-C ended it (fftools/ffmpeg.c)."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a run ended: exit code, standard output, and the tail of what it said."""

    code: int
    output: bytes
    said: str


class Ffmpeg:
    """The program, and its runs in progress (which `stop` ends)."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self._guard = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(
        self,
        film: Path,
        before: Sequence[str],
        after: Sequence[str],
        *,
        seconds: float = 60.0,
        listen: Callable[[bytes], None] | None = None,
    ) -> Run:
        """Run `ffmpeg <safety> <before> -i film <after>`.

        Args:
            film: the input, whatever its name.
            before: input options, such as a seek.
            after: filters and output; output goes to `pipe:1` or a name of our own, never to one taken from content.
            seconds: time limit.
            listen: is given standard output line by line while the program runs (`Run.output` then stays empty).

        Raises:
            MediaLimitError: the time limit was reached.
            StoppedError: `stop` was called, or the user interrupted the program.
        """
        command = [
            *(str(self._program), "-hide_banner", "-nostdin", "-max_alloc", str(_BLOCK)),
            *("-protocol_whitelist", "file", "-format_whitelist", _CONTAINERS, "-max_pixels", str(_PIXELS)),
            *before,
            *("-i", f"file:{film.absolute()}", *after),
        ]
        with tempfile.TemporaryFile() as said:
            process = self._start(command, said.fileno())
            try:
                output = _listened(process, listen, seconds) if listen else process.communicate(timeout=seconds)[0]
            except subprocess.TimeoutExpired as error:
                raise MediaLimitError(f"处理这个视频超过了 {seconds:.0f} 秒") from error
            finally:
                self._end(process)
            said.seek(max(0, said.seek(0, os.SEEK_END) - _ERRORS_KEPT))
            run = Run(process.returncode, output, said.read().decode("utf-8", "replace"))
        # Ctrl-C reaches ffmpeg as well, perhaps before us: half a film must not pass for a broken one.
        if run.code != 0 and (self._stopped or _INTERRUPTED in run.said):
            raise StoppedError(_STOPPED)
        return run

    def stop(self) -> None:
        """End every run in progress and refuse new ones: after an interrupt nothing lingers."""
        with self._guard:
            self._stopped = True
            for process in self._running:
                process.kill()

    def _start(self, command: list[str], said: int) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if name != "FFREPORT"}
        with self._guard:
            if self._stopped:
                raise StoppedError(_STOPPED)
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=environment
            )
            self._running.add(process)
        _limit_memory(process.pid)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.kill()
        if process.stdout is not None:
            process.stdout.close()
        process.wait()
        with self._guard:
            self._running.discard(process)


def _listened(process: subprocess.Popen[bytes], listen: Callable[[bytes], None], seconds: float) -> bytes:
    stream = process.stdout
    if stream is None:
        raise ValueError("standard output is not piped")
    overdue = threading.Event()

    def end() -> None:
        overdue.set()
        process.kill()  # ends its output, which ends the loop below

    watch = threading.Timer(seconds, end)
    watch.daemon = True
    watch.start()
    try:
        for line in stream:
            listen(line)
    finally:
        watch.cancel()
    if overdue.is_set():
        raise subprocess.TimeoutExpired(process.args, seconds)
    process.wait()
    return b""


def _limit_memory(pid: int) -> None:
    # Set from outside: code between fork and exec is not safe beside threads. Elsewhere -max_alloc has to do.
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - does not exist on Windows

        try:
            resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        except (ProcessLookupError, PermissionError):
            return  # already over, or a container that forbids it


@cache
def find_ffmpeg() -> Path:
    """Return where ffmpeg is.

    Raises:
        MissingToolError: there is none; the message says how to get it.
    """
    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        message = (
            "找不到 ffmpeg，无法处理视频；删除 .venv 后重新运行 python3 build.py 会自动装好（PyPI 的 imageio-ffmpeg）"
        )
        raise MissingToolError(message) from error


def ffmpeg_version() -> str:
    """Return the version of the packaged ffmpeg, for cache keys."""
    return version("imageio-ffmpeg")
