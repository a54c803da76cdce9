"""The proof proved on documents and films: real outputs, mutated."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from press.campaign.badge import badge_png
from press.campaign.model import Campaign, Variant
from press.check.demands import demand_for
from press.check.films import check_film
from press.check.pdfs import check_pdf
from press.check.product import Product
from press.check.slides import check_slides
from press.check.verdict import Verdict
from press.check.word import check_word
from press.errors import MediaError
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg

Edit = tuple[str, str]


def rules(verdict: Verdict) -> set[str]:
    return {fault.rule for fault in verdict.faults}


# ── PDF ──


def pdf(file: Path, campaign: Campaign) -> Verdict:
    return check_pdf(file, [campaign], [demand_for(Product.PDF, campaign)])


def edited_pdf(source: Path, target: Path, change: Callable[[pikepdf.Pdf], None]) -> Path:
    with pikepdf.open(source) as opened:
        change(opened)
        opened.save(target)
    return target


def without_mark(opened: pikepdf.Pdf) -> None:
    page = opened.pages[-1]
    for name in list(page.Resources.XObject.keys()):
        if name.startswith("/XinglinMark"):
            page.Resources.XObject[name] = opened.make_stream(
                b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 1, 1]
            )


def _matrix(opened: pikepdf.Pdf, change: Callable[[list[float]], list[float]]) -> None:
    for page in opened.pages:
        content = b"\n".join(one.read_bytes() for one in page.Contents)
        match = re.search(rb"q\n([-\d. ]+) cm\n/XinglinMark", content)
        assert match
        numbers = change([float(number) for number in match[1].split()])
        moved = b"q\n" + b" ".join(f"{number:.4f}".encode() for number in numbers) + b" cm\n/XinglinMark"
        page.Contents = opened.make_stream(content.replace(match[0], moved))


def moved_right(opened: pikepdf.Pdf) -> None:
    _matrix(opened, lambda m: [*m[:4], float(opened.pages[0].MediaBox[2]) * 0.6, m[5]])


def moved_down(opened: pikepdf.Pdf) -> None:
    _matrix(opened, lambda m: [*m[:5], m[5] * 0.3])


def half_outside(opened: pikepdf.Pdf) -> None:
    _matrix(opened, lambda m: [*m[:4], -60.0, m[5]])


def shrunk(opened: pikepdf.Pdf) -> None:
    _matrix(opened, lambda m: [m[0] * 0.4, 0, 0, m[3] * 0.4, m[4], m[5] + 12])


def mirrored(opened: pikepdf.Pdf) -> None:
    _matrix(opened, lambda m: [-m[0], 0, 0, m[3], m[4] + 250, m[5]])


def cropped(opened: pikepdf.Pdf) -> None:
    for page in opened.pages:
        left, bottom, right, top = (float(value) for value in page.MediaBox)
        page.CropBox = pikepdf.Array([left, bottom, right, top - (top - bottom) * 0.12])


def turned(opened: pikepdf.Pdf) -> None:
    for page in opened.pages:
        page.Rotate = 180


def turned_right(opened: pikepdf.Pdf) -> None:
    opened.pages[0].Rotate = 90


def painted_over(opened: pikepdf.Pdf) -> None:
    for page in opened.pages:
        top = float(page.MediaBox[3])
        page.contents_add(opened.make_stream(f"q 1 1 1 rg 0 {top * 0.8} 9999 9999 re f Q".encode()))


def whitened(opened: pikepdf.Pdf) -> None:
    """A veil of white over everything: low contrast."""
    for page in opened.pages:
        state = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.8)
        page.Resources.ExtGState = pikepdf.Dictionary(Veil=state)
        page.contents_add(opened.make_stream(b"q /Veil gs 1 1 1 rg 0 0 9999 9999 re f Q"))


def as_comment(opened: pikepdf.Pdf) -> None:
    """The mark as a stamp annotation only: any reader can take it off."""
    for page in opened.pages:
        form = next(thing for name, thing in page.Resources.XObject.items() if name.startswith("/XinglinMark"))
        content = b"\n".join(one.read_bytes() for one in page.Contents)
        page.Contents = opened.make_stream(re.sub(rb"/XinglinMark\d+ Do", b"", content))
        top = float(page.MediaBox[3])
        stamp = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            Rect=[28, top - 62, 260, top - 28],
            F=4,
            AP=pikepdf.Dictionary(N=form),
        )
        page.Annots = pikepdf.Array([opened.make_indirect(stamp)])


def test_a_marked_pdf_passes(marked_pdf: Path, campaign: Campaign) -> None:
    verdict = pdf(marked_pdf, campaign)
    assert verdict.faults == ()
    assert verdict.places == 2
    assert verdict.seen is not None
    assert verdict.seen.corner == "TOP_LEFT"


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (without_mark, {"check/no-mark"}),
        (moved_right, {"check/wrong-corner"}),
        (moved_down, {"check/wrong-corner", "check/no-mark"}),
        (half_outside, {"check/no-mark", "check/cut-off"}),
        (shrunk, {"check/too-small"}),
        (mirrored, {"check/no-mark", "check/cut-off"}),
        (cropped, {"check/no-mark", "check/cut-off"}),
        (turned, {"check/no-mark", "check/wrong-corner"}),
        (painted_over, {"check/no-mark"}),
        (whitened, {"check/contrast"}),
        (as_comment, {"check/no-mark"}),
    ],
)
def test_every_mutation_of_a_pdf_is_caught(
    marked_pdf: Path, campaign: Campaign, tmp_path: Path, change: Callable[[pikepdf.Pdf], None], wanted: set[str]
) -> None:
    def on_one_page(opened: pikepdf.Pdf) -> None:
        del opened.pages[1]
        change(opened)

    verdict = pdf(edited_pdf(marked_pdf, tmp_path / "a.pdf", on_one_page), campaign)
    assert rules(verdict) & wanted


def test_the_pages_are_named(marked_pdf: Path, campaign: Campaign, tmp_path: Path) -> None:
    (fault,) = pdf(edited_pdf(marked_pdf, tmp_path / "a.pdf", without_mark), campaign).faults
    assert fault.reason.startswith("第 2 页")


def test_a_mark_on_a_turned_page_is_looked_at_as_readers_see_it(campaign: Campaign, tmp_path: Path) -> None:
    badge = badge_png(campaign, height_px=80)
    page = Image.new("RGB", (900, 1270), "white")
    page.paste(badge, (45, 45), badge)
    page.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "lying.pdf")
    file = edited_pdf(
        tmp_path / "lying.pdf", tmp_path / "up.pdf", lambda opened: setattr(opened.pages[0], "Rotate", 90)
    )
    assert pdf(file, campaign).faults == ()
    assert pdf(tmp_path / "lying.pdf", campaign).faults


def test_a_locked_pdf_is_named(marked_pdf: Path, campaign: Campaign, tmp_path: Path) -> None:
    with pikepdf.open(marked_pdf) as opened:
        opened.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(MediaError, match="密码"):
        pdf(tmp_path / "locked.pdf", campaign)


# ── Word and slides ──


def repacked(source: Path, target: Path, part: str, *edits: Edit) -> Path:
    """Copy a package, with words of one part (a pattern of its name) replaced."""
    changed = 0
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if re.fullmatch(part, entry.filename):
                text = data.decode("utf-8")
                for pattern, words in edits:
                    text, count = re.subn(pattern, words, text, flags=re.DOTALL)
                    changed += count
                data = text.encode()
            new.writestr(entry, data)
    assert changed, "the edit met nothing"
    return target


def replaced_pictures(source: Path, target: Path, picture: Image.Image) -> Path:
    written = io.BytesIO()
    picture.save(written, "PNG")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, written.getvalue() if entry.filename.endswith(".png") else old.read(entry))
    return target


def word(file: Path, campaign: Campaign) -> Verdict:
    return check_word(file, [campaign], [demand_for(Product.WORD, campaign)])


def slides(file: Path, campaign: Campaign) -> Verdict:
    return check_slides(file, [campaign], [demand_for(Product.SLIDES, campaign)])


def test_marked_office_files_pass(marked_word: Path, marked_slides: Path, campaign: Campaign) -> None:
    assert word(marked_word, campaign).faults == ()
    assert word(marked_word, campaign).places == 2
    assert slides(marked_slides, campaign).faults == ()
    assert slides(marked_slides, campaign).places == 3


HEADER = r"word/header\d*\.xml"


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        ((r"<w:drawing>.*?</w:drawing>", ""), "check/no-mark"),
        ((r'(relativeFrom="page"><wp:posOffset>)\d+', r"\g<1>4500000"), "check/wrong-corner"),
        ((r'(positionV relativeFrom="page"><wp:posOffset>)\d+', r"\g<1>7000000"), "check/wrong-corner"),
        ((r'(positionH relativeFrom="page"><wp:posOffset>)\d+', r"\g<1>-900000"), "check/cut-off"),
        ((r'(positionH relativeFrom="page"><wp:posOffset>)\d+', r"\g<1>1200000"), "check/margin"),
        ((r'extent cx="(\d)\d+" cy="(\d)\d+"', r'extent cx="\g<1>00000" cy="\g<2>00000"'), "check/cut-off"),
        ((r"(<wp:docPr [^>]*?)/>", r'\g<1> hidden="1"/>'), "check/hidden"),
        ((r"<w:noProof/>", "<w:noProof/><w:vanish/>"), "check/hidden"),
        ((r"<a:stretch>", '<a:srcRect l="50000"/><a:stretch>'), "check/cut-off"),
        ((r"(<a:blip [^>]*?)/>", r'\g<1>><a:alphaModFix amt="20000"/></a:blip>'), "check/hidden"),
    ],
)
def test_every_mutation_of_a_header_is_caught(
    marked_word: Path, campaign: Campaign, tmp_path: Path, edit: Edit, wanted: str
) -> None:
    assert wanted in rules(word(repacked(marked_word, tmp_path / "a.docx", HEADER, edit), campaign))


def test_a_header_that_is_switched_on_later_is_wanted(marked_word: Path, campaign: Campaign, tmp_path: Path) -> None:
    edit = (r"(<w:settings [^>]*>)", r"\g<1><w:evenAndOddHeaders/>")
    (fault,) = word(repacked(marked_word, tmp_path / "a.docx", r"word/settings\.xml", edit), campaign).faults
    assert fault.reason.startswith("偶数页页眉")


SLIDE = r"ppt/slides/slide2\.xml"
PIC = r"<p:pic>.*?</p:pic>"
LID = (
    '<p:sp><p:nvSpPr><p:cNvPr id="99" name="x"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="5000000" cy="2000000"/></a:xfrm><a:solidFill/></p:spPr></p:sp>'
)


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        ((PIC, ""), "check/no-mark"),
        ((r'(<p:pic>.*?<a:off x=")\d+', r"\g<1>6000000"), "check/wrong-corner"),
        ((r'(<p:pic>.*?<a:off x="\d+" y=")\d+', r"\g<1>6000000"), "check/wrong-corner"),
        ((r'(<p:pic>.*?<a:off x=")\d+', r"\g<1>-1000000"), "check/cut-off"),
        ((r'(<p:pic>.*?<a:ext cx=")\d(\d+)"', r'\g<1>5\g<2>"'), "check/cut-off"),
        ((r"(<p:pic>.*?<a:xfrm)", r'\g<1> rot="5400000"'), "check/cut-off"),
        ((r"(<p:pic>.*?<p:cNvPr [^>]*?)(/?>)", r'\g<1> hidden="1"\g<2>'), "check/hidden"),
        ((r"(</p:pic>)", r"\g<1>" + LID), "check/hidden"),
    ],
)
def test_every_mutation_of_a_slide_is_caught(
    marked_slides: Path, campaign: Campaign, tmp_path: Path, edit: Edit, wanted: str
) -> None:
    verdict = slides(repacked(marked_slides, tmp_path / "a.pptx", SLIDE, edit), campaign)
    assert wanted in rules(verdict)
    assert verdict.faults[0].reason.startswith("第 2 张幻灯片")


def test_another_picture_in_the_marks_place_is_no_mark(
    marked_word: Path, marked_slides: Path, campaign: Campaign, tmp_path: Path
) -> None:
    logo = Image.new("RGBA", (1200, 200), (200, 30, 30, 255))
    assert rules(word(replaced_pictures(marked_word, tmp_path / "a.docx", logo), campaign)) == {"check/no-mark"}
    assert rules(slides(replaced_pictures(marked_slides, tmp_path / "a.pptx", logo), campaign)) == {"check/no-mark"}
    pale = badge_png(campaign, height_px=200, variant=Variant.LIGHT)
    assert rules(word(replaced_pictures(marked_word, tmp_path / "a.docx", pale), campaign))


@pytest.mark.parametrize("damage", ["cut", "empty", "xml"])
@pytest.mark.parametrize("kind", ["docx", "pptx"])
def test_damaged_office_files_are_named(
    request: pytest.FixtureRequest, campaign: Campaign, tmp_path: Path, kind: str, damage: str
) -> None:
    check, fixture = {"docx": (word, "marked_word"), "pptx": (slides, "marked_slides")}[kind]
    source: Path = request.getfixturevalue(fixture)
    file = tmp_path / source.name
    if damage == "xml":
        repacked(source, file, r".*(document|presentation)\.xml", (r"<", "<<"))
    else:
        file.write_bytes(source.read_bytes()[:3000] if damage == "cut" else b"PK\x05\x06" + b"\0" * 18)
    with pytest.raises(MediaError):
        check(file, campaign)


# ── films ──


@pytest.fixture(scope="module")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg(find_ffmpeg())


def film(folder: Path, campaign: Campaign, when: str, place: str) -> Path:
    """Burn the mark into a moving test picture; `when` and `place` are ffmpeg's words."""
    still = folder / "ground.png"
    Image.effect_noise((480, 270), 40).convert("RGB").save(still)
    badge = badge_png(campaign, height_px=46, variant=Variant.LIGHT, plate=0.8)
    badge.save(folder / "badge.png")
    target = folder / "film.mp4"
    graph = f"[0:v]hue=H=t[a];[a][1:v]overlay={place}:enable='{when}',format=yuv420p"
    still_args = ["-loop", "1", "-framerate", "8", "-i", str(still), "-i", str(folder / "badge.png")]
    command = [str(find_ffmpeg()), "-v", "error", *still_args, "-filter_complex", graph, "-t", "4"]
    subprocess.run([*command, "-preset", "ultrafast", str(target)], check=True)
    return target


