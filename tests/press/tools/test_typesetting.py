from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from press.tools.typst import TypesettingError, compile_pdf, compile_png, compile_svg, fonts_in

ROOT = Path(__file__).resolve().parents[3]
FONTS = fonts_in(ROOT / "overlays" / "fonts")
SOURCE = b'#set page(width: 40pt, height: 20pt, margin: 2pt)\n#set text(font: "Noto Serif SC")\n#sys.inputs.word'


def test_inputs_reach_the_page_and_a_point_is_a_pixel(tmp_path: Path) -> None:
    (png,) = compile_png(SOURCE, {"word": "中医"}, FONTS, tmp_path)
    (other,) = compile_png(SOURCE, {"word": "师"}, FONTS, tmp_path)
    assert png != other
    assert int.from_bytes(png[16:20], "big") == 40
    (svg,) = compile_svg(SOURCE, {"word": "中医"}, FONTS, tmp_path)
    assert b"<svg" in svg


def test_the_same_input_gives_the_same_pdf_in_every_thread(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: compile_pdf(SOURCE, {"word": "中医"}, FONTS, tmp_path)[0], range(6)))
    assert len(set(results)) == 1
    assert results[0].startswith(b"%PDF-")


def test_a_fault_names_itself(tmp_path: Path) -> None:
    with pytest.raises(TypesettingError, match="unknown variable"):
        compile_svg(b"#nonsense", {}, FONTS, tmp_path)


def test_nothing_outside_the_root_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(TypesettingError):
        compile_svg(b'#read("../secret.txt")', {}, FONTS, inner)


def test_only_the_projects_fonts_are_known() -> None:
    assert FONTS.families() == ["Noto Sans SC", "Noto Serif SC"]


MEASURING = """
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from press.tools.typst import carried_value, fonts_in


def held():
    return int(Path("/proc/self/statm").read_text().split()[1])


fonts, pages = fonts_in(Path(sys.argv[2])), []
for number in range(40):
    words = "".join(chr(0x4E00 + (number * 7919 + place * 31) % 3000) for place in range(4000))
    head = "#set page(width: 100pt, height: 200pt, margin: 5pt)\\n#set text(size: 8pt)\\n"
    text = head + words + ' #link("value:1")[1]'
    carried_value(text.encode(), fonts, Path(sys.argv[2]))
    pages.append(held())
print((pages[-1] - pages[9]) * 4)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what a process holds is read from /proc")
def test_measuring_texts_does_not_pile_them_up() -> None:
    places = (str(ROOT / "hooks"), str(ROOT / "overlays" / "fonts"))
    made = subprocess.run([sys.executable, "-c", MEASURING, *places], check=True, capture_output=True, text=True)
    assert int(made.stdout) < 15_000, "kB held more after 30 further texts (36,000 when Typst forgot nothing)"
