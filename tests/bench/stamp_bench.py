"""Measures what the mark costs: against bare decoding and encoding by the same library with the same settings.

    PYTHONPATH=hooks python -m tests.bench.stamp_bench         # generated pictures and a generated film
    PYTHONPATH=hooks python -m tests.bench.stamp_bench FILE…   # your own pictures and films

Prints a Markdown table of processor seconds (children included): the median of interleaved runs, and the ratio of the
two. The first run of each kind is thrown away: it draws the mark, which later files of that size share. Not on Windows.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pillow_heif
from PIL import Image, ImageFilter

from press.campaign.load import load_campaigns
from press.campaign.model import Campaign
from press.films.film_plan import plan_film
from press.imaging.decode import read_limited
from press.imaging.encode import write_whole
from press.imaging.keep import keep_marked
from press.imaging.keep_encode import _settings
from press.imaging.keep_source import Kept, KeptFrame, open_kept
from press.stamp.products import document_product
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg
from press.video.burn import _ENCODER, burn
from press.video.probe import probe

ROOT = Path(__file__).resolve().parents[2]
FILMS = frozenset({".mp4", ".mov", ".webm", ".mkv", ".avi"})


def processor_seconds() -> float:
    """Return the processor time of this process and of its finished children."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def cost(work: Callable[[], object]) -> float:
    before = processor_seconds()
    work()
    return processor_seconds() - before


def settings_of(file: Path) -> tuple[str, dict[str, object]]:
    """Return the format and settings with which a picture is written again."""
    kept = open_kept(read_limited(file))
    small = KeptFrame(kept.frames[0].image.crop((0, 0, 8, 8)))
    slim = Kept((small,), kept.form, kept.options, kept.labels, "", ())
    return kept.form, kept.options | _settings(slim)


def picture_runs(file: Path, campaign: Campaign, out: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    form, settings = settings_of(file)
    product = document_product(campaign)

    def bare() -> None:
        with Image.open(file) as opened:
            opened.load()
            image = opened.convert("RGB") if opened.mode in {"P", "1"} else opened
            write_whole(out, image, form, settings)

    return bare, lambda: keep_marked(file, campaign, lambda _: product, out)


def film_runs(file: Path, campaign: Campaign, out: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    ffmpeg = Ffmpeg(find_ffmpeg())

    def bare() -> None:
        words = ["-map", "0:V:0", "-map", "0:a?", *_ENCODER, "-c:a", "copy", "-fps_mode", "vfr", "-y"]
        ffmpeg.run(file, [], [*words, "-movflags", "+faststart", "-f", "mp4", f"file:{out}"], seconds=3600)

    def marked() -> None:
        plan = plan_film(file, probe(file, ffmpeg), campaign, "web", ffmpeg)
        if plan.job is not None:
            burn(plan.job, out, ffmpeg, lambda _: None)

    return bare, marked


def photo(size: tuple[int, int]) -> Image.Image:
    """Soft colours with texture and edges: what a codec has to work for."""
    x, y = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    waves = 110 + 60 * np.sin(19 * x + 5 * y) + 40 * np.cos(61 * x * y)
    noise = np.random.default_rng(7).normal(0, 8, (size[1], size[0]))
    channels = [waves + noise, waves * 0.8 + 30 + noise, 230 - waves + noise]
    image = Image.fromarray(np.clip(np.stack(channels, axis=-1), 0, 255).astype(np.uint8))
    return image.filter(ImageFilter.GaussianBlur(0.7))


def samples(folder: Path) -> list[Path]:
    made: list[Path] = []
    for size in ((1600, 1200), (4000, 3000)):
        image = photo(size)
        for name, options in (
            ("q90.jpg", {"quality": 90}),
            ("progressive.jpg", {"quality": 90, "progressive": True}),
            ("a.png", {}),
            ("a.webp", {"quality": 90, "method": 2}),
            ("lzw.tif", {"compression": "tiff_lzw"}),
            ("a.heic", {"quality": 90, "enc_params": {"preset": "ultrafast"}}),
            ("a.avif", {"quality": 90, "speed": 8}),
        ):
            if size[0] > 2000 and name.endswith(("heic", "avif")):
                continue  # minutes, and no other answer
            file = folder / f"{size[0]}-{name}"
            image.save(file, format="HEIF" if name.endswith("heic") else None, **options)
            made.append(file)
    image = photo((1600, 1200)).convert("CMYK")
    image.save(folder / "1600-cmyk.jpg", quality=90)
    film = folder / "720p-20s.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25:d=20", "-f", "lavfi", "-i", "sine=d=20"]
    words = [*picture, "-vf", "noise=alls=12:allf=t", "-pix_fmt", "yuv420p", "-c:a", "aac", str(film)]
    subprocess.run([str(find_ffmpeg()), "-v", "error", "-nostdin", *words], check=True)
    return [*made, folder / "1600-cmyk.jpg", film]


def main() -> None:
    parser = argparse.ArgumentParser(description="what the mark costs")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    pillow_heif.register_heif_opener(thumbnails=False)
    (campaign,) = load_campaigns(ROOT / "overlays" / "campaigns", ROOT).value
    with tempfile.TemporaryDirectory() as name:
        files = given.files or samples(Path(name))
        sys.stdout.write("| file | bare s | marked s | ratio |\n|---|---|---|---|\n")
        for file in files:
            out = Path(name) / "out"
            film = file.suffix.lower() in FILMS
            bare, marked = (film_runs if film else picture_runs)(file, campaign, out)
            pairs = [(cost(bare), cost(marked)) for _ in range(given.runs + 1)][1:]
            one, two = (statistics.median(column) for column in zip(*pairs, strict=True))
            sys.stdout.write(f"| {file.name} | {one:.3f} | {two:.3f} | {two / one:.2f} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
