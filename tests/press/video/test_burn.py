from __future__ import annotations

import re
import subprocess
import threading
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from press.errors import PressError, UnreadableMediaError
from press.imaging.geometry import Box
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg
from press.video.burn import BurnJob, burn, canvas_of, filter_graph, time_limit
from press.video.burn_tracks import find_tracks, read_metadata, read_tracks
from press.video.poster import poster_frame
from press.video.probe import Film, probe

PINK = (255, 0, 255)


@pytest.fixture(scope="session")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg(find_ffmpeg())


def make(file: Path, *arguments: str) -> Path:
    command = [str(find_ffmpeg()), "-v", "error", "-nostdin", "-y", *arguments, f"file:{file}"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return file


def source(picture: str) -> tuple[str, ...]:
    return "-f", "lavfi", "-i", picture


def job_for(file: Path, ffmpeg: Ffmpeg, note: str = "note") -> BurnJob:
    film = probe(file, ffmpeg)
    canvas = canvas_of(film)
    mark = Image.new("RGBA", (40, 20), (*PINK, 255))
    box = Box(canvas.width - 50, canvas.height - 30, 40, 20)
    return BurnJob(file, film, find_tracks(file, ffmpeg, canvas.short), mark, box, note)


def burnt(file: Path, ffmpeg: Ffmpeg, out: Path) -> Film:
    return burn(job_for(file, ffmpeg), out, ffmpeg, lambda _: None)


def frame(file: Path, ffmpeg: Ffmpeg, at: float = 0.5) -> npt.NDArray[np.int64]:
    still = poster_frame(file, probe(file, ffmpeg), ffmpeg, width=4000, at=at)
    return np.asarray(still.image).astype(np.int64)


def said(file: Path, ffmpeg: Ffmpeg) -> str:
    return ffmpeg.run(file, [], []).said


def times(file: Path, ffmpeg: Ffmpeg) -> list[float]:
    words = ["-map", "0:v:0", "-fps_mode", "passthrough", "-vf", "showinfo", "-f", "null", "pipe:1"]
    return [float(found) for found in re.findall(r"pts_time:([\d.]+)", ffmpeg.run(file, [], words).said)]


def is_pink(pixels: npt.NDArray[np.int64]) -> bool:
    return bool(np.abs(pixels[-25:-15, -40:-20].mean(axis=(0, 1)) - PINK).max() < 40)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_mark_is_bottom_right_of_what_one_sees(tmp_path: Path, ffmpeg: Ffmpeg, turn: int) -> None:
    lying = make(tmp_path / "l.mp4", *source("color=#205020:s=320x180:d=1"), "-pix_fmt", "yuv420p")
    turned = make(tmp_path / "t 'x.mp4", "-display_rotation", str(turn), "-i", f"file:{lying}", "-c", "copy")
    made = burnt(turned, ffmpeg, tmp_path / "o.mp4")
    assert (made.width, made.height, made.rotation) == ((180, 320, 0) if turn in {90, 270} else (320, 180, 0))
    pixels = frame(tmp_path / "o.mp4", ffmpeg)
    assert is_pink(pixels)
    assert np.abs(pixels[5:100, 5:100] - (0x20, 0x50, 0x20)).max() < 12


@pytest.mark.parametrize(
    ("picture", "size"),
    [
        ("testsrc2=s=120x90:d=1,setsar=4/3", (160, 90)),
        ("testsrc2=s=121x91:d=1,format=yuv444p", (120, 90)),
        ("testsrc2=s=160x90:d=1,format=yuv422p10le", (160, 90)),
        ("testsrc2=s=160x90:d=1,format=gbrp", (160, 90)),
    ],
)
def test_whatever_comes_in_square_420_comes_out(
    tmp_path: Path, ffmpeg: Ffmpeg, picture: str, size: tuple[int, int]
) -> None:
    codec = "libx264rgb" if "gbrp" in picture else "libx264"
    film = make(tmp_path / "f.mp4", *source(picture), "-c:v", codec)
    made = burnt(film, ffmpeg, tmp_path / "o.mp4")
    assert (made.width, made.height) == size
    assert re.search(r"h264 .*, yuv420p\(tv.* \[SAR 1:1", said(tmp_path / "o.mp4", ffmpeg))
    assert is_pink(frame(tmp_path / "o.mp4", ffmpeg))
    before, after = frame(film, ffmpeg), frame(tmp_path / "o.mp4", ffmpeg)
    assert np.abs(before[: size[1] // 2, : size[0] // 2] - after[: size[1] // 2, : size[0] // 2]).mean() < 14


def test_a_film_without_a_stated_matrix_keeps_its_numbers(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    red = make(tmp_path / "r.mp4", *source("color=#c02020:s=1280x720:d=0.2:r=10"), "-pix_fmt", "yuv420p", "-qp", "0")
    burnt(red, ffmpeg, tmp_path / "o.mp4")
    words = ["-frames:v", "1", "-vf", "crop=64:64:0:0,format=yuv420p", "-f", "rawvideo", "pipe:1"]
    before, after = (
        np.frombuffer(ffmpeg.run(file, [], words).output, np.uint8).astype(int) for file in (red, tmp_path / "o.mp4")
    )
    assert np.abs(before - after).max() <= 2


def test_variable_frame_times_are_kept(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    picture = "testsrc2=s=160x90:r=30:d=2,select='not(mod(n\\,3))+gt(t\\,1)'"
    film = make(tmp_path / "v.mp4", *source(picture), "-fps_mode", "vfr", "-pix_fmt", "yuv420p")
    burnt(film, ffmpeg, tmp_path / "o.mp4")
    expected = times(film, ffmpeg)
    assert len(set(np.round(np.diff(expected), 3))) > 1
    assert times(tmp_path / "o.mp4", ffmpeg) == pytest.approx(expected, abs=0.002)


def audio_packets(file: Path, ffmpeg: Ffmpeg) -> bytes:
    return ffmpeg.run(file, [], ["-map", "0:a:0", "-c", "copy", "-f", "adts", "pipe:1"]).output


def test_sound_is_copied_where_it_can_be(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    both = (*source("testsrc2=s=160x90:d=1"), *source("sine=d=1"))
    film = make(tmp_path / "a.mp4", *both, "-c:a", "aac", "-pix_fmt", "yuv420p")
    burnt(film, ffmpeg, tmp_path / "o.mp4")
    assert audio_packets(film, ffmpeg) == audio_packets(tmp_path / "o.mp4", ffmpeg) != b""


@pytest.mark.parametrize(("suffix", "codec"), [(".webm", "libopus"), (".mkv", "pcm_s16le"), (".mkv", "flac")])
def test_other_sound_becomes_aac(tmp_path: Path, ffmpeg: Ffmpeg, suffix: str, codec: str) -> None:
    both = (*source("testsrc2=s=160x90:d=1"), *source("sine=d=1"))
    video = "libvpx" if suffix == ".webm" else "libx264"
    film = make(tmp_path / f"a{suffix}", *both, "-c:a", codec, "-c:v", video, "-metadata:s:a:0", "language=chi")
    burnt(film, ffmpeg, tmp_path / "o.mp4")
    assert re.search(r"\(chi\): Audio: aac", said(tmp_path / "o.mp4", ffmpeg))


SUBTITLES = "1\n00:00:00,000 --> 00:00:01,000\n三伏贴怎么贴\n"
CHAPTERS = """;FFMETADATA1
title=三伏贴=怎么贴
copyright=某县卫健局
location=+51.3714-000.1977/
location-eng=+51.3714-000.1977/
AIGC={"Label":"1"}
make=Apple
[CHAPTER]
TIMEBASE=1/1000
START=0
END=500
title=开头
[CHAPTER]
TIMEBASE=1/1000
START=500
END=1000
title=结尾
"""


@pytest.fixture(scope="session")
def rich_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film with everything that must come along, and everything that must not."""
    folder = tmp_path_factory.mktemp("rich")
    (folder / "s.srt").write_text(SUBTITLES, encoding="utf-8")
    (folder / "c.txt").write_text(CHAPTERS, encoding="utf-8")
    inputs = (*source("testsrc2=s=160x90:d=1"), "-i", str(folder / "s.srt"), "-i", str(folder / "c.txt"))
    mapped = ("-map", "0:v", "-map", "1:s", "-map_metadata", "2", "-map_chapters", "2")
    return make(folder / "r.mkv", *inputs, *mapped, "-c:s", "srt", "-metadata:s:s:0", "language=chi")


def test_subtitles_chapters_and_title_come_along_and_places_do_not(
    tmp_path: Path, ffmpeg: Ffmpeg, rich_film: Path
) -> None:
    out = tmp_path / "o.mp4"
    burnt(rich_film, ffmpeg, out)
    text = said(out, ffmpeg)
    assert re.search(r"\(chi\).*: Subtitle: mov_text", text)
    assert "开头" in text
    assert "结尾" in text
    shown = ffmpeg.run(out, [], ["-map", "0:s:0", "-f", "srt", "pipe:1"]).output.decode()
    assert "三伏贴怎么贴" in shown
    tags = read_metadata(ffmpeg.run(out, [], ["-f", "ffmetadata", "pipe:1"]).output.decode())
    assert tags["title"] == "三伏贴=怎么贴"
    assert tags["copyright"] == "某县卫健局"
    assert tags["AIGC"] == '{"Label":"1"}'
    assert tags["comment"] == "note"
    assert b"51.3714" not in out.read_bytes()
    assert b"Apple" not in out.read_bytes()


def test_it_plays_while_it_loads(tmp_path: Path, ffmpeg: Ffmpeg, rich_film: Path) -> None:
    out = tmp_path / "o.mp4"
    burnt(rich_film, ffmpeg, out)
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_the_same_film_gives_the_same_bytes(tmp_path: Path, ffmpeg: Ffmpeg, rich_film: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        burnt(rich_film, ffmpeg, tmp_path / name)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.mp4", "b.mp4"]


def test_hdr_comes_out_as_a_standard_picture(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    to_pq = "zscale=tin=bt709:min=bt709:pin=bt709:t=smpte2084:p=bt2020:m=bt2020nc:npl=203,format=yuv420p10le"
    colours = ("-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-color_trc", "smpte2084")
    grey = source(f"color=#808080:s=160x90:d=1:r=10,format=yuv444p,{to_pq}")
    film = make(tmp_path / "h.mp4", *grey, "-c:v", "libx265", "-tag:v", "hvc1", *colours)
    assert probe(film, ffmpeg).hdr == "smpte2084"
    made = burnt(film, ffmpeg, tmp_path / "o.mp4")
    assert made.hdr == ""
    assert "yuv420p(tv, bt709" in said(tmp_path / "o.mp4", ffmpeg)
    pixels = frame(tmp_path / "o.mp4", ffmpeg)
    assert is_pink(pixels)
    assert pixels[10, 10].max() - pixels[10, 10].min() < 8


def test_a_film_that_breaks_off_is_refused(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    whole = make(tmp_path / "w.mp4", *source("testsrc2=s=160x90:d=8"), "-movflags", "+faststart", "-pix_fmt", "yuv420p")
    short = tmp_path / "s.mp4"
    short.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    job = job_for(short, ffmpeg)
    with pytest.raises(UnreadableMediaError, match="不完整"):
        burn(job, tmp_path / "o.mp4", ffmpeg, lambda _: None)


def test_progress_is_told_and_a_stop_ends_it_at_once(tmp_path: Path) -> None:
    own = Ffmpeg(find_ffmpeg())
    short = make(tmp_path / "s.mp4", *source("color=red:s=1280x720:d=4:r=25"), "-pix_fmt", "yuv420p")
    film = make(tmp_path / "l.mp4", "-stream_loop", "200", "-i", f"file:{short}", "-c", "copy")
    job = job_for(film, own)
    heard = threading.Event()
    ended: list[BaseException] = []

    def work() -> None:
        try:
            burn(job, tmp_path / "o.mp4", own, lambda seconds: heard.set() if seconds > 0 else None)
        except (PressError, UnreadableMediaError) as error:
            ended.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert heard.wait(60)
    own.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert ended
    assert not (tmp_path / "o.mark.png").exists()


def test_the_filters_deinterlace_what_is_interlaced(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    fields = "testsrc2=s=160x90:d=1:r=50,tinterlace=interleave_top"
    film = make(tmp_path / "i.ts", *source(fields), "-c:v", "mpeg2video", "-flags", "+ilme+ildct")
    job = job_for(film, ffmpeg)
    assert job.tracks.interlaced
    assert "bwdif" in filter_graph(job)
    burn(job, tmp_path / "o.mp4", ffmpeg, lambda _: None)
    assert "progressive" in said(tmp_path / "o.mp4", ffmpeg)


def test_more_picture_is_given_more_time() -> None:
    small = Film(60.0, 1280, 720, 0, "h264", "", ("video",))
    large = Film(60.0, 3840, 2160, 0, "h264", "", ("video",))
    unknown = Film(None, 1280, 720, 0, "h264", "", ("video",))
    assert 60 * 10 < time_limit(small) < time_limit(large) < 24 * 3600
    assert time_limit(unknown) > 3600


SAID = """\
Input #0, mov, from 'file:a.mp4':
  Metadata:
    title           : x
                    :   Stream #0:7: Audio: aac, 9999x9999
  Stream #0:0[0x1](und): Video: hevc (Main 10), yuv420p10le(tv, bt709, top first), 720x576 [SAR 1:1 DAR 5:4]
    Side data:
      DOVI configuration record: version: 1.0, profile: 5, level: 4, rpu flag: 1
  Stream #0:1[0x2](chi): Audio: none (apac / 0x63617061), 48000 Hz, mono
  Stream #0:2[0x3](eng): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, stereo
  Stream #0:3[0x4](und): Subtitle: hdmv_pgs_subtitle (pgssub)
  Stream #0:4[0x5](chi): Subtitle: ass (default)
  Stream #0:5: Video: mjpeg, yuvj420p(pc), 640x480, 90k tbr (attached pic)
Output #0, ffmetadata, to 'pipe:1':
  Stream #0:0: Audio: pcm
"""


def test_tracks_are_sorted_by_what_an_mp4_holds() -> None:
    tracks = read_tracks(SAID, {"title": "t" * 5000, "make": "x", "comment": "c"}, 576)
    assert [(one.place, one.copied, one.language) for one in tracks.sound] == [(1, True, "eng")]
    assert [(one.place, one.copied, one.language) for one in tracks.subtitles] == [(1, False, "chi")]
    assert tracks.lost == ("音轨", "图形字幕")
    assert (tracks.matrix, tracks.interlaced, tracks.rgb, tracks.dolby_only) == ("bt709", True, False, True)
    assert tracks.metadata == (("title", "t" * 1000),)
    assert tracks.note == "c"


@given(st.dictionaries(st.text("ab=;#\\\n中 ", min_size=1), st.text("ab=;#\\\n中 "), max_size=4))
def test_metadata_is_read_back_as_written(tags: dict[str, str]) -> None:
    def escaped(text: str) -> str:
        return re.sub(r"([=;#\\\n])", r"\\\1", text)

    lines = "".join(f"{escaped(key)}={escaped(value)}\n" for key, value in tags.items())
    assert read_metadata(f";FFMETADATA1\n{lines}[CHAPTER]\ntitle=x\n") == tags
