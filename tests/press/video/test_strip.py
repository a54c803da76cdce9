from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from press.errors import UnreadableMediaError
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg
from press.video.probe import probe
from press.video.strip import strip

PLACE = "+30.1234+114.5678"


@pytest.fixture(scope="session")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg(find_ffmpeg())


def run(*arguments: str) -> bytes:
    command = [str(find_ffmpeg()), "-v", "error", "-nostdin", "-y", *arguments]
    return subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout


@pytest.fixture(scope="session")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A turned film with sound, subtitles, chapters, and the place where it was taken."""
    folder = tmp_path_factory.mktemp("phone")
    (folder / "s.srt").write_text("1\n00:00:00,200 --> 00:00:01,000\n字幕\n", "utf-8")
    chapters = "".join(f"[CHAPTER]\nTIMEBASE=1/1\nSTART={n}\nEND={n + 1}\ntitle=第{n}\n" for n in range(2))
    keys = (
        f"title=讲座\ncopyright=县卫健委\nlocation={PLACE}/\ncom.apple.quicktime.location.ISO6709={PLACE}/\nAIGC={{}}\n"
    )
    (folder / "m.txt").write_text(f";FFMETADATA1\n{keys}{chapters}", "utf-8")
    inputs = ["-f", "lavfi", "-i", "testsrc2=s=128x72:d=2:r=10", "-f", "lavfi", "-i", "sine=d=2"]
    inputs += ["-i", f"file:{folder / 's.srt'}", "-i", f"file:{folder / 'm.txt'}"]
    maps = ["-map", "0", "-map", "1", "-map", "2", "-map_metadata", "3", "-map_chapters", "3"]
    codecs = ["-pix_fmt", "yuv420p", "-c:a", "aac", "-c:s", "mov_text", "-metadata:s:a:0", "language=chi"]
    run(*inputs, *maps, *codecs, "-movflags", "use_metadata_tags", f"file:{folder / 'l.mov'}")
    turned = folder / "讲 'x.mov"
    maps = ["-map", "0:v", "-map", "0:a", "-map", "0:s", "-map_metadata", "0", "-movflags", "use_metadata_tags"]
    run("-display_rotation", "90", "-i", f"file:{folder / 'l.mov'}", *maps, "-c", "copy", f"file:{turned}")
    return turned


def streams(file: Path) -> bytes:
    return run(
        "-i", f"file:{file}", "-map", "0:V?", "-map", "0:a?", "-map", "0:s?", "-c", "copy", "-f", "streamhash", "-"
    )


def told(file: Path, ffmpeg: Ffmpeg) -> str:
    return ffmpeg.run(file, [], []).said


def test_place_and_device_go_everything_else_stays(phone: Path, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    assert PLACE in told(phone, ffmpeg)
    before, out = phone.read_bytes(), tmp_path / "out.mov"
    strip(phone, out, ffmpeg)
    said = told(out, ffmpeg)
    assert b"30.1234" not in out.read_bytes()
    assert "location" not in said
    for kept in (
        "title           : 讲座",
        "copyright       : 县卫健委",
        "AIGC",
        "rotation of 90",
        "第1",
        "(chi): Audio",
    ):
        assert kept in said
    assert streams(out) == streams(phone)
    assert probe(out, ffmpeg) == probe(phone, ffmpeg)
    assert phone.read_bytes() == before
    strip(phone, tmp_path / "again.mov", ffmpeg)
    assert (tmp_path / "again.mov").read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    ("suffix", "codecs"),
    [
        (".mp4", ("-c", "copy")),
        (".mkv", ("-c", "copy")),
        (".ts", ("-c", "copy")),
        (".flv", ("-c", "copy")),
        (".avi", ()),
        (".wmv", ()),
        (".webm", ("-c:v", "libvpx", "-c:a", "libvorbis")),
    ],
)
def test_every_container_stays_what_it_was(
    suffix: str, codecs: tuple[str, ...], phone: Path, ffmpeg: Ffmpeg, tmp_path: Path
) -> None:
    film, out = tmp_path / f"a{suffix}", tmp_path / f"o{suffix}"
    maps = ["-map", "0:v", "-map", "0:a", "-metadata", f"location={PLACE}/", "-metadata", f"comment={PLACE}"]
    run("-i", f"file:{phone}", *maps, *codecs, f"file:{film}")
    strip(film, out, ffmpeg)
    assert PLACE not in told(out, ffmpeg)
    assert PLACE.encode() not in out.read_bytes()
    assert streams(out) == streams(film)
    first = [line.split(" from ")[0] for line in (told(film, ffmpeg), told(out, ffmpeg))]
    assert first[0].splitlines()[-1] == first[1].splitlines()[-1]


def test_a_data_track_goes(ffmpeg: Ffmpeg, phone: Path, tmp_path: Path) -> None:
    film, out = tmp_path / "a.mov", tmp_path / "o.mov"
    run(
        "-i",
        f"file:{phone}",
        "-map",
        "0:v",
        "-map_chapters",
        "-1",
        "-c",
        "copy",
        "-timecode",
        "01:00:00:00",
        f"file:{film}",
    )
    assert "Data: " in told(film, ffmpeg)
    strip(film, out, ffmpeg)
    assert "Data: " not in told(out, ffmpeg)


@pytest.mark.parametrize("data", [b"", b"no film at all", b"\0\0\0\x18ftypmp42" + bytes(300)])
def test_what_is_no_film_is_refused(data: bytes, ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(data)
    with pytest.raises(UnreadableMediaError):
        strip(tmp_path / "a.mp4", tmp_path / "o.mp4", ffmpeg)