RIGHT = "x=W-w-14:y=H-h-14"


@pytest.mark.parametrize(
    ("burnt", "wanted"),
    [
        (("gte(t,0)", RIGHT), ""),
        (("lt(t,0)", RIGHT), "片头"),
        (("lt(t,1.5)+gt(t,2.5)", RIGHT), "片中"),
        (("lt(t,3)", RIGHT), "片尾"),
        (("gte(t,0)", "x=14:y=14"), "片头：活动标识在左上角"),
        (("gte(t,0)", "x=W-w*0.8:y=H-h-14"), "片头"),
    ],
)
def test_a_film_needs_the_mark_from_beginning_to_end(
    ffmpeg: Ffmpeg, campaign: Campaign, tmp_path: Path, burnt: tuple[str, str], wanted: str
) -> None:
    file = film(tmp_path, campaign, *burnt)
    verdict = check_film(file, [campaign], [demand_for(Product.FILM, campaign)], ffmpeg)
    reason = verdict.faults[0].reason if verdict.faults else ""
    assert reason.startswith(wanted)
    assert bool(reason) == bool(wanted)


@pytest.mark.parametrize("data", [b"", b"\0\0\0\x18ftypmp42" + b"\0" * 200, "文字".encode()])
def test_broken_films_are_named(ffmpeg: Ffmpeg, campaign: Campaign, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(data)
    with pytest.raises(MediaError):
        check_film(tmp_path / "a.mp4", [campaign], [demand_for(Product.FILM, campaign)], ffmpeg)
