from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from press.errors import MediaLimitError, MissingToolError, PressError, UnreadableMediaError
from press.tools import ffmpeg as ffmpeg_module
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg
from press.video.poster import poster_frame
from press.video.probe import Film, NoPictureError, _shown_size, probe, stream_lines


@pytest.fixture(scope="session")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg(find_ffmpeg())


def make(file: Path, *arguments: str) -> Path:
    command = [str(find_ffmpeg()), "-v", "error", "-nostdin", "-y", *arguments, f"file:{file}"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return file


def source(picture: str) -> tuple[str, ...]:
    return "-f", "lavfi", "-i", picture


HALVES = "color=red:s=160x90:d=1,drawbox=x=80:color=blue:t=fill"
"""Left half red, right half blue."""


@pytest.fixture(scope="session")
def halves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("film") / "半 'x.mp4", *source(HALVES), "-pix_fmt", "yuv420p")


def ends(image: Image.Image) -> tuple[str, str]:
    """Name the colours of the picture's first and last end along its longer side."""
    pixels = np.asarray(image).astype(int)
    along = pixels[pixels.shape[0] // 2] if image.width >= image.height else pixels[:, pixels.shape[1] // 2]
    return tuple("red" if pixel[0] > pixel[2] else "blue" for pixel in (along[4], along[-5]))  # type: ignore[return-value]  # two of them


@pytest.mark.parametrize(
    ("turn", "order"),
    [(0, ("red", "blue")), (90, ("blue", "red")), (180, ("blue", "red")), (270, ("red", "blue"))],
)
def test_rotation(tmp_path: Path, ffmpeg: Ffmpeg, halves: Path, turn: int, order: tuple[str, str]) -> None:
    size = (90, 160) if turn in {90, 270} else (160, 90)
    turned = make(tmp_path / "t.mp4", "-display_rotation", str(turn), "-i", f"file:{halves}", "-c", "copy")
    film = probe(turned, ffmpeg)
    assert (film.width, film.height) == size
    assert film.rotation == (360 - turn) % 360
    frame = poster_frame(turned, film, ffmpeg, width=1600)
    assert frame.image.size == size
    assert ends(frame.image) == order


def test_pixel_aspect_becomes_square(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    wide = make(tmp_path / "w.mp4", *source("testsrc2=s=120x90:d=1,setsar=4/3"), "-pix_fmt", "yuv420p")
    tall = make(tmp_path / "t.mp4", *source("testsrc2=s=120x90:d=1,setsar=3/4"), "-pix_fmt", "yuv420p")
    for file, size in ((wide, (160, 90)), (tall, (120, 120))):
        film = probe(file, ffmpeg)
        assert (film.width, film.height) == size
        assert poster_frame(file, film, ffmpeg, width=1600).image.size == size


def test_the_frame_is_never_enlarged_and_never_wider_than_asked(ffmpeg: Ffmpeg, halves: Path) -> None:
    film = probe(halves, ffmpeg)
    assert poster_frame(halves, film, ffmpeg, width=80).image.size == (80, 45)
    assert poster_frame(halves, film, ffmpeg, width=9999).image.size == (160, 90)


def test_hdr_is_tone_mapped(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    """The same grey steps in PQ: untreated they come out pale and flat, treated near those of the standard film."""
    colours = ["-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-color_trc", "smpte2084"]
    steps = "gradients=s=160x90:d=1:speed=0.00001:c0=black:c1=white:x0=0:y0=0:x1=159:y1=0:n=2"
    to_pq = "zscale=tin=bt709:min=bt709:pin=bt709:t=smpte2084:p=bt2020:m=bt2020nc:npl=203,format=yuv420p10le"
    hdr = make(
        tmp_path / "h.mp4", *source(f"{steps},format=yuv444p,{to_pq}"), "-c:v", "libx265", "-tag:v", "hvc1", *colours
    )
    film = probe(hdr, ffmpeg)
    assert film.hdr == "smpte2084"
    treated = np.asarray(poster_frame(hdr, film, ffmpeg, width=160).image.convert("L")).astype(int)
    plain = Film(film.duration, film.width, film.height, 0, film.codec, "", film.streams)
    untreated = np.asarray(poster_frame(hdr, plain, ffmpeg, width=160).image.convert("L")).astype(int)
    spread = treated[45].max() - treated[45].min()
    assert spread > untreated[45].max() - untreated[45].min()
    assert treated[45, 80] > treated[45, 10]


def test_later_frames_are_tried_when_the_beginning_is_black(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    picture = "color=black:s=160x90:d=6:r=5[a];testsrc2=s=160x90:d=3:r=5[b];[a][b]concat=n=2"
    late = make(tmp_path / "l.mp4", *source(picture), "-g", "1", "-pix_fmt", "yuv420p")
    frame = poster_frame(late, probe(late, ffmpeg), ffmpeg, width=160)
    assert not frame.dull
    assert np.asarray(frame.image).mean() > 60


def test_an_all_black_film_is_called_dull(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    black = make(tmp_path / "b.mp4", *source("color=black:s=160x90:d=1"), "-pix_fmt", "yuv420p")
    assert poster_frame(black, probe(black, ffmpeg), ffmpeg, width=160).dull


def test_sound_only(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    sound = make(tmp_path / "s.mp4", *source("sine=d=1"))
    with pytest.raises(NoPictureError, match="只有声音"):
        probe(sound, ffmpeg)


def test_an_exit_without_a_frame_is_handled(ffmpeg: Ffmpeg, halves: Path) -> None:
    film = probe(halves, ffmpeg)
    run = ffmpeg.run(halves, ["-ss", "50"], ["-frames:v", "1", "-c:v", "ppm", "-f", "image2pipe", "pipe:1"])
    assert (run.code, run.output) == (0, b"")
    assert poster_frame(halves, film, ffmpeg, width=160, at=50).image.size == (160, 90)


def test_frames_that_cannot_be_decoded(tmp_path: Path, ffmpeg: Ffmpeg, halves: Path) -> None:
    data = bytearray(halves.read_bytes())
    start = data.index(b"mdat") + 4
    data[start : data.index(b"moov") - 4] = bytes(data.index(b"moov") - 4 - start)
    broken = tmp_path / "b.mp4"
    broken.write_bytes(data)
    with pytest.raises(UnreadableMediaError):
        poster_frame(broken, probe(broken, ffmpeg), ffmpeg, width=160)


def test_playlists_and_lists_are_not_followed(tmp_path: Path, ffmpeg: Ffmpeg, halves: Path) -> None:
    lists = {
        "a.mp4": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:{halves}\n#EXT-X-ENDLIST\n",
        "b.mp4": f"ffconcat version 1.0\nfile '{halves.name}'\n",
    }
    for name, content in lists.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(UnreadableMediaError):
            probe(tmp_path / name, ffmpeg)


@pytest.mark.parametrize("listened", [False, True])
def test_a_run_over_its_time_is_ended(ffmpeg: Ffmpeg, halves: Path, *, listened: bool) -> None:
    heard: list[bytes] = []
    endless = ["-stream_loop", "-1", "-re", "-progress", "pipe:1"]
    listen = heard.append if listened else None
    with pytest.raises(MediaLimitError, match="超过"):
        ffmpeg.run(halves, endless, ["-f", "null", "pipe:1"], seconds=0.8, listen=listen)
    assert bool(heard) == listened


def test_stop_ends_what_runs_and_refuses_more(halves: Path) -> None:
    own = Ffmpeg(find_ffmpeg())
    ended: list[str] = []

    def endless() -> None:
        try:
            own.run(halves, ["-stream_loop", "-1", "-re"], ["-f", "null", "pipe:1"])
        except PressError as error:
            ended.append(str(error))

    thread = threading.Thread(target=endless)
    thread.start()
    while not own._running and thread.is_alive():
        time.sleep(0.01)
    own.stop()
    thread.join(20)
    assert ended == ["处理已中止"]
    with pytest.raises(PressError, match="中止"):
        own.run(halves, [], [])


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")
def test_memory_is_limited(halves: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg_module, "_MEMORY", 300 * 1024**2)
    own = Ffmpeg(find_ffmpeg())
    run = own.run(halves, ["-re"], ["-vf", "scale=16000:9000,tile=4x4", "-c:v", "ppm", "-f", "null", "pipe:1"])
    assert run.code != 0


def test_a_missing_program_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise RuntimeError("No ffmpeg exe could be found")

    monkeypatch.setattr(ffmpeg_module.imageio_ffmpeg, "get_ffmpeg_exe", none)
    find_ffmpeg.cache_clear()
    with pytest.raises(MissingToolError, match=r"build\.py"):
        find_ffmpeg()
    find_ffmpeg.cache_clear()


SAID = """\
Input #0, mov, from 'file:a.mp4':
  Metadata:
    title           : x
                    :   Stream #0:7: Video: h264, yuv420p, 9999x9999
  Duration: 00:00:02.07, start: 0.000000, bitrate: 936 kb/s
  Stream #0:0[0x1](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono
  Stream #0:1[0x2](und): Video: h264 (Main) (avc1 / 0x31637661), yuv420p(tv, bt709), 568x320 [SAR 4:3 DAR 71:30]
    Side data:
      Display Matrix: rotation of -90.00 degrees
"""


def test_lines_of_metadata_cannot_pose_as_streams() -> None:
    assert [(one.kind, one.turn) for one in stream_lines(SAID)] == [("audio", 0), ("video", 90)]


def test_streams_of_a_group_count_and_come_in_order() -> None:
    said = """\
  Metadata:
    Stream #0:7: Video: posing, 10x10
  Stream group #0:0[0x3]: Track Reference:
    Stream #0:2[0x1](und): Video: h264, yuv420p, 320x180
      Metadata:
        Stream #0:8: Video: posing, 10x10
      Side data:
        Display Matrix: rotation of 90.00 degrees
    Stream #0:3[0x3](eng): Data: none (tmcd / 0x64636D74), 0 kb/s
  Stream #0:1[0x2](chi): Audio: aac (LC), 44100 Hz
    Metadata:
    Stream #0:9: Video: posing, 10x10
"""
    found = [(one.kind, one.language, one.turn) for one in stream_lines(said)]
    assert found == [("audio", "chi", 0), ("video", "", 270), ("data", "eng", 0)]


def test_a_film_with_a_time_code_is_a_film(halves: Path, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    film = make(tmp_path / "t.mov", "-i", f"file:{halves}", "-c", "copy", "-timecode", "01:00:00:00")
    assert probe(film, ffmpeg).streams == ("video", "data")


@pytest.mark.parametrize(
    ("text", "turn", "size"),
    [
        ("h264, yuv420p(tv), 568x320, 30 fps", 0, (568, 320)),
        ("h264, yuv420p(tv), 568x320, 30 fps", 270, (320, 568)),
        ("h264, yuv420p, 1280x1080 [SAR 3:2 DAR 16:9], 559 kb/s", 0, (1920, 1080)),
        ("h264, yuv420p, 1280x720, 4513 kb/s, SAR 1:1 DAR 16:9, 10 fps", 0, (1280, 720)),
        ("mpeg2video, yuv420p, 720x576 [SAR 1:1 DAR 5:4], SAR 64:45 DAR 16:9, 25 fps", 0, (1024, 576)),
        ("h264, yuv420p, 100x100 [SAR 0:1 DAR 0:1]", 0, (100, 100)),
        ("h264, yuv420p, 100x100 [SAR 9999:1 DAR 9999:1]", 0, (100, 100)),
    ],
)
def test_shown_size(text: str, turn: int, size: tuple[int, int]) -> None:
    assert _shown_size(text, turn) == size


def test_a_film_without_a_size_is_unreadable() -> None:
    with pytest.raises(UnreadableMediaError):
        _shown_size("h264, none", 0)
