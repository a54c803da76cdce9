"""How long sheets take, alone and against WeasyPrint and headless Chromium. On demand, never a test.

    python -m tests.bench.print_bench                 # 12 bulletins × all formats, 100 leaflets
    python -m tests.bench.print_bench --months 2 --leaflets 10
    python -m tests.bench.print_bench --compare       # one A3 page in each engine, medians of five

The comparison needs Debian's `chromium` and, in an environment of its own, `weasyprint` with Debian's Pango
(`--weasyprint PYTHON` names that environment's interpreter); each is left out where it is absent. All engines are
measured in one run; Chromium and WeasyPrint set the same texts and the same picture from HTML.
"""

from __future__ import annotations

import argparse
import base64
import datetime as dt
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image

from press.bulletin.qr import qr_svg
from press.print.content import LeafletContent, QrTarget, SheetContent, SheetDoctor, SheetMark, SheetPanel, SheetPicture
from press.print.formats import load_formats
from press.print.leaflet import typeset_leaflet
from press.print.preflight import Order, preflight
from press.print.prepare import prepare_board
from press.print.sheet import SheetFormat
from press.print.stage import open_stage
from press.print.typeset import Workshop, board_job, fit_job, press_pdf, screen_pdf, typeset

ROOT = Path(__file__).parents[2]
SITE = "https://jk.example.gov.cn"
TEXT = (
    "冬季寒气当令，万物闭藏，适当增加睡眠，等太阳出来再到户外活动。老年人清晨血压偏高，又赶上一天里最冷的时候，不宜摸黑晨练。"
    "居室每天开窗两三次，每次十五到三十分钟，通风时避免直吹。饮食上可多用山药、萝卜、白菜，做法以炖煮为主，少油少盐。"
)
ROUNDS = 5
_WEASYPRINT = """
import statistics, sys, time, weasyprint
page, variant, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
options = {"pdf_variant": variant} if variant else {}
times = []
for _ in range(rounds + 1):
    start = time.perf_counter()
    weasyprint.HTML(page).write_pdf(**options)
    times.append(time.perf_counter() - start)
print(statistics.median(times[1:]))
"""


def board(month: int, photo: Path) -> SheetContent:
    """Return a bulletin of some 1,400 characters and a picture."""
    panels = tuple(
        SheetPanel(
            f"{month}月话题之{number}",
            f"<p>{month}.{number} {TEXT}</p><p>{TEXT}</p>",
            ("示例医师 · 主任医师",),
            SheetPicture(photo, "插图") if number == 1 else None,
            QrTarget(f"{SITE}/a/{month}{number}", f"articles/{month}-{number}.html", f"话题之{number}"),
            whole=False,
        )
        for number in range(1, 6)
    )
    return SheetContent(f"2026-{month:02d}", f"2026年{month}月科普宣传栏", 2026, month, panels, "四时养生", month,
                        organisers=("某县卫生健康局",), doctors=(SheetDoctor("示例医师", "主任医师"),))  # fmt: skip


def leaflet(number: int) -> LeafletContent:
    """Return an article of some 900 characters."""
    html = "".join(f"<p>{number}.{part} {TEXT}</p>" for part in range(6))
    target = QrTarget(f"{SITE}/a/{number}", f"articles/{number}.html", "题")
    return LeafletContent(f"a{number}", f"第{number}篇文章的题目", html, qr=target)


def peak_mb() -> float:
    """Return the process's peak memory in MB; 0 where the platform does not tell."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], object]) -> float:
    """Return seconds of wall time."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(workshop: Workshop, photo: Path, months: int, leaflets: int) -> None:
    """Print per-sheet times of the whole programme."""
    formats = load_formats(ROOT / "overlays" / "print" / "formats.yml", ROOT).value
    for sheet in formats:
        times: list[float] = []
        for month in range(1, months + 1):
            content = board(month, photo)

            def one(content: SheetContent = content) -> None:
                done = typeset(content, sheet, workshop).value  # noqa: B023 - called at once
                if done is not None:
                    preflight(done.print_pdf, Order(sheet, [c.address for c in content.codes], "千名医师讲中医"))  # noqa: B023

            times.append(timed(one))
        sys.stdout.write(f"{sheet.name:12} median {statistics.median(times):.2f} s  peak {peak_mb():.0f} MB\n")
    times = [timed(lambda n=n: typeset_leaflet(leaflet(n), formats[0], workshop)) for n in range(leaflets)]  # type: ignore[misc]  # a bound default
    if times:
        sys.stdout.write(f"明白纸 ×{leaflets}  median {statistics.median(times):.2f} s  peak {peak_mb():.0f} MB\n")


def one_file(content: SheetContent, sheet: SheetFormat, workshop: Workshop, *, screen: bool) -> None:
    """Make only the screen PDF, or only the print PDF with preflight, from the content on."""
    prepared = prepare_board(content, workshop.stage, sheet.profile.file)
    job = board_job(content, prepared.value, sheet, workshop)
    fit = fit_job(job, sheet, workshop)
    if screen:
        screen_pdf(job, sheet, workshop, fit)
        return
    addresses = [code.address for code in content.codes]
    preflight(press_pdf(job, sheet, workshop, fit), Order(sheet, addresses, "千名医师讲中医"))


