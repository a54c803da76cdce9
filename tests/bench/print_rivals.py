"""WeasyPrint and headless Chromium on pages written as HTML: processor seconds of each."""

from __future__ import annotations

import json
import resource
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

_WEASYPRINT = """
import json, sys, time, weasyprint
variant, pages = sys.argv[1], sys.argv[2:]
options = {"pdf_variant": variant} if variant else {}
times = []
for page in (pages[0], *pages):
    start = time.process_time()
    weasyprint.HTML(page).write_pdf(**options)
    times.append(time.process_time() - start)
print(json.dumps(times[1:]))
"""


def weasyprint_seconds(python: Path, pages: Sequence[Path], variant: str = "") -> list[float]:
    """Return processor seconds of each page in one process, its first page set once before and not counted."""
    command = [python, "-c", _WEASYPRINT, variant, *pages]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(seconds) for seconds in json.loads(told.stdout.splitlines()[-1])]


def chromium_seconds(chromium: str, pages: Sequence[Path]) -> list[float]:
    """Return processor seconds of each page, a process a page: its command line prints no second one."""
    return [_printed(chromium, page) for page in pages]


def _printed(chromium: str, page: Path) -> float:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pdf = Path(folder) / "page.pdf"
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        before = _children_seconds()
        subprocess.run([chromium, *options, f"--print-to-pdf={pdf}", page.as_uri()], check=True, capture_output=True)
        spent = _children_seconds() - before
        if not pdf.is_file():
            raise RuntimeError(f"Chromium printed nothing of {page.name}")
    return spent


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