def _at_known_size(content: SheetContent, sheet: SheetFormat, workshop: Workshop) -> float:
    """Return the time without copyfitting, which the other engines do not do."""
    prepared = prepare_board(content, workshop.stage, sheet.profile.file)
    job = board_job(content, prepared.value, sheet, workshop)
    fit = fit_job(job, sheet, workshop)
    return timed(lambda: screen_pdf(job, sheet, workshop, fit))


def compare(workshop: Workshop, photo: Path, folder: Path, weasyprint: str | None) -> None:
    """Print medians of one A3 page in each engine and the ratios."""
    sheet = next(f for f in load_formats(ROOT / "overlays" / "print" / "formats.yml", ROOT).value if f.id == "a3")
    counter = iter(range(1, 1000))

    def fresh() -> SheetContent:
        return replace(board(1, photo), theme=f"四时养生{next(counter)}")

    screen = statistics.median(timed(lambda: one_file(fresh(), sheet, workshop, screen=True)) for _ in range(ROUNDS))
    press = statistics.median(timed(lambda: one_file(fresh(), sheet, workshop, screen=False)) for _ in range(ROUNDS))
    known = statistics.median(_at_known_size(fresh(), sheet, workshop) for _ in range(ROUNDS))
    sys.stdout.write(f"screen PDF at a known size {known:.2f} s, with the search for the size {screen:.2f} s\n")
    sys.stdout.write(f"screen PDF {screen:.2f} s, print PDF with colour, boxes and preflight {press:.2f} s\n")
    page = folder / "a3.html"
    page.write_text(html_page(board(1, photo), photo), encoding="utf-8")
    chromium = shutil.which("chromium")
    if chromium:
        command = [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--print-to-pdf={folder / 'c.pdf'}",
            page.as_uri(),
        ]
        other = statistics.median(
            timed(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(ROUNDS)
        )
        sys.stdout.write(
            f"Chromium {other:.2f} s, {other / screen:.1f} × the screen PDF, {other / known:.1f} × at a known size\n"
        )
    if weasyprint:
        for variant, mine in (("", screen), ("pdf/x-4", press)):
            told = subprocess.run(
                [weasyprint, "-c", _WEASYPRINT, str(page), variant, str(ROUNDS)],
                check=True,
                capture_output=True,
                text=True,
            )
            other = float(told.stdout.split()[-1])
            sys.stdout.write(f"WeasyPrint {variant or 'PDF'} {other:.2f} s, {other / mine:.1f} × ours\n")


def html_page(content: SheetContent, photo: Path) -> str:
    """Return the same texts and picture as an A3 page in three columns."""
    image = base64.b64encode(photo.read_bytes()).decode()
    fonts = (ROOT / "overlays" / "fonts").as_uri()
    body = "".join(f"<h2>{panel.title}</h2><small>{panel.doctors[0]}</small>{panel.html}" for panel in content.panels)
    codes = "".join(f"<div>{qr_svg(code.address, code.title)}<br>{code.title}</div>" for code in content.codes)
    arcs = "".join(
        f'<circle cx="{(2 * k + row % 2) * 12}" cy="{row * 6 + 12}" r="{12 * share}" fill="#A8322A" stroke="#B8493F"/>'
        for row in range(6) for k in range(36) for share in (1, 0.6)
    )  # fmt: skip
    waves = f'<svg viewBox="0 0 840 36" width="265mm" height="12mm">{arcs}</svg>'
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>'
        f"@font-face{{font-family:S;src:url({fonts}/NotoSansSC_400Regular.ttf)}}"
        f"@font-face{{font-family:B;src:url({fonts}/NotoSerifSC_700Bold.ttf)}}"
        "@page{size:297mm 420mm;margin:16mm}body{font:12pt/1.6 S;margin:0;text-align:justify}"
        "h1{background:#A8322A;color:#fff;font:44pt B;padding:8mm;margin:0}h2{font:16pt B;color:#A8322A}"
        "main{columns:3;column-gap:8mm}img{width:100%}svg[role]{width:37mm;height:37mm}section{display:flex}"
        f"section div{{flex:1;text-align:center}}</style><h1>{content.theme}</h1>{waves}"
        f'<main><img src="data:image/jpeg;base64,{image}">{body}</main><section>{codes}</section></html>'
    )


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--leaflets", type=int, default=100)
    parser.add_argument("--compare", action="store_true")
    parser.add_argument("--weasyprint", metavar="PYTHON")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photo = folder / "photo.jpg"
        Image.linear_gradient("L").resize((1600, 1000)).convert("RGB").save(photo, quality=90)
        stage = open_stage(folder / "stage", ROOT / "overlays")
        workshop = Workshop(stage, SheetMark(("千名医师讲中医",), "中医"), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        if given.compare:
            compare(workshop, photo, folder, given.weasyprint)
        else:
            measure(workshop, photo, given.months, given.leaflets)


if __name__ == "__main__":
    main()
